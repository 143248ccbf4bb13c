package index

import (
	"math"
	"math/rand/v2"
)

// Vectors embeds every provision, on two goroutines: its words, and a little of
// its title and chapter, of which each is embedded once.
func (x *Corpus) Vectors(e Embedder) Vectors {
	v := vectors{e.Dim(), make([]float32, e.Dim()*len(x.places))}
	titles, headings := embedTexts(x.titles.texts, e), embedTexts(x.headings.texts, e)
	halves(len(x.places), func(from, to int) {
		part := make([]float32, v.dim)
		for d := from; d < to; d++ {
			row, p := v.row(d), x.places[d]
			addText(row, part, e, x.all[d].Text, 1)
			axpy(row, .3, titles.row(int(p.law)))
			axpy(row, .2, headings.row(int(p.heading)))
			unit(row)
		}
	})
	return Vectors{v, e}
}

// embedTexts embeds texts; one that says nothing is zero.
func embedTexts(texts []string, e Embedder) vectors {
	v := vectors{e.Dim(), make([]float32, e.Dim()*len(texts))}
	part := make([]float32, v.dim)
	for d, text := range texts {
		addText(v.row(d), part, e, text, 1)
	}
	return v
}

// Vectors are those of the provisions of a corpus, and what made them.
type Vectors struct {
	vectors
	embedder Embedder
}

// Separate returns per provision how like some of them it is: the scores of a
// logistic separator between their vectors and those of as many others, times
// ten, drawn by seed.
func (v Vectors) Separate(right []int, seed uint64) []float32 {
	n := len(v.data) / max(v.dim, 1)
	rng := rand.New(rand.NewPCG(seed, 5))
	w, bias := make([]float32, v.dim), float32(0)
	for pass := range 10 {
		rate := .5 / float32(pass+1)
		for _, r := range rng.Perm(len(right)) {
			bias += v.step(w, bias, right[r], 1, rate)
			for range 10 {
				bias += v.step(w, bias, rng.IntN(n), 0, rate)
			}
		}
	}
	out := make([]float32, n)
	for d := range out {
		out[d] = dot(v.row(d), w) + bias
	}
	return out
}

// step moves w against the loss of one row and returns what bias moves by.
func (v Vectors) step(w []float32, bias float32, d int, want, rate float32) float32 {
	p := float32(1 / (1 + math.Exp(-float64(dot(v.row(d), w)+bias))))
	axpy(w, rate*(want-p), v.row(d))
	return rate * (want - p) * .1
}
