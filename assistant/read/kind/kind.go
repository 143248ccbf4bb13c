// Package kind tells what kind of message a text is: a need for a service, a
// complaint, a question about progress, smalltalk, or something that is no
// matter of government services. It is a small linear classifier over characters,
// trained on how people write (data/*.tsv and the questions of the lexicon) and
// compiled in. Alone it knows style; together with what the search finds it
// knows scope (RETRIEVAL.md A6).
package kind

import (
	"math"
	"unicode"
)

// Kind is what a message is.
type Kind string

// The kinds.
const (
	Service   Kind = "service"   // a need that an item, an event or a rule may answer
	Vague     Kind = "vague"     // a need, but not of what
	Whole     Kind = "whole"     // a need for all that an event in life brings
	Complaint Kind = "complaint" // something for a department to look into
	Legal     Kind = "legal"     // a matter that has another legal route
	Progress  Kind = "progress"  // how far an application is
	Human     Kind = "human"     // the wish for a person
	Smalltalk Kind = "smalltalk" // greeting, thanks, about the assistant
	Abuse     Kind = "abuse"     // an insult without a need
	Refuse    Kind = "refuse"    // no matter of this city's government services
)

// Kinds lists the kinds in the order of Shares.
var Kinds = []Kind{Service, Vague, Whole, Complaint, Legal, Progress, Human, Smalltalk, Abuse, Refuse}

// Shares are how likely each kind is, in the order of Kinds; they sum to 1.
type Shares [count]float64

// count is how many kinds there are.
const count = 10

// Of returns the share of a kind.
func (s Shares) Of(k Kind) float64 {
	for i, x := range Kinds {
		if x == k {
			return s[i]
		}
	}
	return 0
}

// Best returns the likeliest kind and its share.
func (s Shares) Best() (Kind, float64) {
	best := 0
	for i := range s {
		if s[i] > s[best] {
			best = i
		}
	}
	return Kinds[best], s[best]
}

// Moved returns the shares with those of one kind added to another's.
func (s Shares) Moved(from, to Kind) Shares {
	share := s.Of(from)
	for i, x := range Kinds {
		switch x {
		case from:
			s[i] = 0
		case to:
			s[i] += share
		}
	}
	return s
}

// Model weighs features. It never changes and is safe for concurrent use.
type Model struct {
	table []weighed // a hash table of a power of two: a feature stands at its hash, or behind it
	scale float32
}

// weighed is what a feature says of each kind, in units of the scale. It fills a
// quarter of a line of memory.
type weighed struct {
	feature uint32 // 0: a free place
	weights [count]int8
}

// newModel makes a model with room for some features.
func newModel(rows int, scale float32) *Model {
	size := 16
	for size < 2*rows {
		size *= 2
	}
	return &Model{table: make([]weighed, size), scale: scale}
}

// place returns where a feature stands, or the free place for it.
func (m *Model) place(feature uint32) *weighed {
	mask := uint32(len(m.table) - 1)
	for i := feature & mask; ; i = (i + 1) & mask {
		if at := &m.table[i]; at.feature == feature || at.feature == 0 {
			return at
		}
	}
}

// Shares tells what kind of message a text is. The text is in normal form; only
// its first maxText characters count.
func (m *Model) Shares(text string) Shares {
	var sums [count]int
	var room [2*maxText + 8]uint32
	fs := appendFeatures(room[:0], text)
	for _, f := range fs {
		for k, w := range m.place(f).weights {
			sums[k] += int(w)
		}
	}
	var z [count]float64
	norm := float64(m.scale) / math.Sqrt(float64(len(fs)+1))
	for k, sum := range sums {
		z[k] = float64(sum) * norm
	}
	return softmax(z)
}

func softmax(z [count]float64) (s Shares) {
	top, sum := z[0], 0.0
	for _, v := range z {
		top = max(top, v)
	}
	for k, v := range z {
		s[k] = math.Exp(v - top)
		sum += s[k]
	}
	for k := range s {
		s[k] /= sum
	}
	return s
}

// maxText is how many characters are read: what a message is shows early, and a
// pasted page must cost no more than a sentence or two.
const maxText = 200

// appendFeatures appends the hashed features of a text, each once: characters and
// pairs of them, the first and last two with their place, the length. Longer runs,
// pairs with a gap and the vector of the whole told people left out no better.
func appendFeatures(out []uint32, text string) []uint32 {
	var room [maxText]rune
	var seen [1024]uint32 // twice as many as there can be
	add := func(f uint32) {
		i := f % uint32(len(seen))
		for seen[i] != f && seen[i] != 0 {
			i = (i + 1) % uint32(len(seen))
		}
		if seen[i] == 0 {
			seen[i] = f
			out = append(out, f)
		}
	}
	r := letters(room[:0], text)
	for i := range r {
		for n := 1; n <= 2 && i+n <= len(r); n++ {
			add(hash(0, r[i:i+n]))
		}
	}
	for n := 1; n <= 2 && n <= len(r); n++ {
		add(hash(1, r[:n]))
		add(hash(2, r[len(r)-n:]))
	}
	add(hash(3, []rune{lengthClass(len(r))}))
	return out
}

func lengthClass(n int) rune { return rune(math.Log2(float64(n + 1))) }

// letters appends letters and digits, every digit as 0: which number stands there
// says nothing of the kind.
func letters(r []rune, text string) []rune {
	for _, x := range text {
		switch {
		case len(r) == maxText:
			return r
		case x >= 0x4e00 && x < 0x9f00:
			r = append(r, x)
		case unicode.IsDigit(x):
			if len(r) == 0 || r[len(r)-1] != '0' {
				r = append(r, '0')
			}
		case unicode.IsLetter(x):
			r = append(r, unicode.ToLower(x))
		case x == '?' || x == '？':
			r = append(r, '?')
		}
	}
	return r
}

// hash names a feature; it is never 0. Of half a million, a few dozen pairs share a name.
func hash(place uint32, r []rune) uint32 {
	h := uint32(2166136261) ^ place*16777619
	for _, x := range r {
		h = (h ^ uint32(x)) * 16777619
		h ^= h >> 15
	}
	return max(1, h^h>>16)
}
