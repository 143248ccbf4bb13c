package index

import (
	"cmp"
	"math"
	"slices"
)

// Sort puts candidates in order, best first; equal ones in the order that they
// have.
func (r *Ranker) Sort(all []Candidate) {
	for i := range all {
		all[i].Score = r.Score(&all[i])
	}
	slices.SortStableFunc(all, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
}

// Why returns what each feature adds to a score, or takes from it, against the
// mean of all candidates: the strongest first, nothing that moves less than a
// hundredth. Together they are the score, but for what is left out and the same
// for every candidate.
func (r *Ranker) Why(c *Candidate) []Reason {
	var parts [Features]float64
	for f, x := range c.Features {
		parts[f] = r.weight[f] * (float64(x) - r.mean[f]) / r.scale[f]
	}
	for i := range r.trees {
		r.trees[i].explain(&c.Features, &parts)
	}
	var all []Reason
	for f, v := range parts {
		if math.Abs(v) >= .01 {
			all = append(all, Reason{Field: "rank", Term: featureTable[f], Score: v})
		}
	}
	slices.SortStableFunc(all, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Score), math.Abs(a.Score)) })
	return all
}

// explain adds, for each question on the way to the leaf, what its answer
// changed, to the feature it is about.
func (t *decision) explain(x *[Features]float32, parts *[Features]float64) {
	for n := &t.nodes[0]; n.left != 0; {
		next := &t.nodes[n.right]
		if x[n.feature] <= n.cut {
			next = &t.nodes[n.left]
		}
		parts[n.feature] += next.value - n.value
		n = next
	}
}
