package lexicon

import (
	"slices"
	"strings"

	"wenban/knowledge/sieve"
)

// Expand returns the official terms that the everyday words of text stand for,
// in the order of those words, each term once with its greatest weight. Terms
// that stand in the text already are left out. Where words overlap, the
// leftmost counts, and of those the longest whose context holds.
func (l *Lexicon) Expand(text string) []Expansion {
	var found []Expansion
	var buf [16]sieve.Match
	here := l.scene(text)
	for i := 0; i < len(text); {
		end := 0
		for _, m := range slices.Backward(l.words.At(buf[:0], text, i)) {
			var held bool
			if found, held = l.expand(found, &here, text[i:m.End], m.Value); held {
				end = m.End
				break
			}
		}
		i = max(end, i+step(text, i))
	}
	return found
}

// WordsIn calls found with every word of the lexicon, official or everyday, that
// stands in text, wherever it begins; one that stands there twice is found twice.
func (l *Lexicon) WordsIn(text string, found func(word string)) {
	var buf [16]sieve.Match
	for i := 0; i < len(text); i += step(text, i) {
		for _, m := range l.words.At(buf[:0], text, i) {
			found(text[i:m.End])
		}
	}
}

// expand adds what one word stands for, and reports whether it stands for
// anything in this text.
func (l *Lexicon) expand(found []Expansion, here *scene, word string, n int32) (_ []Expansion, held bool) {
	for _, u := range l.uses[n] {
		g := &l.groups[u.group]
		if !u.official && !here.holds(g.context) {
			continue
		}
		held = true
		for _, to := range g.official {
			if !here.has(to) {
				found = addExpansion(found, Expansion{word, to, g.weight, g.at.name()})
			}
		}
	}
	return found, held
}

// addExpansion keeps one expansion for each term, the one of most weight.
func addExpansion(found []Expansion, e Expansion) []Expansion {
	i := slices.IndexFunc(found, func(f Expansion) bool { return f.To == e.To })
	if found == nil {
		found = make([]Expansion, 0, mostly)
	}
	if i < 0 {
		return append(found, e)
	}
	if e.Weight > found[i].Weight {
		found[i] = e
	}
	return found
}

// mostly is how many expansions most texts have that have any.
const mostly = 8

// Concepts returns the meanings found in text, by position. At each place the
// longest word counts, with all its meanings whose context holds; words that
// begin at different places may overlap.
func (l *Lexicon) Concepts(text string) []Concept {
	var found []Concept
	var buf [16]sieve.Match
	here := l.scene(text)
	for i := 0; i < len(text); i += step(text, i) {
		for _, m := range slices.Backward(l.words.At(buf[:0], text, i)) {
			n := len(found)
			if found = l.concepts(found, &here, i, m); len(found) > n {
				break
			}
		}
	}
	return found
}

// LastOf returns the word of a class (@kin) that stands last in text, the longest
// that ends there; "" for none.
func (l *Lexicon) LastOf(class, text string) (last string) {
	end := 0
	for _, word := range l.classes[class] {
		i := strings.LastIndex(text, word)
		if to := i + len(word); i >= 0 && (to > end || to == end && len(word) > len(last)) {
			last, end = word, to
		}
	}
	return last
}

func (l *Lexicon) concepts(found []Concept, here *scene, start int, m sieve.Match) []Concept {
	for _, u := range l.uses[m.Value] {
		g := &l.groups[u.group]
		weight := g.weight
		if u.official {
			weight = 1
		} else if !here.holds(g.context) {
			continue
		}
		found = addConcept(found, Concept{g.official[0], here.text[start:m.End], start, m.End, weight})
	}
	return found
}

// addConcept keeps one concept for each meaning of a place, the one of most
// weight.
func addConcept(found []Concept, c Concept) []Concept {
	for i := len(found) - 1; i >= 0 && found[i].Start == c.Start; i-- {
		if found[i].ID == c.ID {
			found[i].Weight = max(found[i].Weight, c.Weight)
			return found
		}
	}
	return append(found, c)
}
