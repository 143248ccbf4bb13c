package webhook_test

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"wenban/assistant/handoff/handofftest"
	"wenban/assistant/handoff/simulator"
	"wenban/assistant/handoff/webhook"
)

var keys = webhook.Keys{{ID: "k2", Secret: "0123456789abcdef0123456789abcdef"}, {ID: "k1", Secret: "fedcba9876543210fedcba9876543210"}}

// people are the staff of the simulated system.
type people struct{ *simulator.System }

func (p people) Taken(context.Context) (out []handofftest.Taken, err error) {
	for _, c := range p.Cases() {
		out = append(out, handofftest.Taken{Number: c.Number, What: c.Content.What, Secret: c.Secret})
	}
	return out, nil
}

func TestSystem(t *testing.T) {
	handofftest.Run(t, func(t *testing.T, b *handofftest.Book) handofftest.Subject {
		far, err := simulator.Open(simulator.Config{Keys: keys, Log: filepath.Join(t.TempDir(), "log")})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = far.Close() })
		server := httptest.NewServer(far.Handler())
		t.Cleanup(server.Close)
		near, err := webhook.New(webhook.Config{URL: server.URL + "/events", Keys: keys, Private: true, Poll: true, Owner: b.Owner})
		if err != nil {
			t.Fatal(err)
		}
		return handofftest.Subject{System: near, Desk: people{far}}
	})
}
