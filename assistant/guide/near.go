package guide

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/knowledge"
)

// Bounds of what counts as near. They were set where nine in ten of what was
// taken is right: a question too many costs less than a wrong list.
const (
	nearEnough = .59  // mean cosine of the words and the three nearest cues
	nearMargin = .11  // by which it must beat the other options
	nearHint   = 0.45 // that which keeps the ordinary option from being presumed
	hint       = 0.5  // score of a cue that does
	stretch    = 8    // characters of a stretch
)

func (m *Matcher) vectorsOf(o knowledge.Option, told []string) [][]float32 {
	if m.vector == nil {
		return nil
	}
	var out [][]float32
	for _, w := range append(append([]string{o.Label}, o.Cues...), told...) {
		if utf8.RuneCountInString(w) > 2 {
			out = append(out, m.vector(w))
		}
	}
	return out
}

// nearest returns the option whose cues come nearest to what was said, where no
// cue stands in the words themselves: 让人给顺走了 beside 被偷走了. An option that
// ends the item is never taken for that alone: it must be said.
func (m *Matcher) nearest(owner string, s knowledge.Situation, said Said) (id, words string, ok bool) {
	if m.vector == nil {
		return "", "", false
	}
	scores, where := m.nearness(owner, s, said)
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
	scores, _ := m.scores(owner, s, said)
	var near []float64
	if m.vector != nil {
		near, _ = m.nearness(owner, s, said)
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
func (m *Matcher) nearness(owner string, s knowledge.Situation, said Said) (scores []float64, where []string) {
	scores, where = make([]float64, len(s.Options)), make([]string, len(s.Options))
	stretches := said.stretches()
	vectors, named := make([][]float32, len(stretches)), make([]float64, len(stretches))
	for i, c := range stretches {
		vectors[i] = m.vector(c)
		for _, n := range m.named[owner] {
			named[i] = max(named[i], cosine(n, vectors[i]))
		}
	}
	for i, o := range s.Options {
		var top [3]float64
		for _, cue := range m.near[key(owner, s.ID, o.ID)] {
			x, at := closest(cue, vectors, named)
			if x > top[0] {
				where[i] = stretches[at]
			}
			insert(&top, x)
		}
		scores[i] = (top[0] + top[1] + top[2]) / 3
	}
	return scores, where
}

// closest returns the highest cosine of a cue with the stretches, and with which.
// A stretch that is nearer to what the item is called names the item, and shows
// nothing of its options.
func closest(cue []float32, stretches [][]float32, named []float64) (best float64, at int) {
	for i, v := range stretches {
		if x := cosine(cue, v); x > best && x > named[i] {
			best, at = x, i
		}
	}
	return best, at
}

// cosine is that of two vectors of length 1.
func cosine(a, b []float32) float64 {
	sum := float32(0)
	for k := range a {
		sum += a[k] * b[k]
	}
	return float64(sum)
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

// figure matches a clause that is little but a number: 我爸78. It is near to
// anything short.
var figure = regexp.MustCompile(`^\D{0,4}\d+\D?$`)

// stretches returns the clauses that are not denied, and of the long ones the
// stretches they consist of.
func (s Said) stretches() []string {
	var out []string
	for _, c := range s.Clauses {
		text := plain(c.Text)
		if c.Negated || strings.Contains(text, "是不是") || figure.MatchString(text) {
			continue
		}
		out = append(out, text)
		r := []rune(text)
		for i := 0; i+stretch < len(r); i += 2 {
			out = append(out, string(r[i:i+stretch]))
		}
		if len(r) > stretch {
			out = append(out, string(r[len(r)-stretch:]))
		}
	}
	return out
}
