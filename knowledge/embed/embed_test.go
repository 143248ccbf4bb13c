package embed_test

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/sample"
)

// quick is enough to learn the sample city.
var quick = embed.Config{Seed: 1, Dim: 32, Epochs: 3}

// city is trained once: it takes a moment.
var city = sync.OnceValues(func() (*knowledge.Edition, *embed.Model) {
	e, err := sample.Load()
	if err != nil {
		panic(err)
	}
	return e, embed.Train(embed.Pairs(e), quick, nil)
})

func cosine(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// broken reports a vector that is neither of length 1 nor zero.
func broken(v []float32) bool {
	length := cosine(v, v)
	return math.IsNaN(length) || length != 0 && math.Abs(length-1) > 1e-3
}

// few are the pairs of a small edition.
func few() []embed.Pair {
	return embed.Pairs(knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{
		{Code: "A", Name: "养犬登记", Aliases: []string{"狗证"}, Summary: "给宠物狗上户口。"},
		{Code: "B", Name: "居住证申领", Aliases: []string{"暂住证"}, Summary: "外地人领取居住证。"},
		{Code: "C", Name: "普通护照首次申请", Aliases: []string{"办护照"}, Summary: "第一次出国。"},
	}}))
}

var probes = []string{"", " ", "狗证", "狗", "养犬登记居住证", "abc", "ＡＢＣ", "？！", "\xff\xfe", "从来没见过的词", "\x00\x01", "😀🐕", strings.Repeat("狗", 10_000)}

func TestEqualSeedsMakeEqualModels(t *testing.T) {
	c := embed.Config{Seed: 7, Dim: 32, Epochs: 3}
	a, b, other := embed.Train(few(), c, nil), embed.Train(few(), c, nil), embed.Train(few(), embed.Config{Seed: 8, Dim: 32, Epochs: 3}, nil)
	for _, text := range probes {
		if !slices.Equal(a.Embed(text), b.Embed(text)) {
			t.Errorf("two models of seed 7 differ on %.20q", text)
		}
	}
	if slices.Equal(a.Embed("狗证"), other.Embed("狗证")) {
		t.Error("models of seeds 7 and 8 are equal on 狗证, want different ones")
	}
}

func TestTrainingOnARealEditionIsRepeatable(t *testing.T) {
	e, m := city()
	again := embed.Train(embed.Pairs(e), quick, nil)
	for _, it := range e.Items {
		if !slices.Equal(m.Embed(it.Name), again.Embed(it.Name)) {
			t.Fatalf("two trainings on the sample city differ on %s", it.Name)
		}
	}
}

// TestNamesOfOneItemLieCloserThanStrangers holds for nearly all aliases of the
// sample city, for which the model was trained; an untrained one is the control.
func TestNamesOfOneItemLieCloserThanStrangers(t *testing.T) {
	e, m := city()
	raw := embed.Train(embed.Pairs(e), embed.Config{Seed: 1, Dim: 32, Epochs: 1, Rate: 1e-9}, nil)
	trained, untrained := closest(e, m), closest(e, raw)
	t.Logf("aliases whose item is the closest: trained %.3f, untrained %.3f", trained, untrained)
	if trained < .8 || trained < untrained+.2 {
		t.Errorf("%.3f of the aliases lie closest to their own item, want at least 0.8, and more than the %.3f without training", trained, untrained)
	}
}

