package index

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// decision asks yes-no questions about features; nodes[0] is its root.
type decision struct{ nodes []node }

// node goes left when feature ≤ cut; a leaf has left 0.
type node struct {
	feature     int32
	cut         float32
	left, right int32
	value       float64 // what the rows here are worth; in every node, for Why
}

func (t *decision) value(x *[Features]float32) float64 {
	n := &t.nodes[0]
	for n.left != 0 {
		if x[n.feature] <= n.cut {
			n = &t.nodes[n.left]
		} else {
			n = &t.nodes[n.right]
		}
	}
	return n.value
}

// bins is how many steps of a feature a tree may tell apart.
const bins = 64

// grower holds the rows of all questions while trees grow.
type grower struct {
	LearnConfig
	all          []Judged
	cuts         [Features][]float32
	codes        [Features][]uint8
	scores, g, h []float64
	at           []int32        // node of each row that the tree is grown from
	rows         []int32        // those
	blind        [Features]bool // what the tree does not look at
}

// learnTrees adds trees that lower the loss of pairs: a right candidate below a
// wrong one, weighed by what exchanging them would change (LambdaMART).
func (r *Ranker) learnTrees(all []Judged, c LearnConfig) {
	g := newGrower(r, all, c)
	rng := rand.New(rand.NewPCG(c.Seed, 8))
	for range c.Trees {
		g.lambdas()
		g.draw(rng)
		t := g.grow()
		r.trees = append(r.trees, t)
		i := 0
		for _, j := range all {
			for k := range j.Candidates {
				g.scores[i] += t.value(&j.Candidates[k].Features)
				i++
			}
		}
	}
}

// draw chooses the questions and the features of the next tree. Trees of
// different halves agree on what holds for all, and cost half as much twice.
func (g *grower) draw(rng *rand.Rand) {
	g.rows = g.rows[:0]
	i := int32(0)
	for _, j := range g.all {
		drawn := rng.Float64() < g.Share
		for range j.Candidates {
			if drawn {
				g.rows = append(g.rows, i)
			}
			i++
		}
	}
	for f := range g.blind {
		g.blind[f] = slices.Contains(g.Without, f) || rng.Float64() >= g.Share
	}
}

func newGrower(r *Ranker, all []Judged, c LearnConfig) *grower {
	g := &grower{LearnConfig: c, all: all}
	for _, j := range all {
		for k := range j.Candidates {
			g.scores = append(g.scores, r.table(&j.Candidates[k]))
		}
	}
	n := len(g.scores)
	g.g, g.h, g.at = make([]float64, n), make([]float64, n), make([]int32, n)
	for f := range g.cuts {
		values := make([]float32, 0, n)
		for _, j := range all {
			for k := range j.Candidates {
				values = append(values, j.Candidates[k].Features[f])
			}
		}
		g.cuts[f] = cutsOf(values)
		g.codes[f] = make([]uint8, n)
		for i, v := range values {
			code, _ := slices.BinarySearch(g.cuts[f], v)
			g.codes[f][i] = uint8(code)
		}
	}
	return g
}

// cutsOf returns at most bins-1 values that part the rows evenly.
func cutsOf(values []float32) []float32 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	var cuts []float32
	for b := 1; b < bins; b++ {
		cuts = append(cuts, sorted[b*len(sorted)/bins])
	}
	return slices.Compact(cuts)
}

// lambdas sets gradient and curvature of every row, question by question.
func (g *grower) lambdas() {
	from := make([]int, len(g.all)+1)
	for i, j := range g.all {
		from[i+1] = from[i] + len(j.Candidates)
	}
	halves(len(g.all), func(a, b int) {
		for i := a; i < b; i++ {
			g.question(g.all[i].Right, from[i], from[i+1])
		}
	})
}

func (g *grower) question(right []bool, from, to int) {
	scores, gr, he := g.scores[from:to], g.g[from:to], g.h[from:to]
	clear(gr)
	clear(he)
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	worth := make([]float64, len(scores)) // of the place each row stands at
	var ideal, n float64
	for rank, i := range order {
		worth[i] = 1 / math.Log2(float64(rank)+2)
		if right[i] {
			ideal += 1 / math.Log2(n+2)
			n++
		}
	}
	for i := range scores {
		if !right[i] {
			continue
		}
		for j := range scores {
			if right[j] {
				continue
			}
			p := 1 / (1 + math.Exp(scores[i]-scores[j]))
			w := math.Abs(worth[i]-worth[j]) / ideal
			gr[i] -= w * p
			gr[j] += w * p
			he[i] += w * p * (1 - p)
			he[j] += w * p * (1 - p)
		}
	}
}

// halves runs f over [0, n) on two goroutines.
func halves(n int, f func(from, to int)) {
	var wg sync.WaitGroup
	wg.Go(func() { f(0, n/2) })
	f(n/2, n)
	wg.Wait()
}
