package ledger

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger/ledgertest"
	"wenban/assistant/rating"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db/dbtest"
)

// household is a citizen with a talk, a talk from which a case came, and an
// appointment; and somebody else with a talk.
func household(t *testing.T, l *Database) (c handoff.Case, me Owner) {
	t.Helper()
	c = handIn(t, l) // in talk a, of "token"
	ledgertest.Save(t, l, ledgertest.Turn("b", 1, "m1"))
	ledgertest.Save(t, l, ledgertest.Turn("other", 1, "m1"))
	for talk, citizen := range map[string]string{"a": "token", "b": "token", "other": "somebody"} {
		if ok, err := l.Keep(t.Context(), talk, citizen, today); !ok || err != nil {
			t.Fatalf("Keep(%s) = %v, %v, want true", talk, ok, err)
		}
	}
	p := somebody(1)
	p.Person = "token"
	_, err := l.Book(t.Context(), p, nine, today)
	must(t, err)
	return c, Owner{Citizen: "token"}
}

func TestATalkIsKeptByOneCitizen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		household(t, l)
		for citizen, want := range map[string]bool{"token": true, "somebody": false} {
			if ok, err := l.Keep(t.Context(), "b", citizen, today); ok != want || err != nil {
				t.Errorf("Keep(b, %s) = %v, %v, want %v", citizen, ok, err, want)
			}
		}
	})
}

func TestA68HoldingsAreTheOwnersAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		l := New(d, ring(t))
		c, me := household(t, l)
		h, err := l.Holdings(t.Context(), me, "export", today)
		if err != nil || len(h.Talks) != 2 || len(h.Cases) != 1 || h.Cases[0].Content.Phone != c.Content.Phone || len(h.Appointments) != 1 {
			t.Errorf("Holdings = %d talks, %d cases, %d appointments, %v, want 2, 1 whole, 1", len(h.Talks), len(h.Cases), len(h.Appointments), err)
		}
		for name, o := range map[string]Owner{"nobody": {}, "a stranger": {Citizen: "x"}, "a talk that is none": {Talk: "x"}} {
			if h, err := l.Holdings(t.Context(), o, "view", today); err != nil || len(h.Talks)+len(h.Cases)+len(h.Appointments) != 0 {
				t.Errorf("Holdings of %s = %+v, %v, want nothing", name, h, err)
			}
		}
		if h, err := l.Holdings(t.Context(), Owner{Talk: "b"}, "view", today); err != nil || len(h.Talks) != 0 {
			t.Errorf("Holdings of talk b = %+v, %v, want nothing: a citizen keeps it", h, err)
		}
		ledgertest.Save(t, l, ledgertest.Turn("free", 1, "m1"))
		if h, err := l.Holdings(t.Context(), Owner{Talk: "free"}, "view", today); err != nil || len(h.Talks) != 1 || len(h.Cases) != 0 || len(h.Appointments) != 0 {
			t.Errorf("Holdings of talk free = %+v, %v, want that talk alone", h, err)
		}
		steps, err := store.New(d, store.Options{}).Audit(t.Context(), "citizen token")
		if err != nil || len(steps) != 1 || steps[0].Action != "export" {
			t.Errorf("Audit = %v, %v, want the export", steps, err)
		}
	})
}

func TestA68EraseKeepsWhatTheLawHolds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		l := New(d, ring(t))
		c, me := household(t, l)
		must(t, l.Rate(t.Context(), rating.Rating{Subject: "talk b", Level: 5, Words: "谢谢小王", At: today}, nil, nil))
		said, err := l.Erasing(t.Context(), me)
		if err != nil || said.Talks != 2 || said.Turns != 2 || said.Appointments != 1 || len(said.Kept) != 1 || said.Kept[0].Why != keptOpen {
			t.Fatalf("Erasing = %+v, %v, want 2 talks, 2 turns, an appointment, and the open case kept", said, err)
		}
		if got, err := l.Erase(t.Context(), me, today); err != nil || fmt.Sprint(got) != fmt.Sprint(said) {
			t.Errorf("Erase = %+v, %v, want what was announced, %+v", got, err, said)
		}
		all := everything(t, d, "talk", "turn", "talk_citizen", "appointment", "rating")
		if strings.Contains(all, "身份证丢了") && !strings.Contains(all, "other") || strings.Count(all, "身份证丢了") != strings.Count(everything(t, d, "turn"), "身份证丢了") {
			t.Errorf("after Erase the tables hold\n%.1500s", all)
		}
		for _, talk := range []string{"a", "b"} {
			turns, err := l.Turns(t.Context(), talk, 0)
			if err != nil && !errors.Is(err, assistant.ErrNoTalk) {
				t.Fatal(err)
			}
			for _, turn := range turns {
				if turn.Said != "" || turn.Reply.Lead != "" || turn.Private != nil {
					t.Errorf("turn of %s after Erase = %+v, want no word of it", talk, turn)
				}
			}
		}
		if got, err := l.Case(t.Context(), c.ID); err != nil || got.Content.Phone != c.Content.Phone {
			t.Errorf("Case after Erase = %+v, %v, want it whole: it is being handled", got, err)
		}
		if turns, err := l.Turns(t.Context(), "other", 0); err != nil || len(turns) != 1 || turns[0].Said == "" {
			t.Errorf("Turns(other) = %v, %v, want somebody else's untouched", turns, err)
		}
		again, err := l.Erase(t.Context(), me, today)
		if err != nil || again.Talks != 0 || again.Appointments != 0 || len(again.Kept) != 1 {
			t.Errorf("Erase again = %+v, %v, want nothing more to erase", again, err)
		}
		ledgertest.Save(t, l, ledgertest.Turn("c", 1, "m1")) // the same person returns
		if ok, err := l.Keep(t.Context(), "c", "token", today); !ok || err != nil {
			t.Errorf("Keep after Erase = %v, %v, want a new record", ok, err)
		}
		if _, _, err := store.New(d, store.Options{}).VerifyAudit(t.Context()); err != nil {
			t.Errorf("VerifyAudit = %v, want the trail whole", err)
		}
	})
}

