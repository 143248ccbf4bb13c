package indextest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/index"
)

func empty(t *testing.T, build BuildFunc) {
	for name, p := range map[string]knowledge.Parts{"no items": {}, "an item without text": {Items: []knowledge.Item{{Code: "A"}}}} {
		for _, o := range []index.Options{{}, {Embedder: Letters{}}} {
			x := build(t, edition(p), o)
			for kind, search := range map[string]func(context.Context, index.Query) ([]index.Hit, error){"Items": x.Items, "Events": x.Events, "Passages": x.Passages} {
				if hits := find(t, search, index.Query{Parts: said("居住证")}); len(hits) != 0 {
					t.Errorf("%s: %s = %v, want nothing", name, kind, hits)
				}
			}
		}
	}
}

func silence(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "登记"}}}), index.Options{})
	for name, parts := range map[string][]index.Part{
		"no parts": nil, "empty": said(""), "punctuation": said("？！……"), "blanks": said(" \t\n　"), "broken": said("\xff\xfe\xff"),
		"weight 0": {{Text: "登记", Weight: 0}}, "weight below 0": {{Text: "登记", Weight: -1}},
	} {
		if hits := find(t, x.Items, index.Query{Parts: parts}); len(hits) != 0 {
			t.Errorf("%s: Items(%v) = %v, want nothing", name, parts, hits)
		}
	}
	if hits := find(t, x.Items, index.Query{Parts: said("登记")}); len(hits) != 1 {
		t.Errorf("Items(登记) = %v, want the item", hits)
	}
}

func counts(t *testing.T, build BuildFunc) {
	items := make([]knowledge.Item, 25)
	for i := range items {
		items[i] = knowledge.Item{Code: fmt.Sprint(i), Name: "登记"}
	}
	x := build(t, edition(knowledge.Parts{Items: items}), index.Options{})
	for k, want := range map[int]int{0: 10, -3: 10, 1: 1, 24: 24, 25: 25, 26: 25, 1 << 30: 25} {
		if hits := find(t, x.Items, index.Query{Parts: said("登记"), K: k}); len(hits) != want {
			t.Errorf("Items(K %d) = %d hits, want %d", k, len(hits), want)
		}
	}
}

// ties are more than an engine elsewhere is asked for at first.
func ties(t *testing.T, build BuildFunc) {
	items := make([]knowledge.Item, 500)
	for i := range items {
		items[i] = knowledge.Item{Code: fmt.Sprint(i), Name: "居住证办理", Summary: "外地人领取居住证"}
	}
	x := build(t, edition(knowledge.Parts{Items: items}), index.Options{Embedder: Letters{}})
	for i, h := range find(t, x.Items, index.Query{Parts: said("我想办居住证"), K: 30}) {
		if h.ID != fmt.Sprint(i) || !(h.Score > 0) || math.IsInf(h.Score, 0) {
			t.Fatalf("hit %d of 500 copies = %s with score %v, want %d and a score above 0", i, h.ID, h.Score, i)
		}
	}
}

func vectorAlone(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "甲乙丙"}, {Code: "B", Name: "丁戊"}}}), index.Options{Embedder: same{"身份", "甲乙丙"}})
	hits := find(t, x.Items, index.Query{Parts: said("身份")})
	if len(hits) != 1 || hits[0].ID != "A" || hits[0].Lexical != 0 || math.Abs(hits[0].Vector-1) > 1e-3 {
		t.Errorf("Items(身份) = %+v, want A by its vector alone", hits)
	}
}

func brokenVectors(t *testing.T, build BuildFunc) {
	inf := float32(math.Inf(1))
	for _, value := range []float32{float32(math.NaN()), inf, -inf, 0, math.MaxFloat32, 1e-30} {
		x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "居住证"}, {Code: "B", Name: "养犬登记"}}}), index.Options{Embedder: broken{value}})
		hits := find(t, x.Items, index.Query{Parts: said("居住证")})
		if len(hits) == 0 || hits[0].ID != "A" {
			t.Errorf("Items with vectors of %v = %v, want A first", value, ids(hits))
		}
		for _, h := range hits {
			if math.IsNaN(h.Score) || math.IsInf(h.Score, 0) || h.Vector < 0 || h.Vector > 1.001 {
				t.Errorf("with vectors of %v %s has score %v, vector %v", value, h.ID, h.Score, h.Vector)
			}
		}
	}
}

