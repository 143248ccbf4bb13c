package eval_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/eval"
	"wenban/knowledge"
)

// script replies to each question by its text or pick; it is safe for
// concurrent use.
type script map[string]assistant.Reply

func (s script) Ask(_ context.Context, q assistant.Question) (assistant.Reply, error) {
	r, ok := s[q.Text+q.Pick]
	if !ok {
		return assistant.Reply{}, fmt.Errorf("nobody wrote a reply to %q", q.Text+q.Pick)
	}
	return r, nil
}

func play(t *testing.T, s eval.Asker, cases ...eval.Case) eval.Report {
	t.Helper()
	r, err := eval.Run(t.Context(), eval.Config{Edition: town(), Asker: s, Cases: cases})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ranked(codes ...string) (all []assistant.Ranked) {
	for i, c := range codes {
		all = append(all, assistant.Ranked{Code: c, Name: "名" + c, Score: 1 / float64(i+1)})
	}
	return all
}

// list is an answer with the lines of its list.
func list(item string, ids ...string) assistant.Reply {
	r := answered(item)
	for _, id := range ids {
		r.Materials = append(r.Materials, assistant.Line{ID: id, Item: item})
	}
	return r
}

func TestATalkIsJudgedFromItsFirstReplyToItsList(t *testing.T) {
	first := offer("C", "A")
	first.Items = ranked("C", "A")
	r := play(t, script{"办居住证": first, "item:A": asks("A", "kind", "new"), "option:new": asks("A", "home", "own", "rent"), "option:rent": list("A", "lease", "id")}, caseA())
	got := r.Results[0]
	if got.Rank != 2 || got.Outcome != eval.Right || got.Reached != eval.Right || got.Turns != 2 || got.List != eval.Right ||
		got.Questions != 2 || got.Offers != 1 || got.Minimum != 2 {
		t.Errorf("the case was judged %+v, want rank 2, right, reached in 2, list right, 2 questions and 1 offer over a minimum of 2", got)
	}
	if r.ItemAt1 != 0 || r.ItemAt3 != 1 || r.ItemAt10 != 1 || r.MRR != .5 || r.Reached != 1 || r.ListExact != 1 || r.QuestionsOverMinimum != 1 || r.Messages != 4 {
		t.Errorf("the figures are %+v", r.Figures)
	}
}

func TestEveryWayToBeWrongIsCounted(t *testing.T) {
	stop := caseA()
	stop.Answers, stop.Materials = knowledge.Answers{"kind": "fake"}, nil
	stop.Stop = &eval.Stop{Situation: "kind", Option: "fake", Reason: "不得借用他人证件。"}
	told := assistant.Reply{Outcome: guide.Declined, Focus: "A", Text: "不能办：不得借用他人证件"}
	fee := caseA()
	fee.Answers, fee.Materials, fee.Detail, fee.Answer, fee.AnswerAlt = nil, nil, "fee", []string{"20元"}, [][]string{{"二十元"}}
	priced := answered("A")
	priced.Text = "收费 20 元"
	open := list("A", "id")
	open.Materials = append(open.Materials, assistant.Line{ID: "lease", Item: "A", Open: "如果租房"})
	other := answered("C")
	other.Items = ranked("C", "B")
	for _, c := range []struct {
		name                          string
		c                             eval.Case
		reply                         assistant.Reply
		outcome, reached, list, fits_ eval.Verdict
	}{
		{"the very list", caseA(), list("A", "id", "lease"), eval.Right, eval.Right, eval.Right, ""},
		{"a line too few", caseA(), list("A", "id"), eval.Right, eval.Right, eval.Wrong, ""},
		{"a line too many", caseA(), list("A", "id", "lease", "more"), eval.Right, eval.Right, eval.Wrong, ""},
		{"an undecided line does not count", caseA(), open, eval.Right, eval.Right, eval.Wrong, ""},
		{"another item", caseA(), other, eval.Right, eval.Wrong, "", ""},
		{"a refusal", caseA(), assistant.Reply{Outcome: guide.Declined}, eval.Wrong, eval.Wrong, "", ""},
		{"a stop that is told", stop, told, eval.Right, eval.Right, eval.Right, ""},
		{"a stop that is not told", stop, list("A", "id"), eval.Right, eval.Right, eval.Wrong, ""},
		{"a detail that is told", fee, priced, eval.Right, eval.Right, "", eval.Right},
		{"a detail that is not told", fee, answered("A"), eval.Right, eval.Right, "", eval.Wrong},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := play(t, script{"办居住证": c.reply}, c.c).Results[0]
			if got.Outcome != c.outcome || got.Reached != c.reached || got.List != c.list || got.Detail != c.fits_ {
				t.Errorf("outcome %q, reached %q, list %q, detail %q; want %q, %q, %q, %q", got.Outcome, got.Reached, got.List, got.Detail, c.outcome, c.reached, c.list, c.fits_)
			}
		})
	}
}

