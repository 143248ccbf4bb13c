package baseline

import (
	"cmp"
	"math"
	"slices"
	"unicode"

	"wenban/knowledge"
	"wenban/knowledge/segment"
)

// The usual constants of BM25.
const (
	k1 = 1.2
	b  = 0.75
)

// bm25 is a small BM25F index: exact, in memory, read-only.
type bm25 struct {
	codes    []string
	cut      func(string) []string
	postings map[string][]posting
}

type posting struct {
	doc    int
	weight float64 // the term's frequency, weighted by field and normed by its length
}

// build indexes the items of an edition in the terms that cut returns.
func build(e *knowledge.Edition, cut func(string) []string) *bm25 {
	x := &bm25{cut: cut, postings: map[string][]posting{}}
	docs := make([][][]string, len(e.Items))
	var lengths []float64
	for d, it := range e.Items {
		x.codes = append(x.codes, it.Code)
		for f, text := range fieldsOf(it) {
			terms := cut(segment.Normal(text.text))
			docs[d] = append(docs[d], terms)
			if len(lengths) <= f {
				lengths = append(lengths, 0)
			}
			lengths[f] += float64(len(terms)) / float64(len(e.Items))
		}
	}
	for d, it := range e.Items {
		x.add(d, docs[d], fieldsOf(it), lengths)
	}
	return x
}

// add adds the terms of one item, field by field.
func (x *bm25) add(doc int, terms [][]string, fields []field, mean []float64) {
	weights := map[string]float64{}
	var order []string
	for f := range fields {
		norm := 1 - b + b*float64(len(terms[f]))/max(mean[f], 1)
		for _, t := range terms[f] {
			if _, ok := weights[t]; !ok {
				order = append(order, t)
			}
			weights[t] += fields[f].weight / norm
		}
	}
	for _, t := range order {
		x.postings[t] = append(x.postings[t], posting{doc, weights[t]})
	}
}

// rank returns the codes of the best k items for any of the terms of a query.
func (x *bm25) rank(query string, k int) []string {
	terms := x.cut(segment.Normal(query))
	slices.Sort(terms)
	scores := map[int]float64{}
	for _, t := range slices.Compact(terms) {
		found := x.postings[t]
		n := float64(len(found))
		idf := math.Log(1 + (float64(len(x.codes))-n+.5)/(n+.5))
		for _, p := range found {
			scores[p.doc] += idf * p.weight * (k1 + 1) / (p.weight + k1)
		}
	}
	return x.best(scores, k)
}

func (x *bm25) best(scores map[int]float64, k int) []string {
	docs := make([]int, 0, len(scores))
	for d := range scores {
		docs = append(docs, d)
	}
	slices.SortFunc(docs, func(p, q int) int { return cmp.Or(cmp.Compare(scores[q], scores[p]), cmp.Compare(p, q)) })
	var codes []string
	for _, d := range docs[:min(k, len(docs))] {
		codes = append(codes, x.codes[d])
	}
	return codes
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
