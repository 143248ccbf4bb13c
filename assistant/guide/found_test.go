package guide

import (
	"slices"
	"testing"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

func TestEvent(t *testing.T) {
	g := &Guide{Edition: knowledge.NewEdition("t", knowledge.Parts{Events: []knowledge.LifeEvent{{ID: "E", Name: "身后一件事"}}})}
	for _, row := range []struct {
		name, said, cue string
		event, item     float64
		exact           string
		style           float64 // share of kind.Whole
		want            bool
	}{
		{"it is named", "身后一件事怎么办", "", 0.3, 2, "", 0, true},
		{"all that follows is asked for", "我妈没了，后面的事都要办啥", "", 1, 0.7, "", .9, true},
		{"nothing is asked for", "我爸今早走了，脑子里一团乱", "", .45, .4, "", .6, true},
		{"all is asked for, of something else", "房子过户都要办啥", "", 0.3, 1.5, "", .9, false},
		{"the words are hardly more than a cue", "我爸去世了", "我爸去世了", 0.9, 1, "", 0, true},
		{"one paper of it is wanted", "我爸去年走了，他的房子怎么过到我名下", "", 0.98, 1.3, "", .02, false},
		{"one paper of it is named", "我爸去世了户口注销", "我爸去世了", 1.1, 1, "户口注销", .1, false},
		{"nothing else comes near", "老人百年之后", "", 1, 0.1, "", .3, true},
		{"hardly anything was found", "都要办啥", "", .1, .05, "", .9, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := read.Reading{Text: row.said}
			r.Kind[slices.Index(kind.Kinds, kind.Whole)] = row.style
			in := In{Reading: r, Events: []index.Hit{{Kind: index.Event, ID: "E", Score: row.event, Exact: row.cue}}}
			if _, got := g.event(in, []Candidate{{Code: "i", Score: row.item, Exact: row.exact}}); got != row.want {
				t.Errorf("event(%q %.2f, item %.2f) = %v, want %v", row.said, row.event, row.item, got, row.want)
			}
		})
	}
}

func TestReplaced(t *testing.T) {
	g := &Guide{Edition: knowledge.NewEdition("t", knowledge.Parts{Documents: []knowledge.Document{
		{ID: "old", Title: "人才落户暂行办法", Effective: knowledge.Period{From: "2019-01-01", To: "2024-12-31"}},
		{ID: "new", Title: "人才落户办法", Effective: knowledge.Period{From: "2025-01-01"}, Supersedes: []string{"old"}},
		{ID: "coming", Title: "养犬规定", Effective: knowledge.Period{From: "2027-03-01"}},
	}})}
	g.Matcher = NewMatcher(g.Edition, nil, nil)
	for _, row := range []struct {
		name, said, want, next string
	}{
		{"the old title", "人才落户暂行办法还能用吗", "old", "new"},
		{"the new title", "人才落户办法第几条", "", ""},
		{"a title still to come", "养犬规定怎么说", "", ""},
		{"no title", "人才落户怎么办", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			plan, ok := g.replaced(In{Reading: read.Reading{Text: row.said}, At: noon})
			if ok != (row.want != "") || plan.Rule != row.want || plan.Next != row.next {
				t.Errorf("replaced(%q) = %q, next %q, %v, want %q, next %q", row.said, plan.Rule, plan.Next, ok, row.want, row.next)
			}
		})
	}
}

// toy is a vector of a text: how much it speaks of loss, and of damage.
func toy(text string) []float32 {
	switch text {
	case "丢失", "被盗", "找不到", "给顺走了":
		return []float32{1, 0}
	case "损坏", "看不清", "折断了", "芯片坏了":
		return []float32{0, 1}
	}
	return []float32{0.7, 0.7}
}

