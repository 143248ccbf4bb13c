package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/handoff/deliver"
	casedesk "wenban/assistant/handoff/desk"
	"wenban/assistant/handoff/webhook"
	"wenban/assistant/ledger"
	"wenban/channels/web"
	"wenban/cmd/wenban/config"
	"wenban/knowledge/store"
)

// caseSystem is where cases go, and how often it is asked what it did.
type caseSystem struct {
	handoff.System
	name string
	poll time.Duration
}

// systemOf returns the case system that is configured; its System is nil where
// there is none.
func systemOf(set config.Config, desk *casedesk.Desk, book *ledger.Database, a *assistant.Assistant) (caseSystem, error) {
	switch set.Cases.System {
	case "desk":
		return caseSystem{desk, "desk", 5 * time.Second}, nil
	case "webhook":
		w := set.Cases.Webhook
		secrets, err := webhook.ParseKeys(w.Secret)
		if err != nil {
			return caseSystem{}, fmt.Errorf("cases.webhook.secret：%w", err)
		}
		s, err := webhook.New(webhook.Config{URL: w.URL, Keys: secrets, Private: w.Private, Poll: w.Poll, Owner: book.OwnerOf})
		if err != nil {
			return caseSystem{}, fmt.Errorf("cases.webhook.url：%w", err)
		}
		return caseSystem{s, "webhook", 30 * time.Second}, nil
	case "open311":
		s, err := open311System(set.Cases.Open311, book, a)
		return caseSystem{s, "open311", time.Minute}, err
	}
	return caseSystem{name: "none"}, nil
}

// handOver carries cases to the case system and news of them back to citizens,
// until stop is called: what is under way is finished then.
func (c serveCommand) handOver(ctx context.Context, set config.Config, desk *casedesk.Desk, book *ledger.Database, a *assistant.Assistant, staff *store.Store, site *web.Server, o *operations) (stop func(), err error) {
	system, err := systemOf(set, desk, book, a)
	if err != nil {
		return nil, err
	}
	if err := book.Release(ctx); err != nil {
		return nil, err
	}
	working, end := context.WithCancel(context.WithoutCancel(ctx))
	o.backlog = backlogOf(book)
	var all sync.WaitGroup
	out, in, done := make(bell, 1), make(bell, 1), make(bell, 1)
	if system.System == nil {
		slog.Warn("no case system is connected: what citizens hand in waits here", "key", "cases.system")
	} else {
		all.Go(func() {
			deliver.Worker{Outbox: book, System: system, Wake: out, Parallel: set.Cases.Parallel, Drain: set.Ops.Drain, Count: o.metrics.Delivered}.Run(working)
		})
		all.Go(func() {
			deliver.Poller{Name: system.name, System: system, Casebook: book, Every: system.poll, Wake: done, Count: o.metrics.Updated}.Run(working)
		})
	}
	all.Go(func() { deliver.Teller{Bulletin: book, Say: a.Tell, Alarm: alarm(staff), Wake: in}.Run(working) })
	all.Go(func() {
		bells := map[string]bell{ledger.Outgoing: out, ledger.Incoming: in, casedesk.Channel: done}
		book.Hear(working, func(channel, about string) {
			if channel == ledger.Spoken {
				site.News(about)
				return
			}
			bells[channel].ring()
		}, casedesk.Channel)
	})
	return func() { end(); all.Wait() }, nil
}

// bell wakes one who waits; rung twice before they look, it is once.
type bell chan struct{}

func (b bell) ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}

// alarm makes a task for staff of a message that nobody takes.
//
// PRIVACY: it names the case by its receipt number and says nothing of it.
func alarm(s *store.Store) func(context.Context, handoff.Case, ledger.Unsent) error {
	return func(ctx context.Context, c handoff.Case, u ledger.Unsent) error {
		_, err := s.Report(ctx, store.Task{
			Kind: "outbox", Reporter: "问办", Department: c.Department, Origin: fmt.Sprintf("outbox:%s/%d/%d", u.Case, u.Seq, u.Tries),
			Words: fmt.Sprintf("%s 没有送进工单系统：%s。查看：wenban outbox show %s；改好后重送：wenban outbox retry %s", handoff.Grouped(u.Receipt), whyNot(u.Why), u.Receipt, u.Receipt),
		})
		return err
	}
}

// backlogOf counts what waits in the outbox.
func backlogOf(book *ledger.Database) func() (map[string]int, bool) {
	return func() (map[string]int, bool) {
		ctx, cancel := context.WithTimeout(context.Background(), queuesTake)
		defer cancel()
		b, err := book.Backlog(ctx)
		if err != nil {
			slog.Warn("read a queue", "queue", "outbox", "error", err)
			return nil, false
		}
		return map[string]int{"waiting": b.Waiting, "dead": b.Dead}, true
	}
}