func TestEachExpectationHasItsOutcome(t *testing.T) {
	quote := assistant.Reply{Outcome: guide.Answered, Sources: []assistant.Source{{ID: "P", Kind: "document", Article: "第二条"}}}
	event := assistant.Reply{Outcome: guide.Asked, Focus: "E"}
	replies := map[string]assistant.Reply{
		"item": list("A", "id"), "offer": offer("A", "B"), "ask": asks("A", "kind", "new"), "policy": quote, "event": event,
		"refuse": {Outcome: guide.Declined, Reason: guide.OutOfScope}, "legal": {Outcome: guide.Informed, Reason: guide.LegalRoute},
		"human": {Outcome: guide.HandedOff, Reason: guide.WantsHuman}, "complaint": {Outcome: guide.Informed, Reason: guide.AsComplaint},
		"progress": {Outcome: guide.Informed, Reason: guide.AsProgress}, "smalltalk": {Outcome: guide.Informed, Reason: guide.AsGreeting},
		"down": {Outcome: guide.HandedOff, Reason: guide.Degraded},
	}
	right := map[eval.Expect][]string{
		eval.Item: {"item", "offer", "ask", "policy", "event"}, eval.Clarify: {"offer", "ask", "event"}, eval.Policy: {"policy"}, eval.Refuse: {"refuse", "legal"},
		eval.Human: {"human"}, eval.Complaint: {"complaint"}, eval.Progress: {"progress"}, eval.Smalltalk: {"smalltalk"}, eval.Event: {"event"},
	}
	for _, expect := range eval.Expects {
		for name, reply := range replies {
			c := eval.Case{ID: "x", Q: "话", Expect: expect, Items: []string{"A"}}
			if expect == eval.Event {
				c.Items = []string{"E"}
			}
			want := eval.Wrong
			if slices.Contains(right[expect], name) {
				want = eval.Right
			}
			s := script{"话": reply, "item:A": answered("A"), "option:new": answered("A"), "command:unknown": answered("A"), "command:other": answered("A"), "command:none": answered("A")}
			if got := play(t, s, c).Results[0].Outcome; got != want {
				t.Errorf("expect %s, reply %s: outcome %q, want %q", expect, name, got, want)
			}
		}
	}
}

func TestAWantedArticleMustBeTheOneThatIsCited(t *testing.T) {
	quote := assistant.Reply{Outcome: guide.Answered, Sources: []assistant.Source{{ID: "P", Kind: "document", Article: "第二条"}}}
	for text, want := range map[string]eval.Verdict{`"P 第二条"`: eval.Right, `["P"]`: eval.Right, `["P 第一条"]`: eval.Wrong, `["Q 第二条"]`: eval.Wrong, `["Q 第一条","P 第二条"]`: eval.Right} {
		c := one(t, `{"id":"x","q":"话","expect":"policy","items":[],"tags":[],"policy":`+text+`}`)
		if got := play(t, script{"话": quote}, c).Results[0].Outcome; got != want {
			t.Errorf("policy %s, cited P 第二条: outcome %q, want %q", text, got, want)
		}
	}
}

