// Package embed turns text into vectors with a small model that is learned
// from the knowledge base itself: no pretrained weights, no network.
//
// A text is a bag of hashed features (characters, pairs, Latin runs), each with
// a row of numbers; its vector is their sum, weighted by rarity, of length 1.
// Train moves the rows so that texts about the same item come to lie near each
// other (RETRIEVAL.md A4). The model is a second leg beside the words, never a
// ranker alone.
package embed

import "math"

// Model is a trained embedder. It never changes and is safe for use by several
// goroutines at once.
type Model struct {
	dim   int
	mask  uint64 // number of rows - 1
	rows  []rowOf
	codes []int8 // of the rows that were seen, dim numbers each; most never are
}

// rowOf is what is known of a row, side by side: it is one access to memory. Its
// numbers are code × scale: eight bits each, so that they come in two lines of a
// cache and not in seven.
type rowOf struct {
	weight float32 // rarity; 0 for features never seen in training
	scale  float32
	place  uint32 // where a row that was seen lies in codes
}

// codesOf returns the numbers of a row that was seen.
func (m *Model) codesOf(x *rowOf) []int8 {
	from := int(x.place) * m.dim
	return m.codes[from : from+m.dim]
}

// Dim is the length of the vectors.
func (m *Model) Dim() int { return m.dim }

// Embed returns the vector of a text: of length 1, or zero when nothing in the
// text was seen in training.
func (m *Model) Embed(text string) []float32 {
	v := make([]float32, m.dim)
	m.EmbedInto(v, text)
	return v
}

// EmbedInto is Embed into v, which has length Dim. Texts of up to a hundred or
// so characters need no allocation.
func (m *Model) EmbedInto(v []float32, text string) {
	var buf [256]uint64
	clear(v)
	features := appendFeatures(buf[:0], text)
	m.fetch(features)
	for _, key := range features {
		if x := &m.rows[key&m.mask]; x.weight > 0 {
			axpyCodes(v, x.weight, x.scale, m.codesOf(x))
		}
	}
	normalise(v)
}

// fetch asks the memory for the rows of features: they lie all over it, and one
// after the other each would be waited for.
func (m *Model) fetch(features []uint64) {
	for _, key := range features {
		if x := &m.rows[key&m.mask]; x.weight > 0 {
			fetch(m.codesOf(x))
		}
	}
}

// normalise scales v to length 1 and returns the length it had; a zero vector
// stays as it is.
func normalise(v []float32) float32 {
	length := float32(math.Sqrt(float64(dot(v, v))))
	if !(length > 1e-12) {
		clear(v)
		return 0
	}
	for i := range v {
		v[i] /= length
	}
	return length
}

// axpyGo is axpy where there is nothing faster.
func axpyGo(v []float32, w float32, x []float32) {
	x = x[:len(v)]
	for i := range v {
		v[i] += w * x[i]
	}
}

// axpyCodesGo is axpyCodes where there is nothing faster.
func axpyCodesGo(v []float32, w, scale float32, codes []int8) {
	codes = codes[:len(v)]
	for i := range v {
		x := float32(codes[i]) * scale
		v[i] += w * x
	}
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}
