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

// vectors holds one vector of unit length (or zero) per thing.
type vectors struct {
	dim  int
	data []float32
}

func embedAll(sources []source, e Embedder) vectors {
	if e == nil || e.Dim() <= 0 {
		return vectors{}
	}
	v := vectors{e.Dim(), make([]float32, e.Dim()*len(sources))}
	part := make([]float32, v.dim)
	for d := range sources {
		row := v.data[d*v.dim : (d+1)*v.dim]
		for _, w := range sources[d].vector {
			addText(row, part, e, w.text, w.weight)
		}
		unit(row)
		sources[d].vector = nil
	}
	return v
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

// cosine returns the cosine of thing d with a unit vector, clipped at 0; nil
// counts as 0.
func (v vectors) cosine(d int, q []float32) float32 {
	if q == nil {
		return 0
	}
	return max(0, dot(v.data[d*v.dim:(d+1)*v.dim], q))
}

// dot is unrolled four times: the sums do not wait for each other.
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
