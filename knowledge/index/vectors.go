package index

import "math"

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

// dot is unrolled eight times: the sums do not wait for each other, and slices
// that shrink need no check of bounds.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	for len(a) >= 8 && len(b) >= 8 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		s4 += a[4] * b[4]
		s5 += a[5] * b[5]
		s6 += a[6] * b[6]
		s7 += a[7] * b[7]
		a, b = a[8:], b[8:]
	}
	for i := range a {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3) + (s4 + s5) + (s6 + s7)
}