// closest returns the share of aliases whose own item has the closest name.
func closest(e *knowledge.Edition, m *embed.Model) float64 {
	names := make([][]float32, len(e.Items))
	for i, it := range e.Items {
		names[i] = m.Embed(it.Name)
	}
	right, n := 0.0, 0.0
	for own, it := range e.Items {
		for _, alias := range it.Aliases {
			v := m.Embed(alias)
			best := slices.MaxFunc(indices(len(names)), func(a, b int) int {
				return compare(cosine(v, names[a]), cosine(v, names[b]))
			})
			if n++; best == own {
				right++
			}
		}
	}
	return right / n
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestAVectorHasLengthOneOrIsZero(t *testing.T) {
	_, m := city()
	for _, text := range probes {
		if v := m.Embed(text); len(v) != m.Dim() || broken(v) {
			t.Errorf("Embed(%.20q) has length %v, dimension %d, want 1 or 0, %d", text, cosine(v, v), len(v), m.Dim())
		}
	}
	for _, unknown := range []string{"", "？！ ", "\xff"} {
		if v := m.Embed(unknown); cosine(v, v) != 0 {
			t.Errorf("Embed(%q) = %v, want zero: it says nothing", unknown, v)
		}
	}
}

func TestWidthAndCaseDoNotMatter(t *testing.T) {
	_, m := city()
	if a, b := m.Embed("ETC办理"), m.Embed("ｅｔｃ办理"); !slices.Equal(a, b) {
		t.Errorf("Embed(ETC办理) and Embed(ｅｔｃ办理) differ: cosine %v", cosine(a, b))
	}
}

func TestNoPairsMakeAModelThatKnowsNothing(t *testing.T) {
	same := []embed.Pair{{A: "甲", B: "甲", Group: 1}}
	for name, pairs := range map[string][]embed.Pair{
		"none": nil, "empty texts": {{}, {A: "？", B: "！"}}, "one pair": {{A: "狗证", B: "养犬登记", Group: 1}}, "twins": append(same, same...),
		"one group": {{A: "甲乙", B: "丙丁", Group: 1}, {A: "戊己", B: "庚辛", Group: 1}},
	} {
		m := embed.Train(pairs, embed.Config{Seed: 1, Dim: 16}, nil)
		for _, text := range append(probes, "甲", "甲乙") {
			if v := m.Embed(text); broken(v) {
				t.Errorf("%s: Embed(%.20q) = %v", name, text, v)
			}
		}
		if len(pairs) == 0 {
			if v := m.Embed("狗证"); cosine(v, v) != 0 {
				t.Errorf("%s: Embed(狗证) = %v, want zero", name, v)
			}
		}
	}
	if got := embed.Pairs(knowledge.NewEdition("e", knowledge.Parts{})); len(got) != 0 {
		t.Errorf("Pairs of an empty edition = %v, want none", got)
	}
}

func TestOddConfigsAreMadeGood(t *testing.T) {
	for _, c := range []embed.Config{{Dim: -1, Epochs: -1, Batch: -1, Rows: -1, Temperature: -1, Rate: -1}, {Dim: 1}, {Dim: 5, Batch: 1}, {Dim: 8, Rows: 1}, {Dim: 8, Rows: 1000, Batch: 2}} {
		m := embed.Train(few(), c, nil)
		if v := m.Embed("养犬登记"); broken(v) || m.Dim() < 1 {
			t.Errorf("Train(%+v): Embed = %v", c, v)
		}
	}
}

func TestTrainingTellsHowFarItIs(t *testing.T) {
	last, total := 0, 0
	embed.Train(few(), embed.Config{Epochs: 3, Batch: 4, Dim: 8}, func(done, all int) {
		if done <= last || done > all {
			t.Errorf("progress %d of %d after %d", done, all, last)
		}
		last, total = done, all
	})
	if last != total || total != 3*len(few()) {
		t.Errorf("progress ended at %d of %d, want %d", last, total, 3*len(few()))
	}
}

func TestManyMayEmbedAtOnce(t *testing.T) {
	_, m := city()
	want := m.Embed("养犬登记")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			v := make([]float32, m.Dim())
			for range 200 {
				m.EmbedInto(v, "居住证")
				m.EmbedInto(v, "养犬登记")
				if !slices.Equal(v, want) {
					t.Error("EmbedInto(养犬登记) beside others differs")
					return
				}
			}
		})
	}
	all.Wait()
}

func TestEmbeddingAQuestionAllocatesNothing(t *testing.T) {
	_, m := city()
	v := make([]float32, m.Dim())
	text := strings.Repeat("我想办居住证", 16)
	if n := testing.AllocsPerRun(100, func() { m.EmbedInto(v, text) }); n != 0 || utf8.RuneCountInString(text) < 90 {
		t.Errorf("EmbedInto of %d characters makes %v allocations, want none", utf8.RuneCountInString(text), n)
	}
}

func TestPairsTeachWhatBelongsTogether(t *testing.T) {
	e := knowledge.NewEdition("e", knowledge.Parts{
		Items: []knowledge.Item{{Code: "A", Name: "养犬登记", Aliases: []string{"狗证"}, Phrasings: []knowledge.Phrasing{{Q: "给狗上户口"}},
			Situations: []knowledge.Situation{{Question: "哪种？", Options: []knowledge.Option{{Label: "首次登记", Cues: []string{"头一回"}}}}}}},
		Events:    []knowledge.LifeEvent{{ID: "E", Name: "出生一件事", Cues: []string{"刚生娃"}}},
		Documents: []knowledge.Document{{ID: "P", Title: "养犬规定", Text: "第一条 免疫。\n\n第二条 登记。"}},
	})
	for _, want := range [][2]string{{"养犬登记", "狗证"}, {"养犬登记", "给狗上户口"}, {"首次登记", "头一回"}, {"出生一件事", "刚生娃"}, {"养犬规定", "第二条 登记。"}} {
		if !slices.ContainsFunc(embed.Pairs(e), func(p embed.Pair) bool { return p.A == want[0] && p.B == want[1] }) {
			t.Errorf("Pairs lacks %v", want)
		}
	}
	for _, p := range embed.Pairs(e) {
		if p.A == "" || p.B == "" || p.A == p.B {
			t.Errorf("Pairs has %+v, which teaches nothing", p)
		}
	}
}
