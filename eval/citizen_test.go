package eval_test

import (
	"testing"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/eval"
	"wenban/knowledge"
)

// town is a small edition: an item with two situations, one that it redirects
// to, a third one, a life event of two of them, a document and a hall.
func town() *knowledge.Edition {
	work := func(n int) knowledge.Span { return knowledge.Span{Days: n, Unit: "工作日"} }
	return knowledge.NewEdition("town", knowledge.Parts{
		Items: []knowledge.Item{
			{Code: "A", Name: "居住证办理", Department: "市公安局", ConsultPhone: "0990-88210110",
				Fees:      []knowledge.Fee{{Name: "工本费", Amount: 20, Unit: "元/证"}},
				TimeLimit: knowledge.TimeLimit{Statutory: work(20), Promised: work(7)},
				Handling:  knowledge.Handling{Kind: "承诺件", Visits: 1, OnlineURL: "https://zwfw.example/a"},
				Basis:     []knowledge.Basis{{Title: "居住证暂行条例", Article: "第二条"}},
				Effective: knowledge.Period{From: "2025-01-01"},
				Situations: []knowledge.Situation{
					{ID: "kind", Question: "办哪一种？", Options: []knowledge.Option{{ID: "new", Label: "首次"}, {ID: "lost", Label: "丢失", Redirect: "B"}, {ID: "fake", Label: "借用", Stop: "不得借用他人证件。"}}},
					{ID: "home", Question: "住在哪里？", When: knowledge.When{{"kind": {"new"}}}, Options: []knowledge.Option{{ID: "own", Label: "自有"}, {ID: "rent", Label: "租房"}}},
				},
				Materials: []knowledge.Material{{ID: "id", Name: "身份证"}, {ID: "lease", Name: "合同", When: knowledge.When{{"home": {"rent"}}}}},
				FAQ:       []knowledge.FAQ{{Q: "几点开门？", A: "上午 9:00 开门，发放率 95%，补贴三百元。"}},
			},
			{Code: "B", Name: "居住证补领", ConsultPhone: "0990-88210222", TimeLimit: knowledge.TimeLimit{Promised: work(3)}},
			{Code: "C", Name: "养犬登记"},
		},
		Events:    []knowledge.LifeEvent{{ID: "E", Name: "落脚一件事", Items: []knowledge.EventItem{{Code: "A"}, {Code: "C"}}}},
		Documents: []knowledge.Document{{ID: "P", Title: "居住证管理办法", Text: "第一条 满半年。\n第二条 收费 5 元。"}},
		Halls:     []knowledge.Hall{{ID: "H", Name: "市大厅", Phone: "0990-82200100"}},
	})
}

func caseA() eval.Case {
	return eval.Case{ID: "a", Q: "办居住证", Expect: eval.Item, Items: []string{"A"}, Region: "990102",
		Answers: knowledge.Answers{"kind": "new", "home": "rent"}, Materials: []string{"id", "lease"}}
}

// offer is a reply that offers items and "none of these".
func offer(codes ...string) assistant.Reply {
	r := assistant.Reply{Outcome: guide.Offered}
	for _, code := range codes {
		r.Choices = append(r.Choices, assistant.Choice{ID: "item:" + code, Item: code})
	}
	r.Choices = append(r.Choices, assistant.Choice{ID: "command:none", Command: "none"})
	return r
}

// standing offers an item that stands for others of its name.
func standing(code string, same ...string) assistant.Reply {
	r := offer(code)
	r.Choices[0].Same = append([]string{code}, same...)
	return r
}

// beside is a complaint with items that may be done as well.
func beside(codes ...string) assistant.Reply {
	r := offer(codes...)
	r.Outcome, r.Reason = guide.Informed, guide.AsComplaint
	return r
}

// asks is a reply that asks a situation.
func asks(item, situation string, options ...string) assistant.Reply {
	r := assistant.Reply{Outcome: guide.Asked, Focus: item, Ask: &assistant.Ask{Item: item, Situation: situation, Question: "？"}}
	for _, o := range options {
		r.Choices = append(r.Choices, assistant.Choice{ID: "option:" + o, Option: o})
	}
	r.Choices = append(r.Choices, assistant.Choice{ID: "command:unknown", Command: "unknown"}, assistant.Choice{ID: "command:other", Command: "other"})
	return r
}

func answered(item string) assistant.Reply {
	return assistant.Reply{Outcome: guide.Answered, Focus: item, Sources: []assistant.Source{{ID: item, Kind: "item"}}}
}

