package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/handoff/deliver"
	"wenban/assistant/ledger"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // outages are what these tests are about
	os.Exit(dbtest.Main(m))
}

// script is a case system that does what a test says: a double of the far side,
// which keeps what it took.
type script struct {
	mu      sync.Mutex
	before  func(n int, m handoff.Message) error // of the nth call; an error: it is not taken
	after   func(n int, m handoff.Message) error // an error: it is taken, and the answer is lost
	took    map[string]handoff.Message           // by key
	order   []string
	calls   int
	finds   int
	again   int // deliveries of a key it had
	updates []handoff.Update
}

func (s *script) Deliver(ctx context.Context, m handoff.Message) (handoff.Answer, error) {
	s.mu.Lock()
	s.calls++
	n, before, after := s.calls, s.before, s.after
	s.mu.Unlock()
	if before != nil {
		if err := before(n, m); err != nil {
			return handoff.Answer{}, err
		}
	}
	if err := ctx.Err(); err != nil {
		return handoff.Answer{}, err
	}
	s.take(m)
	if after != nil {
		if err := after(n, m); err != nil {
			return handoff.Answer{}, err
		}
	}
	return handoff.Answer{Number: "N-" + m.Case.ID, Digest: m.Digest}, nil
}

func (s *script) take(m handoff.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.took[m.Key]; ok {
		s.again++
		return
	}
	if s.took == nil {
		s.took = map[string]handoff.Message{}
	}
	s.took[m.Key] = m
	s.order = append(s.order, m.Key)
}

func (s *script) Find(_ context.Context, key string) (handoff.Answer, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finds++
	m, ok := s.took[key]
	return handoff.Answer{Number: "N-" + m.Case.ID, Digest: m.Digest}, ok, nil
}

func (s *script) Updates(_ context.Context, cursor string) ([]handoff.Update, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	_, _ = fmt.Sscan(cursor, &n) // "" is the beginning
	return s.updates[n:], fmt.Sprint(len(s.updates)), nil
}

func (s *script) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.took)
}

// bench is a ledger with a worker at work.
type bench struct {
	*testing.T
	ledger *ledger.Database
	system *script
	codes  map[string]int
	mu     sync.Mutex
	stop   func()
}

// start begins to deliver what is handed in.
func start(t *testing.T, s *script, change func(*deliver.Worker)) *bench {
	t.Helper()
	return startOn(t, filepath.Join(t.TempDir(), "wenban.db"), s, change)
}

func startOn(t *testing.T, url string, s *script, change func(*deliver.Worker)) *bench {
	t.Helper()
	var none *seal.Ring
	b := &bench{T: t, system: s, codes: map[string]int{}, ledger: ledger.New(dbtest.Open(t, url), none.Next())}
	wake := make(chan struct{}, 1)
	w := deliver.Worker{Outbox: b.ledger, System: s, Wake: wake, Count: b.count}
	if change != nil {
		change(&w)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var all sync.WaitGroup
	all.Go(func() { w.Run(ctx) })
	all.Go(func() {
		b.ledger.Hear(ctx, func(string, string) {
			select {
			case wake <- struct{}{}:
			default:
			}
		})
	})
	b.stop = sync.OnceFunc(func() { cancel(); all.Wait() })
	t.Cleanup(b.stop)
	return b
}

func (b *bench) count(code string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.codes[code]++
}

func (b *bench) counted(code string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.codes[code]
}

// handIn hands in the cases from one number to another, each in a talk of its own.
func (b *bench) handIn(from, to int) {
	b.Helper()
	for n := from; n <= to; n++ {
		ledgertest.Save(b.T, b.ledger, ledgertest.Handed(fmt.Sprint("t", n), 1, "m", ledgertest.Case(n, fmt.Sprint("k", n))))
	}
}

func (b *bench) post(id string, act handoff.Act, words string) {
	b.Helper()
	if err := b.ledger.Post(b.Context(), id, act, words); err != nil {
		b.Fatalf("Post(%s, %s) = %v, want nil", id, act, err)
	}
}

// backlog fails unless so many wait and so many are dead.
func (b *bench) backlog(waiting, dead int) {
	b.Helper()
	got, err := b.ledger.Backlog(b.Context())
	if err != nil || got.Waiting != waiting || got.Dead != dead {
		b.Errorf("Backlog = %+v, %v, want %d waiting, %d dead", got, err, waiting, dead)
	}
}

// delivered fails unless the system has so many, each once.
func (b *bench) delivered(want int) {
	b.Helper()
	if got := b.system.count(); got != want {
		b.Errorf("the case system has %d messages, want %d", got, want)
	}
}

var errDown = errors.New("connection refused")

// A37: down for 72 hours, then back with one error in ten on the way.
func TestA37ThreeDaysDownLoseNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := time.Now().Add(72 * time.Hour)
		s := &script{}
		s.before = func(n int, _ handoff.Message) error {
			if time.Now().Before(back) || n%10 == 3 {
				return errDown
			}
			return nil
		}
		s.after = func(n int, _ handoff.Message) error {
			if n%10 == 7 {
				return errors.New("connection reset")
			}
			return nil
		}
		b := start(t, s, nil)
		for hour := range 72 { // receipts are given all the time
			b.handIn(hour*2+1, hour*2+2)
			time.Sleep(time.Hour)
		}
		b.delivered(0)
		b.backlog(144, 0)
		began := time.Now()
		time.Sleep(30 * time.Minute)
		b.delivered(144)
		b.backlog(0, 0)
		t.Logf("72 h down: 144 of 144 delivered %v after, %d calls, %d looked up, %d delivered twice", time.Since(began), s.calls, s.finds, s.again)
		if s.again != 0 {
			t.Errorf("%d messages were delivered twice, want 0: a lost answer is looked up", s.again)
		}
	})
}

