package guide

import (
	"math"

	"wenban/knowledge/index"
)

// People ask for services that this edition does not have. The index knows many
// of them by name and by how they are asked for (index.Elsewhere), so that they
// stand beside the items that were found: where one of them fits clearly better,
// every item is the wrong one, however far ahead of the other items it is.

// Weights of absence: a logistic regression, rounded, over questions for services
// that the sample city has and such for services that it has not, of four groups
// of authors: three quarters of what is missing are found to be, and one in two
// hundred of what is there.
const (
	ofLead    = 4.1  // per e-fold of the score of the service elsewhere over that of the best item
	ofNearer  = 10.0 // per unit of cosine by which such services are closer to the words
	present   = -2.0
	strangers = 3   // of how many services elsewhere the cosine is looked at
	absent    = 0.7 // from which nothing here is answered
	byName    = 0.8 // from which the service is called by its name,
	itsName   = 0.7 // should its own cosine be as high: to call it by another's is beside the point
)

// absence is a service that is meant and that the edition does not have.
type absence struct {
	name   string  // "" where it is not clear which
	likely float64 // 0…1; 0: no item is less likely for it
}

// away is the absence that the words speak of; another language than the
// catalogue's is like everything and nothing.
func (in In) away(hits []index.Hit, ranked []Candidate) absence {
	if !legible(in.Reading) {
		return absence{}
	}
	return absenceOf(hits, ranked)
}

// absenceOf weighs the services elsewhere among the hits against the best item.
func absenceOf(hits []index.Hit, ranked []Candidate) absence {
	i := firstAway(hits)
	if i < 0 || hits[i].Score < strong || len(ranked) > 0 && ranked[0].Exact != "" {
		return absence{}
	}
	score := floor
	if len(ranked) > 0 {
		score = max(score, ranked[0].Score)
	}
	here, there := cosines(hits)
	gone := absence{likely: sigmoid(present + ofLead*math.Log(hits[i].Score/score) + ofNearer*(there-here))}
	if gone.likely >= byName && hits[i].Vector >= itsName {
		gone.name = hits[i].ID
	}
	return gone
}

func firstAway(hits []index.Hit) int {
	for i, h := range hits {
		if h.Kind == index.Elsewhere {
			return i
		}
	}
	return -1
}

// cosines are the highest of the first items and of the first
// services elsewhere.
func cosines(hits []index.Hit) (here, there float64) {
	items, others := 0, 0
	for _, h := range hits {
		switch {
		case h.Kind != index.Elsewhere && items < alike:
			items, here = items+1, max(here, h.Vector)
		case h.Kind == index.Elsewhere && others < strangers:
			others, there = others+1, max(there, h.Vector)
		}
	}
	return here, there
}
