package eval

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"wenban/assistant"
	"wenban/knowledge"
)

// Asker is one way to ask; *assistant.Assistant is one. It must be safe for
// concurrent use when Config.Workers is more than 1.
type Asker interface {
	Ask(ctx context.Context, q assistant.Question) (assistant.Reply, error)
}

// Config says what to measure.
type Config struct {
	Edition  *knowledge.Edition    // the one the Asker answers from
	Asker    Asker                 // asked once per message
	Cases    []Case                // judged in this order
	Progress func(done, total int) // called after each case, never twice at once; nil: nobody watches
	Workers  int                   // cases at a time; 0: 1. More than the cores only spoil the times
	At       time.Time             // when the questions are asked; zero: now, the same for all
	Channel  string                // of cases that name none; "": api
}

func (c Config) withDefaults() (Config, error) {
	if c.Edition == nil || c.Asker == nil {
		return c, errors.New("evaluation needs an edition and an asker")
	}
	if c.Progress == nil {
		c.Progress = func(int, int) {}
	}
	if c.At.IsZero() {
		c.At = time.Now()
	}
	if c.Channel == "" {
		c.Channel = "api"
	}
	c.Workers = max(1, min(c.Workers, len(c.Cases)))
	return c, nil
}

// Run plays every case and returns the report. The report does not depend on
// Workers, but for the times. A question that fails is counted in
// Figures.Errors and judged wrong; Run itself fails only when ctx ends or the
// config is incomplete.
func Run(ctx context.Context, c Config) (Report, error) {
	c, err := c.withDefaults()
	if err != nil {
		return Report{}, err
	}
	judge := newJudge(c.Edition)
	results := make([]Result, len(c.Cases))
	next := make(chan int)
	var group sync.WaitGroup
	progress := counter(c.Progress, len(c.Cases))
	for range c.Workers {
		group.Go(func() {
			for i := range next {
				results[i] = judge.judge(c.Cases[i], play(ctx, c, c.Cases[i]))
				progress()
			}
		})
	}
	err = feed(ctx, next, len(c.Cases))
	group.Wait()
	if err = errors.Join(err, ctx.Err()); err != nil {
		return Report{}, fmt.Errorf("evaluate %d questions: %w", len(c.Cases), err)
	}
	return newReport(c.Edition.ID, results), nil
}

// feed hands out the numbers of the cases until the context ends.
func feed(ctx context.Context, next chan<- int, n int) error {
	defer close(next)
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// counter counts cases for a progress function, one call at a time.
func counter(progress func(done, total int), total int) func() {
	var mu sync.Mutex
	done := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		progress(done, total)
	}
}

// talk is what was said and replied in one case.
type talk struct {
	moves   []Move
	replies []assistant.Reply
	spent   []time.Duration
	err     error
}

// play takes the citizen of a case through a talk.
func play(ctx context.Context, c Config, one Case) (t talk) {
	id := ""
	for {
		move, ok := Next(one, c.Edition, t.replies)
		if !ok {
			return t
		}
		q := assistant.Question{Talk: id, Text: move.Text, Pick: move.Pick, Region: one.Region, Channel: one.Channel, At: c.At}
		if q.Channel == "" {
			q.Channel = c.Channel
		}
		began := time.Now()
		reply, err := c.Asker.Ask(ctx, q)
		t.spent = append(t.spent, time.Since(began))
		t.moves = append(t.moves, move)
		if err != nil {
			t.err = fmt.Errorf("ask message %d of %q: %w", len(t.moves), one.ID, err)
			return t
		}
		id = reply.Talk
		t.replies = append(t.replies, reply)
	}
}
