package indextest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/index"
	city "wenban/knowledge/sample"
)

func sample(t testing.TB) *knowledge.Edition {
	t.Helper()
	e, err := city.Load()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// near is how far two scores may lie apart: engines add in different orders and
// may round vectors.
const near = 1e-3

// Compare fails where two rankings differ by more than rounding: a thing has
// another score, or stands before one that is better by more than that.
func Compare(t testing.TB, what string, got, want []index.Hit) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d hits, want %d\n%s", what, len(got), len(want), side(got, want))
		return
	}
	for i := range got {
		if math.Abs(got[i].Score-want[i].Score) > near {
			t.Errorf("%s: rank %d differs by more than rounding\n%s", what, i+1, side(got, want))
			return
		}
		j := slices.IndexFunc(want, func(h index.Hit) bool {
			return h.ID == got[i].ID && h.Article == got[i].Article && h.Text == got[i].Text
		})
		if j < 0 {
			continue // as good as the last one: it was cut off there
		}
		if difference := differ(got[i], want[j]); difference != "" {
			t.Errorf("%s: %s: %s\n%s", what, got[i].ID, difference, side(got, want))
			return
		}
	}
}

func differ(got, want index.Hit) string {
	for _, x := range []struct {
		name      string
		got, want float64
	}{{"score", got.Score, want.Score}, {"lexical", got.Lexical / max(1, want.Lexical), want.Lexical / max(1, want.Lexical)}, {"vector", got.Vector, want.Vector}, {"cover", got.Cover, want.Cover}} {
		if math.Abs(x.got-x.want) > near {
			return fmt.Sprintf("%s %v, want %v", x.name, x.got, x.want)
		}
	}
	if got.Kind != want.Kind || got.Exact != want.Exact || terms(got) != terms(want) {
		return fmt.Sprintf("%+v, want %+v", got, want)
	}
	return ""
}

// terms are the reasons without their scores.
func terms(h index.Hit) string {
	var all []string
	for _, r := range h.Why {
		all = append(all, r.Field+" "+r.Term+" "+r.From)
	}
	slices.Sort(all) // equal ones in any order
	return strings.Join(all, "\n")
}

