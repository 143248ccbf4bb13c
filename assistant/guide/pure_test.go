package guide

import (
	"slices"
	"testing"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// opt is an option; what follows its label ends the item: "!" a stop, ">" a
// redirect.
func opt(id, label string) knowledge.Option {
	o := knowledge.Option{ID: id, Label: label}
	switch {
	case label[len(label)-1] == '!':
		o.Label, o.Stop = label[:len(label)-1], "不能受理"
	case label[len(label)-1] == '>':
		o.Label, o.Redirect = label[:len(label)-1], "other"
	}
	return o
}

func sit(id, question string, options ...knowledge.Option) knowledge.Situation {
	return knowledge.Situation{ID: id, Question: question, Options: options}
}

func TestOrdinary(t *testing.T) {
	for _, row := range []struct {
		name string
		s    knowledge.Situation
		want string
	}{
		{"one way goes on", sit("a", "户籍？", opt("in", "云溪市户籍"), opt("out", "外地户籍!")), "in"},
		{"one way goes on beside a redirect", sit("a", "丢了吗？", opt("no", "没丢>"), opt("yes", "丢了")), "yes"},
		{"two ways are asked", sit("a", "由谁来办？", opt("self", "本人"), opt("agent", "代办")), ""},
		{"grown up goes without saying", sit("a", "多大？", opt("kid", "未满十六周岁"), opt("over", "已满十六周岁")), "over"},
		{"never had one goes without saying", sit("a", "办过吗？", opt("had", "办过"), opt("never", "从来没有办过")), "never"},
		{"the only option is no choice", sit("a", "？", opt("x", "只此一种")), ""},
		{"all ways lead away", sit("a", "？", opt("x", "甲!"), opt("y", "乙>")), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got, ok := ordinary(row.s); got != row.want || ok != (row.want != "") {
				t.Errorf("ordinary(%v) = %q, %v, want %q", row.s.Options, got, ok, row.want)
			}
		})
	}
}

func TestPresume(t *testing.T) {
	place := sit("place", "户籍？", opt("in", "云溪市户籍"), opt("out", "外地户籍!"))
	age := sit("age", "多大？", opt("kid", "未满十六周岁"), opt("over", "已满十六周岁"))
	age.When = knowledge.When{{"place": {"in"}}}
	all := []knowledge.Situation{place, age}
	never := func(knowledge.Situation, string) bool { return false }
	for _, row := range []struct {
		name    string
		a       knowledge.Answers
		dropped []string
		hinted  func(knowledge.Situation, string) bool
		want    []string
	}{
		{"what goes without saying, and what it opens", nil, nil, never, []string{"place", "age"}},
		{"not what was said", knowledge.Answers{"place": "in"}, nil, never, []string{"age"}},
		{"not what was taken back", nil, []string{"place"}, never, nil},
		{"not what the words speak against", nil, nil, func(s knowledge.Situation, _ string) bool { return s.ID == "age" }, []string{"place"}},
		{"not behind an answer that is unknown", knowledge.Answers{"place": Unknown}, nil, never, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			if _, got := presume(all, row.a, row.dropped, row.hinted); !slices.Equal(got, row.want) {
				t.Errorf("presume(%v, dropped %v) presumes %v, want %v", row.a, row.dropped, got, row.want)
			}
		})
	}
}

func TestNext(t *testing.T) {
	why := sit("why", "为什么？", opt("lost", "丢失"), opt("broken", "损坏"), opt("other", "别的>"))
	who := sit("who", "谁来？", opt("self", "本人"), opt("agent", "代办"))
	who.When = knowledge.When{{"why": {"lost", "broken"}}}
	idle := sit("idle", "喜欢吗？", opt("yes", "是"), opt("no", "否"))
	it := knowledge.Item{
		Situations: []knowledge.Situation{idle, why, who},
		Materials: []knowledge.Material{
			{ID: "card", When: knowledge.When{{"why": {"broken"}}}},
			{ID: "letter", When: knowledge.When{{"who": {"agent"}}}},
		},
	}
	for _, row := range []struct {
		name string
		a    knowledge.Answers
		want string
	}{
		{"what changes nothing is not asked", nil, "why"},
		{"what is left is asked next", knowledge.Answers{"why": "lost"}, "who"},
		{"an answer that ends it ends the questions", knowledge.Answers{"why": "other"}, ""},
		{"不知道 is not asked again", knowledge.Answers{"why": Unknown}, ""},
		{"all answered", knowledge.Answers{"why": "lost", "who": "self"}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			if s, open := ItemTree(it).Next(row.a); s.ID != row.want || open != (row.want != "") {
				t.Errorf("Next(%v) = %q, %v, want %q", row.a, s.ID, open, row.want)
			}
		})
	}
}

