package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"wenban/knowledge"
)

// lender lends one question to one code.
func lender(code string, questions ...string) func(string) []string {
	return func(c string) []string {
		if c == code {
			return questions
		}
		return nil
	}
}

func TestALentQuestionFindsItsItemAndSaysSo(t *testing.T) {
	items := []knowledge.Item{{Code: "A", Name: "养犬登记"}, {Code: "B", Name: "居住证申领"}}
	parts := said("狗崽崽报户口")
	if got := mustFind(t, mustBuild(t, items, Options{}), Query{Parts: parts}); len(got) > 0 {
		t.Fatalf("without a lent question Items(%v) = %v, want nothing", parts, ids(got))
	}
	for field, o := range map[string]Options{
		"asked": {Asked: lender("A", "给狗崽崽报个户口")}, "told": {Told: lender("A", "狗崽崽")},
	} {
		hits := mustFind(t, mustBuild(t, items, o), Query{Parts: parts})
		if len(hits) != 1 || hits[0].ID != "A" || hits[0].Kind != Item {
			t.Errorf("%s: Items(%v) = %v, want A alone", field, parts, ids(hits))
			continue
		}
		if !slices.ContainsFunc(hits[0].Why, func(r Reason) bool { return r.Field == field && r.Score > 0 }) {
			t.Errorf("%s: Why = %+v, want a reason of this field", field, hits[0].Why)
		}
	}
}

func TestAServiceTheEditionLacksIsFoundAsElsewhere(t *testing.T) {
	items := []knowledge.Item{{Code: "A", Name: "养犬登记", Audience: []string{"自然人"}, Region: "330100"}}
	foreign := []Unlisted{{Names: []string{"海域使用权续期", "海域续期"}, Questions: []string{"养殖海面到期了接着用"}}}
	x := mustBuild(t, items, Options{Unlisted: foreign})
	for _, q := range []string{"海域使用权续期", "海域续期怎么办", "养殖海面到期了"} {
		hits := mustFind(t, x, Query{Parts: said(q), Region: "110000", Audience: "企业法人"})
		if len(hits) != 1 || hits[0].Kind != Elsewhere || hits[0].ID != "海域使用权续期" || hits[0].Exact != "" {
			t.Errorf("Items(%s) = %+v, want 海域使用权续期 elsewhere", q, hits)
		}
	}
	for _, h := range mustFind(t, x, Query{Parts: said("养犬登记")}) {
		if (h.Kind == Elsewhere) == (h.ID == "A") {
			t.Errorf("Items(养犬登记): %s is of kind %s", h.ID, h.Kind)
		}
	}
	if events, err := x.Events(t.Context(), Query{Parts: said("海域使用权续期"), At: day}); err != nil || len(events) > 0 {
		t.Errorf("Events(海域使用权续期) = %v, %v, want none: it stands among items", events, err)
	}
}

// TestRankingWithLentQuestionsIsThatOfTheReference repeats the property test
// with questions lent to items and with services that the edition lacks: both
// are texts of things like any other.
func TestRankingWithLentQuestionsIsThatOfTheReference(t *testing.T) {
	lexicalOnly := Weights{Cover: -1, Vector: -1, Exact: -1}
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 11))
		items, o := randomItems(rng, 1+rng.IntN(40)), Options{Weights: lexicalOnly}
		asked, told := map[string][]string{}, map[string][]string{}
		for _, it := range items {
			asked[it.Code], told[it.Code] = []string{randomText(rng, 9), randomText(rng, 9)}, []string{randomText(rng, 4)}
		}
		o.Asked, o.Told = func(c string) []string { return asked[c] }, func(c string) []string { return told[c] }
		for i := range 1 + rng.IntN(10) {
			o.Unlisted = append(o.Unlisted, Unlisted{Names: []string{fmt.Sprint("外", i), randomText(rng, 5)}, Questions: []string{randomText(rng, 9)}})
		}
		ref, all := newReferenceOf(texts(items, o), lexicalOnly), things(items, o.Unlisted)
		x := mustBuild(t, items, o)
		for range 10 {
			if parts := randomParts(rng); ref.mass(parts) > 0 {
				checkAgainst(t, ref, all, parts, mustFind(t, x, Query{Parts: parts, K: len(all)}))
			}
		}
	}
}

// things names all that is found, an unlisted service by its name.
func things(items []knowledge.Item, unlisted []Unlisted) []knowledge.Item {
	all := slices.Clone(items)
	for _, u := range unlisted {
		all = append(all, knowledge.Item{Code: u.Names[0]})
	}
	return all
}

func texts(items []knowledge.Item, o Options) (all [][fields]string) {
	for _, it := range items {
		all = append(all, itemSource(it, o.Asked(it.Code), o.Told(it.Code)).text)
	}
	for _, u := range o.Unlisted {
		all = append(all, unlistedSource(u).text)
	}
	return all
}

// BenchmarkBuild builds the index of 100,000 items. It stays under a gigabyte
// and a minute on one core.
func BenchmarkBuild(b *testing.B) {
	items := randomItems(rand.New(rand.NewPCG(5, 6)), 100_000)
	e := knowledge.NewEdition("e", knowledge.Parts{Items: items})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Build(e, Options{Embedder: letterVectors{}}); err != nil {
			b.Fatal(err)
		}
	}
}
