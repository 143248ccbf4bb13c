package ledger

import (
	"errors"
	"strings"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger/ledgertest"
)

// A40: a callback that comes before its case has its number is kept and matched,
// and applied before those that come later.
func TestA40AnUpdateBeforeItsCaseIsParkedAndMatched(t *testing.T) {
	each(t, 1, func(t *testing.T, l *Database) {
		c := ledgertest.Case(1, "k1")
		at := c.Opened.Add(time.Hour)
		accept := handoff.Update{ID: "u1", Number: "N-" + c.ID, Action: handoff.Accept, At: at, Text: "王秀兰您好"}
		for range 2 {
			if heard, err := l.Take(t.Context(), accept); heard != Parked || err != nil {
				t.Fatalf("Take(before its number is known) = %s, %v, want parked", heard, err)
			}
		}
		if all := everything(t, l.db, "case_parked"); strings.Contains(all, "王秀兰") || !strings.Contains(all, "u1") {
			t.Errorf("case_parked holds %q, want it sealed", all)
		}
		settle(t, l, fateSent(claim(t, l, 1, time.Hour)[0]))
		if heard, err := l.Take(t.Context(), handoff.Update{ID: "u2", Number: "N-" + c.ID, Action: handoff.Assign, At: at}); heard != Applied || err != nil {
			t.Errorf("Take(assign) = %s, %v, want applied", heard, err)
		}
		if heard, err := l.Take(t.Context(), accept); heard != Again || err != nil {
			t.Errorf("Take(accept again) = %s, %v, want again", heard, err)
		}
		events, err := l.Events(t.Context(), c.ID)
		if err != nil || len(events) != 2 || events[0].Update.Action != handoff.Accept || events[1].After != handoff.Assigned {
			t.Errorf("Events = %+v, %v, want accept, assign", events, err)
		}
		if heard, err := l.Take(t.Context(), handoff.Update{ID: "u3", Case: c.ID, Action: handoff.Accept, At: at}); heard != Refused || !errors.Is(err, handoff.ErrTransition) {
			t.Errorf("Take(backwards) = %s, %v, want refused", heard, err)
		}
		if all := everything(t, l.db, "case_parked"); all != "" {
			t.Errorf("case_parked holds %q, want nothing", all)
		}
	})
}

func TestUnparkMatchesWhatNobodyAsksForAgain(t *testing.T) {
	each(t, 1, func(t *testing.T, l *Database) {
		c := ledgertest.Case(1, "k1")
		for _, u := range []handoff.Update{
			{ID: "u1", Number: "N-" + c.ID, Action: handoff.Accept, At: c.Opened}, {ID: "u2", Number: "N-" + c.ID, Action: handoff.Accept, At: c.Opened},
			{ID: "u3", Number: "of nobody", Action: handoff.Accept, At: c.Opened},
		} {
			_, err := l.Take(t.Context(), u)
			must(t, err)
		}
		settle(t, l, fateSent(claim(t, l, 1, time.Hour)[0]))
		must(t, l.Unpark(t.Context()))
		if got, err := l.Case(t.Context(), c.ID); err != nil || got.State != handoff.Accepted {
			t.Errorf("Case = %s, %v, want accepted", got.State, err)
		}
		if all := everything(t, l.db, "case_parked"); strings.Count(all, "case_parked") != 1 || !strings.Contains(all, "[u3 ") {
			t.Errorf("case_parked holds %q, want u3 alone", all)
		}
	})
}

func TestACursorNeverGoesBack(t *testing.T) {
	each(t, 0, func(t *testing.T, l *Database) {
		for _, step := range []struct{ from, to, want string }{{"", "5", "5"}, {"5", "9", "9"}, {"5", "7", "9"}, {"", "1", "9"}} {
			must(t, l.Advance(t.Context(), "desk", step.from, step.to))
			if got, err := l.Cursor(t.Context(), "desk"); err != nil || got != step.want {
				t.Errorf("after Advance(%s → %s): Cursor = %q, %v, want %q", step.from, step.to, got, err, step.want)
			}
		}
		if got, err := l.Cursor(t.Context(), "other"); err != nil || got != "" {
			t.Errorf("Cursor(other) = %q, %v, want none", got, err)
		}
	})
}

