package synthetic

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Question is what a citizen says, where, and the code of the item that it was
// made from.
type Question struct {
	Text   string
	Region string // code; "" in a flat catalogue
	Item   string
}

// Questions makes n questions. seed must not be that of the catalogue. Everyday
// words stand for official ones, words are left out, put elsewhere and mistyped,
// and around them stands what says nothing.
func (c *Catalogue) Questions(n int, seed uint64) []Question {
	rng := rand.New(rand.NewPCG(seed, 0xa5c))
	all := make([]Question, n)
	for i := range all {
		home := c.home(rng)
		item := c.visible(rng, home)
		all[i] = Question{Text: c.makings[item].say(rng), Region: c.blocks[home].region.Code, Item: c.Edition.Items[item].Code}
	}
	return all
}

// home draws where a citizen lives: each place as often as the other.
func (c *Catalogue) home(rng *rand.Rand) int {
	for {
		if b := rng.IntN(len(c.blocks)); c.blocks[b].leaf {
			return b
		}
	}
}

// visible draws an item that somebody there can be served with.
func (c *Catalogue) visible(rng *rand.Rand, home int) int {
	path := append([]int{home}, c.blocks[home].above...)
	total := 0
	for _, b := range path {
		total += c.blocks[b].to - c.blocks[b].from
	}
	at := rng.IntN(total)
	for _, b := range path {
		size := c.blocks[b].to - c.blocks[b].from
		if at < size {
			return c.blocks[b].from + at
		}
		at -= size
	}
	panic("unreachable: at < total")
}

// say puts the need into a citizen's words.
func (m making) say(rng *rand.Rand) string {
	parts := []string{m.everydaySubject(rng), m.everydayObject(rng), m.everydayAction(rng)}
	if m.variant >= 0 && rng.IntN(3) > 0 {
		parts = append(parts, words.variants[m.variant].everydayWord(rng))
	}
	if rng.IntN(4) == 0 {
		rng.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	}
	if drop := rng.IntN(12); drop < len(parts) {
		parts = slices.Delete(parts, drop, drop+1)
	}
	text := fmt.Sprintf(words.wrappers[rng.IntN(len(words.wrappers))], mistype(rng, strings.Join(parts, "")))
	if rng.IntN(3) == 0 {
		text = words.chatters[rng.IntN(len(words.chatters))] + text
	}
	return text
}

// mistype loses a character of one text in fifteen.
func mistype(rng *rand.Rand, text string) string {
	rs := []rune(text)
	if rng.IntN(15) > 0 || len(rs) < 4 {
		return text
	}
	i := rng.IntN(len(rs))
	return string(slices.Delete(rs, i, i+1))
}

// One time in two citizens use the official word.

func (m making) everydaySubject(rng *rand.Rand) string {
	return either(rng, words.domains[m.domain].subjects[m.subject])
}

func (m making) everydayObject(rng *rand.Rand) string {
	return either(rng, words.domains[m.domain].objects[m.object])
}

func (m making) everydayAction(rng *rand.Rand) string { return either(rng, words.actions[m.action]) }

func either(rng *rand.Rand, w word) string {
	if rng.IntN(2) == 0 {
		return w.official
	}
	return w.everydayWord(rng)
}
