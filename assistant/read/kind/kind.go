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

// features is how many hashed features there are.
const features = 1 << 17

// Model weighs features. It never changes and is safe for concurrent use.
type Model struct {
	weights [][count]int8
	scale   float32
}

// Shares tells what kind of message a text is. The text is in normal form; only
// its first maxText characters count.
func (m *Model) Shares(text string) Shares {
	var sums [count]int
	var room [2*maxText + 8]uint32
	fs := appendFeatures(room[:0], text)
	for _, f := range fs {
		for k, w := range m.weights[f] {
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
// pairs of them, the first and last two with their place, the length. Longer runs
// learn the authors of the examples: of topics left out they tell less.
func appendFeatures(out []uint32, text string) []uint32 {
	var room [maxText]rune
	var seen [features / 64]uint64
	add := func(f uint32) {
		if bit := uint64(1) << (f & 63); seen[f>>6]&bit == 0 {
			seen[f>>6] |= bit
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

func hash(place uint32, r []rune) uint32 {
	h := uint32(2166136261) ^ place*16777619
	for _, x := range r {
		h = (h ^ uint32(x)) * 16777619
		h ^= h >> 15
	}
	return (h ^ h>>16) & (features - 1)
}
