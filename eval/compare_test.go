package eval_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"wenban/assistant"
	"wenban/eval"
	"wenban/knowledge"
)

// fixed ranks always the same codes.
func fixed(name string, codes ...string) eval.Ranker {
	return eval.Ranker{Name: name, Rank: func(_ string, k int) []string { return codes[:min(k, len(codes))] }}
}

func TestRankersAreScoredOnTheSameQueriesByClass(t *testing.T) {
	queries := []eval.Labelled{
		{Text: "狗证", Gold: []string{"A"}, Class: "partial"}, {Text: "给狗上户口", Gold: []string{"B", "X"}, Class: "no_overlap"}, {Text: "养犬登记", Gold: []string{"C"}, Class: "exact_name"},
	}
	all, err := eval.Compare(t.Context(), queries, []eval.Ranker{fixed("ours", "A", "B"), fixed("none")})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ranker, class string
		n             int
		at1, at3, mrr eval.Figure
	}{
		{"ours", "all", 3, 1. / 3, 2. / 3, .5}, {"ours", "partial", 1, 1, 1, 1}, {"ours", "no_overlap", 1, 0, 1, .5},
		{"ours", "exact_name", 1, 0, 0, 0}, {"ours", "hard", 2, .5, 1, .75}, {"none", "all", 3, 0, 0, 0},
	} {
		i := slices.IndexFunc(all, func(s eval.Standing) bool { return s.Ranker == c.ranker && s.Class == c.class })
		if i < 0 {
			t.Fatalf("Compare lacks %s on %s", c.ranker, c.class)
		}
		if s := all[i]; s.N != c.n || s.ItemAt1 != c.at1 || s.ItemAt3 != c.at3 || s.MRR != c.mrr {
			t.Errorf("%s on %s = %+v, want n %d, @1 %v, @3 %v, mrr %v", c.ranker, c.class, s, c.n, c.at1, c.at3, c.mrr)
		}
	}
	var text bytes.Buffer
	if err := eval.CompareText(&text, all); err != nil || !strings.Contains(text.String(), "ours") || !strings.Contains(text.String(), "hard") {
		t.Errorf("CompareText = %v:\n%s", err, text.String())
	}
}

func TestAComparisonCanBeStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := eval.Compare(ctx, []eval.Labelled{{Text: "x"}}, []eval.Ranker{fixed("x")}); !errors.Is(err, context.Canceled) {
		t.Errorf("Compare of a cancelled context = %v, want context.Canceled", err)
	}
}

func TestOnlyItemCasesAreQueries(t *testing.T) {
	talk := caseA()
	talk.Q, talk.Turns = "", []string{"你好", "办居住证"}
	got := eval.Queries([]eval.Case{caseA(), talk, {ID: "h", Q: "转人工", Expect: eval.Human}})
	if len(got) != 2 || got[0].Text != "办居住证" || got[1].Text != "你好，办居住证" || got[0].Gold[0] != "A" {
		t.Errorf("Queries = %+v, want the two item cases, the turns of the talk joined", got)
	}
}

func TestALifeEventIsReachedByItselfOrByOneThatCoversIt(t *testing.T) {
	for _, c := range []struct {
		items []string
		focus string
		want  eval.Verdict
	}{{[]string{"E"}, "E", eval.Right}, {[]string{"A", "C"}, "E", eval.Right}, {[]string{"A", "B"}, "E", eval.Wrong}, {[]string{"E"}, "A", eval.Wrong}} {
		r := play(t, script{"话": answered(c.focus)}, eval.Case{ID: "x", Q: "话", Expect: eval.Event, Items: c.items})
		if got := r.Results[0].Reached; got != c.want {
			t.Errorf("items %v, focus %s: reached %q, want %q", c.items, c.focus, got, c.want)
		}
	}
}

func TestTheCasesAreWrittenTheSameInEveryRun(t *testing.T) {
	write := func() string {
		reply := list("A", "id", "lease")
		reply.Talk, reply.Timings = "talk-of-this-run", map[string]float64{"read": 1}
		reply.Trace = &assistant.Trace{}
		var b bytes.Buffer
		if err := play(t, script{"办居住证": reply}, caseA(), eval.Case{ID: "gone", Q: "没写", Expect: eval.Item, Items: []string{"A"}, Answers: knowledge.Answers{}}).WriteCases(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	a := write()
	if b := write(); a != b {
		t.Errorf("two runs differ:\n%s\n%s", a, b)
	}
	if strings.Contains(a, "talk-of-this-run") || !strings.Contains(a, `"error":`) || strings.Count(a, "\n") != 2 {
		t.Errorf("WriteCases = %s, want two lines, one with its error, no id of a talk", a)
	}
}
