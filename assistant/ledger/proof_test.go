package ledger

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db/dbtest"
)

func TestOnlyTheRightPairOpensACase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		c := handIn(t, l)
		if got, err := l.Prove(t.Context(), c.Receipt, "8000", "here", c.Opened); err != nil || got.ID != c.ID {
			t.Errorf("Prove(right pair) = %q, %v, want %q", got.ID, err, c.ID)
		}
		silent := ledgertest.Case(2, "k2")
		silent.Content.Phone = ""
		ledgertest.Save(t, l, ledgertest.Handed("b", 1, "m1", silent))
		for i, pair := range [][2]string{{c.Receipt, "8001"}, {c.Receipt, ""}, {"WB26112599999999", "8000"}, {"WB26112599999999", "0000"}, {silent.Receipt, ""}, {silent.Receipt, "0000"}} {
			got, err := l.Prove(t.Context(), pair[0], pair[1], fmt.Sprint("other ", i), c.Opened)
			if !errors.Is(err, assistant.ErrNoCase) || got.ID != "" || got.Content.What != "" {
				t.Errorf("Prove(%s, %q) = %+v, %v, want nothing and ErrNoCase", pair[0], pair[1], got, err)
			}
		}
	})
}

// Whether there is a case or not, the wait is the same.
func TestWrongTriesWaitLongerAndLonger(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		c := handIn(t, l)
		for _, receipt := range []string{c.Receipt, "WB26112599999999"} {
			now := c.Opened
			prove := func(tail, from string) error {
				_, err := l.Prove(t.Context(), receipt, tail, from, now)
				return err
			}
			for range 5 {
				wantErr(t, "Prove(wrong)", prove("1111", "here"), assistant.ErrNoCase)
			}
			for _, wait := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
				var soon assistant.TooSoon
				if err := prove("8000", "here"); !errors.As(err, &soon) || soon.Wait != wait {
					t.Errorf("Prove(%s) after too many = %v, want to wait %v, also with the right digits", receipt, err, wait)
				}
				now = now.Add(wait)
				wantErr(t, "Prove(wrong, after the wait)", prove("1111", "here"), assistant.ErrNoCase)
			}
			if err := prove("1111", "elsewhere"); !errors.Is(err, assistant.ErrNoCase) {
				t.Errorf("Prove(%s) from elsewhere = %v, want ErrNoCase: the owner is not locked out", receipt, err)
			}
			now = now.Add(25 * time.Hour)
			if err := prove("8000", "here"); receipt == c.Receipt && err != nil {
				t.Errorf("Prove(right) a day later = %v, want nil", err)
			}
		}
	})
}

func TestAThousandAddressesGuessNoFaster(t *testing.T) {
	l := New(dbtest.Open(t, t.TempDir()+"/w.db"), ring(t))
	c := handIn(t, l)
	for i := range 50 {
		_, err := l.Prove(t.Context(), c.Receipt, "1111", fmt.Sprint(i), c.Opened)
		wantErr(t, "Prove(wrong)", err, assistant.ErrNoCase)
	}
	var soon assistant.TooSoon
	if _, err := l.Prove(t.Context(), c.Receipt, "1111", "another", c.Opened); !errors.As(err, &soon) {
		t.Errorf("Prove from the 51st address = %v, want to wait", err)
	}
}

func TestTriesAtOnceAreAllCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		c := handIn(t, l)
		var tried atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := l.Prove(t.Context(), c.Receipt, "1111", "here", c.Opened); errors.Is(err, assistant.ErrNoCase) {
					tried.Add(1)
				}
			})
		}
		all.Wait()
		if tried.Load() != 5 {
			t.Errorf("of twenty tries at once %d were made, want 5", tried.Load())
		}
	})
}

func TestWhatTheOwnerAddsIsSentOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		c := handIn(t, l)
		more := More{Case: c.ID, Act: handoff.Supplemented, Key: "k", Text: "工地在 3 号楼旁边", At: c.Opened}
		for range 2 {
			if _, err := l.Add(t.Context(), more); err != nil {
				t.Fatalf("Add(supplement) = %v, want nil", err)
			}
		}
		other := more
		other.Text = "别的"
		_, err := l.Add(t.Context(), other)
		wantErr(t, "Add(the same key, another text)", err, handoff.ErrKeyReused)
		_, err = l.Add(t.Context(), More{Case: "nobody", Act: handoff.Withdrawn, Key: "k"})
		wantErr(t, "Add(no case)", err, assistant.ErrNoCase)
		if n := messages(t, l, c.ID); n != 2 {
			t.Errorf("there are %d messages, want 2: the case and one supplement", n)
		}
		steps, err := l.Steps(t.Context(), c.ID)
		if err != nil || len(steps) != 1 || !strings.Contains(steps[0].Text, "3 号楼") {
			t.Errorf("Steps = %+v, %v, want the supplement", steps, err)
		}
		_, _, err = l.Apply(t.Context(), handoff.Update{ID: "u", Case: c.ID, Action: handoff.End, At: c.Opened})
		must(t, err)
		more.Key = "k2"
		_, err = l.Add(t.Context(), more)
		wantErr(t, "Add(after the end)", err, ErrOver)
	})
}

func messages(t *testing.T, l *Database, id string) (n int) {
	t.Helper()
	must(t, l.db.Reader().QueryRow("SELECT count(*) FROM outbox WHERE case_id = $1", id).Scan(&n))
	return n
}

func TestAPassOpensOneThingForAWhile(t *testing.T) {
	l := New(dbtest.Open(t, t.TempDir()+"/w.db"), ring(t))
	now := time.Now()
	pass, err := l.Pass("case 1", now.Add(time.Minute))
	if err != nil || strings.Contains(pass, "case") {
		t.Fatalf("Pass = %q, %v, want a sealed word", pass, err)
	}
	if got := l.Passed(pass, now); got != "case 1" {
		t.Errorf("Passed = %q, want case 1", got)
	}
	for name, got := range map[string]string{"later": l.Passed(pass, now.Add(2*time.Minute)), "altered": l.Passed(pass+"A", now), "none": l.Passed("", now)} {
		if got != "" {
			t.Errorf("Passed %s = %q, want nothing", name, got)
		}
	}
}

func wantErr(t *testing.T, call string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s = %v, want %v", call, got, want)
	}
}
