package index

import (
	"cmp"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"wenban/knowledge"
)

// TestAnExportRanksAsTheIndexDoes scores every thing of an export by hand and
// compares with the index: random texts, two kinds of weights.
func TestAnExportRanksAsTheIndexDoes(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 8))
		e := knowledge.NewEdition("e", knowledge.Parts{Items: randomItems(rng, 1+rng.IntN(60))})
		o := Options{Embedder: letterVectors{}, Unlisted: []Unlisted{{Names: []string{"办证大厅", "身份"}, Questions: []string{"新车"}}}}
		x, err := Build(e, o)
		if err != nil {
			t.Fatal(err)
		}
		apart, err := Export(e, o)
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			parts := randomParts(rng)
			if asked, err := apart.Ask(Item, parts); err != nil || asked.Mass == 0 {
				continue // nothing was said: what was only added ranks as it likes
			}
			want := mustFind(t, x, Query{Parts: parts, K: len(e.Items) + 1})
			if got := findAll(t, apart, Item, parts); !sameHits(got, want) {
				t.Fatalf("seed %d: an export ranks %v as\n%+v\nwant that of the index\n%+v", seed, parts, got, want)
			}
		}
	}
}

// findAll is a search engine in ten lines.
func findAll(t *testing.T, x *Exported, kind Kind, parts []Part) []Hit {
	t.Helper()
	asked, err := x.Ask(kind, parts)
	if err != nil {
		t.Fatal(err)
	}
	var hits []Hit
	from, to := x.Span(kind)
	for n := from; n < to; n++ {
		thing := x.Thing(n)
		var cosine float32
		if asked.Vector != nil && thing.Vector != nil {
			cosine = dot(asked.Vector, thing.Vector)
		}
		if h, ok := x.Hit(asked, thing, cosine); ok {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits
}

func sameHits(a, b []Hit) bool {
	return slices.EqualFunc(a, b, func(a, b Hit) bool {
		return a.ID == b.ID && a.Kind == b.Kind && a.Exact == b.Exact && near(a.Score, b.Score) && near(a.Lexical, b.Lexical) &&
			near(a.Cover, b.Cover) && near(a.Vector, b.Vector) && slices.EqualFunc(a.Why, b.Why, func(a, b Reason) bool {
			return a.Field == b.Field && a.Term == b.Term && near(a.Score, b.Score)
		})
	})
}

func TestAQueryIsReadTheSameAfterSlim(t *testing.T) {
	e := knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "居住证"}, {Code: "B", Name: "养犬登记"}}})
	x, err := Export(e, Options{})
	if err != nil {
		t.Fatal(err)
	}
	before, _ := x.Ask(Item, said("我要居住证"))
	x.Slim()
	after, err := x.Ask(Item, said("我要居住证"))
	if err != nil || len(after.Terms) == 0 || len(after.Terms) != len(before.Terms) || after.Mass != before.Mass || after.NameOf(0).Name != "居住证" {
		t.Errorf("Ask after Slim = %+v, %v, want %+v", after, err, before)
	}
	if id, _ := x.Name(1); id != "B" {
		t.Errorf("Name(1) = %q, want B", id)
	}
}

func TestDictionariesTellExportsApart(t *testing.T) {
	name := func(w Weights, items ...string) string {
		var p knowledge.Parts
		for _, n := range items {
			p.Items = append(p.Items, knowledge.Item{Code: n, Name: n})
		}
		x, err := Export(knowledge.NewEdition("e", p), Options{Weights: w})
		if err != nil {
			t.Fatal(err)
		}
		return x.Dictionary()
	}
	if a, b := name(Weights{}, "居住证"), name(Weights{}, "居住证"); a != b {
		t.Errorf("Dictionary of the same twice = %s and %s, want one", a, b)
	}
	seen := map[string]bool{}
	for _, d := range []string{name(Weights{}, "居住证"), name(Weights{K1: 2}, "居住证"), name(Weights{}, "居住证", "居住证明"), name(Weights{}, "养犬"), name(Weights{})} {
		if seen[d] {
			t.Errorf("Dictionary %s names two different exports", d)
		}
		seen[d] = true
	}
}

func TestAWeightThatIsNoNumberIsRefused(t *testing.T) {
	x, err := Export(knowledge.NewEdition("e", knowledge.Parts{}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if _, err := x.Ask(Item, []Part{{Text: "证", Weight: w}}); !errors.Is(err, ErrWeight) {
			t.Errorf("Ask(weight %v) = %v, want ErrWeight", w, err)
		}
	}
	if _, err := Export(nil, Options{}); err == nil {
		t.Error("Export(nil) = nil, want an error")
	}
}
