package index

import (
	"fmt"
	"slices"
	"testing"
)

// quality is the share of questions answered within the first 1, 3 and 10 hits.
type quality struct {
	n              int
	at1, at3, at10 float64
	mrr            float64
}

func (q quality) String() string {
	return fmt.Sprintf("n=%d @1 %.3f @3 %.3f @10 %.3f mrr %.3f", q.n, q.at1, q.at3, q.at10, q.mrr)
}

func measure(t testing.TB, x *Index, set []labelled, normal func(string) string) (sum quality) {
	for _, l := range set {
		hits, err := x.Items(t.Context(), Query{Parts: []Part{{Text: normal(l.text), Weight: 1}}, Region: l.region, At: day, K: 10})
		if err != nil {
			t.Fatal(err)
		}
		rank := slices.IndexFunc(hits, func(h Hit) bool { return slices.Contains(l.gold, h.ID) })
		if rank < 0 {
			continue
		}
		sum.at10++
		sum.mrr += 1 / float64(rank+1)
		if rank < 3 {
			sum.at3++
		}
		if rank < 1 {
			sum.at1++
		}
	}
	sum.n = len(set)
	n := float64(sum.n)
	return quality{sum.n, sum.at1 / n, sum.at3 / n, sum.at10 / n, sum.mrr / n}
}

func same(s string) string { return s }

func TestQuality(t *testing.T) {
	gd, city := province(t), sampleCity(t)
	for _, o := range []struct {
		name string
		o    Options
	}{
		{"lexical only", Options{Weights: Weights{Cover: -1, Exact: -1}}},
		{"exact", Options{Weights: Weights{Cover: -1}}},
		{"cover .2", Options{Weights: Weights{Cover: .2}}},
		{"cover .5", Options{Weights: Weights{Cover: .5}}},
		{"cover 1", Options{Weights: Weights{Cover: 1}}},
	} {
		x, err := Build(gd, o.o)
		if err != nil {
			t.Fatal(err)
		}
		y, err := Build(city, o.o)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-16s aliases %v", o.name, measure(t, x, aliases(t), same))
		t.Logf("%-16s gd      %v", o.name, measure(t, x, questions(t, "gd.dev.questions.jsonl", "item"), same))
		t.Logf("%-16s sample  %v", o.name, measure(t, y, questions(t, "sample.dev.questions.jsonl", "item"), same))
	}
}