func TestTheCitizenActsOnTheLastReply(t *testing.T) {
	say := assistant.Reply{Outcome: guide.Asked}
	redirected := caseA()
	redirected.Items, redirected.RedirectFrom = []string{"B"}, "A"
	talk := caseA()
	talk.Q, talk.Turns = "", []string{"你好", "办居住证"}
	event := eval.Case{Expect: eval.Event, Items: []string{"A", "C"}}
	unsure := caseA()
	unsure.Answers = nil
	long := make([]assistant.Reply, eval.MaxTurns)
	for i := range long {
		long[i] = offer("A")
	}
	for _, c := range []struct {
		name    string
		c       eval.Case
		replies []assistant.Reply
		want    eval.Move
		more    bool
	}{
		{"says the words first", caseA(), nil, eval.Move{Kind: eval.Says, Text: "办居住证"}, true},
		{"says all the words, whatever is replied", talk, []assistant.Reply{answered("A")}, eval.Move{Kind: eval.Says, Text: "办居住证"}, true},
		{"picks what it came for", caseA(), []assistant.Reply{offer("C", "A")}, eval.Move{Kind: eval.Picks, Pick: "item:A"}, true},
		{"picks the line that stands for what it came for", caseA(), []assistant.Reply{standing("C", "A")}, eval.Move{Kind: eval.Picks, Pick: "item:C"}, true},
		{"rejects an offer of other things", caseA(), []assistant.Reply{offer("C")}, eval.Move{Kind: eval.Rejects, Pick: "command:none"}, true},
		{"picks a life event that covers all it wants", event, []assistant.Reply{offer("C", "E")}, eval.Move{Kind: eval.Picks, Pick: "item:C"}, true},
		{"answers what it knows", caseA(), []assistant.Reply{asks("A", "home", "own", "rent")}, eval.Move{Kind: eval.Answers, Pick: "option:rent"}, true},
		{"answers the region it is in", caseA(), []assistant.Reply{asks("A", "region", "990102")}, eval.Move{Kind: eval.Answers, Pick: "option:990102"}, true},
		{"does not know what the case does not", unsure, []assistant.Reply{asks("A", "home", "own", "rent")}, eval.Move{Kind: eval.Unsure, Pick: "command:unknown"}, true},
		{"says it is about something else", caseA(), []assistant.Reply{asks("C", "kind", "new")}, eval.Move{Kind: eval.Rejects, Pick: "command:other"}, true},
		{"follows a redirect to what it came for", redirected, []assistant.Reply{asks("A", "kind", "new", "lost")}, eval.Move{Kind: eval.Answers, Pick: "option:lost"}, true},
		{"takes what is offered beside a complaint", caseA(), []assistant.Reply{beside("C", "A")}, eval.Move{Kind: eval.Picks, Pick: "item:A"}, true},
		{"wants nothing else beside a complaint", caseA(), []assistant.Reply{beside("C")}, eval.Move{}, false},
		{"is done when answered", caseA(), []assistant.Reply{answered("A")}, eval.Move{}, false},
		{"has nothing to tap on a bare question", caseA(), []assistant.Reply{say}, eval.Move{}, false},
		{"gives up in the end", caseA(), long, eval.Move{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, more := eval.Next(c.c, town(), c.replies); got != c.want || more != c.more {
				t.Errorf("Next = %+v, %v, want %+v, %v", got, more, c.want, c.more)
			}
		})
	}
}

func TestTheFewestQuestionsThatHadToBeAsked(t *testing.T) {
	a, _ := town().Item("A")
	b, _ := town().Item("B")
	idle := a
	idle.Materials = a.Materials[:1] // whatever is answered, the list is the same
	for _, c := range []struct {
		name         string
		item         knowledge.Item
		known, truth knowledge.Answers
		want         int
	}{
		{"both situations matter", a, nil, knowledge.Answers{"kind": "new", "home": "rent"}, 2},
		{"what the words told is not asked", a, knowledge.Answers{"kind": "new"}, knowledge.Answers{"kind": "new", "home": "rent"}, 1},
		{"a redirect ends it", a, nil, knowledge.Answers{"kind": "lost"}, 1},
		{"all was told", a, knowledge.Answers{"kind": "new", "home": "own"}, knowledge.Answers{"kind": "new", "home": "own"}, 0},
		{"an answer that is no option counts as none", a, knowledge.Answers{"kind": "odd"}, knowledge.Answers{"kind": "fake"}, 1},
		{"what changes nothing is not asked", idle, knowledge.Answers{"kind": "new"}, knowledge.Answers{"kind": "new", "home": "rent"}, 0},
		{"an item without situations", b, nil, nil, 0},
		{"an unknown answer is asked once", a, nil, knowledge.Answers{}, 1},
	} {
		if got := eval.MinimumQuestions(c.item, c.known, c.truth); got != c.want {
			t.Errorf("%s: MinimumQuestions(%v, %v) = %d, want %d", c.name, c.known, c.truth, got, c.want)
		}
	}
}