func TestList(t *testing.T) {
	it := knowledge.Item{
		Situations: []knowledge.Situation{
			sit("why", "为什么？", opt("lost", "丢失"), opt("broken", "损坏")),
			sit("who", "谁来？", opt("self", "本人"), opt("agent", "代办")),
		},
		Materials: []knowledge.Material{
			{ID: "id", Name: "身份证"},
			{ID: "old", Name: "旧证", When: knowledge.When{{"why": {"broken"}}}},
			{ID: "letter", Name: "委托书", When: knowledge.When{{"who": {"agent"}}}},
		},
	}
	for _, row := range []struct {
		name string
		a    knowledge.Answers
		want []string
	}{
		{"nothing said", nil, []string{"id 办理这个事项都需要", "old ?如果是：损坏", "letter ?如果是：代办"}},
		{"one thing said", knowledge.Answers{"why": "broken"}, []string{"id 办理这个事项都需要", "old 因为：损坏", "letter ?如果是：代办"}},
		{"what does not apply is gone", knowledge.Answers{"why": "lost", "who": "self"}, []string{"id 办理这个事项都需要"}},
		{"不知道 stays open", knowledge.Answers{"why": "lost", "who": Unknown}, []string{"id 办理这个事项都需要", "letter ?如果是：代办"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			for _, l := range List(it, row.a) {
				if l.Open != "" {
					l.Because = "?" + l.Open
				}
				got = append(got, l.Material.ID+" "+l.Because)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("List(%v) = %q, want %q", row.a, got, row.want)
			}
		})
	}
}

func TestDue(t *testing.T) {
	heir := sit("heir", "争议？", opt("agree", "没有"), opt("dispute", "有"))
	heir.When = knowledge.When{{"house": {"yes"}}}
	ev := knowledge.LifeEvent{
		Situations: []knowledge.Situation{sit("house", "房屋？", opt("yes", "有"), opt("no", "没有")), heir},
		Items: []knowledge.EventItem{
			{Code: "always"}, {Code: "transfer", When: knowledge.When{{"heir": {"agree"}}}},
		},
	}
	for _, row := range []struct {
		name string
		a    knowledge.Answers
		want []knowledge.Truth
	}{
		{"nothing said", nil, []knowledge.Truth{knowledge.Yes, knowledge.Open}},
		{"ruled out by an answer before", knowledge.Answers{"house": "no"}, []knowledge.Truth{knowledge.Yes, knowledge.No}},
		{"brought by an answer", knowledge.Answers{"house": "yes", "heir": "agree"}, []knowledge.Truth{knowledge.Yes, knowledge.Yes}},
		{"不知道 stays open", knowledge.Answers{"house": "yes", "heir": Unknown}, []knowledge.Truth{knowledge.Yes, knowledge.Open}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := Due(ev, row.a); !slices.Equal(got, row.want) {
				t.Errorf("Due(%v) = %v, want %v", row.a, got, row.want)
			}
		})
	}
}

func TestCertainty(t *testing.T) {
	twins := func(first, second float64) []Candidate {
		return []Candidate{{Code: "a", Score: first, Vector: .7}, {Code: "b", Score: second, Vector: .7}}
	}
	named := twins(1, .5)
	named[0].Exact = "护照"
	sentence := []string{"驾照快到期了我想去换一本新的"}
	for _, row := range []struct {
		name     string
		ranked   []Candidate
		said     []string
		low, top float64
	}{
		{"nothing was found", nil, sentence, 0, 0},
		{"far ahead after a sentence", twins(1, .5), sentence, certain, 1},
		{"a name is enough", named, []string{"护照"}, flat, 1},
		{"two characters fit many items", twins(1, .8), []string{"驾照"}, 0, guess},
		{"twins", twins(1, .99), sentence, 0, flat},
		{"messages add up", twins(1, .5), []string{"驾照快到期了", "我想去换一本新的"}, certain, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := certainty(row.ranked, row.said, 1); got < row.low || got > row.top {
				t.Errorf("certainty(%+v, %q) = %.2f, want %.2f to %.2f", row.ranked, row.said, got, row.low, row.top)
			}
		})
	}
}

