package guide

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/segment"
	"wenban/knowledge/sieve"
)

// Bounds of what counts as near. They were set where nine in ten of what was
// taken is right: a question too many costs less than a wrong list.
const (
	nearEnough = .59  // mean cosine of the words and the three nearest cues
	nearMargin = .15  // by which it must beat the other options
	nearHint   = 0.45 // that which keeps the ordinary option from being presumed
	hint       = 0.5  // score of a cue that does
	stretch    = 8    // characters of a stretch
)

// near are the words that come near to an option where they stand for it: not
// those of one or two characters, which are near to anything short.
func (m *Matcher) near(s knowledge.Situation, o knowledge.Option) []string {
	words := append(append([]string{o.Label}, o.Cues...), m.told[letters(s.Question)+"\x00"+letters(o.Label)]...)
	return slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) <= 2 })
}

// panel holds the vectors of some words; none where words are compared as they
// stand.
func (m *Matcher) panel(words []string) embed.Panel {
	if m.vector == nil {
		return embed.Panel{}
	}
	vectors := make([][]float32, len(words))
	for i, w := range words {
		vectors[i] = m.vector(w)
	}
	return embed.NewPanel(vectors)
}

// nearest returns the option whose cues come nearest to what was said, where no
// cue stands in the words themselves: 让人给顺走了 beside 被偷走了. An option that
// ends the item is never taken for that alone: it must be said.
func (m *Matcher) nearest(own *owner, s *knowledge.Situation, said Said) (id, words string, ok bool) {
	if m.vector == nil {
		return "", "", false
	}
	scores, where := m.nearness(own, s, said)
	best, second := 0, 0.0
	for i := range scores {
		if scores[i] > scores[best] {
			best = i
		}
	}
	for i := range scores {
		if i != best {
			second = max(second, scores[i])
		}
	}
	o := s.Options[best]
	return o.ID, where[best], o.Stop == "" && o.Redirect == "" && scores[best] >= nearEnough && scores[best]-second >= nearMargin
}

// Hints reports whether the words point to another option than the one that
// goes without saying: by a cue, or by coming nearer to it.
func (m *Matcher) Hints(owner string, s knowledge.Situation, said Said, ordinary string) bool {
	prepared, ok := m.owners[owner]
	if !ok {
		return false
	}
	said = said.heard()
	scores, _ := prepared.scores(&s, said)
	var near []float64
	if m.vector != nil {
		near, _ = m.nearness(prepared, &s, said)
	}
	own := slices.IndexFunc(s.Options, func(o knowledge.Option) bool { return o.ID == ordinary })
	for i := range s.Options {
		if i != own && (scores[i] >= hint || near != nil && near[i] >= nearHint && near[i] > near[own]) {
			return true
		}
	}
	return false
}

// nearness returns, per option, how near the words come to its cues, and which
// stretch of them does. It is the mean over the three nearest cues: one alone
// may be near by the accident of a word, three are near by what they mean.
func (m *Matcher) nearness(own *owner, s *knowledge.Situation, said Said) (scores []float64, where []string) {
	a := own.situations[s.ID]
	known, ok := said.ear.near[a]
	if !ok {
		known.scores, known.words = a.nearness(said.ear, said.ear.stretches(m, said), said.ear.named(m, own, said))
		said.ear.near[a] = known
	}
	return known.scores, known.words
}

func (a *asked) nearness(e *ear, stretches []stretched, named []float64) (scores []float64, where []string) {
	scores, where = make([]float64, len(a.options)), make([]string, len(a.options))
	if e.rooms == nil {
		e.rooms = make([][]float32, len(stretches))
	}
	near := e.rooms
	for i, x := range stretches {
		near[i] = a.near.Dots(near[i], x.vector)
	}
	for i, o := range a.options {
		var top [3]float64
		for cue := o.from; cue < o.to; cue++ {
			x, at := closest(cue, near, named, func(i int) bool { return stretches[i].denies == a.denying[cue] })
			if x > top[0] {
				where[i] = stretches[at].text
			}
			insert(&top, x)
		}
		scores[i] = (top[0] + top[1] + top[2]) / 3
	}
	return scores, where
}

// closest returns the highest cosine of a cue with the stretches that agree with
// it, and with which. A stretch that is nearer to what the item is called names
// the item, and shows nothing of its options.
func closest(cue int, near [][]float32, named []float64, agrees func(i int) bool) (best float64, at int) {
	for i := range near {
		if x := float64(near[i][cue]); x > best && x > named[i] && agrees(i) {
			best, at = x, i
		}
	}
	return best, at
}

// insert keeps the three highest, the highest first.
func insert(top *[3]float64, x float64) {
	for k := range top {
		if x > top[k] {
			copy(top[k+1:], top[k:2])
			top[k] = x
			return
		}
	}
}

// negation matches words that say that something is not, or not yet. They change a
// vector little and a meaning whole: 没跟娃他爸领证 is near to 领了证, and 马上十六了
// to 已满十六周岁.
var negation = sieve.Compile(`[没未无冇唔莫]|不(是|要|用|想|能|会|在|办|去|交|满|够|符合|同意|打算|需|准|愿)|马上|快要|就要|即将|还差|差[一两几]`)

func negated(text string) bool { return negation.MatchString(text) }

// figure matches a clause that is little but a number: 我爸78. It is near to
// anything short.
var figure = sieve.Compile(`^\D{0,4}\d+\D?$`)

// cut returns the clauses that are not denied, and of the long ones the stretches
// they consist of.
func (s Said) cut() []string {
	var out []string
	for i, c := range s.Clauses {
		text := s.ear.clauses[i].plain
		if c.Negated || strings.Contains(text, "是不是") || figure.MatchString(text) {
			continue
		}
		out = segment.Stretches(out, text, stretch)
	}
	return out
}
