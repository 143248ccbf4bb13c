// Package deliver carries what was acknowledged to the case system, and what the
// case system did back to the citizen.
//
// Worker empties the outbox; News hears updates and tells them. Both keep
// nothing: whatever they have not recorded is done again by whoever comes next,
// and the keys make sure that it happens once.
//
// # Why an outbox of our own
//
// River (v0.31, the newest with SQLite) does the same on both databases, and well:
// 187 to 199 jobs a second, bounded by its 20 workers and the 100 ms between two
// fetches. It has no order of the messages of one case, no fence that a late
// worker runs into, and a kind of transaction for each engine (pgx.Tx, not
// *sql.Tx), besides six more migrations. Ours is one table that the ledger writes
// in the transaction of the turn, and three statements that both engines
// understand; what is recorded together is one commit. BenchmarkDeliveries on two
// cores, with 16 and with 64 deliveries at once: 2,100 and 5,200 a second with
// SQLite, 1,200 and 3,300 with PostgreSQL; while much else ran on them 950, 3,600,
// 200 and 670.
package deliver

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
	"wenban/knowledge/failpoint"
)

// Outbox is where messages wait; *ledger.Database is one.
type Outbox interface {
	Claim(ctx context.Context, most int, lease time.Duration) ([]ledger.Letter, error)
	Settle(ctx context.Context, fates ...ledger.Fate) (late int, err error)
	Due(ctx context.Context) (wait time.Duration, ok bool, err error)
}

// Worker (投递) delivers messages to a case system, each until it is taken.
// Several, in as many processes, may work on one outbox.
type Worker struct {
	Outbox   Outbox
	System   handoff.System
	Wake     <-chan struct{}   // says that something was added; nil: it looks from time to time
	Parallel int               // deliveries at once; 0: 16
	Timeout  time.Duration     // of a delivery; 0: 30 s
	Drain    time.Duration     // for deliveries under way once it is told to stop; 0: 5 s
	Count    func(code string) // is told how each delivery went: sent, late, or a code of why it was not; nil: nobody counts
}

const (
	look     = 15 * time.Second // how often the outbox is looked into when nobody says anything
	records  = 10 * time.Second // that the database may take to record what was done
	outage   = time.Second      // until the next try when the database does not answer
	atOnce   = 16
	patience = 30 * time.Second
	farewell = 5 * time.Second
)

// Run delivers until ctx ends, and then finishes what is under way.
func (w Worker) Run(ctx context.Context) {
	w = w.withDefaults()
	calls, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cut(nil)
	r := run{Worker: w, calls: calls, done: make(chan ledger.Fate)}
	for ctx.Err() == nil {
		r.wait(ctx, r.claim(ctx))
	}
	late := time.AfterFunc(w.Drain, func() { cut(errStopped) })
	defer late.Stop()
	for r.busy > 0 {
		r.record(r.gather(<-r.done))
	}
}

func (w Worker) withDefaults() Worker {
	if w.Parallel == 0 {
		w.Parallel = atOnce
	}
	if w.Timeout == 0 {
		w.Timeout = patience
	}
	if w.Drain == 0 {
		w.Drain = farewell
	}
	if w.Count == nil {
		w.Count = func(string) {}
	}
	return w
}

// run is a worker at work. One goroutine claims and records, so that what several
// deliveries have come to is one transaction; each delivery has its own, and no
// slow one holds up another.
type run struct {
	Worker
	calls context.Context // of deliveries
	done  chan ledger.Fate
	busy  int
	down  bool // the database does not answer

	failed int       // deliveries in a row that found the case system out of order
	next   time.Time // when it is tried again, once it is taken to be down
}

const (
	enough = 64          // deliveries that fail in a row: it is not they, it is the case system
	probe  = time.Minute // the longest time between two tries of a case system that is down
)

// free is how many more deliveries may be started. When enough in a row have
// failed, the case system is taken to be down: one message at a time finds out
// whether it is back, and nothing hammers at it.
func (r *run) free(now time.Time) int {
	switch {
	case r.failed < enough:
		return r.Parallel - r.busy
	case r.busy > 0 || now.Before(r.next):
		return 0
	}
	return 1
}

// claim starts what can be delivered now and returns how long nothing more can.
func (r *run) claim(ctx context.Context) (idle time.Duration) {
	now := time.Now()
	free := r.free(now)
	if free == 0 {
		return max(r.next.Sub(now), 0) + time.Millisecond // or as soon as one is done
	}
	claimed, err := r.Outbox.Claim(ctx, free, r.Timeout+records+look)
	if r.unread(ctx, "claim", err) {
		return outage
	}
	failpoint.Here("claimed")
	for _, m := range claimed {
		r.busy++
		go func() { r.done <- r.carry(m) }()
	}
	if len(claimed) == free {
		return look // or as soon as one is done
	}
	wait, ok, err := r.Outbox.Due(ctx)
	if r.unread(ctx, "look", err) || !ok {
		return look
	}
	return min(look, max(wait, 10*time.Millisecond)) // a little more than due: clocks differ
}

