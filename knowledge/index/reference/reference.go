// Package reference ranks as package index promises to, in the plainest way:
// float64, one thing after the other, nothing left out. It is what the index is
// held against, and what brute force costs.
//
// It is written from RETRIEVAL.md and the comments of package index, and shares
// no code with it.
package reference

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// Constants are those of ranking: BM25's K1 and B, and the shares of the other
// parts of a score; see index.Weights.
type Constants struct{ K1, B, Cover, Exact, Vector float64 }

// Field is one text of a thing. Things have the same fields in the same order.
type Field struct {
	Weight float64
	Text   string
}

// Thing is what is ranked.
type Thing struct {
	Fields []Field
	Names  []string  // what Exact looks for in a question
	Vector []float32 // of length 1, or nil
}

// Index holds things as the counts of their grams.
type Index struct {
	c     Constants
	terms map[string]uint32
	idf   []float64
	grams [][]counted // per thing
	names [][]string  // per thing, plain
	rows  [][]float32
}

// counted is a gram of a thing with its BM25F weight: the sum over fields of
// weight × count / (1 - b + b × length / average length).
type counted struct {
	term   uint32
	weight float64
}

// New indexes n things, which it asks for twice, in order. Memory is 16 bytes
// for each distinct gram of each thing.
func New(n int, thing func(i int) Thing, c Constants) *Index {
	x := &Index{c: c, terms: map[string]uint32{}}
	averages := averageLengths(n, thing)
	for i := range n {
		t := thing(i)
		x.grams = append(x.grams, x.count(t.Fields, averages))
		x.names = append(x.names, plainAll(t.Names))
		x.rows = append(x.rows, t.Vector)
	}
	x.idf = make([]float64, len(x.terms))
	for _, grams := range x.grams {
		for _, g := range grams {
			x.idf[g.term]++
		}
	}
	for t, df := range x.idf {
		x.idf[t] = rarity(n, df)
	}
	return x
}

// rarity is the idf of a gram that df of n things have.
func rarity(n int, df float64) float64 { return math.Log(1 + (float64(n)-df+.5)/(df+.5)) }

// averageLengths are over the things that have the field.
func averageLengths(n int, thing func(i int) Thing) (averages []float64) {
	var have []float64
	for i := range n {
		for f, field := range thing(i).Fields {
			for len(averages) <= f {
				averages, have = append(averages, 0), append(have, 0)
			}
			if length := len(Grams(field.Text)); length > 0 {
				averages[f] += float64(length)
				have[f]++
			}
		}
	}
	for f := range averages {
		averages[f] /= max(have[f], 1)
	}
	return averages
}

// count sums the grams of a thing over its fields.
func (x *Index) count(fields []Field, averages []float64) []counted {
	weights := map[uint32]float64{}
	for f, field := range fields {
		grams := Grams(field.Text)
		norm := 1 - x.c.B + x.c.B*float64(len(grams))/averages[f]
		for _, g := range grams {
			t, ok := x.terms[g]
			if !ok {
				t = uint32(len(x.terms))
				x.terms[g] = t
			}
			weights[t] += field.Weight / norm
		}
	}
	all := make([]counted, 0, len(weights))
	for _, t := range slices.Sorted(maps.Keys(weights)) {
		all = append(all, counted{t, weights[t]})
	}
	return all
}

// With returns the same things ranked with other shares of cover, names and
// vectors; K1 and B stay as they are.
func (x *Index) With(cover, exact, vector float64) *Index {
	y := *x
	y.c.Cover, y.c.Exact, y.c.Vector = cover, exact, vector
	return &y
}

// Hit is a thing with its score and its BM25F.
type Hit struct {
	Thing          int
	Score, Lexical float64
}

// Best returns the k best of the things that only lets through, for a question
// and its vector (nil: none); equal ones in their order. It reads everything.
func (x *Index) Best(question string, vector []float32, k int, only func(i int) bool) []Hit {
	a := x.ask(question)
	var best []Hit
	for i := range x.grams {
		if !only(i) {
			continue
		}
		if h, ok := x.score(a, i, vector); ok {
			best = keep(best, h, k)
		}
	}
	return best
}

// asked is a question, ready.
type asked struct {
	weight []float64 // per term: its idf where it is asked
	mass   float64   // idf of all that is asked, known or not
	plain  string
}

func (x *Index) ask(question string) asked {
	a := asked{weight: make([]float64, len(x.idf)), plain: plain(question)}
	grams := slices.Compact(slices.Sorted(slices.Values(Grams(question))))
	for _, g := range grams {
		if t, ok := x.terms[g]; ok {
			a.weight[t] = x.idf[t]
			a.mass += x.idf[t]
		} else {
			a.mass += rarity(len(x.grams), 0)
		}
	}
	return a
}

// lone is the cosine above which a thing without one gram in common is found.
const lone = .35

// score is the weighted sum of the parts of thing i, or false when it is not
// found.
func (x *Index) score(a asked, i int, vector []float32) (h Hit, found bool) {
	h.Thing = i
	cover := 0.0
	for _, g := range x.grams[i] {
		if idf := a.weight[g.term]; idf > 0 {
			h.Lexical += idf * (x.c.K1 + 1) * g.weight / (x.c.K1 + g.weight)
			cover += idf
		}
	}
	cosine := max(0, dot(x.rows[i], vector))
	if h.Lexical == 0 && (cosine < lone || x.c.Vector == 0) {
		return h, false
	}
	if a.mass > 0 {
		h.Score = h.Lexical/(a.mass*(x.c.K1+1)) + x.c.Cover*cover/a.mass
	}
	h.Score += x.c.Exact*x.named(a, i) + x.c.Vector*cosine
	return h, true
}

// named is how much of the question the longest name that stands in it is. Unlike
// the index it does not mind where a name of Latin letters begins and ends.
func (x *Index) named(a asked, i int) (share float64) {
	if x.c.Exact <= 0 {
		return 0
	}
	for _, name := range x.names[i] {
		if strings.Contains(a.plain, name) {
			share = max(share, float64(len([]rune(name)))/float64(len([]rune(a.plain))+1))
		}
	}
	return share
}

func dot(a, b []float32) (sum float64) {
	if len(a) != len(b) {
		return 0
	}
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// keep inserts a hit into the k best.
func keep(best []Hit, h Hit, k int) []Hit {
	at, _ := slices.BinarySearchFunc(best, h, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Thing, b.Thing))
	})
	if at == k {
		return best
	}
	return slices.Insert(best, at, h)[:min(len(best)+1, k)]
}