// One case that is stuck, and one that is slow, must not hold up the others.
func TestA37NoCaseHoldsUpAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		s.before = func(_ int, m handoff.Message) error {
			switch {
			case m.Case.ID <= ledgertest.Case(30, "").ID:
				return errDown
			case m.Case.ID <= ledgertest.Case(35, "").ID:
				time.Sleep(25 * time.Second)
			}
			return nil
		}
		b := start(t, s, nil)
		b.handIn(1, 100)
		time.Sleep(5 * time.Second)
		if got := s.count(); got != 65 {
			t.Errorf("after 5 s the case system has %d messages, want the 65 that are neither stuck nor slow", got)
		}
		time.Sleep(time.Hour)
		b.delivered(70)
		b.backlog(30, 0)
	})
}

// A38: what is always refused is dead with a reason; the others go on.
func TestA38PoisonIsDeadAndTheOthersGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		poison := map[string]error{
			ledgertest.Case(2, "").ID: handoff.Refused{Why: "不认得这个类别"},
			ledgertest.Case(3, "").ID: handoff.ErrAltered,
		}
		s := &script{}
		s.before = func(_ int, m handoff.Message) error {
			if m.Case.ID == ledgertest.Case(4, "").ID {
				panic("的内容")
			}
			return poison[m.Case.ID]
		}
		b := start(t, s, nil)
		b.handIn(1, 20)
		time.Sleep(time.Hour)
		b.delivered(17)
		b.backlog(0, 3)
		if b.counted(deliver.Refuses) != 1 || b.counted(deliver.Altered) != 1 || b.counted(deliver.Panic) != 5 {
			t.Errorf("counted %v, want refused 1, altered 1, panic 5", b.codes)
		}
		poison, s.before = nil, nil
		if n, err := b.ledger.Retry(t.Context(), ledgertest.Case(2, "").Receipt); n != 1 || err != nil {
			t.Errorf("Retry = %d, %v, want 1", n, err)
		}
		time.Sleep(time.Second)
		b.delivered(18)
	})
}

func TestMessagesOfACaseArriveInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		s.before = func(n int, m handoff.Message) error {
			if n%2 == 0 {
				return errDown
			}
			time.Sleep(time.Duration(n%7) * time.Second)
			return nil
		}
		b := start(t, s, nil)
		b.handIn(1, 5)
		for i := range 4 {
			for n := 1; n <= 5; n++ {
				b.post(ledgertest.Case(n, "").ID, handoff.Supplemented, fmt.Sprint("补充", i))
			}
		}
		time.Sleep(6 * time.Hour)
		b.delivered(25)
		last := map[string]int{}
		for _, key := range s.order {
			m := s.took[key]
			var seq int
			_, _ = fmt.Sscanf(key[len(m.Case.ID):], "/%d", &seq)
			if seq != last[m.Case.ID]+1 {
				t.Errorf("message %s arrived after number %d of its case, want it in order", key, last[m.Case.ID])
			}
			last[m.Case.ID] = seq
		}
	})
}

