package reference_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/index/reference"
)

// letters are few, so that random texts have much in common. None is Latin: the
// reference does not look for the bounds of a Latin word around a name.
var letters = []rune("办证身份户口公司登记补领换新车房，。（ ")

func text(rng *rand.Rand, n int) string {
	rs := make([]rune, rng.IntN(n+1))
	for i := range rs {
		rs[i] = letters[rng.IntN(len(letters))]
	}
	return string(rs)
}

// classes is an honest small embedder: how often each of sixteen classes of
// characters stands in a text.
type classes struct{}

func (classes) Dim() int { return 16 }

func (classes) EmbedInto(v []float32, text string) {
	clear(v)
	for _, r := range text {
		v[int(r)%16]++
	}
}

func items(rng *rand.Rand) []knowledge.Item {
	all := make([]knowledge.Item, 1+rng.IntN(80))
	for i := range all {
		all[i] = knowledge.Item{
			Code: fmt.Sprint("第", i, "号"), Name: text(rng, 6), Catalog: text(rng, 4), Aliases: []string{text(rng, 4)},
			Summary: text(rng, 20) + "abc 12", Department: text(rng, 4), Conditions: []string{text(rng, 30)}, Themes: []string{text(rng, 3)},
		}
	}
	return all
}

// The two were written apart; that they agree on everything, score by score, is
// what both are worth.
func TestTheIndexAndTheReferenceAgree(t *testing.T) {
	for _, w := range []index.Weights{{Cover: -1, Vector: -1, Exact: -1}, {}} {
		found := 0
		for seed := range uint64(60) {
			rng := rand.New(rand.NewPCG(seed, 3))
			list := items(rng)
			x, err := index.Build(knowledge.NewEdition("e", knowledge.Parts{Items: list}), index.Options{Embedder: classes{}, Weights: w})
			if err != nil {
				t.Fatal(err)
			}
			ref := referenceOf(list, w)
			for range 10 {
				found += agree(t, list, x, ref, text(rng, 12))
			}
		}
		if found < 1000 {
			t.Errorf("weights %+v: %d hits compared, want thousands", w, found)
		}
	}
}

func referenceOf(list []knowledge.Item, w index.Weights) *reference.Index {
	f := w.Full()
	return reference.New(len(list), func(i int) (t reference.Thing) {
		r := index.RecipeOf(list[i], f)
		for _, p := range r.Fields {
			t.Fields = append(t.Fields, reference.Field{Weight: p.Weight, Text: p.Text})
		}
		t.Names, t.Vector = r.Names, index.Kept(index.VectorOf(r.Vector, classes{}))
		return t
	}, reference.Constants{K1: f.K1, B: f.B, Cover: f.Cover, Exact: f.Exact, Vector: f.Vector})
}

func agree(t *testing.T, list []knowledge.Item, x *index.Index, ref *reference.Index, question string) int {
	t.Helper()
	said := []index.Part{{Text: question, Weight: 1}}
	got, err := x.Items(t.Context(), index.Query{Parts: said, At: time.Now(), K: 100})
	if err != nil {
		t.Fatal(err)
	}
	want := ref.Best(question, index.VectorOf(said, classes{}), 100, func(int) bool { return true })
	if len(got) != len(want) {
		t.Fatalf("%q: the index finds %d things, the reference %d", question, len(got), len(want))
	}
	for i := range got {
		if !near(got[i].Score, want[i].Score) || got[i].ID != list[want[i].Thing].Code && i+1 < len(want) && !tied(want, i) {
			t.Fatalf("%q: hit %d is %s with %v, want %s with %v", question, i, got[i].ID, got[i].Score, list[want[i].Thing].Code, want[i].Score)
		}
	}
	return len(got)
}

// near allows for impacts of sixteen bits.
func near(a, b float64) bool { return math.Abs(a-b) <= 3e-5*max(1, a, b) }

// tied reports that a hit is as good as one beside it.
func tied(all []reference.Hit, i int) bool {
	return i > 0 && near(all[i-1].Score, all[i].Score) || i+1 < len(all) && near(all[i].Score, all[i+1].Score)
}

func TestGrams(t *testing.T) {
	for question, want := range map[string][]string{
		"":       nil,
		"办证":     {"办", "办证", "证"},
		"办，证":    {"办", "证"},
		"Ａb1证 c": {"run ab1", "证", "run c"},
		"\xff办":  {"办"},
	} {
		if got := reference.Grams(question); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("Grams(%q) = %q, want %q", question, got, want)
		}
	}
}

func TestNothingIsFoundAmongNothing(t *testing.T) {
	x := reference.New(0, nil, reference.Constants{K1: 1.2, B: .75})
	if got := x.Best("办证", nil, 10, func(int) bool { return true }); len(got) != 0 {
		t.Errorf("Best among nothing = %v, want none", got)
	}
}
