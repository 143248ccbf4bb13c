package ledger

import (
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db/dbtest"
)

func TestCasesByScopeNumberAndStanding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		var all []handoff.Case
		for i, talk := range []string{"a", "b", "c"} {
			c := ledgertest.Case(i+1, talk)
			c.Scope = map[bool]string{true: "client x", false: "client y"}[i < 2]
			ledgertest.Save(t, l, ledgertest.Handed(talk, 1, "m1", c))
			all = append(all, c)
		}
		at := all[0].Opened
		mine, err := l.CasesOfScope(t.Context(), "client x", at.Add(-time.Hour), at.Add(time.Hour), 10)
		if err != nil || len(mine) != 2 || mine[0].ID != all[1].ID {
			t.Errorf("CasesOfScope(client x) = %+v, %v, want the second and the first", mine, err)
		}
		for name, x := range map[string]struct {
			scope    string
			from, to time.Time
			most     int
			want     int
		}{"one at most": {"client x", at.Add(-1), at.Add(time.Hour), 1, 1}, "later": {"client x", at.Add(time.Minute), at.Add(time.Hour), 9, 0}, "nobody": {"", at.Add(-1), at.Add(time.Hour), 9, 0}} {
			if got, err := l.CasesOfScope(t.Context(), x.scope, x.from, x.to, x.most); err != nil || len(got) != x.want {
				t.Errorf("%s: CasesOfScope has %d, %v, want %d", name, len(got), err, x.want)
			}
		}
		for i, a := range []handoff.Action{handoff.Accept, handoff.Decline} {
			if _, _, err := l.Apply(t.Context(), handoff.Update{ID: string(a), Case: all[i].ID, Number: "G" + all[i].ID, Action: a, At: at}); err != nil {
				t.Fatal(err)
			}
		}
		open, err := l.CasesUnderWay(t.Context())
		if err != nil || len(open) != 1 || open[0].ID != all[0].ID {
			t.Errorf("CasesUnderWay() = %+v, %v, want the one that was accepted", open, err)
		}
		for number, want := range map[string]string{"G" + all[1].ID: all[1].ID, "G": "", "": ""} {
			if got, err := l.OwnerOf(t.Context(), number); err != nil || got != want {
				t.Errorf("OwnerOf(%q) = %q, %v, want %q", number, got, err, want)
			}
		}
	})
}
