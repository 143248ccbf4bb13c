package index

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
)

func TestNothingIsFoundInNothing(t *testing.T) {
	for name, e := range map[string]*knowledge.Edition{
		"no items":             knowledge.NewEdition("e", knowledge.Parts{}),
		"an item without text": knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{{Code: "A"}}}),
	} {
		for _, o := range []Options{{}, {Embedder: letterVectors{}}} {
			x, err := Build(e, o)
			if err != nil {
				t.Fatalf("%s: Build = %v", name, err)
			}
			for _, find := range []func() ([]Hit, error){
				func() ([]Hit, error) { return x.Items(t.Context(), Query{Parts: said("居住证"), At: day}) },
				func() ([]Hit, error) { return x.Events(t.Context(), Query{Parts: said("居住证"), At: day}) },
				func() ([]Hit, error) { return x.Passages(t.Context(), Query{Parts: said("居住证"), At: day}) },
			} {
				if hits, err := find(); err != nil || len(hits) != 0 {
					t.Errorf("%s: found %v, %v, want nothing", name, hits, err)
				}
			}
		}
	}
	if x, err := Build(nil, Options{}); err == nil {
		t.Errorf("Build(nil) = %v, want an error", x)
	}
}

func TestAQuestionThatSaysNothingFindsNothing(t *testing.T) {
	x := mustBuild(t, []knowledge.Item{{Code: "A", Name: "登记"}}, Options{Embedder: letterVectors{}})
	for name, parts := range map[string][]Part{
		"no parts": nil, "empty": said(""), "punctuation": said("？！……"), "blanks": said(" \t\n　"), "broken": said("\xff\xfe\xff"),
		"weight 0": {{Text: "登记", Weight: 0}}, "weight below 0": {{Text: "登记", Weight: -1}}, "no weight at all": {{Text: "登记", Weight: math.NaN()}},
	} {
		if hits := mustFind(t, x, Query{Parts: parts}); len(hits) != 0 && hits[0].Lexical != 0 {
			t.Errorf("%s: Items(%v) = %v, want nothing", name, parts, hits)
		}
	}
	for _, weight := range []float64{1e-300, 1, math.MaxFloat64, math.Inf(1)} {
		hits := mustFind(t, x, Query{Parts: []Part{{Text: "登记", Weight: weight}}})
		if len(hits) != 1 || math.IsNaN(hits[0].Score) || hits[0].Score < 0 {
			t.Errorf("Items(登记 of weight %v) = %v, want the item and a score of 0 or more", weight, hits)
		}
	}
}

func TestHowManyAreFoundIsK(t *testing.T) {
	items := make([]knowledge.Item, 25)
	for i := range items {
		items[i] = knowledge.Item{Code: fmt.Sprint(i), Name: "登记"}
	}
	x := mustBuild(t, items, Options{})
	for k, want := range map[int]int{0: 10, -3: 10, 1: 1, 24: 24, 25: 25, 26: 25, 1 << 30: 25} {
		if hits := mustFind(t, x, Query{Parts: said("登记"), K: k}); len(hits) != want {
			t.Errorf("Items(K %d) = %d hits, want %d", k, len(hits), want)
		}
	}
}

func TestEqualThingsStandInTheOrderOfTheEdition(t *testing.T) {
	items := make([]knowledge.Item, 10_000)
	for i := range items {
		items[i] = knowledge.Item{Code: fmt.Sprint(i), Name: "居住证办理", Summary: "外地人领取居住证"}
	}
	x := mustBuild(t, items, Options{Embedder: letterVectors{}})
	for i, h := range mustFind(t, x, Query{Parts: said("我想办居住证"), K: 50}) {
		if h.ID != fmt.Sprint(i) || math.IsNaN(h.Score) || h.Score <= 0 {
			t.Fatalf("hit %d of 10,000 copies = %s with score %v, want %d and a score above 0", i, h.ID, h.Score, i)
		}
	}
}

func TestAVocabularyOfOneWordStillRanks(t *testing.T) {
	x := mustBuild(t, []knowledge.Item{{Code: "A", Name: "证"}, {Code: "B", Name: "证证证证证证"}, {Code: "C", Name: ""}}, Options{})
	for _, h := range mustFind(t, x, Query{Parts: said("证")}) {
		if !(h.Score > 0) || math.IsInf(h.Score, 0) {
			t.Errorf("Items(证): %s has score %v, want a number above 0", h.ID, h.Score)
		}
	}
}

func TestAFieldOfAMegabyteIsIndexed(t *testing.T) {
	long := strings.Repeat("外地人在本市居住满半年可以领取。", 1<<20/48)
	x := mustBuild(t, []knowledge.Item{{Code: "long", Name: "甲", Conditions: []string{long}}, {Code: "short", Name: "居住证"}}, Options{Embedder: letterVectors{}})
	if hits := mustFind(t, x, Query{Parts: said("居住证")}); len(hits) != 2 || hits[0].ID != "short" {
		t.Errorf("Items(居住证) = %v, want both, the short one first", ids(hits))
	}
}

