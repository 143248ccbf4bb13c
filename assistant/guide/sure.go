package guide

import (
	"math"
	"slices"
	"unicode/utf8"
)

// Whether to answer, to ask or to offer is settled by how likely the first
// candidate is what is meant, and by what it costs to be wrong: an answer to
// another matter 5, a list to choose from 1. An answer names what else may be
// meant, where half of those who were misunderstood find their own: so it is
// worth giving from .7. A question for a situation names the item and takes
// "不是这件事"; it costs 2 when it is wrong, and is worth asking from .5.
const (
	flat    = 0.7
	guess   = 0.5
	certain = 0.9 // from it an answer needs no others beside it
)

// Weights of certainty: a logistic regression over the questions of four groups
// of authors with known items, each weighed by those of the others. What else was
// tried (score, cover, margin, an exact name, services elsewhere) added nothing.
const (
	heat        = 0.09 // by which share of the best score two must differ for the better one to count e times as much
	ofBelief    = 0.95 // per unit of the odds of belief: how far ahead of the others it is
	ofAlike     = 2.6  // per unit of cosine: whether it is about the same at all
	ofLength    = 4.2  // from nothing said to much said: a word alone names many things
	unlikely    = -5.3
	much        = 12  // characters from which much is said
	unmeasured  = 0.6 // cosine of an item that another one led to, and of all without an embedder
	mostInstead = 3
)

// certainty is how likely the first candidate is what is meant, 0 without any.
// A name that stands there word for word says as much as a sentence.
func certainty(ranked []Candidate, said []string) float64 {
	if len(ranked) == 0 {
		return 0
	}
	n := 0
	for _, text := range said {
		n += utf8.RuneCountInString(text)
	}
	if ranked[0].Exact != "" {
		n = much
	}
	alike := ranked[0].Vector
	if alike == 0 {
		alike = unmeasured
	}
	b := believed(ranked)
	z := unlikely + ofBelief*math.Log(b/(1-b+1e-3)) + ofAlike*alike + ofLength*float64(min(n, much))/much
	return 1 / (1 + math.Exp(-z))
}

// believed is the share of belief that the first candidate has among all.
func believed(ranked []Candidate) float64 {
	sum := 0.0
	for _, c := range ranked {
		sum += math.Exp((c.Score - ranked[0].Score) / (heat * ranked[0].Score))
	}
	return 1 / sum
}

// instead are the items that stand beside an answer for whom it misunderstood.
func instead(p Plan, ranked []Candidate, sure float64) []string {
	if p.Outcome != Answered || sure >= certain {
		return nil
	}
	others := slices.DeleteFunc(codes(ranked, mostInstead+1, near), func(c string) bool { return c == p.Item })
	return others[:min(mostInstead, len(others))]
}
