package memory

import (
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"wenban/knowledge/embed"
	"wenban/knowledge/index"
)

// Bytes of a text that are learned from: what a provision is about is said at
// its beginning, and training time is bounded.
const (
	alone  = 360 // beside its title or its neighbour
	clozed = 600
	answer = 900 // beside a question
)

// ProvisionPairs returns what documents teach of which words belong together,
// without any question: title and chapter beside a provision, one clause beside
// the rest, a provision beside the next. Only newest versions are read.
func ProvisionPairs(c *index.Corpus, seed uint64) (pairs []embed.Pair) {
	rng := rand.New(rand.NewPCG(seed, 3))
	for i := range c.Len() {
		text := c.Text(i)
		if c.Old(i) || text == "" {
			continue
		}
		law := 1 + c.Law(i) // one law is one group: its provisions are no strangers
		pairs = append(pairs, embed.Pair{A: c.Title(i) + " " + c.Heading(i), B: clip(text, alone), Group: law})
		if clause, rest, ok := cloze(clip(text, clozed), rng); ok {
			pairs = append(pairs, embed.Pair{A: clause, B: rest, Group: 1 + c.Len() + i})
		}
		if i+1 < c.Len() && c.Title(i+1) == c.Title(i) && c.Heading(i+1) == c.Heading(i) && rng.IntN(2) == 0 {
			pairs = append(pairs, embed.Pair{A: clip(text, alone), B: clip(c.Text(i+1), alone), Group: law})
		}
	}
	return pairs
}

// cloze takes a clause of 6 to 60 characters out of a text; ok is false when
// there is none or nothing would be left.
func cloze(text string, rng *rand.Rand) (clause, rest string, ok bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("，。；：\n", r) })
	var fit []int
	for i, p := range parts {
		if n := utf8.RuneCountInString(p); n >= 6 && n <= 60 {
			fit = append(fit, i)
		}
	}
	if len(parts) < 2 || len(fit) == 0 {
		return "", "", false
	}
	i := fit[rng.IntN(len(fit))]
	return parts[i], strings.Join(parts[:i], "，") + "，" + strings.Join(parts[i+1:], "，"), true
}

// clip cuts text to at most n bytes at a rune boundary.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// confirmedPairs returns what confirmed questions teach: each beside the
// provisions that answer it, and beside another that shares an answer.
// Questions that hang together by shared answers are one group: the answers of
// one are no strangers to the others.
func confirmedPairs(c *index.Corpus, all []Confirmed) (pairs []embed.Pair) {
	groups := together(c, all)
	last := map[int]string{} // key → the question before that it answers
	for i, q := range all {
		for _, p := range q.Passages {
			pairs = append(pairs, embed.Pair{A: q.Question, B: clip(c.Text(p), answer) + " " + c.Title(p), Group: groups[i]})
			if before := last[c.Key(p)]; before != "" {
				pairs = append(pairs, embed.Pair{A: q.Question, B: before, Group: groups[i]})
			}
			last[c.Key(p)] = q.Question
		}
	}
	return pairs
}

// together numbers the groups of questions that share answers.
func together(c *index.Corpus, all []Confirmed) []int {
	group := make([]int, len(all))
	root := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	owner := map[int]int{}
	for i, q := range all {
		group[i] = i
		for _, p := range q.Passages {
			if o, ok := owner[c.Key(p)]; ok {
				group[root(i)] = root(o)
			}
			owner[c.Key(p)] = root(i)
		}
	}
	for i := range group {
		group[i] = root(i)
	}
	return group
}
