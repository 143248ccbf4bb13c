package ledger

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

// handIn stores a case and returns it.
func handIn(t *testing.T, l *Database) handoff.Case {
	t.Helper()
	c := ledgertest.Case(1, "k1")
	ledgertest.Save(t, l, ledgertest.Handed("a", 1, "m1", c))
	return c
}

func TestUpdatesMoveACaseForwardAndOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		c := handIn(t, l)
		at := c.Opened.Add(time.Hour)
		accept := handoff.Update{ID: "u1", Case: c.ID, Number: "G-7", Action: handoff.Accept, At: at, Department: "云西区城市管理局", Due: at.AddDate(0, 0, 5), Text: "已经受理，王女士", Actor: "李四"}
		for i, want := range []bool{true, false} {
			e, applied, err := l.Apply(t.Context(), accept)
			if err != nil || applied != want || e.Seq != 1 || e.After != handoff.Accepted {
				t.Fatalf("Apply(accept) time %d = %+v, %v, %v, want event 1, applied %v", i+1, e, applied, err, want)
			}
		}
		got, err := l.Case(t.Context(), c.ID)
		if err != nil || got.State != handoff.Accepted || got.Department != "云西区城市管理局" || got.Number != "G-7" || !got.Due.Equal(accept.Due) || !got.Updated.Equal(at) {
			t.Errorf("Case = %+v, %v, want what the update says", got, err)
		}
		if _, applied, err := l.Apply(t.Context(), handoff.Update{ID: "u2", Case: c.ID, Action: handoff.Accept, At: at}); !errors.Is(err, handoff.ErrTransition) || applied {
			t.Errorf("Apply(accept again) = %v, %v, want ErrTransition", applied, err)
		}
		if _, _, err := l.Apply(t.Context(), handoff.Update{ID: "u3", Number: "G-7", Action: handoff.Reply, Text: "施工已停", At: at}); err != nil {
			t.Errorf("Apply(reply by number) = %v, want nil", err)
		}
		if _, _, err := l.Apply(t.Context(), handoff.Update{ID: "u4", Case: "nobody", Action: handoff.Accept}); !errors.Is(err, assistant.ErrNoCase) {
			t.Errorf("Apply(nobody) = %v, want ErrNoCase", err)
		}
		events, err := l.Events(t.Context(), c.ID)
		if err != nil || len(events) != 2 || events[0].Update.Text != "已经受理，王女士" || events[1].After != handoff.Replied {
			t.Errorf("Events = %+v, %v, want two, in words", events, err)
		}
	})
}

// What is personal must not be readable in the file of the database.
func TestNothingPersonalIsReadableAtRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		l := New(d, ring(t))
		c := handIn(t, l)
		_, _, err := l.Apply(t.Context(), handoff.Update{ID: "u1", Case: c.ID, Action: handoff.Accept, At: c.Opened, Text: "王秀兰您好"})
		must(t, err)
		all := everything(t, d, "turn", "case_file", "case_event", "outbox")
		for _, personal := range []string{"王秀兰", "13800138000", "青年路", "半夜施工"} {
			if strings.Contains(all, personal) {
				t.Errorf("the tables hold %q as it was said, want it sealed", personal)
			}
		}
		if !strings.Contains(all, "夜间施工噪声") { // the control: what is not sealed is seen
			t.Errorf("the tables do not hold the title, want it found")
		}
		if _, err := New(d, ring(t)).Case(t.Context(), c.ID); !errors.Is(err, seal.ErrNoKey) && !errors.Is(err, seal.ErrSealed) {
			t.Errorf("Case with other keys = %v, want that it does not open", err)
		}
	})
}

// everything returns the rows of tables as text.
func everything(t *testing.T, d *db.DB, tables ...string) string {
	t.Helper()
	var b strings.Builder
	for _, table := range tables {
		rows, err := d.Reader().QueryContext(t.Context(), "SELECT * FROM "+table)
		must(t, err)
		columns, err := rows.Columns()
		must(t, err)
		for rows.Next() {
			row := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			must(t, rows.Scan(into...))
			fmt.Fprintf(&b, "%s %s\n", table, row)
		}
		must(t, errors.Join(rows.Err(), rows.Close()))
	}
	return b.String()
}

func TestACaseWithoutAKeyRingIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), nil)
		_, err := l.Save(context.Background(), ledgertest.Talk("a"), ledgertest.Handed("a", 1, "m1", ledgertest.Case(1, "k1")))
		if !errors.Is(err, seal.ErrNoKey) {
			t.Errorf("Save without keys = %v, want ErrNoKey", err)
		}
		if _, err := l.Talk(t.Context(), "a"); !errors.Is(err, assistant.ErrNoTalk) {
			t.Errorf("Talk(a) = %v, want ErrNoTalk: nothing is kept", err)
		}
	})
}

func TestCasesOfATalkAndOfACitizen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		c := handIn(t, l)
		for name, find := range map[string]func() ([]handoff.Case, error){
			"CasesOfTalk(a)":        func() ([]handoff.Case, error) { return l.CasesOfTalk(t.Context(), "a") },
			"CasesOfCitizen(token)": func() ([]handoff.Case, error) { return l.CasesOfCitizen(t.Context(), "token") },
		} {
			if got, err := find(); err != nil || len(got) != 1 || got[0].ID != c.ID {
				t.Errorf("%s = %v, %v, want the case", name, got, err)
			}
		}
		for _, nobody := range []string{"", "other"} {
			if got, err := l.CasesOfCitizen(t.Context(), nobody); err != nil || len(got) != 0 {
				t.Errorf("CasesOfCitizen(%q) = %v, %v, want none", nobody, got, err)
			}
		}
	})
}