func TestNearest(t *testing.T) {
	s := sit("why", "为什么？", opt("lost", "丢失"), opt("broken", "损坏"))
	s.Options[0].Cues = []string{"找不到", "给顺走了"}
	s.Options[1].Cues = []string{"看不清", "折断了", "芯片坏了"}
	stop := s
	stop.Options = slices.Clone(s.Options)
	stop.Options[0].Stop = "不能受理"
	for _, row := range []struct {
		name, said string
		s          knowledge.Situation
		want       string
	}{
		{"near to what is told of one", "给顺走了", s, "lost"},
		{"as near to one as to the other", "反正没法用", s, ""},
		{"what ends an item must be said", "给顺走了", stop, ""},
		{"a number is near to nothing", "我78", s, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{{Code: "i", Name: "社保卡补领", Situations: []knowledge.Situation{row.s}}}})
			m := NewMatcher(e, nil, toy)
			got, _, ok := m.nearest(m.owners["i"], &row.s, Said{Clauses: []Clause{{Text: row.said}}}.heard())
			if ok != (row.want != "") || ok && got != row.want {
				t.Errorf("nearest(%q) = %q, %v, want %q", row.said, got, ok, row.want)
			}
		})
	}
}

func TestLeaves(t *testing.T) {
	g := &Guide{Edition: knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{
		{Code: "here", Name: "居民身份证丢失补领"}, {Code: "there", Name: "普通护照首次申请"},
	}})}
	g.Matcher = NewMatcher(g.Edition, nil, nil)
	for _, row := range []struct {
		name, said, core string
		here, there      float64
		exact            string
		want             bool
	}{
		{"a statement stays", "我自己去", "我自己去", 0, 1.2, "", false},
		{"another item is asked for", "那护照呢", "那护照", 0, 1.8, "", true},
		{"a bare name", "我要办护照", "护照", 0, 2, "护照", true},
		{"a name, exactly", "普通护照首次申请", "普通护照首次申请", 0, 2, "普通护照首次申请", true},
		{"a word of the name in focus", "补领要带什么", "补领要带", 0.4, 1.2, "", false},
		{"not knowing names nothing", "不清楚有没有护照", "有没有护照", 0, 2, "", false},
		{"another turn of the talk", "还有个事，出国的本本怎么办", "出国的本本", 0.9, 1, "", true},
		{"the focus fits nearly as well", "这个怎么办", "这个", 0.9, 1, "", false},
		{"too little is found", "那个什么呢", "那个", 0, 0.4, "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := In{
				Reading: read.Reading{Intent: read.Find, Text: row.said}, Core: row.core, State: State{Focus: "here"},
				Items: []index.Hit{{Kind: index.Item, ID: "there", Score: row.there, Exact: row.exact}, {Kind: index.Item, ID: "here", Score: row.here}},
			}
			if got := g.leaves(in); got != row.want {
				t.Errorf("leaves(%q, found %.1f beside %.1f) = %v, want %v", row.said, row.there, row.here, got, row.want)
			}
		})
	}
}

func TestScores(t *testing.T) {
	marry := sit("age", "双方都达到法定结婚年龄了吗？", opt("yes", "都达到"), opt("no", "有一方未达到!"))
	retired := sit("age", "是否达到法定退休年龄？", opt("no", "未达到"), opt("yes", "已达到!"))
	fund := sit("fund", "逝者有没有住房公积金？", opt("yes", "有"), opt("no", "没有或者不清楚"))
	fund.Options[1].Cues = []string{"没有"}
	who := sit("who", "谁来办理？", opt("self", "本人"), opt("agent", "家人代办"))
	old := sit("old", "老人多大？", opt("a", "不满八十周岁"), opt("b", "八十至八十九周岁"), opt("c", "九十至九十九周岁"))
	for _, row := range []struct {
		name, said string
		ages       []int
		s          knowledge.Situation
		want       string
	}{
		{"38 is not of retirement age", "38岁", []int{38}, retired, "no"},
		{"65 is", "65岁", []int{65}, retired, "yes"},
		{"57 may be", "57岁", []int{57}, retired, ""},
		{"85 lies between 80 and 89", "85岁", []int{85}, old, "b"},
		{"no car is no answer about a fund", "没有车", nil, fund, ""},
		{"none is", "没有", nil, fund, "no"},
		{"no fund is", "没有公积金", nil, fund, "no"},
		{"one goes for another", "我替她去行不行", nil, who, "agent"},
		{"no word of an age", "我们想结婚", nil, marry, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{{Code: "i", Name: "某事", Situations: []knowledge.Situation{row.s}}}})
			got, _, _ := NewMatcher(e, nil, nil).owners["i"].choose(&row.s, Said{Clauses: []Clause{{Text: row.said}}, Ages: row.ages}.heard(), true)
			if got != row.want {
				t.Errorf("choose(%q, ages %v) = %q, want %q", row.said, row.ages, got, row.want)
			}
		})
	}
}