func badWeights(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "登记"}}}), index.Options{})
	hits, err := x.Items(t.Context(), index.Query{Parts: []index.Part{{Text: "登记", Weight: math.NaN()}}, At: Day})
	if len(hits) != 0 || err != nil && !errors.Is(err, index.ErrWeight) {
		t.Errorf("Items(weight NaN) = %v, %v, want nothing or ErrWeight", hits, err)
	}
}

func hostile(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{{Code: "head", Name: "居住证"}, {Code: "tail", Name: "养犬登记"}}}), index.Options{Embedder: Letters{}})
	long := "居住证" + strings.Repeat("，嗯", 64<<10/6)
	for name, text := range map[string]string{
		"64 KB": long, "NUL inside": "居\x00居住证\x00", "broken UTF-8": "\xff居住证\xc3", "tags": "<b>居住证</b>', '; DROP TABLE", "zero width": "居住证\u200b\u202e",
		"a million of one letter": strings.Repeat("证", 1<<20/3), "many different ones": everyLetter() + "居住证",
	} {
		hits := find(t, x.Items, index.Query{Parts: said(text)})
		if len(hits) == 0 || hits[0].ID != "head" {
			t.Errorf("%s: Items = %v, want head first", name, ids(hits))
		}
	}
}

// everyLetter is 4,000 different Chinese characters.
func everyLetter() string {
	var b strings.Builder
	for r := rune(0x5000); r < 0x5000+4000; r++ {
		b.WriteRune(r)
	}
	return b.String()
}

func elsewhere(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "养犬登记"}}}), index.Options{Unlisted: []index.Unlisted{{Names: []string{"护照补发"}, Questions: []string{"护照掉了"}}}})
	hits := find(t, x.Items, index.Query{Parts: said("护照掉了怎么办")})
	if len(hits) != 1 || hits[0].Kind != index.Elsewhere || hits[0].ID != "护照补发" {
		t.Errorf("Items(护照掉了怎么办) = %+v, want 护照补发, elsewhere", hits)
	}
}

func asAsked(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "养犬登记"}}}), index.Options{})
	for _, q := range []index.Query{{}, {Explain: true}, {Brief: true}} {
		q.Parts, q.At = said("养犬登记"), Day
		hits, err := x.Items(t.Context(), q)
		if err != nil || len(hits) != 1 {
			t.Fatalf("Items(%+v) = %v, %v, want the item", q, hits, err)
		}
		h := hits[0]
		if (len(h.Why) > 0) != q.Explain || (h.Exact == "") != q.Brief || (h.Lexical == 0) != q.Brief || (h.Cover == 0) != q.Brief || !(h.Score > 0) {
			t.Errorf("Items(%+v) = %+v, want reasons only when asked to explain, and details unless asked to be brief", q, h)
		}
	}
}

func leastWanted(t *testing.T, build BuildFunc) {
	x := build(t, sample(t), index.Options{Embedder: Letters{}})
	q := index.Query{Parts: said("身份证丢了"), K: 5}
	all := find(t, x.Items, q)
	q.Least = all[2].Score
	if got := find(t, x.Items, q); !reflect.DeepEqual(got, all[:3]) {
		t.Errorf("Items from the score of the third on = %s, want %s", ids(got), ids(all[:3]))
	}
	if q.Least = all[0].Score + .01; len(find(t, x.Items, q)) > 0 {
		t.Error("Items from more than the score of the first on found some, want none")
	}
}

func cancelled(t *testing.T, build BuildFunc) {
	x := build(t, edition(knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "登记"}}}), index.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if hits, err := x.Items(ctx, index.Query{Parts: said("登记"), At: Day}); !errors.Is(err, context.Canceled) || hits != nil {
		t.Errorf("Items of a cancelled context = %v, %v, want context.Canceled", hits, err)
	}
}

func together(t *testing.T, build BuildFunc) {
	x := build(t, sample(t), index.Options{Embedder: Letters{}})
	questions := []string{"身份证丢了", "开餐馆要什么证", "老人补贴", "公积金提取"}
	want := make([][]index.Hit, len(questions))
	for i, text := range questions {
		want[i] = find(t, x.Items, index.Query{Parts: said(text)})
	}
	var wg sync.WaitGroup
	for n := range 16 {
		wg.Go(func() {
			i := n % len(questions)
			got, err := x.Items(t.Context(), index.Query{Parts: said(questions[i]), At: Day, Explain: true})
			if err != nil || !reflect.DeepEqual(got, want[i]) {
				t.Errorf("Items(%s) beside others = %s, %v, want %s", questions[i], ids(got), err, ids(want[i]))
			}
		})
	}
	wg.Wait()
}
