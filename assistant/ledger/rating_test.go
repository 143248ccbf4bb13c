package ledger

import (
	"strings"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/rating"
	"wenban/knowledge/store/db/dbtest"
)

func TestARatingIsKeptOnceWithWhatComesOfIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		l := New(d, ring(t))
		c := handIn(t, l)
		bad := rating.Rating{Subject: "case " + c.ID, Level: 1, Options: []string{"attitude"}, Words: "李四态度差", Department: c.Department, Region: c.Region, Channel: "web", At: c.Opened}
		c.Talk, c.Seq = "a", 1
		rework := rating.Rework(bad, c, c.Opened.AddDate(0, 0, 7))
		wantErr(t, "Rate(before the end)", l.Rate(t.Context(), bad, &c, &rework), rating.ErrEarly)
		if n, err := l.CasesOfTalk(t.Context(), "a"); err != nil || len(n) != 1 {
			t.Errorf("after a refused rating there are %d cases, %v, want 1", len(n), err)
		}
		_, _, err := l.Apply(t.Context(), handoff.Update{ID: "u", Case: c.ID, Action: handoff.Decline, At: c.Opened, Text: "不属于职责"})
		must(t, err)
		must(t, l.Rate(t.Context(), bad, &c, &rework))
		wantErr(t, "Rate(again)", l.Rate(t.Context(), bad, &c, &rework), rating.ErrRated)
		cases, err := l.CasesOfTalk(t.Context(), "a")
		if err != nil || len(cases) != 2 || cases[1].Kind != handoff.Rework && cases[0].Kind != handoff.Rework {
			t.Errorf("CasesOfTalk = %+v, %v, want the case and its rework", cases, err)
		}
		if n := messages(t, l, c.ID); n != 2 {
			t.Errorf("the case has %d messages, want 2: opened and rated", n)
		}
		if all := everything(t, d, "rating", "case_event", "outbox"); strings.Contains(all, "李四") {
			t.Error("the words of a rating are readable at rest")
		}
		for _, by := range Groups {
			figures, err := l.Figures(t.Context(), by, c.Opened, c.Opened.Add(time.Second))
			if err != nil || len(figures) != 1 || figures[0].Counts[1] != 1 || figures[0].Mean() != 1 {
				t.Errorf("Figures(%s) = %+v, %v, want one of level 1", by, figures, err)
			}
		}
		if figures, err := l.Figures(t.Context(), "item", c.Opened.Add(time.Second), c.Opened.Add(time.Hour)); err != nil || len(figures) != 0 {
			t.Errorf("Figures of another time = %v, %v, want none", figures, err)
		}
		if _, err := l.Figures(t.Context(), "1; DROP TABLE rating", c.Opened, c.Opened); err == nil {
			t.Error("Figures by a group that is none = nil, want an error")
		}
	})
}