func TestA68ErasingATalkLeavesOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		ledgertest.Save(t, l, ledgertest.Turn("b", 1, "m1"))
		ledgertest.Save(t, l, ledgertest.Turn("other", 1, "m1"))
		if e, err := l.Erase(t.Context(), Owner{Talk: "b"}, today); err != nil || e.Talks != 1 {
			t.Errorf("Erase(talk b) = %+v, %v, want one talk", e, err)
		}
		_, err := l.Talk(t.Context(), "b")
		wantErr(t, "Talk(b) after Erase", err, assistant.ErrNoTalk)
		if _, err := l.Talk(t.Context(), "other"); err != nil {
			t.Errorf("Talk(other) = %v, want it there", err)
		}
		if e, err := l.Erase(t.Context(), Owner{}, today); err != nil || e.Talks != 0 {
			t.Errorf("Erase(nobody) = %+v, %v, want nothing", e, err)
		}
	})
}

// Each rule erases what is older, once, and nothing that is younger.
func TestRetention(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		l := New(d, ring(t))
		c, _ := household(t, l)
		ledgertest.Save(t, l, ledgertest.Handed("anon", 1, "m1", ledgertest.Case(7, "k7")))
		private := ledgertest.Turn("quiet", 1, "m1")
		private.Private = map[string]string{"phone": "13912345678"}
		ledgertest.Save(t, l, private)
		must(t, l.Rate(t.Context(), rating.Rating{Subject: "talk quiet", Level: 5, Words: "谢谢", At: today}, nil, nil))
		must(t, l.Notify(t.Context(), Notice{ID: "n", Phone: "13912345678", Text: "x", Added: today, Expires: today}))
		_, _, err := l.Apply(t.Context(), handoff.Update{ID: "u", Case: c.ID, Action: handoff.Decline, At: today, Text: "王女士您好"})
		must(t, err)
		want := map[string]int{"talk_private": 2, "talks": 1, "citizen_talks": 2, "cases": 1, "uploads": 0, "appointments": 1, "ratings": 0, "notices": 1, "sessions": 0}
		for _, r := range Rules {
			if n, err := l.Enforce(t.Context(), r, today.AddDate(0, -1, 0), today); err != nil || n != 0 {
				t.Errorf("Enforce(%s) before anything is old = %d, %v, want 0", r.Name, n, err)
			}
		}
		later := today.AddDate(5, 0, 0)
		for _, r := range Rules {
			due, err := l.Overdue(t.Context(), r, later)
			must(t, err)
			if n, err := l.Enforce(t.Context(), r, later, later); err != nil || n != due || n != want[r.Name] {
				t.Errorf("Enforce(%s) = %d, %v, counted %d, want %d", r.Name, n, err, due, want[r.Name])
			}
			if n, err := l.Enforce(t.Context(), r, later, later); err != nil || n != 0 {
				t.Errorf("Enforce(%s) again = %d, %v, want 0", r.Name, n, err)
			}
		}
		if got, err := l.Case(t.Context(), c.ID); err != nil || got.Content.Phone != "" || got.Title == "" {
			t.Errorf("Case after its time = %+v, %v, want nothing personal, and what is counted", got, err)
		}
		if open, err := l.Case(t.Context(), ledgertest.Case(7, "").ID); err != nil || open.Content.Phone == "" {
			t.Errorf("an open case = %+v, %v, want it whole", open, err)
		}
		if n, err := l.Figures(t.Context(), "item", today.Add(-time.Hour), later); err != nil || len(n) != 1 {
			t.Errorf("Figures = %v, %v, want the rating still counted", n, err)
		}
	})
}
