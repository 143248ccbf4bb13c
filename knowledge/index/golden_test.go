package index_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/eval"
	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/golden"
	"wenban/knowledge/index"
	"wenban/knowledge/sample"
)

// TestTheRanksOfTheSampleCity keeps the rank of every item question of the
// sample city, so that a change of ranking is read in review. The words go in
// as they are typed, without lexicon or dialogue: it is the index alone.
func TestTheRanksOfTheSampleCity(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	cases, err := eval.LoadCases(filepath.Join("..", "..", "eval", "testdata", "sample.questions.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(e, index.Options{Embedder: embed.Train(embed.Pairs(e), embed.Config{Seed: 1}, nil)})
	if err != nil {
		t.Fatal(err)
	}
	golden.Compare(t, filepath.Join("testdata", "ranks.golden"), ranks(t, e, x, cases))
}

func ranks(t *testing.T, e *knowledge.Edition, x *index.Index, cases []eval.Case) string {
	var b strings.Builder
	var n, at1, at3, at10, mrr float64
	for _, c := range cases {
		if c.Expect != eval.Item {
			continue
		}
		hits := ask(t, x, c)
		rank := 1 + slices.IndexFunc(hits, func(h index.Hit) bool { return slices.Contains(c.Items, h.ID) })
		if n++; rank > 0 {
			at10, mrr = at10+1, mrr+1/float64(rank)
			at3 += map[bool]float64{true: 1}[rank <= 3]
			at1 += map[bool]float64{true: 1}[rank == 1]
		}
		fmt.Fprintf(&b, "%s  %d  %s\n", c.ID, rank, names(e, hits))
	}
	fmt.Fprintf(&b, "\nn=%.0f @1=%.3f @3=%.3f @10=%.3f mrr=%.3f\n", n, at1/n, at3/n, at10/n, mrr/n)
	return b.String()
}

func ask(t *testing.T, x *index.Index, c eval.Case) []index.Hit {
	t.Helper()
	q := index.Query{Region: c.Region, At: time.Date(2026, 6, 1, 9, 0, 0, 0, knowledge.Zone)}
	for _, words := range c.Words() {
		q.Parts = append(q.Parts, index.Part{Text: words, Weight: 1, From: "said"})
	}
	hits, err := x.Items(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// names returns the best three by name.
func names(e *knowledge.Edition, hits []index.Hit) string {
	var all []string
	for _, h := range hits[:min(3, len(hits))] {
		it, _ := e.Item(h.ID)
		all = append(all, it.Name)
	}
	return strings.Join(all, " | ")
}