func TestAbsence(t *testing.T) {
	item := func(score, vector float64) index.Hit {
		return index.Hit{Kind: index.Item, ID: "a", Score: score, Vector: vector}
	}
	other := func(score, vector float64) index.Hit {
		return index.Hit{Kind: index.Elsewhere, ID: "商标注册", Score: score, Vector: vector}
	}
	for _, row := range []struct {
		name     string
		hits     []index.Hit
		exact    string
		low, top float64
	}{
		{"it leads by score and sense", []index.Hit{other(1.3, .85), item(.8, .6)}, "", absent, 1},
		{"nothing else was found", []index.Hit{other(1.3, .85)}, "", byName, 1},
		{"as likely as an item", []index.Hit{other(1, .7), item(1, .7)}, "", 0, .2},
		{"an item means more of the same", []index.Hit{other(1.1, .6), item(1, .8)}, "", 0, .1},
		{"an item is named", []index.Hit{other(2, .9), item(1, .5)}, "注册", 0, 0},
		{"hardly anything was found", []index.Hit{other(.5, .9), item(.1, .1)}, "", 0, 0},
		{"no service elsewhere", []index.Hit{item(1, .9)}, "", 0, 0},
		{"nothing was found", nil, "", 0, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			ranked := candidates(row.hits)
			if len(ranked) > 0 {
				ranked[0].Exact = row.exact
			}
			if got := absenceOf(row.hits, ranked); got.likely < row.low || got.likely > row.top {
				t.Errorf("absenceOf(%v) = %+v, want %.2f to %.2f", row.hits, got, row.low, row.top)
			}
		})
	}
}

func TestNeedsAreAnsweredOneByOne(t *testing.T) {
	s := State{Queue: []string{"公章也要换"}}
	for _, row := range []struct {
		said string
		ok   bool
	}{{"那第二件呢", true}, {"好，说第二个问题", true}, {"下一件", true}, {"第二代的那种卡", false}, {"办第二类医疗器械备案", false}} {
		if need, ok := Resume(s, row.said); ok != row.ok || ok && need != s.Queue[0] {
			t.Errorf("Resume(%q) = %q, %v, want %v", row.said, need, ok, row.ok)
		}
	}
	in := In{Reading: read.Reading{Intent: read.Find, Text: "然后公章呢"}, Core: "然后公章"}
	if got := queued(in, Plan{Item: "seal"}, s); len(got.Queue) > 0 {
		t.Errorf("queued(%q) keeps %q, want it answered", in.Reading.Text, got.Queue)
	}
	in = In{Reading: read.Reading{Intent: read.Detail, Text: "要多少钱"}, Core: "要多少钱"}
	if got := queued(in, Plan{Item: "other"}, s); len(got.Queue) != 1 {
		t.Errorf("queued(%q) = %q, want it kept", in.Reading.Text, got.Queue)
	}
}

// TestANameFillsWhatSaysHardlyMore: a name asks for its service where hardly more is
// said, however long it is itself.
func TestANameFillsWhatSaysHardlyMore(t *testing.T) {
	const long = "国有建设用地使用权及房屋所有权转移登记"
	for _, c := range []struct {
		exact, text string
		want        bool
	}{
		{"港澳通行证", "港澳通行证呢", true},
		{long, "办" + long, true},
		{long, "表哥说他去年为了" + long + "排了一整天的队，回家气得饭都没吃", false},
		{"", "", false},
	} {
		if got := fills(c.exact, c.text); got != c.want {
			t.Errorf("fills(%q, %q) = %v, want %v", c.exact, c.text, got, c.want)
		}
	}
}
