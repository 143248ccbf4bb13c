package main

import (
	"context"
	"log/slog"
	"time"

	"wenban/assistant/ledger"
	"wenban/knowledge/store"
)

// queuesTake bounds how long metrics wait for the database.
const queuesTake = 2 * time.Second

// queues tells how long the oldest has waited for somebody: a task, an edition
// in review, a case on its way to the case system. Zero: nobody waits. A queue that cannot be read is not told, so
// that an outage does not look like an empty one.
func queues(s *store.Store, book *ledger.Database, now func() time.Time) func() map[string]time.Duration {
	return func() map[string]time.Duration {
		ctx, cancel := context.WithTimeout(context.Background(), queuesTake)
		defer cancel()
		out := map[string]time.Duration{}
		if tasks, err := s.Tasks(ctx, false); err != nil {
			slog.Warn("read a queue", "queue", "tasks", "error", err)
		} else {
			var opened []time.Time
			for _, t := range tasks {
				opened = append(opened, t.Opened)
			}
			out["tasks"] = oldest(opened, now())
		}
		if editions, err := s.Editions(ctx, 0); err != nil {
			slog.Warn("read a queue", "queue", "review", "error", err)
		} else {
			var made []time.Time
			for _, e := range editions {
				if e.State == store.Review {
					made = append(made, e.Made)
				}
			}
			out["review"] = oldest(made, now())
		}
		if b, err := book.Backlog(ctx); err != nil {
			slog.Warn("read a queue", "queue", "outbox", "error", err)
		} else if out["outbox"] = 0; b.Waiting > 0 {
			out["outbox"] = now().Sub(b.Oldest)
		}
		return out
	}
}

// oldest is the age of the oldest of some times, zero where there is none.
func oldest(all []time.Time, now time.Time) (age time.Duration) {
	for _, t := range all {
		age = max(age, now.Sub(t))
	}
	return age
}
