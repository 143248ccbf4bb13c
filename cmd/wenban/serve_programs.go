package main

import (
	"context"
	"fmt"

	"golang.org/x/time/rate"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/handoff/deliver"
	cityclient "wenban/assistant/handoff/open311"
	"wenban/assistant/handoff/webhook"
	"wenban/assistant/ledger"
	"wenban/assistant/read"
	"wenban/channels/callbacks"
	"wenban/channels/open311"
	"wenban/channels/signin"
	"wenban/cmd/wenban/config"
)

// callbacksEach is how many signed callbacks are taken in a second: far more
// than a city's departments do, and no more than the database takes beside turns.
const callbacksEach = 200

// programs are the channels of other programs: case systems that call back, and
// 311 clients that hand in.
func (c serveCommand) programs(set config.Config, book *ledger.Database, a *assistant.Assistant, guard *signin.Guard, o *operations) ([]room, error) {
	known, err := callers(set)
	if err != nil {
		return nil, err
	}
	back, err := callbacks.New(&webhook.Receiver{Keys: known, Hear: hear(book, o), Limit: rate.NewLimiter(callbacksEach, 2*callbacksEach)}, guard)
	if err != nil {
		return nil, err
	}
	clients, err := open311.ParseKeys(set.Open311.Keys)
	if err != nil {
		return nil, fmt.Errorf("open311.keys：%w", err)
	}
	city, err := open311.New(open311.Config{Assistant: a, Cases: book, Keys: clients, Jurisdiction: set.Open311.Jurisdiction, Each: set.Open311.Requests, Guard: guard})
	return []room{back, city}, err
}

// callers are the case systems that may call back, by the name in the address.
func callers(set config.Config) (map[string]webhook.Keys, error) {
	if set.Cases.Webhook.Secret == "" {
		return nil, nil
	}
	keys, err := webhook.ParseKeys(set.Cases.Webhook.Secret)
	if err != nil {
		return nil, fmt.Errorf("cases.webhook.secret：%w", err)
	}
	return map[string]webhook.Keys{"webhook": keys}, nil
}

// hear takes what a case system tells into the ledger.
func hear(book *ledger.Database, o *operations) func(context.Context, string, handoff.Update) (webhook.Heard, error) {
	said := map[ledger.Heard]webhook.Heard{ledger.Applied: webhook.Applied, ledger.Again: webhook.Known, ledger.Parked: webhook.Parked}
	return func(ctx context.Context, _ string, u handoff.Update) (webhook.Heard, error) {
		heard, err := book.Take(ctx, u)
		if heard != "" {
			deliver.Note(o.metrics.Updated, u, heard)
		}
		return said[heard], err
	}
}

// open311System is a city's 311 system.
//
// PRIVACY: what it shows to all goes through the mask.
func open311System(set config.City, book *ledger.Database, a *assistant.Assistant) (handoff.System, error) {
	s, err := cityclient.New(cityclient.Config{
		URL: set.URL, Key: set.Key, Jurisdiction: set.Jurisdiction, Format: set.Format, Service: set.Service, Private: set.Private,
		Category: func(id string) string {
			c, _ := a.Knowledge().Clerk.Proposer.List.Category(id)
			return c.Name
		},
		Mask: func(text string) string { masked, _ := read.Mask(text); return masked },
		Open: book.CasesUnderWay,
	})
	if err != nil {
		return nil, fmt.Errorf("cases.open311：%w", err)
	}
	return s, nil
}
