package speed

import (
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"sync"
	"testing"

	"wenban/eval/synthetic"
)

func nothing(context.Context, []string, Query) ([]string, error) { return nil, nil }

func TestContendersTakeTurns(t *testing.T) {
	var order []string
	lane := func(name string) Lane {
		return Lane{Contender{name, func(_ context.Context, dst []string, q Query) ([]string, error) {
			order = append(order, name)
			return append(dst, q.Gold...), nil
		}}, make([]Query, 2*BlockSize)}
	}
	records, err := Run(t.Context(), []Lane{lane("a"), lane("b"), lane("c")}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for b := range slices.Chunk(order, BlockSize) {
		blocks = append(blocks, b[0])
	}
	if want := []string{"a", "b", "c", "a", "b", "c", "c", "b", "a", "a", "b", "c", "c", "b", "a"}; !slices.Equal(blocks, want) {
		t.Errorf("blocks ran in the order %v, want %v: a first one of each, then in turns", blocks, want)
	}
	if r := records[0]; len(r.wall) != 4*BlockSize || len(r.medians) != 2 {
		t.Errorf("record has %d times and %d blocks, want %d and 2", len(r.wall), len(r.medians), 4*BlockSize)
	}
}

func TestHitsAreCounted(t *testing.T) {
	queries := make([]Query, BlockSize)
	for i := range queries {
		queries[i].Gold = []string{"x"}
	}
	found := func(_ context.Context, dst []string, _ Query) ([]string, error) { return append(dst, "y", "x"), nil }
	records, err := Run(t.Context(), []Lane{{Contender{"finds", found}, queries}, {Contender{"finds not", nothing}, queries}}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	all := Standings(records, 1)
	if all[0].At10 != 1 || all[1].At10 != 0 || len(all[0].Ratios) != 1 || len(all[1].Ratios) != 0 {
		t.Errorf("standings %+v, want hits 1 and 0, and a ratio for the first", all)
	}
}

func TestARunCanBeStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := Lane{Contender{"x", nothing}, make([]Query, BlockSize)}
	if _, err := Run(ctx, []Lane{l, l}, func(int, int) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("Run of a cancelled context = %v, want context.Canceled", err)
	}
}

func TestAFailureNamesTheQuestion(t *testing.T) {
	broken := errors.New("broken")
	l := Lane{Contender{"x", func(context.Context, []string, Query) ([]string, error) { return nil, broken }}, make([]Query, BlockSize)}
	if _, err := Run(t.Context(), []Lane{l}, func(int, int) {}); !errors.Is(err, broken) {
		t.Errorf("Run = %v, want %v", err, broken)
	}
	if _, err := Throughput(t.Context(), l); !errors.Is(err, broken) {
		t.Errorf("Throughput = %v, want %v", err, broken)
	}
}

func TestCompareTellsRoundingFromWrong(t *testing.T) {
	deep := []graded{{"a", 3}, {"b", 2}, {"c", 2}, {"d", 1}}
	for name, row := range map[string]struct {
		codes []string
		want  verdict
	}{
		"the same":         {[]string{"a", "b", "c", "d"}, verdict{identical: true, butTies: true, recall: 1}},
		"a tie turned":     {[]string{"a", "c", "b", "d"}, verdict{butTies: true, recall: 1}},
		"another order":    {[]string{"b", "a", "c", "d"}, verdict{recall: 1, shortfall: 1. / 3}},
		"a stranger":       {[]string{"a", "b", "c", "e"}, verdict{recall: .75, shortfall: 1}},
		"one is left out":  {[]string{"a", "b", "c"}, verdict{shortfall: 1}},
		"nothing is found": {nil, verdict{shortfall: 1}},
	} {
		var scores []float64
		for _, c := range row.codes {
			scores = append(scores, scoreIn(deep, c))
		}
		if got := compare(row.codes, scores, deep); got != row.want {
			t.Errorf("%s: compare(%v) = %+v, want %+v", name, row.codes, got, row.want)
		}
	}
	if got := compare([]string{"a"}, []float64{3.3}, deep[:1]); math.Abs(got.deviation-.1) > 1e-9 {
		t.Errorf("compare of a score of 3.3 for 3 = %+v, want a deviation of .1", got)
	}
}

func quiet(string, int, int) {}

func TestABuildCanBeStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	_, err := newStand(ctx, synthetic.Config{Items: 100, Layout: synthetic.Flat, Seed: 1}, 100, dir, quiet)
	if left, _ := os.ReadDir(dir); !errors.Is(err, context.Canceled) || len(left) > 0 {
		t.Errorf("newStand of a cancelled context = %v, leaves %v; want context.Canceled and nothing", err, left)
	}
}

func TestContendersAnswerSeveralAtOnce(t *testing.T) {
	st, err := newStand(t.Context(), synthetic.Config{Items: 300, Layout: synthetic.Flat, Seed: 1}, 0, t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	queries := st.queries(400, 2)
	for _, c := range st.contenders(300)[:2] {
		want := make([][]string, len(queries))
		for i, q := range queries {
			if want[i], err = c.Find(t.Context(), nil, q); err != nil {
				t.Fatal(err)
			}
		}
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				for i, q := range queries {
					if got, err := c.Find(t.Context(), nil, q); err != nil || !slices.Equal(got, want[i]) {
						t.Errorf("%s: %q beside others = %v, %v, want %v", c.Name, q.Text, got, err, want[i])
						return
					}
				}
			})
		}
		wait.Wait()
	}
}

// No speed may be told of an index that finds something else than it should.
func TestWhatIsNotRightIsNotMeasured(t *testing.T) {
	st, err := newStand(t.Context(), synthetic.Config{Items: 300, Layout: synthetic.Flat, Seed: 1}, 0, t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	queries := st.queries(20, 2)
	if _, err := st.exactness(t.Context(), st.lexical, st.plain.With(0, 0, 0), queries, func(int, int) {}); err != nil {
		t.Errorf("exactness of the index of words against that reference = %v, want nil", err)
	}
	if r, err := st.exactness(t.Context(), st.lexical, st.plain, queries, func(int, int) {}); err == nil {
		t.Errorf("exactness of the index of words against a reference with vectors = %+v, want an error", r)
	}
}

func TestAllocationsAreCounted(t *testing.T) {
	var kept []*int
	if got := allocations(100, func(int) { kept = append(kept[:0], new(int)) }); got < .9 || got > 3 {
		t.Errorf("allocations of one new a run = %v, want about 1", got)
	}
	if got := allocations(100, func(int) {}); got > .5 {
		t.Errorf("allocations of nothing = %v, want about 0", got)
	}
}

func TestExponents(t *testing.T) {
	got := exponents(Spread{10, 1, 100}, 2000, 20_000)
	if math.Abs(got.Median-1) > 1e-9 || got.Low != 0 || math.Abs(got.High-2) > 1e-9 {
		t.Errorf("exponents of × 10, × 1 and × 100 for ten times the items = %+v, want 1, 0, 2", got)
	}
}
