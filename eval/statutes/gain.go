package statutes

import (
	"maps"
	"math/rand/v2"
	"slices"
)

// Gain is how much better one system is than another on the same questions, with
// an interval that holds the difference in 95 of 100 draws of the questions.
type Gain struct {
	Of, Over            string
	Recall10, Recall100 Difference
}

// Difference is a mean difference with its interval.
type Difference struct{ Mean, Low, High float64 }

// draws is how often the questions are drawn anew.
const draws = 2000

// gain compares two rows over the questions that both have.
func gain(a, b Row, seed uint64) Gain {
	return Gain{a.System, b.System, paired(a.recall10, b.recall10, seed), paired(a.recall100, b.recall100, seed)}
}

// paired is the bootstrap over pairs.
func paired(a, b map[int]float64, seed uint64) Difference {
	var all []float64
	for _, q := range slices.Sorted(maps.Keys(a)) {
		if x, ok := b[q]; ok {
			all = append(all, a[q]-x)
		}
	}
	if len(all) == 0 {
		return Difference{}
	}
	rng := rand.New(rand.NewPCG(seed, 6))
	means := make([]float64, draws)
	for i := range means {
		for range all {
			means[i] += all[rng.IntN(len(all))] / float64(len(all))
		}
	}
	slices.Sort(means)
	var d Difference
	for _, x := range all {
		d.Mean += x / float64(len(all))
	}
	d.Low, d.High = means[draws*25/1000], means[draws*975/1000-1]
	return d
}
