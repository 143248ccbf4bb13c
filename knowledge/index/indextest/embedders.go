package indextest

import "strings"

// Letters is a small honest embedder: the letters of a text fall into sixteen
// bins.
type Letters struct{}

// ID names the embedder.
func (Letters) ID() string { return "letters" }

// Dim is the length of its vectors.
func (Letters) Dim() int { return 16 }

// EmbedInto writes the vector of a text into v.
func (Letters) EmbedInto(v []float32, text string) {
	clear(v)
	for _, r := range text {
		v[(uint32(r)*2654435761)>>28]++
	}
}

// broken returns what no embedder should.
type broken struct{ value float32 }

func (broken) ID() string { return "broken" }

func (broken) Dim() int { return 4 }

func (b broken) EmbedInto(v []float32, text string) {
	for i := range v {
		v[i] = b.value
	}
}

// same gives two texts one vector and all others another.
type same [2]string

func (same) ID() string { return "same" }

func (same) Dim() int { return 2 }

func (s same) EmbedInto(v []float32, text string) {
	v[0], v[1] = 0, 1
	if strings.Contains(text, s[0]) || strings.Contains(text, s[1]) {
		v[0], v[1] = 1, 0
	}
}

// marked gives a text the vector of the first letter in it that has one.
type marked map[rune][2]float32

func (marked) ID() string { return "marked" }

func (marked) Dim() int { return 2 }

func (m marked) EmbedInto(v []float32, text string) {
	clear(v)
	for _, r := range text {
		if x, ok := m[r]; ok {
			copy(v, x[:])
			return
		}
	}
}
