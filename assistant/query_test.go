package assistant

import (
	"strings"
	"testing"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/lexicon"
)

// partsOf returns the parts of a query that were said, as text=weight.
func partsOf(t *testing.T, text string) map[string]float64 {
	t.Helper()
	k := &Knowledge{Lexicon: lexicon.Default(), Edition: knowledge.NewEdition("e", knowledge.Parts{})}
	r := read.New(knowledge.Regions{}).Read(text, read.Context{})
	out := map[string]float64{}
	q, _ := query(k, requestOf(r, r.Text), nil)
	for _, p := range q.Parts {
		if p.From == "said" {
			out[p.Text] = max(out[p.Text], p.Weight)
		}
	}
	return out
}

func TestTheClauseThatAsksOutweighsTheStory(t *testing.T) {
	got := partsOf(t, "我妈上个月从老家过来帮我带孩子，想给她办居住证")
	for story, w := range got {
		if strings.Contains(story, "老家") && w >= got["想给她办居住证"] {
			t.Errorf("parts = %v, want 居住证 above 老家", got)
		}
	}
	if len(got) < 3 {
		t.Errorf("parts = %v, want two clauses and the whole", got)
	}
}

func TestOneClauseIsSearchedForAsItIs(t *testing.T) {
	if got := partsOf(t, "身份证丢了"); len(got) != 1 || got["身份证丢了"] != 1 {
		t.Errorf("parts = %v, want only 身份证丢了 with weight 1", got)
	}
}

func TestSlipsAreMendedAndWhatWasHeardCountsToo(t *testing.T) {
	got := partsOf(t, "想申请低宝")
	if w := got["想申请低宝"]; w <= 0 || w >= 1 {
		t.Errorf("parts = %v, want 低宝 with less than full weight", got)
	}
	if got := partsOf(t, "jie hun zheng 丢了"); got["结婚证丢了"]+got["结婚证 丢了"] != 1 {
		t.Errorf("parts = %v, want 结婚证", got)
	}
}

func TestWhatAsksForNothingIsNoClauseOfItsOwn(t *testing.T) {
	got := partsOf(t, "我发明了一个榨汁的机器，要交多少钱")
	if _, ok := got["要交多少钱"]; ok {
		t.Errorf("parts = %v, want no part 要交多少钱", got)
	}
}

func TestAServiceForOthersStandsBehindTheOneForAll(t *testing.T) {
	k := &Knowledge{Edition: knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{{Code: "F", Name: "驾驶证初次申领(外国人申领小型汽车)"}, {Code: "R", Name: "驾驶证初次申领(大陆居民申领小型汽车)"}, {Code: "X", Name: "外国人停留证件签发"}}})}
	k.marked = marked(k.Edition)
	hits := []index.Hit{{ID: "F", Score: 1.1}, {ID: "R", Score: 1}, {ID: "X", Score: .9}}
	first := func(said string) string {
		q := index.Query{Parts: []index.Part{{Text: said, From: "said"}}}
		return unmarked(k, read.Reading{Text: said}, q, hits)[0].ID
	}
	if got := first("小车驾照怎么考"); got != "R" {
		t.Errorf("first for a citizen = %s, want R", got)
	}
	if got := first("老外小车驾照怎么考"); got != "F" {
		t.Errorf("first for a foreigner = %s, want F", got)
	}
	if got := unmarked(k, read.Reading{}, index.Query{}, hits[2:]); got[0].Score != .9 {
		t.Errorf("score of a service with none beside it = %v, want it unchanged", got[0].Score)
	}
}

// TestWhoSomeoneIsCountsLessInTheStory holds that a circumstance weighs whole
// where it is asked about and half where only the story tells it.
func TestWhoSomeoneIsCountsLessInTheStory(t *testing.T) {
	k := &Knowledge{Lexicon: lexicon.Default(), Edition: knowledge.NewEdition("e", knowledge.Parts{})}
	weight := func(asking string) (sum float64) {
		for _, p := range expanded(k, "我家是吃低保的，房子怎么过户", asking, added) {
			if p.From != "过户" && p.From != "房子" {
				sum += p.Weight
			}
		}
		return sum
	}
	whole, story := weight("我家是吃低保的，房子怎么过户"), weight("房子怎么过户")
	if whole == 0 || story >= whole {
		t.Errorf("terms for who someone is weigh %.3f in the story and %.3f in the question, want less and more than nothing", story, whole)
	}
}
