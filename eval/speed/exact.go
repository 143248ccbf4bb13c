package speed

import (
	"context"
	"fmt"
	"math"

	"wenban/knowledge/index"
	"wenban/knowledge/index/reference"
	"wenban/knowledge/memory"
	"wenban/knowledge/segment"
)

// Exactness is how the first ten of an index compare with those of the float64
// reference. Shortfall and Deviation are shares of a score.
type Exactness struct {
	Queries   int     `json:"queries"`
	Identical int     `json:"identical"`          // the same items in the same order
	ButTies   int     `json:"identical_but_ties"` // the same but for items that score the same in the reference
	Recall    float64 `json:"recall_at_10"`       // share of the reference's ten that are found; what ties with the tenth counts
	Shortfall float64 `json:"worst_shortfall"`    // the most by which what stands at a place scores less, in the reference, than what should
	Deviation float64 `json:"worst_deviation"`    // the most by which a score differs from that of the reference
	Worst     string  `json:"worst,omitempty"`    // the question of the worst shortfall
}

// tie is how near, as a share, two scores lie that are called the same: the index
// keeps sixteen bits of an impact.
const tie = 2e-5

// wrong is a shortfall that no rounding explains.
const wrong = 1e-2

// exactness compares an index with a reference. It is an error when they do not
// find the same: no speed is worth measuring of what is not right.
func (st *Stand) exactness(ctx context.Context, x *index.Index, ref *reference.Index, queries []Query, progress func(done, total int)) (r Exactness, err error) {
	var hits []index.Hit
	for _, q := range queries {
		if hits, err = search(ctx, x, hits[:0], asQuery(q)); err != nil {
			return r, err
		}
		text := segment.Normal(q.Text)
		deep := ref.Best(text, memory.Base().Embed(text), 100, st.only.serving(q.Region))
		r.add(compare(codesOf(hits), scoresOf(hits), st.graded(deep)), q.Text)
		progress(r.Queries, len(queries))
	}
	r.Recall /= float64(max(r.Queries, 1))
	if r.Shortfall > wrong {
		return r, fmt.Errorf("%s %d, %q: what is found scores %.1f %% less than what the float reference finds", st.Layout, st.Items, r.Worst, 100*r.Shortfall)
	}
	return r, nil
}

// graded is what the reference found, best first.
type graded struct {
	code  string
	score float64
}

func (st *Stand) graded(hits []reference.Hit) (all []graded) {
	for _, h := range hits {
		all = append(all, graded{st.catalogue.Edition.Items[h.Thing].Code, h.Score})
	}
	return all
}

func codesOf(hits []index.Hit) (codes []string) {
	for _, h := range hits {
		codes = append(codes, h.ID)
	}
	return codes
}

func scoresOf(hits []index.Hit) (scores []float64) {
	for _, h := range hits {
		scores = append(scores, h.Score)
	}
	return scores
}

// verdict is the comparison of one question.
type verdict struct {
	identical, butTies           bool
	recall, shortfall, deviation float64
}

// compare holds what was found against the first ten of what the reference
// found; what is not even in its hundred scores 0 there.
func compare(codes []string, scores []float64, deep []graded) (v verdict) {
	want := deep[:min(10, len(deep))]
	if len(codes) != len(want) {
		return verdict{shortfall: 1}
	}
	v = verdict{identical: true, butTies: true, recall: 1}
	for i, w := range want {
		is := scoreIn(deep, codes[i])
		v.identical = v.identical && codes[i] == w.code
		v.butTies = v.butTies && math.Abs(is-w.score) <= tie*w.score
		v.shortfall = max(v.shortfall, (w.score-is)/w.score)
		v.deviation = max(v.deviation, math.Abs(scores[i]-is)/w.score)
		if is < want[len(want)-1].score*(1-tie) {
			v.recall -= 1 / float64(len(want))
		}
	}
	return v
}

func scoreIn(deep []graded, code string) float64 {
	for _, g := range deep {
		if g.code == code {
			return g.score
		}
	}
	return 0
}

func (r *Exactness) add(v verdict, question string) {
	r.Queries++
	if v.identical {
		r.Identical++
	}
	if v.butTies {
		r.ButTies++
	}
	if v.shortfall > r.Shortfall {
		r.Shortfall, r.Worst = v.shortfall, question
	}
	r.Deviation = max(r.Deviation, v.deviation)
	r.Recall += v.recall
}
