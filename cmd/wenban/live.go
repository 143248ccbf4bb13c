package main

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/store"
)

// live keeps what answers up to date with what is published, without failing a
// turn: the edition that comes next is made ready beside the one that serves,
// and then a pointer is swapped. A turn keeps the edition it began with.
//
// Three editions stay ready: the one that serves, the one before, so that a
// rollback is as quick, and the one that is likely to be next. One is made ready
// at a time, the one that should serve first.
type live struct {
	load func(ctx context.Context, number int64) (*knowledge.Edition, error)
	make func(ctx context.Context, e *knowledge.Edition) (*assistant.Knowledge, func(), error)

	serving atomic.Pointer[assistant.Knowledge]

	mu     sync.Mutex
	ready  map[int64]made // by number
	failed map[int64]bool // could not be made; tried again soon
	wanted store.News
	before int64 // number of the edition that served before
	now    int64 // number of the edition that serves; 0: none of the store
	busy   bool
}

// made is an edition that is ready to answer.
type made struct {
	know  *assistant.Knowledge
	leave func()
}

// overdue is when no turn can be under way any more that began with an edition
// that is not ready any more.
const overdue = 2 * time.Minute

// again is how long after a failure an edition is tried once more: the database
// or a server may be back.
const again = 5 * time.Second

// begin serves an edition: number is its number in the store, 0 for one that is
// not from there.
func (l *live) begin(number int64, k *assistant.Knowledge, leave func()) {
	l.ready, l.failed = map[int64]made{number: {k, leave}}, map[int64]bool{}
	l.now, l.before = number, number
	l.serving.Store(k)
}

// knowledge is what answers now.
func (l *live) knowledge() *assistant.Knowledge { return l.serving.Load() }

// follow serves whatever is published until stop is called; also while the last
// turns are finished after ctx is done.
func (l *live) follow(ctx context.Context, s *store.Store) (stop func()) {
	following, end := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.Follow(following, func(n store.News) { l.hear(following, n) })
	}()
	return func() { end(); <-ended }
}

// hear takes in what the store says.
func (l *live) hear(ctx context.Context, n store.News) {
	if n.Jump != 0 {
		slog.Error("the clock of this machine was set: what is scheduled and what is in force go by it, so check it", "by", n.Jump)
	}
	if n.Err != nil {
		slog.Warn("the database does not answer; what served goes on serving", "error", n.Err)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wanted, l.failed = n, map[int64]bool{}
	l.settle(ctx)
}

// settle swaps when what should serve is ready, and else has it made ready.
func (l *live) settle(ctx context.Context) {
	want := l.wanted.Serving.Edition
	if m, ok := l.ready[want]; ok && want != l.now && want != 0 {
		l.now, l.before = want, l.now
		l.serving.Store(m.know)
		slog.Info("edition serves", "number", want, "edition", m.know.Edition.ID)
		l.forget()
	}
	for _, number := range []int64{want, l.wanted.Next} {
		if _, ok := l.ready[number]; number != 0 && !ok && !l.failed[number] && !l.busy {
			l.busy = true
			go l.prepare(ctx, number)
		}
	}
}

// forget lets go what is neither serving, before nor next.
func (l *live) forget() {
	for number, m := range l.ready {
		if number != l.now && number != l.before && number != l.wanted.Next {
			delete(l.ready, number)
			time.AfterFunc(overdue, m.leave)
		}
	}
}

// prepare makes an edition ready beside the one that serves.
func (l *live) prepare(ctx context.Context, number int64) {
	m, err := l.prepared(ctx, number)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy = false
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		l.failed[number] = true
		time.AfterFunc(again, func() { l.retry(ctx, number) })
		slog.Error("an edition could not be made ready; what served goes on serving", "number", number, "error", err)
	default:
		l.ready[number] = m
	}
	l.settle(ctx)
	l.forget()
}

func (l *live) retry(ctx context.Context, number int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if delete(l.failed, number); ctx.Err() == nil {
		l.settle(ctx)
	}
}

func (l *live) prepared(ctx context.Context, number int64) (m made, err error) {
	e, err := l.load(ctx, number)
	if err != nil {
		return m, err
	}
	m.know, m.leave, err = l.make(ctx, e)
	return m, err
}

// close lets everything go.
func (l *live) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.ready {
		m.leave()
	}
}
