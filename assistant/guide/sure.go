package guide

import (
	"math"
	"slices"
	"unicode/utf8"

	"wenban/assistant/read/kind"
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

// Weights of certainty, of two logistic regressions. Which candidate is meant was
// fitted on the questions of four groups of authors with known items, each weighed
// by those of the others; what else was tried (score, cover, margin, an exact
// name, services elsewhere) added nothing. Whether any is, on them and on the
// questions of two more authors that no item answers (life in the city, plans,
// trivia about papers), which were a quarter of the whole.
const (
	heat       = 0.09 // by which share of the best score two must differ for the better one to count e times as much
	bySense    = 8    // the same per unit of cosine
	ofBelief   = 0.7  // per unit of the odds of belief: how far ahead of the others it is
	ofAlike    = 2.5  // per unit of cosine
	ofLength   = 2.7  // per e-fold of what was said: a word alone names many things
	unlikely   = -8.7
	much       = 16  // characters from which much is said
	aName      = 12  // characters that a name counts for, which stands there word for word
	unmeasured = 0.7 // cosine of an item that another one led to, and of all without an embedder

	ofSame  = 5.2  // per unit of cosine: whether it is about the same at all
	ofNeed  = 0.9  // per unit of the odds that the words ask for a service
	ofNamed = -1.0 // a name stands in trivia too
	nothing = -3.5 // fitted: -3.9, before the classifier knew as many people; from -3.0 on more of what is not here is answered

	mostInstead = 3
)

// certainty is how likely the first candidate is what is meant, 0 without any,
// should it be a service that the edition has; need is how likely the words ask
// for a service at all.
func certainty(ranked []Candidate, said []string, need float64) float64 {
	if len(ranked) == 0 {
		return 0
	}
	if len(said) > 0 && fills(ranked[0].Exact, said[len(said)-1]) {
		need = 1 // 港澳通行证呢: who says a name and hardly more asks for it
	}
	return served(ranked[0], need) * first(ranked, said)
}

// served is how likely any candidate is what is meant.
func served(best Candidate, need float64) float64 {
	z := nothing + ofSame*cosine(best) + ofNeed*odds(need, 1e-2)
	if best.Exact != "" {
		z += ofNamed
	}
	return sigmoid(z)
}

// first is how likely the first candidate is what is meant, should any be.
func first(ranked []Candidate, said []string) float64 {
	n := length(said)
	if ranked[0].Exact != "" {
		n = aName
	}
	return sigmoid(unlikely + ofBelief*odds(believed(ranked), 1e-3) + ofAlike*cosine(ranked[0]) + ofLength*math.Log(n))
}

func cosine(c Candidate) float64 {
	if c.Vector == 0 {
		return unmeasured
	}
	return c.Vector
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// odds is the logarithm of the odds of a share; one and none are eps away.
func odds(share, eps float64) float64 { return math.Log((share + eps) / (1 - share + eps)) }

// length is how many characters were said, from 2 to much.
func length(said []string) float64 {
	n := 0
	for _, text := range said {
		n += utf8.RuneCountInString(text)
	}
	return float64(max(2, min(n, much)))
}

// need is how likely the words ask for a service; 1 where it was not weighed.
func (in In) need() float64 {
	if in.kinds == (kind.Shares{}) {
		return 1
	}
	return in.kinds.Of(kind.Service)
}

// believed is the share of belief that the first candidate has among all.
func believed(ranked []Candidate) float64 {
	sum := 0.0
	for _, c := range ranked {
		sum += math.Exp((c.Score-ranked[0].Score)/(heat*ranked[0].Score) + bySense*(cosine(c)-cosine(ranked[0])))
	}
	return 1 / sum
}

// instead are the items that stand beside an answer for whom it misunderstood, and
// those of the same name that other offices have: which one is meant nobody said.
func (g *Guide) instead(in In, p Plan, ranked []Candidate, sure float64) []string {
	if p.Outcome != Answered {
		return nil
	}
	all := g.othersOf(in, p.Item)
	if sure < certain {
		others := slices.DeleteFunc(g.lines(ranked, mostInstead+1, near), func(c string) bool { return g.stands([]string{p.Item}, c) })
		all = append(all, others...)
	}
	return all[:min(mostInstead, len(all))]
}
