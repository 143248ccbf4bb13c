package handofftest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"wenban/assistant/handoff"
)

// act does something to a case on the far side.
func act(t *testing.T, s Subject, number string, u handoff.Update) {
	t.Helper()
	if err := s.Desk.Act(t.Context(), number, u); err != nil {
		t.Fatalf("Act(%s, %s) = %v, want nil", number, u.Action, err)
	}
}

// The way of a case, as a department goes it.
func steps() []handoff.Update {
	due := time.Now().AddDate(0, 0, 7).UTC().Truncate(time.Second)
	return []handoff.Update{
		{Action: handoff.Accept, Actor: "值班员", Due: due},
		{Action: handoff.Assign, Actor: "值班员", Department: "云东区城市管理局"},
		{Action: handoff.Sign, Actor: "承办人"},
		{Action: handoff.Start, Actor: "承办人"},
		{Action: handoff.Extend, Actor: "承办人", Due: due.AddDate(0, 0, 3), Text: "需要夜间检测，延期三天。"},
		{Action: handoff.Reply, Actor: "承办人", Text: "已责令工地夜间停工，\n并现场检测。🙏"},
		{Action: handoff.Approve, Actor: "值班员"},
		{Action: handoff.Close, Actor: "值班员"},
	}
}

func updates(t *testing.T, b *Book, s Subject) {
	number := deliver(t, b, s, Case(1)).Number
	if got, _ := listen(t, s, ""); len(got) != 0 {
		t.Errorf("Updates(before anything was done) = %+v, want none", got)
	}
	if s.Least {
		return // what it tells of is no list of acts: see way
	}
	all := steps()
	for _, u := range all[:3] {
		act(t, s, number, u)
	}
	first, cursor := listen(t, s, "")
	wantSteps(t, number, first, all[:3])
	for _, u := range all[3:] {
		act(t, s, number, u)
	}
	rest, end := listen(t, s, cursor)
	wantSteps(t, number, rest, all[3:])
	if more, _ := listen(t, s, end); len(more) != 0 {
		t.Errorf("Updates(after the last) = %+v, want none", more)
	}
	again, _ := listen(t, s, "")
	if got, want := ids(again), ids(append(first, rest...)); !slices.Equal(got, want) {
		t.Errorf("Updates(from the beginning again) has ids %q, want %q", got, want)
	}
	if sorted := slices.Compact(slices.Sorted(slices.Values(ids(again)))); len(sorted) != len(again) || slices.Contains(sorted, "") {
		t.Errorf("Updates: ids %q, want each one once and none empty", ids(again))
	}
}

func ids(all []handoff.Update) []string {
	out := make([]string, len(all))
	for i, u := range all {
		out[i] = u.ID
	}
	return out
}

// wantSteps compares what was told with what was done.
func wantSteps(t *testing.T, number string, got, want []handoff.Update) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("Updates: got %d (%s), want %d (%s)", len(got), actions(got), len(want), actions(want))
	}
	for i, w := range want {
		g := got[i]
		if g.Action != w.Action || g.Text != w.Text || w.Department != "" && g.Department != w.Department {
			t.Errorf("Updates[%d] = %s %q %q, want %s %q %q", i, g.Action, g.Department, g.Text, w.Action, w.Department, w.Text)
		}
		if !w.Due.IsZero() && !g.Due.Equal(w.Due) {
			t.Errorf("Updates[%d] (%s): due %v, want %v", i, g.Action, g.Due, w.Due)
		}
		if g.Number != number && g.Case == "" {
			t.Errorf("Updates[%d] is of case %q, number %q, want number %s", i, g.Case, g.Number, number)
		}
		if g.At.IsZero() || time.Since(g.At).Abs() > time.Hour {
			t.Errorf("Updates[%d] was at %v, want about now", i, g.At)
		}
	}
}

func actions(all []handoff.Update) (out []handoff.Action) {
	for _, u := range all {
		out = append(out, u.Action)
	}
	return out
}

func way(t *testing.T, b *Book, s Subject) {
	number := deliver(t, b, s, Case(1)).Number
	for _, u := range steps() {
		if !s.Least || u.Action == handoff.Close {
			act(t, s, number, u)
		}
	}
	var last handoff.Case
	told, cursor := listen(t, s, "")
	for _, u := range told {
		c, err := b.apply(u)
		if err != nil {
			t.Errorf("apply(%+v) = %v, want nil: updates are possible one after the other", u, err)
		}
		last = c
	}
	if last.State != handoff.Closed {
		t.Errorf("after %s the case is %q, want closed", actions(told), last.State)
	}
	if more, _ := listen(t, s, cursor); len(more) != 0 {
		t.Errorf("Updates(after the end) = %s, want none", actions(more))
	}
}

func apart(t *testing.T, b *Book, s Subject) {
	const n = 12
	numbers := map[string]string{}
	for i := range n {
		c := Case(i)
		numbers[deliver(t, b, s, c).Number] = c.Content.What
	}
	kept := seen(t, s)
	for number, what := range numbers {
		if kept[number].What != what {
			t.Errorf("Taken()[%s].What = %q, want %q", number, kept[number].What, what)
		}
	}
	if len(kept) != n || len(numbers) != n {
		t.Errorf("Taken() has %d cases under %d numbers, want %d", len(kept), len(numbers), n)
	}
	for number, what := range numbers {
		u := handoff.Update{Action: handoff.Accept, Actor: "值班员"}
		if s.Least {
			u.Action = handoff.Close
		}
		u.Text = fmt.Sprint("答复：", what)
		act(t, s, number, u)
	}
	told, _ := listen(t, s, "")
	for _, u := range told {
		if c, err := b.apply(u); err != nil || u.Text != "" && u.Text != fmt.Sprint("答复：", c.Content.What) {
			t.Errorf("update %s of %q, %v: text %q, want that of the case", u.Action, c.Content.What, err, u.Text)
		}
	}
}
