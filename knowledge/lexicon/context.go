package lexicon

import (
	"slices"
	"strings"

	"wenban/knowledge/sieve"
)

// context is what must hold in the text for a word to have a meaning: all of
// its conditions. No conditions always hold.
type context []condition

// condition holds when none of not stands in the text and, where any is not
// empty, one of any does.
type condition struct{ any, not wordSet }

// wordSet is a set of context words: bits of their numbers in the trie, 64 at a
// place, without the places where none is.
type wordSet []packed

type packed struct {
	place int32
	bits  uint64
}

func setOf(numbers []int32) (set wordSet) {
	slices.Sort(numbers)
	for _, n := range numbers {
		if len(set) == 0 || set[len(set)-1].place != n/64 {
			set = append(set, packed{place: n / 64})
		}
		set[len(set)-1].bits |= 1 << (n % 64)
	}
	return set
}

// scene knows which context words stand in a text. It looks at the text once,
// and only when the first context is asked about: the classes of a context
// have hundreds of words, so looking each one up would cost more than the rest.
type scene struct {
	text   string
	runes  sieve.Runes
	words  *sieve.Trie
	count  int32    // how many words there are
	stands []uint64 // bit per word; nil before the first question
}

// has reports whether a word stands in the text.
func (s *scene) has(word string) bool {
	r, _ := sieve.Rune(word)
	return s.runes.Has(r) && strings.Contains(s.text, word)
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
func (s *scene) any(words wordSet) bool {
	if len(words) > 0 && s.stands == nil {
		s.look()
	}
	for _, w := range words {
		if s.stands[w.place]&w.bits != 0 {
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
	return scene{text: text, runes: sieve.RunesOf(text), words: &l.settings, count: l.setting}
}

// newContext reads the context column: conditions parted by &, words inside by
// |; !word must not stand there, @class stands for its words. It returns the
// class that does not exist, or "".
func (l *Lexicon) newContext(cell string) (c context, unknown string) {
	for part := range strings.SplitSeq(cell, "&") {
		var any, not []int32
		for _, word := range cells(part) {
			word, negated := strings.CutPrefix(word, "!")
			words := []string{word}
			if strings.HasPrefix(word, "@") {
				if words = l.classes[word]; words == nil {
					return nil, word
				}
			}
			if negated {
				not = append(not, l.numbers(words)...)
			} else {
				any = append(any, l.numbers(words)...)
			}
		}
		if len(any)+len(not) > 0 {
			c = append(c, condition{setOf(any), setOf(not)})
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
