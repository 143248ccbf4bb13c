package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"wenban/assistant"
)

// slow is a ledger whose first Save waits to be let go.
type slow struct {
	assistant.Ledger
	saving chan struct{} // gets one when a Save has begun
	let    chan struct{} // closed: go on
}

func (l slow) Save(ctx context.Context, talk assistant.Talk, turn assistant.Turn) (assistant.Turn, error) {
	l.saving <- struct{}{}
	<-l.let
	return l.Ledger.Save(ctx, talk, turn)
}

func slowSite(t *testing.T) (*site, slow) {
	t.Helper()
	l := slow{saving: make(chan struct{}, 1), let: make(chan struct{})}
	return newSite(t, func(c *Config) { l.Ledger = c.Assistant.Ledger; c.Assistant.Ledger = l }), l
}

// drain begins to drain and returns once nothing new is let in.
func (s *site) drain(ctx context.Context) <-chan error {
	done := make(chan error, 1)
	go func() { done <- s.Drain(ctx) }()
	<-s.gate.closing
	return done
}

// TestDrain stops while a turn is under way: it is finished, saved and told;
// nothing new is begun; every socket is told to come back.
func TestDrain(t *testing.T) {
	s, l := slowSite(t)
	id, secret := s.opened(t)
	busy, w := hello(t, s)
	idle, _ := hello(t, s)
	idle.say(`{"type":"ping"}`)
	idle.next("pong")
	silent := dial(t, s, "/api/v1/ws", nil)
	busy.say(`{"type":"ask","id":"a","text":"身份证丢了"}`)
	<-l.saving
	done := s.drain(t.Context())

	for name, d := range map[string]*dialog{"idle": idle, "before the hello": silent} {
		if got := d.next("reconnect"); got.Seq != 0 || d.ended() != websocket.CloseGoingAway {
			t.Errorf("socket %s: got %+v, want reconnect after turn 0 and close 1001", name, got)
		}
	}
	ask := request{"POST", "/api/v1/talks/" + id + "/turns", secret, "application/json", `{"id":"b","text":"护照"}`}
	if status, body := s.call(t, ask); status != http.StatusServiceUnavailable || !strings.Contains(body, `"leaving"`) {
		t.Errorf("a new turn: got %d %s, want 503 leaving", status, body)
	}
	r, err := s.client.PostForm(s.URL+"/ask", map[string][]string{"text": {"护照到期了"}})
	if err != nil {
		t.Fatal(err)
	}
	if body := read(t, r); r.StatusCode != 503 || r.Header.Get("Retry-After") == "" || !strings.Contains(body, "护照到期了") {
		t.Errorf("a new turn by form: got %d, Retry-After %q, %.80s, want 503, a time, and what was typed", r.StatusCode, r.Header.Get("Retry-After"), body)
	}
	if _, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/api/v1/ws", nil); err == nil || resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("a new socket: got %v, want 503 with Retry-After", err)
	}
	select {
	case err := <-done:
		t.Fatalf("Drain = %v while a turn was under way, want it to wait", err)
	default:
	}

	close(l.let)
	busy.next("turn")
	if got := busy.next("done"); got.ID != "a" || got.Seq != 1 {
		t.Errorf("the turn under way: got %+v, want done a, turn 1", got)
	}
	if got := busy.next("reconnect"); got.Seq != 1 || busy.ended() != websocket.CloseGoingAway {
		t.Errorf("its socket: got %+v, want reconnect after turn 1 and close 1001", got)
	}
	if err := <-done; err != nil {
		t.Errorf("Drain = %v, want nil", err)
	}
	if got := len(s.turnsOf(t, w.Talk)); got != 1 {
		t.Errorf("turns saved: got %d, want 1", got)
	}
}

// TestDrainEndsInTime gives up on a turn that takes too long, and says so.
func TestDrainEndsInTime(t *testing.T) {
	s, l := slowSite(t)
	d, _ := hello(t, s)
	d.say(`{"type":"ask","id":"a","text":"身份证丢了"}`)
	<-l.saving
	ctx, cancel := context.WithCancel(t.Context())
	done := s.drain(ctx)
	cancel()
	if err := <-done; err == nil {
		t.Error("Drain of a turn that hangs = nil, want an error")
	}
	close(l.let)
	d.next("turn")
}

// TestRefusalsAreCounted with a reason of a closed set, and logged without what
// was sent.
func TestRefusalsAreCounted(t *testing.T) {
	codes := make(chan string, 9)
	s := newSite(t, func(c *Config) { c.Refused = func(code string) { codes <- code } })
	s.get(t, "/13800138000")
	d, _ := hello(t, s)
	d.say(`{"type":"13800138000"}`)
	d.next("error")
	for _, want := range []string{"not_found", "type"} {
		if got := <-codes; got != want {
			t.Errorf("refused: got %q, want %q", got, want)
		}
	}
	if got := s.log.String(); strings.Contains(got, "13800138000") || !strings.Contains(got, "reason=not_found") {
		t.Errorf("log: got %s, want the reason and no number", got)
	}
}