// TestAnInventedFactIsCounted is the positive control of "facts outside
// fields": what no field says is found, in whatever words, and what a field
// says is not.
func TestAnInventedFactIsCounted(t *testing.T) {
	for _, c := range []struct{ kind, invented, true_ string }{
		{"amount", "收费 30 元", "收费 20 元"}, {"amount", "收费三十元", "收费二十元"}, {"amount", "￥45", "￥20"}, {"amount", "补贴500元", "补贴300元"},
		{"span", "15个工作日办结", "7个工作日办结"}, {"span", "十五个工作日", "二十个工作日"}, {"span", "3天就好", "7 个工作日"}, {"span", "三天就好", "七个工作日"},
		{"phone", "请打 0990-12345678", "请打 0990-88210110"}, {"phone", "请打 13800138000", "请打 12345"}, {"phone", "请打 400-123-4567", "请打 110"}, {"phone", "请打 10086", "请打 12333"},
		{"url", "见 https://evil.example/a", "见 https://zwfw.example/a。"}, {"date", "自2024年1月1日起", "自2025年1月1日起"}, {"span", "24小时受理", "12356 热线24小时有人"}, {"percent", "发放率 96%", "发放率 百分之95"},
		{"times", "跑 2 次", "跑 1 次"}, {"clock", "8:30 开门", "9：00 开门"}, {"title", "依据《居住证法》", "依据《居住证暂行条例》"},
	} {
		for text, want := range map[string]int{c.invented: 1, c.true_: 0} {
			reply := answered("A")
			reply.Text = text + "。"
			r := play(t, script{"办居住证": reply}, caseA())
			if r.FactsOutsideFields != want {
				t.Errorf("a reply that says %q has %d facts outside the fields %+v, want %d", text, r.FactsOutsideFields, r.Results[0].Strays, want)
			}
			if want == 1 && len(r.Results[0].Strays) == 1 && r.Results[0].Strays[0].Kind != c.kind {
				t.Errorf("%q was counted as %+v, want a %s", text, r.Results[0].Strays, c.kind)
			}
		}
	}
}

func TestAFactOfAnotherItemIsInvented(t *testing.T) {
	phone := "请打 0990-88210222" // of B
	for name, c := range map[string]struct {
		change func(*assistant.Reply)
		want   int
	}{
		"in the text of A":      {func(r *assistant.Reply) { r.Text = phone }, 1},
		"where B is cited too":  {func(r *assistant.Reply) { r.Text, r.Sources = phone, append(r.Sources, assistant.Source{ID: "B"}) }, 0},
		"as a fact of A":        {func(r *assistant.Reply) { r.Sections = facts("A", phone) }, 1},
		"as a fact of B":        {func(r *assistant.Reply) { r.Sections = facts("B", phone) }, 0},
		"on a way out":          {func(r *assistant.Reply) { r.Ways = []assistant.Way{{Kind: "phone", Value: "0990-88210222"}} }, 1},
		"a hall that is named":  {func(r *assistant.Reply) { r.Text = "市大厅电话 0990-82200100" }, 0},
		"a hall that is not":    {func(r *assistant.Reply) { r.Text = "电话 0990-82200100" }, 1},
		"in a note of the list": {func(r *assistant.Reply) { r.Materials = []assistant.Line{{ID: "id", Item: "A", Note: "交 99 元"}} }, 1},
		"a document that is cited": {func(r *assistant.Reply) {
			r.Text, r.Sources = "收费 5 元", []assistant.Source{{ID: "P", Kind: "document"}}
		}, 0},
	} {
		reply := answered("A")
		c.change(&reply)
		if r := play(t, script{"办居住证": reply}, caseA()); r.FactsOutsideFields != c.want {
			t.Errorf("%s: %d facts outside the fields %+v, want %d", name, r.FactsOutsideFields, r.Results[0].Strays, c.want)
		}
	}
}