func TestCitizensAreToldOnceAndShortTextsAreSealed(t *testing.T) {
	each(t, 1, func(t *testing.T, l *Database) {
		c := ledgertest.Case(1, "k1")
		for i, action := range []handoff.Action{handoff.Accept, handoff.Supervise, handoff.Start} {
			_, err := l.Take(t.Context(), handoff.Update{ID: string(action), Case: c.ID, Action: action, At: c.Opened.Add(-time.Duration(i) * time.Hour)})
			must(t, err)
		}
		news, err := l.Untold(t.Context())
		if err != nil || len(news) != 2 || news[0].Event.Update.Action != handoff.Accept || news[1].Event.Update.Action != handoff.Start || news[0].Case.Content.Phone == "" {
			t.Fatalf("Untold = %+v, %v, want accept, start: 督办 is not told", news, err)
		}
		text := &Notice{ID: "n1", Phone: "13800138000", Text: "已受理", Added: c.Opened, Expires: c.Opened.Add(time.Hour)}
		for range 2 {
			must(t, l.Tell(t.Context(), news[0], text))
		}
		if news, err = l.Untold(t.Context()); err != nil || len(news) != 1 {
			t.Errorf("Untold after one was told = %d, %v, want 1", len(news), err)
		}
		due, err := l.Notices(t.Context(), c.Opened, 10)
		if err != nil || len(due) != 1 || due[0].Phone != "13800138000" || due[0].Text != "已受理" {
			t.Errorf("Notices = %+v, %v, want one", due, err)
		}
		if due, err = l.Notices(t.Context(), c.Opened.Add(time.Hour), 10); err != nil || len(due) != 0 {
			t.Errorf("Notices after they expire = %+v, %v, want none", due, err)
		}
		if all := everything(t, l.db, "notice"); strings.Contains(all, "13800138000") || !strings.Contains(all, "已受理") {
			t.Errorf("notice holds %q, want the phone sealed", all)
		}
	})
}

func TestADeadMessageIsNewsOnce(t *testing.T) {
	each(t, 1, func(t *testing.T, l *Database) {
		settle(t, l, Fate{Letter: claim(t, l, 1, time.Hour)[0], State: Dead, Why: "refused"})
		news, err := l.Untold(t.Context())
		if err != nil || len(news) != 1 || news[0].Dead.Why != "refused" || news[0].Event.Seq != 0 || news[0].Case.Receipt == "" {
			t.Fatalf("Untold = %+v, %v, want the dead message", news, err)
		}
		must(t, l.Tell(t.Context(), news[0], nil))
		if news, err = l.Untold(t.Context()); err != nil || len(news) != 0 {
			t.Errorf("Untold after it was told = %+v, %v, want none", news, err)
		}
	})
}

// What a department writes to a citizen may name them.
func TestWhatADepartmentWroteIsSealedInTheTalk(t *testing.T) {
	each(t, 1, func(t *testing.T, l *Database) {
		turn := ledgertest.Turn("t1", 2, "news 1")
		turn.Private = map[string]string{"phone": "13800138000"}
		turn.Reply.Lead = "已答复。"
		turn.Reply.Text = "已答复。\n答复：王秀兰您好，已停工"
		turn.Reply.Receipt = &assistant.Receipt{Case: "c", Words: "答复：王秀兰您好，已停工"}
		ledgertest.Save(t, l, turn)
		if all := everything(t, l.db, "turn"); strings.Contains(all, "王秀兰") || !strings.Contains(all, "已答复") {
			t.Errorf("turn holds what the department wrote as it was written, want it sealed")
		}
		got := ledgertest.Turns(t, l, "t1", 1)[0]
		if got.Reply.Text != turn.Reply.Text || got.Reply.Receipt.Words != turn.Reply.Receipt.Words || len(got.Private) != 1 {
			t.Errorf("Turns = %q, %q, %v, want it as it was, and the phone alone private", got.Reply.Text, got.Reply.Receipt.Words, got.Private)
		}
		if talk, err := l.Talk(t.Context(), "t1"); err != nil || len(talk.Private) != 1 {
			t.Errorf("Talk.Private = %v, %v, want the phone alone", talk.Private, err)
		}
	})
}
