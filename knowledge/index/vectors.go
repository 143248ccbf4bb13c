package index

import (
	"math"
	"slices"
)

// Embedder turns text into a vector; *embed.Model is one.
type Embedder interface {
	// Dim is the length of its vectors.
	Dim() int
	// EmbedInto writes the vector of a text into v, which has length Dim. The
	// zero vector says that it knows nothing of the text.
	EmbedInto(v []float32, text string)
}

// vectors holds one vector of unit length (or zero) per provision.
type vectors struct {
	dim  int
	data []float32
}

// mix adds up the vectors of some texts.
func mix(sum, part []float32, e Embedder, texts []weighted) {
	clear(sum)
	for _, w := range texts {
		addText(sum, part, e, w.text, w.weight)
	}
}

// meaning makes the vector of a question, kept in a pool. A turn asks for items,
// then for life events and passages in the same words: it remembers the last ones.
type meaning struct {
	embedder  Embedder
	parts     []Part
	sum, part []float32
}

// newMeaning takes an embedder, or nil for none: then it is not asked for anything.
func newMeaning(e Embedder) *meaning {
	if e == nil {
		return new(meaning)
	}
	dim := max(e.Dim(), 0)
	return &meaning{embedder: e, sum: make([]float32, dim), part: make([]float32, dim)}
}

// of returns the sum of the vectors of the parts, valid until it is asked again.
func (m *meaning) of(parts []Part) []float32 {
	if m.parts != nil && slices.Equal(parts, m.parts) {
		return m.sum
	}
	m.parts = append(m.parts[:0], parts...)
	clear(m.sum)
	for _, p := range parts {
		addText(m.sum, m.part, m.embedder, p.Text, float32(p.Weight))
	}
	return m.sum
}

// addText adds the vector of a text to a sum; a vector with NaN or infinity in
// it counts as zero.
func addText(sum, part []float32, e Embedder, text string, weight float32) {
	if text == "" || weight <= 0 {
		return
	}
	clear(part)
	e.EmbedInto(part, text)
	if !finite(part) {
		return
	}
	for i, x := range part {
		sum[i] += weight * x
	}
}

func finite(v []float32) bool {
	var sum float32
	for _, x := range v {
		sum += x * x
	}
	return !math.IsNaN(float64(sum)) && !math.IsInf(float64(sum), 0)
}

// unit scales v to length 1; a zero or broken vector becomes zero.
func unit(v []float32) {
	n := dot(v, v)
	if !(n > 1e-20) || math.IsInf(float64(n), 0) {
		clear(v)
		return
	}
	scale := float32(1 / math.Sqrt(float64(n)))
	for i := range v {
		v[i] *= scale
	}
}

// dotFloatsGo is the product of two vectors where there is nothing faster: the same to
// the last bit whichever way it is made, in eight sums that do not wait for each
// other.
func dotFloatsGo(a, b []float32) float32 {
	b = b[:len(a)]
	var lanes [8]float32
	for len(a) >= 8 && len(b) >= 8 {
		lanes[0] += a[0] * b[0]
		lanes[1] += a[1] * b[1]
		lanes[2] += a[2] * b[2]
		lanes[3] += a[3] * b[3]
		lanes[4] += a[4] * b[4]
		lanes[5] += a[5] * b[5]
		lanes[6] += a[6] * b[6]
		lanes[7] += a[7] * b[7]
		a, b = a[8:], b[8:]
	}
	return sumLanes(&lanes, a, b)
}

// sumLanes adds what is left over to the first lane and the lanes together.
func sumLanes(s *[8]float32, a, b []float32) float32 {
	for i := range a {
		s[0] += a[i] * b[i]
	}
	return (s[0] + s[1]) + (s[2] + s[3]) + (s[4] + s[5]) + (s[6] + s[7])
}
