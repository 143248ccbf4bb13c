package index

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// ErrWeight is returned for a query with a weight that is no number.
var ErrWeight = errors.New("query has a weight that is no number")

// Asked is a query as a search engine elsewhere can run it. The score of a thing
// is Plain + Weights.Vector × cosine (0 where it is below), where Plain is
//
//	Σ weight × impact ÷ Most  +  Weights.Cover × Σ said × idf ÷ Mass  +  the bonus of its name
//
// over the grams that both have. A thing without a gram in common and a cosine
// below Lone is not found.
type Asked struct {
	Terms  []AskedTerm // the grams that things of the kind have
	Mass   float64     // idf mass of all that was said, unknown grams too
	Most   float64     // the most that BM25F could give
	Vector []float32   // of length 1, or nil
	Names  []Named     // whose names were said, by number

	parts []Part
}

// AskedTerm is one distinct gram of a query.
type AskedTerm struct {
	Term   uint32
	Weight float32 // the highest of the parts it stands in
	Said   float32 // the highest of the parts that were said, or 0
	IDF    float32

	key      uint64
	part     int32
	from, to uint32
}

// Named is a thing whose name, alias or code was said word for word.
type Named struct {
	Number int
	Name   string
	Bonus  float64
}

// Lone is the cosine above which a thing is found by its vector alone.
const Lone = loneVector

// Ask reads the parts of a query for things of a kind.
func (x *Exported) Ask(kind Kind, parts []Part) (Asked, error) {
	if !finiteWeights(parts) {
		return Asked{}, fmt.Errorf("read the query: %w", ErrWeight)
	}
	a := Asked{parts: bounded(parts)}
	l := x.list(kind)
	for _, t := range distinct(a.parts) {
		mass := idf(l.words.things, 0)
		if term := l.words.term(t.key); term >= 0 {
			t.Term, t.IDF = x.number(t.key), l.words.idfs[term]
			mass = float64(t.IDF)
			a.Terms = append(a.Terms, t)
		}
		a.Mass += mass * float64(t.Said)
	}
	a.Most = a.Mass * (x.Weights.K1 + 1)
	a.Names = x.named(l, a.parts)
	a.Vector = x.meaning(a.parts)
	return a, nil
}

// distinct returns the grams of the parts by key, each with its highest weight.
func distinct(parts []Part) []AskedTerm {
	var all []AskedTerm
	var buf []gram
	for i, p := range parts {
		if !(p.Weight > 0) {
			continue
		}
		buf = appendGrams(buf[:0], p.Text)
		for _, g := range buf {
			t := AskedTerm{key: g.key, Weight: float32(p.Weight), part: int32(i), from: g.from, to: g.to}
			if p.said() {
				t.Said = t.Weight
			}
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b AskedTerm) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(b.Weight, a.Weight))
	})
	kept := all[:0]
	for _, t := range all {
		if n := len(kept); n > 0 && kept[n-1].key == t.key {
			kept[n-1].Said = max(kept[n-1].Said, t.Said)
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

// named returns the longest name of each thing that was said.
func (x *Exported) named(l *exportedList, parts []Part) []Named {
	var r run
	r.findNames(l.collection, Query{Parts: parts})
	length := len(r.plain)
	names := make([]Named, len(r.exact))
	for i, e := range r.exact {
		name := r.exactOf(l.collection, e.thing)
		names[i] = Named{l.first + int(e.thing), name, x.Weights.Exact * float64(e.length) / float64(length+1)}
	}
	return names
}

// meaning is the vector of a query, rounded as the index rounds it, or nil.
func (x *Exported) meaning(parts []Part) []float32 {
	if x.Embedder == nil {
		return nil
	}
	shape, sum := newCodes(0, x.Embedder.Dim()), newMeaning(x.Embedder).of(parts)
	var p probe
	if p.aim(&shape, sum); p.scale == 0 {
		return nil
	}
	for i := range sum {
		sum[i] = float32(p.codes[i]) * p.scale
	}
	return sum
}

// NameOf returns the name of a thing that was said.
func (a Asked) NameOf(n int) Named {
	i, ok := slices.BinarySearchFunc(a.Names, n, func(v Named, n int) int { return cmp.Compare(v.Number, n) })
	if !ok {
		return Named{Number: n}
	}
	return a.Names[i]
}

// Hit returns a thing that an engine found as the hit that Build would give,
// from its numbers and its cosine with the query; found is false where it is
// none. Vector and Nearer of the thing are not looked at.
func (x *Exported) Hit(a Asked, t Thing, cosine float32) (h Hit, found bool) {
	cosine = max(0, cosine)
	lexical, cover, pieces := a.compare(t)
	if lexical == 0 && cosine < loneVector {
		return Hit{}, false
	}
	name := a.NameOf(t.Number)
	h = Hit{Kind: t.Kind, ID: t.ID, Article: t.Article, Text: t.Text, Lexical: float64(lexical), Vector: float64(cosine), Exact: name.Name, Why: reasons(pieces, a.parts)}
	if t.Foreign {
		h.Kind = Elsewhere
	}
	plain := name.Bonus
	if a.Mass > 0 {
		h.Cover = min(1, float64(cover)/a.Mass)
		plain += float64(lexical)/a.Most + x.Weights.Cover*float64(cover)/a.Mass
	}
	h.Score = float64(float32(plain + x.Weights.Vector*float64(cosine)))
	return h, true
}

// compare sums what the grams of a query and of a thing have in common, and the
// stretches of the query that it comes from.
func (a Asked) compare(t Thing) (lexical, cover float32, pieces []piece) {
	common := a.common(t)
	for _, c := range common {
		lexical += c.Weight * t.Impacts[c.at]
		cover += c.IDF * c.Said
	}
	slices.SortFunc(common, func(a, b commonTerm) int {
		return cmp.Or(cmp.Compare(a.part, b.part), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	var open [fields]piece
	for _, c := range common {
		f := min(field(t.Fields[c.at]), fields-1)
		p := &open[f]
		if p.score > 0 && (p.part != c.part || c.from > p.to) {
			pieces = append(pieces, *p)
			p.score = 0
		}
		if p.score == 0 {
			*p = piece{field: f, part: c.part, from: c.from, to: c.to}
		}
		p.to = max(p.to, c.to)
		p.score += float64(c.Weight * t.Impacts[c.at])
	}
	for _, p := range open {
		if p.score > 0 {
			pieces = append(pieces, p)
		}
	}
	return lexical, cover, pieces
}

// commonTerm is a gram that query and thing have in common, and its place in
// the thing.
type commonTerm struct {
	AskedTerm
	at int
}

func (a Asked) common(t Thing) (all []commonTerm) {
	for _, term := range a.Terms {
		if i, ok := slices.BinarySearch(t.Terms, term.Term); ok {
			all = append(all, commonTerm{term, i})
		}
	}
	return all
}