func side(got, want []index.Hit) string {
	var b strings.Builder
	for i := range max(len(got), len(want)) {
		for _, list := range [][]index.Hit{got, want} {
			if i < len(list) {
				fmt.Fprintf(&b, "%-30s %.5f  ", list[i].ID+list[i].Article, list[i].Score)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// letters are few, so that random texts have much in common.
var letters = []rune("办证身份户口公司登记补领换新车房abc12Ａ，。 ")

func randomText(rng *rand.Rand, n int) string {
	var b strings.Builder
	for range rng.IntN(n + 1) {
		b.WriteRune(letters[rng.IntN(len(letters))])
	}
	return b.String()
}

func randomEdition(rng *rand.Rand, n int) *knowledge.Edition {
	items := make([]knowledge.Item, n)
	for i := range items {
		items[i] = knowledge.Item{
			Code: fmt.Sprint("code-", i), Name: randomText(rng, 8), Summary: randomText(rng, 20), Department: randomText(rng, 4),
			Region: []string{"", "city", "east", "west", "street"}[rng.IntN(5)], Aliases: []string{randomText(rng, 5)},
			Conditions: []string{randomText(rng, 30)}, Audience: [][]string{nil, {"自然人"}, {"企业法人"}}[rng.IntN(3)],
			Effective: knowledge.Period{To: []string{"", "2025-12-31", "2027-01-01"}[rng.IntN(3)]},
		}
	}
	return edition(knowledge.Parts{Items: items, Regions: tree})
}

func ranks(t *testing.T, build BuildFunc) {
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 9))
		e := randomEdition(rng, 400)
		o := index.Options{Embedder: Letters{}}
		x, want := build(t, e, o), reference(t, e, o)
		for range 25 {
			q := index.Query{Parts: said(randomText(rng, 12)), Region: []string{"", "city", "east", "street"}[rng.IntN(4)], Audience: []string{"", "自然人"}[rng.IntN(2)], K: 1 + rng.IntN(30)}
			if rng.IntN(2) == 0 {
				q.Parts = append(q.Parts, index.Part{Text: randomText(rng, 6), Weight: .3, From: "俗语"})
			}
			Compare(t, fmt.Sprintf("seed %d: Items(%+v)", seed, q), find(t, x.Items, q), find(t, want.Items, q))
		}
	}
}

func reference(t testing.TB, e *knowledge.Edition, o index.Options) Finder {
	t.Helper()
	x, err := index.Build(e, o)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// sampleCity asks in the words of the city itself: names, aliases, questions of
// its items, cues of its events, headings of its documents.
func sampleCity(t *testing.T, build BuildFunc) {
	e := sample(t)
	o := index.Options{Embedder: Letters{}}
	x, want := build(t, e, o), reference(t, e, o)
	for i, text := range words(e) {
		q := index.Query{Parts: said(text), K: 15, Region: e.Regions.All[i%len(e.Regions.All)].Code}
		for kind, pair := range map[string][2]func(context.Context, index.Query) ([]index.Hit, error){"Items": {x.Items, want.Items}, "Events": {x.Events, want.Events}, "Passages": {x.Passages, want.Passages}} {
			Compare(t, fmt.Sprintf("%s(%s in %s)", kind, text, q.Region), find(t, pair[0], q), find(t, pair[1], q))
		}
	}
}

func words(e *knowledge.Edition) (all []string) {
	for i, it := range e.Items {
		all = append(all, it.Name+"怎么办")
		if i%4 == 0 && len(it.FAQ) > 0 {
			all = append(all, it.FAQ[0].Q)
		}
	}
	for _, ev := range e.Events {
		all = append(all, ev.Cues...)
	}
	return all
}

// bothALittle has an item that a hundred others beat by words, another hundred
// by meaning, and none by both.
func bothALittle(t *testing.T, build BuildFunc) {
	var items []knowledge.Item
	for i := range 100 {
		items = append(items, knowledge.Item{Code: fmt.Sprint("words", i), Name: "居住证办理"}, knowledge.Item{Code: fmt.Sprint("meaning", i), Name: "甲丙丁"})
	}
	items = append(items, knowledge.Item{Code: "both", Name: "居住证办理乙丙丁戊己庚"})
	x := build(t, edition(knowledge.Parts{Items: items}), index.Options{Embedder: marked{'甲': {1, 0}, '乙': {.9, .436}, '问': {1, 0}}})
	hits := find(t, x.Items, index.Query{Parts: said("问居住证办理"), K: 1})
	if ids(hits) != "both" {
		t.Errorf("Items(问居住证办理) = %+v, want both", hits)
	}
}

// saidCode has an item that nothing but its code tells from three hundred.
func saidCode(t *testing.T, build BuildFunc) {
	var items []knowledge.Item
	for i := range 300 {
		items = append(items, knowledge.Item{Code: fmt.Sprint("XK", 1000+i), Name: "登记"})
	}
	x := build(t, edition(knowledge.Parts{Items: items}), index.Options{})
	hits := find(t, x.Items, index.Query{Parts: said("xk1150 登记"), K: 1})
	if ids(hits) != "XK1150" || hits[0].Exact != "XK1150" {
		t.Errorf("Items(xk1150 登记) = %+v, want XK1150 by its code", hits)
	}
}

// hardlyAlike has one item of a single common character and others that share
// nothing and lie just below the floor of meaning.
func hardlyAlike(t *testing.T, build BuildFunc) {
	items := []knowledge.Item{{Code: "word", Name: "证丙丁戊己庚辛"}}
	for i := range 20 {
		items = append(items, knowledge.Item{Code: fmt.Sprint("alike", i), Name: "乙"})
	}
	x := build(t, edition(knowledge.Parts{Items: items}), index.Options{Embedder: marked{'乙': {.34, .94}, '问': {1, 0}}})
	text := "问寅卯辰，子丑，午未申酉，证"
	if got := ids(find(t, x.Items, index.Query{Parts: said(text), K: 1})); got != "word" {
		t.Errorf("Items(%s) = %q, want word", text, got)
	}
}
