package index

import (
	"math"
	"slices"
)

// Judged is the candidates of one question of which it is known which are right.
type Judged struct {
	Candidates []Candidate
	Right      []bool // beside Candidates
}

// Ranker orders candidates: a table of one weight a feature, and small trees
// that correct it where features depend on each other. It never changes and is
// safe for use by several goroutines at once.
type Ranker struct {
	mean, scale, weight [Features]float64 // of the table: weight × (feature - mean) / scale
	trees               []decision
}

// LearnConfig says how a Ranker learns. Zero fields mean the defaults.
type LearnConfig struct {
	Passes int     // of the table over the questions; 120
	Ridge  float64 // how much the table's weights are held back, per question; .003
	Trees  int     // 0: the table alone
	Depth  int     // of a tree; 4
	Rate   float64 // how much each tree may say; .06
	Share  float64 // of the questions, and of the features, that each tree is grown from; .5
	Seed   uint64  // which they are

	Without []int // features that are not looked at
}

func (c LearnConfig) withDefaults() LearnConfig {
	if c.Passes <= 0 {
		c.Passes = 120
	}
	if c.Ridge <= 0 {
		c.Ridge = .003
	}
	if c.Depth <= 0 {
		c.Depth = 4
	}
	if c.Rate <= 0 {
		c.Rate = .06
	}
	if c.Share <= 0 {
		c.Share = .5
	}
	return c
}

// LearnRanker learns from judged questions, from all their candidates: with the
// wrong ones of low places left out, those places would look right. The same
// questions make the same ranker.
func LearnRanker(all []Judged, c LearnConfig) *Ranker {
	c = c.withDefaults()
	all = slices.DeleteFunc(slices.Clone(all), func(j Judged) bool { return !slices.Contains(j.Right, true) || !slices.Contains(j.Right, false) })
	r := &Ranker{}
	r.standardise(all)
	if len(all) == 0 {
		return r
	}
	r.learnTable(all, c)
	if c.Trees > 0 {
		r.learnTrees(all, c)
	}
	return r
}

// Score returns how much speaks for a candidate; only the order has a meaning.
func (r *Ranker) Score(c *Candidate) float64 {
	sum := r.table(c)
	for i := range r.trees {
		sum += r.trees[i].value(&c.Features)
	}
	return sum
}

func (r *Ranker) table(c *Candidate) (sum float64) {
	for f, x := range c.Features {
		sum += r.weight[f] * (float64(x) - r.mean[f]) / r.scale[f]
	}
	return sum
}

// standardise sets mean and scale over all candidates.
func (r *Ranker) standardise(all []Judged) {
	var n float64
	var squares [Features]float64
	for _, j := range all {
		for _, c := range j.Candidates {
			n++
			for f, x := range c.Features {
				r.mean[f] += float64(x)
				squares[f] += float64(x) * float64(x)
			}
		}
	}
	for f := range r.mean {
		r.mean[f] /= max(n, 1)
		r.scale[f] = math.Sqrt(max(squares[f]/max(n, 1)-r.mean[f]*r.mean[f], 1e-9))
	}
}

// learnTable fits the weights to what the right ones have and the others have
// not: the softmax over the candidates of a question, full gradients with Adam.
func (r *Ranker) learnTable(all []Judged, c LearnConfig) {
	var first, second [Features]float64
	const keep1, keep2 = .9, .99
	for pass := 1; pass <= c.Passes; pass++ {
		g := r.gradient(all)
		for f := range g {
			g[f] = g[f]/float64(len(all)) + c.Ridge*r.weight[f]
			first[f] = keep1*first[f] + (1-keep1)*g[f]
			second[f] = keep2*second[f] + (1-keep2)*g[f]*g[f]
			m, v := first[f]/(1-math.Pow(keep1, float64(pass))), second[f]/(1-math.Pow(keep2, float64(pass)))
			if slices.Contains(c.Without, f) {
				continue
			}
			r.weight[f] -= .08 * m / (math.Sqrt(v) + 1e-8)
		}
	}
}

// gradient of the loss by the weights, summed over the questions.
func (r *Ranker) gradient(all []Judged) (g [Features]float64) {
	var second [Features]float64 // of the other half: the same sums in the same order, always
	halves(len(all), func(from, to int) {
		sum := &g
		if from > 0 {
			sum = &second
		}
		for _, j := range all[from:to] {
			r.addGradient(sum, j)
		}
	})
	for f, x := range second {
		g[f] += x
	}
	return g
}

func (r *Ranker) addGradient(g *[Features]float64, j Judged) {
	scores := make([]float64, len(j.Candidates))
	for i := range j.Candidates {
		scores[i] = r.table(&j.Candidates[i])
	}
	for i, s := range blame(scores, j.Right) {
		for f, x := range j.Candidates[i].Features {
			g[f] += s * (float64(x) - r.mean[f]) / r.scale[f]
		}
	}
}

// blame is the gradient of the softmax loss by the scores: the share that a
// candidate got less the share that it should have.
func blame(scores []float64, right []bool) []float64 {
	top := slices.Max(scores)
	var sum, n float64
	for i, s := range scores {
		sum += math.Exp(s - top)
		if right[i] {
			n++
		}
	}
	out := make([]float64, len(scores))
	for i, s := range scores {
		out[i] = math.Exp(s-top) / sum
		if right[i] {
			out[i] -= 1 / n
		}
	}
	return out
}
