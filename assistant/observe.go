package assistant

import (
	"context"
	"time"
)

// Observation is how one turn went, for whoever counts and traces.
//
// PRIVACY: it holds no words of the citizen. Err may name the id of a talk: tell
// its kind, not its text.
type Observation struct {
	Channel string
	Outcome Outcome // "": the turn failed and nothing was saved
	Reason  Reason
	Edition string
	Began   time.Time
	Stages  []Stage // what was done, in order
	Err     error   // why the turn failed
}

// Stage is one step of a turn: load, read, find, decide, say, check or save.
type Stage struct {
	Name string
	Took time.Duration
}

func (a *Assistant) observe(ctx context.Context, q Question, w *stopwatch, r Reply, err error) {
	if a.Observe == nil {
		return
	}
	a.Observe(ctx, Observation{
		Channel: q.Channel, Outcome: r.Outcome, Reason: r.Reason, Edition: r.Edition, Began: w.began, Stages: w.stages, Err: err,
	})
}

// stopwatch measures the stages of a turn.
type stopwatch struct {
	began, last time.Time
	stages      []Stage
}

func start() *stopwatch {
	now := time.Now()
	return &stopwatch{began: now, last: now, stages: make([]Stage, 0, 7)}
}

// lap names the time since the last lap.
func (w *stopwatch) lap(stage string) {
	now := time.Now()
	w.stages = append(w.stages, Stage{stage, now.Sub(w.last)})
	w.last = now
}

// milliseconds is the time of each stage as a reply tells it.
func (w *stopwatch) milliseconds() map[string]float64 {
	out := make(map[string]float64, len(w.stages))
	for _, s := range w.stages {
		out[s.Name] = float64(s.Took.Microseconds()) / 1000
	}
	return out
}