func TestALongQuestionIsReadToItsLimit(t *testing.T) {
	x := mustBuild(t, []knowledge.Item{{Code: "head", Name: "居住证"}, {Code: "tail", Name: "养犬登记"}}, Options{Embedder: letterVectors{}})
	text := "居住证" + strings.Repeat("，嗯", 64<<10/6) + "养犬登记"
	parts := []Part{{Text: text, Weight: 1}, {Text: "养犬", Weight: .3, From: "狗"}}
	hits := mustFind(t, x, Query{Parts: parts})
	if len(hits) != 1 || hits[0].ID != "head" || parts[0].Text != text {
		t.Errorf("Items(64 KB) = %v, want what the first 16 KB say, and the question unchanged", ids(hits))
	}
	// The limit falls inside a character: it is cut before it.
	for pad := range 4 {
		cut := strings.Repeat("a", pad) + strings.Repeat("证", 16<<10/3)
		if hits := mustFind(t, x, Query{Parts: said(cut)}); len(hits) != 1 {
			t.Errorf("Items(16 KB of 证 after %d letters) = %v, want head", pad, ids(hits))
		}
	}
}

// brokenVectors returns what no embedder should.
type brokenVectors struct{ value float32 }

func (brokenVectors) Dim() int { return 4 }

func (b brokenVectors) EmbedInto(v []float32, text string) {
	for i := range v {
		v[i] = b.value
	}
}

func TestI41ABrokenVectorDoesNotBreakTheSearch(t *testing.T) {
	inf := float32(math.Inf(1))
	for _, c := range []struct {
		value float32
		mute  int
	}{{float32(math.NaN()), 2}, {inf, 2}, {-inf, 2}, {0, 2}, {math.MaxFloat32, 2}, {1e-30, 2}, {1, 0}} {
		value := c.value
		x := mustBuild(t, []knowledge.Item{{Code: "A", Name: "居住证"}, {Code: "B", Name: "养犬登记"}}, Options{Embedder: brokenVectors{value}})
		if got := x.Mute(); got != c.mute {
			t.Errorf("Mute() with vectors of %v = %d, want %d", value, got, c.mute)
		}
		hits := mustFind(t, x, Query{Parts: said("居住证")})
		if len(hits) == 0 || hits[0].ID != "A" {
			t.Errorf("Items with vectors of %v = %v, want A first", value, ids(hits))
		}
		for _, h := range hits {
			if math.IsNaN(h.Score) || math.IsInf(h.Score, 0) || h.Vector < 0 || h.Vector > 1.0001 {
				t.Errorf("with vectors of %v %s has score %v, vector %v", value, h.ID, h.Score, h.Vector)
			}
		}
	}
}

func TestTheVectorLegFindsWhatSharesNoWord(t *testing.T) {
	items := []knowledge.Item{{Code: "A", Name: "甲乙丙"}, {Code: "B", Name: "丁戊"}}
	x := mustBuild(t, items, Options{Embedder: sameFor{"身份", "甲乙丙"}})
	hits := mustFind(t, x, Query{Parts: said("身份")})
	if len(hits) != 1 || hits[0].ID != "A" || hits[0].Lexical != 0 || !near(hits[0].Vector, 1) {
		t.Errorf("Items(身份) = %+v, want A by its vector alone", hits)
	}
}

// sameFor gives two texts one vector and all others another.
type sameFor [2]string

func (sameFor) Dim() int { return 2 }

func (s sameFor) EmbedInto(v []float32, text string) {
	v[0], v[1] = 0, 1
	if strings.Contains(text, s[0]) || strings.Contains(text, s[1]) {
		v[0], v[1] = 1, 0
	}
}

func TestManyRegionsAndTimesCostLittle(t *testing.T) {
	items := make([]knowledge.Item, 2000)
	for i := range items {
		items[i] = knowledge.Item{Code: fmt.Sprint(i), Name: "登记", Region: fmt.Sprint("r", i), Effective: knowledge.Period{From: "2020-01-01"}}
	}
	x := mustBuild(t, items, Options{})
	hits := mustFind(t, x, Query{Parts: said("登记"), Region: "r77", K: 5})
	if len(hits) != 1 || hits[0].ID != "77" {
		t.Errorf("Items(region r77 of 2,000) = %v, want its own item", ids(hits))
	}
	if hits := mustFind(t, x, Query{Parts: said("登记"), Region: "r77", At: time.Date(2019, 12, 31, 23, 0, 0, 0, knowledge.Zone)}); len(hits) != 0 {
		t.Errorf("Items before it is in force = %v, want nothing", ids(hits))
	}
}
