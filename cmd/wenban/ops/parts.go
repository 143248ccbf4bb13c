// Package ops is what whoever runs the machine looks at: which parts are up,
// metrics, traces, the log.
//
// PRIVACY: nothing here holds words of a citizen, an id of a talk or an
// address. Labels come from closed sets, so their number is bounded.
package ops

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Part is one thing that the program stands on.
type Part struct {
	Name  string
	Check func(context.Context) error // nil error: it is up; heeds the context
	Spare bool                        // turns are answered without it too: down it is told, but no reason to send citizens elsewhere

	checking atomic.Bool
}

// State is how a part is.
type State struct {
	Name  string    `json:"name"`
	Up    bool      `json:"up"`
	Since time.Time `json:"since"`
	Why   string    `json:"why,omitempty"` // timeout or error; the cause is in the log
}

// Report is what /readyz tells.
type Report struct {
	Status  string  `json:"status"` // ready, not ready or draining
	Edition string  `json:"edition,omitempty"`
	Parts   []State `json:"parts"`
}

const (
	checkTakes = 2 * time.Second // a part that has not answered by then is down
	checkLives = time.Second     // how long an answer is good: however often it is asked for
)

// Parts watches parts. It may be used by many at once.
type Parts struct {
	Edition func() string // id of the edition that answers; nil: none is told

	mu       sync.Mutex
	parts    []*Part
	states   []State
	at       time.Time
	draining atomic.Bool
}

// NewParts watches parts; each is up until it is looked at.
func NewParts(parts ...*Part) *Parts {
	p := &Parts{parts: parts}
	for _, x := range parts {
		p.states = append(p.states, State{Name: x.Name, Up: true, Since: time.Now()})
	}
	return p
}

// Drain makes the program not ready for good: it is about to stop.
func (p *Parts) Drain() { p.draining.Store(true) }

// States looks at every part, at most once a second.
func (p *Parts) States(ctx context.Context) []State {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.at) >= checkLives {
		p.look(context.WithoutCancel(ctx))
		p.at = time.Now()
	}
	return append([]State(nil), p.states...)
}

// look checks all parts at once.
func (p *Parts) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, checkTakes)
	defer cancel()
	var all sync.WaitGroup
	for i, part := range p.parts {
		all.Go(func() { p.states[i] = p.states[i].next(part.check(ctx)) })
	}
	all.Wait()
}

var errStuck = errors.New("the check before has not come back")

// check asks a part, and does not wait longer than ctx. One that hangs is asked
// no second time.
func (p *Part) check(ctx context.Context) error {
	if !p.checking.CompareAndSwap(false, true) {
		return errors.Join(errStuck, context.DeadlineExceeded)
	}
	done := make(chan error, 1)
	go func() {
		defer p.checking.Store(false)
		done <- p.Check(ctx)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// next is the state after a check. A change is logged once.
func (s State) next(err error) State {
	if up := err == nil; up != s.Up {
		s.Up, s.Since = up, time.Now()
		if up {
			slog.Info("part up", "part", s.Name)
		} else {
			slog.Error("part down", "part", s.Name, "error", err)
		}
	}
	switch {
	case err == nil:
		s.Why = ""
	case errors.Is(err, context.DeadlineExceeded):
		s.Why = "timeout"
	default:
		s.Why = "error"
	}
	return s
}

// Report says how every part is; ok means that citizens may be sent here.
func (p *Parts) Report(ctx context.Context) (report any, ok bool) {
	r := Report{Status: "ready", Parts: p.States(ctx)}
	if p.Edition != nil {
		r.Edition = p.Edition()
	}
	for i, s := range r.Parts {
		if !s.Up && !p.parts[i].Spare {
			r.Status = "not ready"
		}
	}
	if p.draining.Load() {
		r.Status = "draining"
	}
	return r, r.Status == "ready"
}
