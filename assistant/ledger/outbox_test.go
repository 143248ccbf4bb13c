package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db/dbtest"
)

// each runs a test on both engines, with cases 1 to n handed in.
func each(t *testing.T, n int, test func(t *testing.T, l *Database)) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		for i := 1; i <= n; i++ {
			ledgertest.Save(t, l, ledgertest.Handed(fmt.Sprint("t", i), 1, "m", ledgertest.Case(i, fmt.Sprint("k", i))))
		}
		test(t, l)
	})
}

func claim(t *testing.T, l *Database, most int, lease time.Duration) []Letter {
	t.Helper()
	claimed, err := l.Claim(t.Context(), most, lease)
	must(t, err)
	return claimed
}

func keysOf(claimed []Letter) string {
	var keys []string
	for _, m := range claimed {
		keys = append(keys, m.Key)
	}
	return strings.Join(keys, " ")
}

func settle(t *testing.T, l *Database, fates ...Fate) (late int) {
	t.Helper()
	late, err := l.Settle(t.Context(), fates...)
	must(t, err)
	return late
}

func post(t *testing.T, l *Database, id string, act handoff.Act, words string) {
	t.Helper()
	must(t, l.Post(t.Context(), id, act, words))
}

// fateSent is a message that the case system took.
func fateSent(m Letter) Fate { return Fate{Letter: m, State: Sent, Number: "N-" + m.Case.ID} }

func TestAMessageIsClaimedOnceAndSentUnderItsNumber(t *testing.T) {
	each(t, 1, func(t *testing.T, l *Database) {
		c := ledgertest.Case(1, "k1")
		m := claim(t, l, 5, time.Hour)
		if len(m) != 1 || m[0].Key != c.ID+"/1" || m[0].Act != handoff.Opened || m[0].Digest != c.Digest() || m[0].Case.Content.Phone != c.Content.Phone || m[0].Tries != 1 || m[0].Err != nil {
			t.Fatalf("Claim = %+v, want the opening of the whole case", m)
		}
		if again := claim(t, l, 5, time.Hour); len(again) != 0 {
			t.Errorf("Claim while another has it = %s, want nothing", keysOf(again))
		}
		if wait, ok, err := l.Due(t.Context()); !ok || err != nil || wait < 50*time.Minute {
			t.Errorf("Due = %v, %v, %v, want the end of the lease", wait, ok, err)
		}
		if late := settle(t, l, fateSent(m[0])); late != 0 {
			t.Errorf("Settle = %d late, want 0", late)
		}
		if got, err := l.Case(t.Context(), c.ID); err != nil || got.Number != "N-"+c.ID {
			t.Errorf("Case.Number = %q, %v, want that of the case system", got.Number, err)
		}
		if b, err := l.Backlog(t.Context()); err != nil || b != (Backlog{}) {
			t.Errorf("Backlog = %+v, %v, want nothing", b, err)
		}
		if _, ok, err := l.Due(t.Context()); ok || err != nil {
			t.Errorf("Due = %v, %v, want nothing", ok, err)
		}
	})
}

// A71: a worker that lost its lease must not spoil what the next one does.
func TestA71ALateWorkerIsRefused(t *testing.T) {
	each(t, 1, func(t *testing.T, l *Database) {
		first := claim(t, l, 1, -time.Second) // over at once
		second := claim(t, l, 1, time.Hour)
		if len(first) != 1 || len(second) != 1 || second[0].Fence != first[0].Fence+1 || second[0].Tries != 2 {
			t.Fatalf("Claim twice = %+v, then %+v, want the same message under the next fence", first, second)
		}
		if late := settle(t, l, Fate{Letter: first[0], State: Dead, Why: "refused"}); late != 1 {
			t.Errorf("Settle by the late worker = %d late, want 1", late)
		}
		if late := settle(t, l, fateSent(second[0])); late != 0 {
			t.Errorf("Settle by the other = %d late, want 0", late)
		}
		if late := settle(t, l, fateSent(second[0])); late != 1 {
			t.Errorf("Settle twice = %d late, want 1", late)
		}
	})
}

