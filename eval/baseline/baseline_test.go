package baseline

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"wenban/eval"
	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/sample"
)

func small() *knowledge.Edition {
	return knowledge.NewEdition("small", knowledge.Parts{Items: []knowledge.Item{
		{Code: "dog", Name: "养犬登记", Aliases: []string{"办狗证"}, Department: "公安局"},
		{Code: "shop", Name: "个体工商户设立登记", Summary: "开小店领营业执照"},
		{Code: "fund", Name: "住房公积金提取", Materials: []knowledge.Material{{ID: "m", Name: "购房合同"}}},
	}})
}

func TestEveryRankerFindsAnItemByItsFields(t *testing.T) {
	rankers, done, err := All(small())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := done(); err != nil {
			t.Error(err)
		}
	}()
	for _, r := range rankers {
		for query, want := range map[string]string{"养犬要登记吗": "dog", "办狗证": "dog", "營業執照": "shop", "购房合同": "fund"} {
			if got := r.Rank(query, 2); len(got) == 0 || got[0] != want {
				t.Errorf("%s: Rank(%q) = %v, want %s first", r.Name, query, got, want)
			}
		}
	}
}

func TestARankerFindsNothingForWhatNoItemHas(t *testing.T) {
	rankers, done, err := All(small())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = done() }()
	for _, r := range rankers {
		for _, query := range []string{"", "？！", "zzz qqq"} {
			if got := r.Rank(query, 10); len(got) != 0 {
				t.Errorf("%s: Rank(%q) = %v, want nothing", r.Name, query, got)
			}
		}
		if got := r.Rank("登记", 1); len(got) != 1 {
			t.Errorf("%s: Rank(登记, 1) = %v, want one", r.Name, got)
		}
	}
}

func TestBigramsDoNotReachOverPunctuation(t *testing.T) {
	got, want := bigrams("办证，吗 a1"), []string{"办证", "吗", "a1"}
	if !slices.Equal(got, want) {
		t.Errorf("bigrams = %v, want %v", got, want)
	}
}

// shared returns a file of the public data beside the module, or skips.
func shared(t *testing.T, name string) string {
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	path := filepath.Join(dir, "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("public data is absent: %v", err)
	}
	return path
}

func compare(t *testing.T, e *knowledge.Edition, queries []eval.Labelled) []eval.Standing {
	t.Helper()
	rankers, done, err := All(e)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = done() }()
	standings, err := eval.Compare(t.Context(), queries, rankers)
	if err != nil {
		t.Fatal(err)
	}
	if err := eval.CompareText(t.Output(), standings); err != nil {
		t.Fatal(err)
	}
	return standings
}

// The floors lie a little below what was measured when this was written; a
// baseline that falls is a broken baseline, and would flatter the assistant.
func floor(t *testing.T, all []eval.Standing, class string, at1 map[string]float64) {
	t.Helper()
	for _, s := range all {
		if want, ok := at1[s.Ranker]; ok && s.Class == class && float64(s.ItemAt1) < want {
			t.Errorf("%s, %s: item@1 = %.3f, want at least %.3f", s.Ranker, class, float64(s.ItemAt1), want)
		}
	}
}

func TestTheBaselinesOnTheRealCatalogue(t *testing.T) {
	e, _, err := ingest.Load(context.Background(), []string{shared(t, "gd_catalog/items.jsonl")}, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cases, err := eval.LoadCases(shared(t, "questions/gd.dev.questions.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	floor(t, compare(t, e, eval.Queries(cases)), "all", map[string]float64{"BM25 jieba": .23, "BM25 bigram": .26, "bleve cjk": .25})
	f, err := os.Open(shared(t, "gd_catalog/alias_queries_dev.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	aliases, err := eval.ReadAliases(f, "aliases")
	if err != nil {
		t.Fatal(err)
	}
	floor(t, compare(t, e, aliases), "hard", map[string]float64{"BM25 jieba": .66, "BM25 bigram": .68, "bleve cjk": .58})
}

func TestTheBaselinesOnTheSampleCity(t *testing.T) {
	path := shared(t, "questions/sample.dev.questions.jsonl")
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	cases, err := eval.LoadCases(path)
	if err != nil {
		t.Fatal(err)
	}
	floor(t, compare(t, e, eval.Queries(cases)), "all", map[string]float64{"BM25 jieba": .3, "BM25 bigram": .3, "bleve cjk": .3})
}
