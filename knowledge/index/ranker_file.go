package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// keptRanker is a Ranker in a file.
type keptRanker struct {
	Mean, Scale, Weight []float64
	Trees               [][]keptNode
}

// keptNode is [feature, cut, left, right, value].
type keptNode [5]float64

// ErrRanker is returned for a file of a ranker that is damaged or looks at other
// features than this version. It has to be learned anew.
var ErrRanker = errors.New("not a ranker of this version")

// MarshalJSON writes a ranker so that it ranks the same when it is read.
func (r *Ranker) MarshalJSON() ([]byte, error) {
	k := keptRanker{Mean: r.mean[:], Scale: r.scale[:], Weight: r.weight[:]}
	for _, t := range r.trees {
		nodes := make([]keptNode, len(t.nodes))
		for i, n := range t.nodes {
			nodes[i] = keptNode{float64(n.feature), float64(n.cut), float64(n.left), float64(n.right), n.value}
		}
		k.Trees = append(k.Trees, nodes)
	}
	return json.Marshal(k)
}

// UnmarshalJSON reads a ranker, or says why it cannot serve: ErrRanker.
func (r *Ranker) UnmarshalJSON(b []byte) error {
	var k keptRanker
	if err := json.Unmarshal(b, &k); err != nil {
		return fmt.Errorf("read ranker: %w", err)
	}
	var read Ranker
	for _, part := range []struct {
		from []float64
		to   *[Features]float64
	}{{k.Mean, &read.mean}, {k.Scale, &read.scale}, {k.Weight, &read.weight}} {
		if len(part.from) != Features {
			return fmt.Errorf("read ranker of %d features: %w", len(part.from), ErrRanker)
		}
		copy(part.to[:], part.from)
	}
	for _, s := range read.scale {
		if !(s > 0) {
			return fmt.Errorf("read ranker with a scale of %v: %w", s, ErrRanker)
		}
	}
	for n, nodes := range k.Trees {
		t, ok := treeOf(nodes)
		if !ok {
			return fmt.Errorf("read tree %d: %w", n, ErrRanker)
		}
		read.trees = append(read.trees, t)
	}
	*r = read
	return nil
}

// treeOf reads a tree; ok is false where a way through it would leave it or not
// end.
func treeOf(nodes []keptNode) (t decision, ok bool) {
	for i, n := range nodes {
		feature, left, right := n[0], n[2], n[3]
		leaf := left == 0 && right == 0
		inner := whole(left, i+1, len(nodes)) && whole(right, i+1, len(nodes)) && whole(feature, 0, Features)
		if !leaf && !inner {
			return decision{}, false
		}
		x := node{value: n[4]}
		if inner {
			x = node{feature: int32(feature), cut: float32(n[1]), left: int32(left), right: int32(right), value: n[4]}
		}
		t.nodes = append(t.nodes, x)
	}
	return t, len(nodes) > 0
}

// whole reports whether x is a whole number, from ≤ x < to.
func whole(x float64, from, to int) bool {
	return x == math.Trunc(x) && x >= float64(from) && x < float64(to)
}