// A33: the case system accepts and does not answer: it is looked up, and there
// is one case.
func TestA33AcceptedAndNotAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		s.after = func(n int, _ handoff.Message) error {
			time.Sleep(time.Minute) // longer than a delivery may take
			return context.DeadlineExceeded
		}
		b := start(t, s, nil)
		b.handIn(1, 3)
		time.Sleep(10 * time.Minute)
		b.delivered(3)
		b.backlog(0, 0)
		if s.calls != 3 || s.again != 0 || b.counted(deliver.Slow) != 3 {
			t.Errorf("%d deliveries, %d of them again, counted %v; want 3, 0, timeout 3", s.calls, s.again, b.codes)
		}
	})
}

// A34, A36: an answer that names no case, or has something else, is never "sent".
func TestA34WhatIsNoAnswerIsNeverSent(t *testing.T) {
	for name, c := range map[string]struct {
		answer        handoff.Answer
		err           error
		waiting, dead int
		code          string
	}{
		"no number":      {handoff.Answer{}, nil, 1, 0, deliver.NoOne},
		"A36 other hash": {handoff.Answer{Number: "1", Digest: "other"}, nil, 0, 1, deliver.Altered},
		"500":            {handoff.Answer{Number: "1"}, errors.New("500"), 1, 0, deliver.Down},
		"400":            {handoff.Answer{}, fmt.Errorf("post: %w", handoff.Refused{Why: "x"}), 0, 1, deliver.Refuses},
		"429":            {handoff.Answer{}, handoff.Later{After: time.Hour, Err: errors.New("429")}, 1, 0, deliver.Busy},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &answering{answer: c.answer, err: c.err}
				b := start(t, &script{}, func(w *deliver.Worker) { w.System = s })
				b.handIn(1, 1)
				time.Sleep(59 * time.Minute)
				b.backlog(c.waiting, c.dead)
				if b.counted(c.code) == 0 || b.counted("sent") != 0 {
					t.Errorf("counted %v, want %s and nothing sent", b.codes, c.code)
				}
				if c.code == deliver.Busy && b.counted(c.code) != 1 {
					t.Errorf("asked %d times within the hour that it was put off, want once", b.counted(c.code))
				}
			})
		})
	}
}

// answering is a case system that says one thing.
type answering struct {
	script
	answer handoff.Answer
	err    error
}

func (a *answering) Deliver(context.Context, handoff.Message) (handoff.Answer, error) {
	return a.answer, a.err
}

func TestAStopFinishesWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		s.before = func(_ int, m handoff.Message) error {
			if m.Case.ID == ledgertest.Case(1, "").ID {
				time.Sleep(3 * time.Second)
			} else {
				time.Sleep(20 * time.Second) // longer than a stop waits
			}
			return nil
		}
		b := start(t, s, nil)
		b.handIn(1, 2)
		time.Sleep(time.Second)
		began := time.Now()
		b.stop()
		if took := time.Since(began); took > 25*time.Second {
			t.Errorf("the stop took %v, want about 20 s: what heeds no context is waited for", took)
		}
		b.delivered(1)
		all, err := b.ledger.Unsent(t.Context(), 10)
		if err != nil || len(all) != 1 || all[0].Why != deliver.Stopped || all[0].Next.After(time.Now()) {
			t.Errorf("Unsent = %+v, %v, want the second one, to be tried at once", all, err)
		}
	})
}

// Two workers on one database, with messages that fail: each arrives once.
func TestTwoWorkersDeliverEachOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		s := &script{}
		arrived := make(chan string, 1000)
		s.after = func(n int, m handoff.Message) error {
			arrived <- m.Key
			return nil
		}
		b := startOn(t, url, s, nil)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			deliver.Worker{Outbox: b.ledger, System: s, Parallel: 3}.Run(ctx)
		}()
		b.handIn(1, 100)
		for range 100 {
			<-arrived
		}
		cancel()
		<-ended
		b.stop()
		b.delivered(100)
		b.backlog(0, 0)
		if s.again != 0 {
			t.Errorf("%d messages were delivered twice, want 0", s.again)
		}
	})
}

var _ assistant.Ledger = (*ledger.Database)(nil)
