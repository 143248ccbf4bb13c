package lexicon

import (
	"strings"

	"wenban/knowledge/sieve"
)

// context is what must hold in the text for a word to have a meaning: all of
// its conditions. No conditions always hold.
type context []condition

// condition holds when none of not stands in the text and, where any is not
// empty, one of any does. Words are numbers of the trie of context words.
type condition struct {
	any []int32
	not []int32
}

// scene knows which context words stand in a text. It looks at the text once,
// and only when the first context is asked about: the classes of a context
// have hundreds of words, so looking each one up would cost more than the rest.
type scene struct {
	text   string
	words  *sieve.Trie
	count  int32    // how many words there are
	stands []uint64 // bit per word; nil before the first question
}

func (s *scene) holds(c context) bool {
	for _, one := range c {
		if s.any(one.not) || len(one.any) > 0 && !s.any(one.any) {
			return false
		}
	}
	return true
}

// any reports whether one of the words stands in the text.
func (s *scene) any(words []int32) bool {
	if len(words) > 0 && s.stands == nil {
		s.look()
	}
	for _, w := range words {
		if s.stands[w/64]&(1<<(w%64)) != 0 {
			return true
		}
	}
	return false
}

func (s *scene) look() {
	s.stands = make([]uint64, s.count/64+1)
	var buf [16]sieve.Match
	for i := 0; i < len(s.text); i += step(s.text, i) {
		for _, m := range s.words.At(buf[:0], s.text, i) {
			s.stands[m.Value/64] |= 1 << (m.Value % 64)
		}
	}
}

// scene returns the scene of a text.
func (l *Lexicon) scene(text string) scene {
	return scene{text: text, words: &l.settings, count: l.setting}
}

// newContext reads the context column: conditions parted by &, words inside by
// |; !word must not stand there, @class stands for its words. It returns the
// class that does not exist, or "".
func (l *Lexicon) newContext(cell string) (c context, unknown string) {
	for part := range strings.SplitSeq(cell, "&") {
		var one condition
		for _, word := range cells(part) {
			word, negated := strings.CutPrefix(word, "!")
			words := []string{word}
			if strings.HasPrefix(word, "@") {
				if words = l.classes[word]; words == nil {
					return nil, word
				}
			}
			if negated {
				one.not = append(one.not, l.numbers(words)...)
			} else {
				one.any = append(one.any, l.numbers(words)...)
			}
		}
		if len(one.any)+len(one.not) > 0 {
			c = append(c, one)
		}
	}
	return c, ""
}

// numbers returns the numbers of context words; the empty word of a lone ! is
// left out.
func (l *Lexicon) numbers(words []string) (numbers []int32) {
	for _, w := range words {
		if w == "" {
			continue
		}
		n := l.settings.Add(w, l.setting)
		if n == l.setting {
			l.setting++
		}
		numbers = append(numbers, n)
	}
	return numbers
}