func TestSeveralWorkersNeverHaveTheSameMessage(t *testing.T) {
	each(t, 40, func(t *testing.T, l *Database) {
		var all sync.WaitGroup
		var mu sync.Mutex
		seen := map[string]int{}
		for range 8 {
			all.Go(func() {
				for {
					m, err := l.Claim(t.Context(), 3, time.Hour)
					if err != nil || len(m) == 0 {
						if err != nil {
							t.Errorf("Claim = %v", err)
						}
						return
					}
					mu.Lock()
					for _, x := range m {
						seen[x.Key]++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for key, n := range seen {
			if n != 1 {
				t.Errorf("%s was claimed %d times, want once", key, n)
			}
		}
		if len(seen) != 40 && len(claim(t, l, 40, time.Hour)) != 40-len(seen) {
			t.Errorf("%d of 40 messages were claimed, and the rest cannot be", len(seen))
		}
	})
}

func TestTheMessagesOfACaseGoInOrderAndHoldUpNoOther(t *testing.T) {
	each(t, 2, func(t *testing.T, l *Database) {
		one, two := ledgertest.Case(1, "").ID, ledgertest.Case(2, "").ID
		post(t, l, one, handoff.Supplemented, "补充：还有录音")
		post(t, l, one, handoff.Withdrawn, "不用了")
		m := claim(t, l, 10, time.Hour)
		if got, want := keysOf(m), one+"/1 "+two+"/1"; got != want {
			t.Fatalf("Claim = %s, want %s", got, want)
		}
		settle(t, l, Fate{Letter: m[0], State: Waiting, Wait: time.Hour, Why: "down"}, fateSent(m[1]))
		if got := keysOf(claim(t, l, 10, time.Hour)); got != "" {
			t.Errorf("Claim while the opening waits = %s, want nothing", got)
		}
		settle(t, l, Fate{Letter: m[0], State: Waiting}) // too late: it has settled it before
		must(t, l.change(t.Context(), `UPDATE outbox SET after = 0 WHERE case_id = $1`, one))
		m = claim(t, l, 10, time.Hour)
		settle(t, l, Fate{Letter: m[0], State: Dead, Why: "refused"})
		if got := keysOf(claim(t, l, 10, time.Hour)); got != "" {
			t.Errorf("Claim after the opening is dead = %s, want nothing", got)
		}
		if n, err := l.Retry(t.Context(), ledgertest.Case(1, "").Receipt); n != 1 || err != nil {
			t.Errorf("Retry = %d, %v, want 1", n, err)
		}
		m = claim(t, l, 10, time.Hour)
		settle(t, l, fateSent(m[0]))
		if m = claim(t, l, 10, time.Hour); keysOf(m) != one+"/2" || m[0].Text != "补充：还有录音" || m[0].Digest != ledgertest.Case(1, "").Digest() {
			t.Fatalf("Claim = %+v, want the supplement in words", m)
		}
		settle(t, l, Fate{Letter: m[0], State: Dead, Why: "refused"})
		if got := keysOf(claim(t, l, 10, time.Hour)); got != one+"/3" {
			t.Errorf("Claim after the supplement is dead = %s, want %s/3: only the opening holds up the rest", got, one)
		}
	})
}

// What a killed server had under way is delivered at once by the next one, where
// there can be no other.
func TestAStartReleasesWhatTheLastOneHad(t *testing.T) {
	each(t, 1, func(t *testing.T, l *Database) {
		first := claim(t, l, 1, time.Hour)
		must(t, l.Release(t.Context()))
		second := claim(t, l, 1, time.Hour)
		if alone := l.db.Engine() == "sqlite"; alone != (len(second) == 1) {
			t.Errorf("Claim after Release = %s, want it only where there are no replicas", keysOf(second))
		}
		if late := settle(t, l, fateSent(first[0])); late != len(second) {
			t.Errorf("Settle by the one before = %d late, want %d", late, len(second))
		}
	})
}

func TestStaffSeeWhatWasNotSent(t *testing.T) {
	each(t, 2, func(t *testing.T, l *Database) {
		m := claim(t, l, 1, time.Hour)
		settle(t, l, Fate{Letter: m[0], State: Dead, Why: "refused"})
		all, err := l.Unsent(t.Context(), 10)
		if err != nil || len(all) != 2 || all[0].State != Dead || all[0].Why != "refused" || all[0].Receipt != m[0].Case.Receipt || all[1].State != Waiting {
			t.Errorf("Unsent = %+v, %v, want the dead one before the other", all, err)
		}
		if b, err := l.Backlog(t.Context()); err != nil || b.Waiting != 1 || b.Dead != 1 || b.Oldest.IsZero() {
			t.Errorf("Backlog = %+v, %v, want one of each", b, err)
		}
		if one, err := l.Posted(t.Context(), m[0].Case.Receipt); err != nil || len(one) != 1 || one[0].Tries != 1 {
			t.Errorf("Posted = %+v, %v, want its one message", one, err)
		}
		if _, err := l.Retry(t.Context(), "WB26112599999999"); !errors.Is(err, ErrNotDead) {
			t.Errorf("Retry(of nobody) = %v, want ErrNotDead", err)
		}
	})
}

// What one key of the ring cannot open must not stop the rest.
func TestAMessageThatCannotBeReadHoldsUpNoOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		ledgertest.Save(t, New(d, ring(t)), ledgertest.Handed("t1", 1, "m", ledgertest.Case(1, "k1")))
		l := New(d, ring(t)) // of another ring
		ledgertest.Save(t, l, ledgertest.Handed("t2", 1, "m", ledgertest.Case(2, "k2")))
		m := claim(t, l, 10, time.Hour)
		if len(m) != 2 || m[0].Err == nil || m[1].Err != nil || m[0].Case.ID == "" {
			t.Errorf("Claim = %+v, want both, the first with its error and its id", m)
		}
	})
}

func TestWhatIsCommittedIsHeardOfAndNothingElse(t *testing.T) {
	each(t, 0, func(t *testing.T, l *Database) {
		ctx, cancel := context.WithCancel(t.Context())
		said := make(chan string, 100)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			l.Hear(ctx, func(channel, about string) { said <- channel + " " + about })
		}()
		for range 3 {
			<-said // it listens
		}
		failed := errors.New("no")
		if err := l.db.Update(t.Context(), func(tx *sql.Tx) error {
			return errors.Join(l.db.Tell(t.Context(), tx, Spoken, "never"), failed)
		}); !errors.Is(err, failed) {
			t.Fatalf("Update = %v, want it to fail", err)
		}
		ledgertest.Save(t, l, ledgertest.Handed("t1", 1, "m", ledgertest.Case(1, "k1")))
		must(t, l.Tell(t.Context(), News{Case: handoff.Case{ID: "x", Talk: "t1"}, Event: Event{Seq: 1}}, nil))
		if got := []string{<-said, <-said}; got[0] != Outgoing+" " || got[1] != Spoken+" t1" {
			t.Errorf("heard %q, want outbox, then talk t1", got)
		}
		cancel()
		<-ended
	})
}
