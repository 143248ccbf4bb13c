package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"wenban/assistant"
)

// cursed is a ledger that panics when a turn is saved.
type cursed struct{ assistant.Ledger }

func (cursed) Save(context.Context, assistant.Talk, assistant.Turn) (assistant.Turn, error) {
	panic("a bug of ours")
}

// TestA22ABugEndsOneConversation and not the program: the socket is closed, its
// place is given back, and the cause is in the log.
func TestA22ABugEndsOneConversation(t *testing.T) {
	s := newSite(t, func(c *Config) {
		c.Assistant.Ledger = cursed{c.Assistant.Ledger}
		c.Limits.SocketsOfOne = 1
	})
	d, _ := hello(t, s)
	d.say(`{"type":"ask","id":"a","text":"身份证丢了"}`)
	if _, _, err := d.ReadMessage(); err == nil {
		t.Error("after a panic: got a frame, want the socket closed")
	}
	if !soon(5*time.Second, func() bool { return s.guard.count() == 0 }) {
		t.Errorf("after a panic: %d sockets are counted, want 0", s.guard.count())
	}
	if got := s.log.String(); !strings.Contains(got, "a bug of ours") || strings.Contains(got, "身份证丢了") {
		t.Errorf("log: got %.300s, want the cause and not the words", got)
	}
}

// soon reports that something comes true in time.
func soon(most time.Duration, ok func() bool) bool {
	late := time.After(most)
	for {
		select {
		case <-late:
			return false
		default:
			if ok() {
				return true
			}
		}
	}
}