func facts(item, value string) []assistant.Section {
	return []assistant.Section{{Title: "电话", Facts: []assistant.Fact{{Item: item, Element: "consult_phone", Value: value}}}}
}

func TestAFailedMessageIsCountedAndJudgedWrong(t *testing.T) {
	r := play(t, script{}, caseA())
	if r.Errors != 1 || r.OutcomeAccuracy != 0 || r.Reached != 0 || r.Results[0].Class != eval.Failed || len(r.Misses) == 0 || r.Misses[0].What != "error" {
		t.Errorf("a failed message was judged %+v, misses %+v", r.Figures, r.Misses)
	}
}

func TestTheReportDoesNotDependOnTheWorkers(t *testing.T) {
	var cases []eval.Case
	for i := range 40 {
		c := caseA()
		c.ID = fmt.Sprint("case-", i)
		cases = append(cases, c)
	}
	s := script{"办居住证": list("A", "id", "lease")}
	text := func(workers int) string {
		var mu sync.Mutex
		last := 0
		r, err := eval.Run(t.Context(), eval.Config{Edition: town(), Asker: s, Cases: cases, Workers: workers, Progress: func(done, total int) {
			if !mu.TryLock() {
				t.Error("Progress was called twice at once")
				return
			}
			defer mu.Unlock()
			if done != last+1 || total != 40 {
				t.Errorf("Progress(%d, %d) after %d", done, total, last)
			}
			last = done
		}})
		if err != nil || last != 40 {
			t.Fatalf("Run with %d workers = %v after %d cases", workers, err, last)
		}
		return eval.Golden(r)
	}
	if a, b := text(1), text(8); a != b {
		t.Errorf("one worker:\n%s\neight:\n%s", a, b)
	}
}

func TestAnEvaluationCanBeStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := eval.Run(ctx, eval.Config{Edition: town(), Asker: script{}, Cases: []eval.Case{caseA()}}); !errors.Is(err, context.Canceled) {
		t.Errorf("Run of a cancelled context = %v, want context.Canceled", err)
	}
	if _, err := eval.Run(t.Context(), eval.Config{Cases: []eval.Case{caseA()}}); err == nil {
		t.Error("Run without edition and asker = nil, want an error")
	}
}

func TestTheJSONHasEveryFigure(t *testing.T) {
	tagged := caseA()
	tagged.Tags = []string{"colloquial"}
	var b bytes.Buffer
	if err := play(t, script{"办居住证": list("A", "id", "lease")}, tagged).JSON(&b); err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(b.Bytes(), &all); err != nil {
		t.Fatalf("the JSON is none: %v\n%s", err, b.String())
	}
	names := []string{"n", "item_at_1", "item_at_3", "item_at_10", "mrr", "reached", "turns", "outcome_accuracy", "list_exact",
		"questions_over_minimum", "facts_outside_fields", "p50_ms", "p99_ms"}
	for _, part := range []any{all, all["by_expect"].(map[string]any)["item"], all["by_tag"].(map[string]any)["colloquial"]} {
		for _, name := range names {
			if v, ok := part.(map[string]any)[name].(float64); !ok {
				t.Errorf("%s = %v, want a number, in %v", name, v, part)
			}
		}
	}
}

func TestAnEmptyEvaluationIsAReportToo(t *testing.T) {
	r := play(t, script{})
	var text, page, data bytes.Buffer
	if err := errors.Join(r.Text(&text), r.HTML(&page), r.JSON(&data), r.WriteCases(&bytes.Buffer{})); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(data.Bytes()) || strings.Contains(data.String(), "NaN") || !strings.Contains(data.String(), `"item_at_1": null`) {
		t.Errorf("the JSON of nothing = %s, want null where nothing was measured", data.String())
	}
}