// unread reports an outage of the database, once.
func (r *run) unread(ctx context.Context, what string, err error) bool {
	if err == nil {
		if r.down {
			slog.Info("the outbox can be read again")
		}
		r.down = false
		return false
	}
	if !r.down && ctx.Err() == nil {
		slog.Error("the outbox cannot be read; what is in it waits", "step", what, "error", err)
	}
	r.down = true
	return true
}

// wait waits until there may be something to do, and records what was done.
func (r *run) wait(ctx context.Context, idle time.Duration) {
	t := time.NewTimer(idle)
	defer t.Stop()
	timer, wake := t.C, r.Wake
	if r.busy > 0 && r.free(time.Now()) == 0 {
		timer, wake = nil, nil // nothing can be started until one is done
	}
	select {
	case f := <-r.done:
		r.record(r.gather(f))
	case <-timer:
	case <-wake:
	case <-ctx.Done():
	}
}

// gather adds what else is done already.
func (r *run) gather(fates ...ledger.Fate) []ledger.Fate {
	for {
		select {
		case f := <-r.done:
			fates = append(fates, f)
		default:
			return fates
		}
	}
}

// record writes down what became of messages. What cannot be written is tried
// again by whoever claims it after the lease: the key makes it one case.
func (r *run) record(fates []ledger.Fate) {
	r.busy -= len(fates)
	r.learn(fates)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.calls), records)
	defer cancel()
	failpoint.Here("delivered")
	late, err := r.Outbox.Settle(ctx, fates...)
	if err != nil {
		slog.Error("what was delivered could not be recorded; it will be looked up", "messages", len(fates), "error", err)
		return
	}
	for range late {
		r.Count("late")
	}
	for _, f := range fates {
		r.count(f)
	}
}

// learn notes whether the case system is down.
func (r *run) learn(fates []ledger.Fate) {
	before := r.failed
	for _, f := range fates {
		switch f.Why {
		case Down, Slow:
			r.failed++
		case Stopped:
		default:
			r.failed = 0
		}
	}
	if r.failed >= enough {
		r.next = time.Now().Add(min(probe, backoff(1+r.failed-enough, chance())))
	}
	switch isDown, wasDown := r.failed >= enough, before >= enough; {
	case isDown && !wasDown:
		slog.Error("the case system is down; what was handed in waits")
	case wasDown && !isDown:
		slog.Info("the case system is back")
	}
}

// count tells how a delivery went. The id of a case is nothing personal.
func (r *run) count(f ledger.Fate) {
	code := f.Why
	if f.State == ledger.Sent {
		code = string(ledger.Sent)
	}
	r.Count(code)
	switch {
	case f.State == ledger.Dead:
		slog.Error("a message is dead: a person must look at it", "case", f.Case.ID, "message", f.Seq, "reason", f.Why)
	case f.Why == Broken || f.Why == Panic:
		slog.Error("a message is not delivered", "case", f.Case.ID, "message", f.Seq, "reason", f.Why, "tries", f.Tries)
	case f.State == ledger.Waiting:
		slog.Warn("a message is not delivered yet", "case", f.Case.ID, "message", f.Seq, "reason", f.Why, "tries", f.Tries)
	}
}

// carry delivers one message.
func (r *run) carry(m ledger.Letter) ledger.Fate {
	ctx, cancel := context.WithTimeout(r.calls, r.Timeout)
	defer cancel()
	a, err := r.deliver(ctx, m)
	if err == nil {
		err = checked(m.Message, a)
	}
	if err != nil && ctx.Err() != nil { // it was cut, whatever the adapter made of that
		err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	return fateOf(m, a, err, chance())
}

// deliver hands a message over. Was it tried before, the case system is asked
// first whether it has it: the answer may have been lost.
func (r *run) deliver(ctx context.Context, m ledger.Letter) (a handoff.Answer, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			slog.Error("deliver", "panic", fmt.Sprintf("%T", cause), "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	if m.Err != nil {
		return a, fmt.Errorf("%w: %w", errBroken, m.Err)
	}
	if m.Tries > 1 {
		if a, ok, err := r.System.Find(ctx, m.Key); err != nil || ok {
			return a, err
		}
	}
	return r.System.Deliver(ctx, m.Message)
}
