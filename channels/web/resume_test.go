package web

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wenban/assistant"
)

// TestC65 comes back with numbers and talks that do not fit.
func TestC65Resume(t *testing.T) {
	s := newSite(t)
	d, w := hello(t, s)
	for i, q := range []string{"身份证丢了", "未满十六周岁", "多少钱"} {
		d.say(fmt.Sprintf(`{"type":"ask","id":"q%d","text":%q}`, i, q))
		d.next("turn")
		d.next("done")
	}
	_ = d.Close()
	for after, want := range map[string][]int{"0": {1, 2, 3}, "2": {3}, "3": {}} {
		d, first := back(t, s, w, after)
		if first.Type != "welcome" || first.Seq != 3 || first.Secret != "" {
			t.Errorf("back after %s: got %+v, want a welcome with seq 3 and no secret", after, first)
		}
		for _, seq := range want {
			if got := d.next("turn"); got.Seq != seq {
				t.Errorf("back after %s: got turn %d, want %d", after, got.Seq, seq)
			}
		}
		d.say(`{"type":"ping"}`)
		d.next("pong") // nothing more came
	}
	if d, first := back(t, s, w, "99"); first.Code != "seq" || d.next("welcome").Seq != 3 {
		t.Errorf("back from the future: got %+v, want error seq, then welcome at 3", first)
	}
	other, theirs := hello(t, s)
	other.next2(t, theirs)
	for name, x := range map[string]answer{
		"another talk, own secret": {Talk: theirs.Talk, Secret: w.Secret},
		"own talk, no secret":      {Talk: w.Talk},
		"no such talk":             {Talk: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Secret: w.Secret},
	} {
		d, got := back(t, s, x, "0")
		if got.Type != "error" || got.Code != "not_found" || d.ended() != websocket.ClosePolicyViolation {
			t.Errorf("back to %s: got %+v, want error not_found and close 1008", name, got)
		}
	}
}

// next2 says something private in another talk.
func (d *dialog) next2(t *testing.T, _ answer) {
	t.Helper()
	d.say(`{"type":"ask","id":"p","text":"我要办残疾人证"}`)
	d.next("turn")
	d.next("done")
}

// TestC66 sends one message twenty times at once over twenty sockets.
func TestC66TheSameMessageTwentyTimes(t *testing.T) {
	s := newSite(t)
	_, w := hello(t, s)
	var sent sync.WaitGroup
	for range 20 {
		d, _ := back(t, s, w, "0")
		sent.Go(func() {
			d.say(`{"type":"ask","id":"same","text":"身份证丢了"}`)
			for {
				switch a := d.any(); a.Type {
				case "done":
					if a.Seq != 1 {
						t.Errorf("done: got seq %d, want 1", a.Seq)
					}
					return
				case "error":
					t.Errorf("got %+v, want a turn", a)
					return
				}
			}
		})
	}
	sent.Wait()
	if got := len(s.turnsOf(t, w.Talk)); got != 1 {
		t.Errorf("turns: got %d, want 1", got)
	}
	d, _ := back(t, s, w, "1")
	d.say(`{"type":"ask","id":"other","text":"多少钱"}`)
	if got := d.next("turn"); got.Seq != 2 {
		t.Errorf("control, another id: got %+v, want turn 2", got)
	}
}

// TestC67 exceeds each limit; another visitor goes on as before.
func TestC67Limits(t *testing.T) {
	t.Run("101 messages in a minute", func(t *testing.T) {
		s := newSite(t)
		d, w := hello(t, s)
		codes := map[string]int{}
		for i := range 101 {
			d.say(fmt.Sprintf(`{"type":"ask","id":"m%d","text":"你好"}`, i))
			a := d.any()
			if a.Type == "turn" {
				a = d.next("done")
			}
			codes[a.Type+a.Code]++
		}
		if codes["done"] != 30 || codes["errorrate"] != 71 || len(s.turnsOf(t, w.Talk)) != 30 {
			t.Errorf("101 messages: got %v, want 30 done and 71 of error rate", codes)
		}
		other, theirs := hello(t, s)
		other.next2(t, theirs)
	})
	t.Run("1,000 new talks from one address", func(t *testing.T) {
		s := newSite(t)
		opened := 0
		for range 1000 {
			if s.openTalk(t) == http.StatusCreated {
				opened++
			}
		}
		if opened != 60 {
			t.Errorf("1,000 new talks: got %d, want 60", opened)
		}
	})
	t.Run("more sockets than allowed", func(t *testing.T) {
		s := newSite(t, func(c *Config) { c.Limits.SocketsOfOne = 3 })
		for range 3 {
			hello(t, s)
		}
		_, status := dialRaw(t, s, upgrade(s)...)
		if status != http.StatusServiceUnavailable {
			t.Errorf("the fourth socket: got status %d, want 503", status)
		}
		if status, body := s.post(t, "/ask", "text", "身份证丢了"); status != 200 || !strings.Contains(body, "居民身份证丢失补领") {
			t.Errorf("control, the page without a socket: got status %d", status)
		}
	})
}

func (s *site) openTalk(t testing.TB) int {
	t.Helper()
	r, err := s.client.Post(s.URL+"/api/v1/talks", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	read(t, r)
	return r.StatusCode
}

// TestC68 fills a talk with more than the buffers on the way hold and does not
// read: the socket is closed in time, and everything is there afterwards.
func TestC68SlowReader(t *testing.T) {
	s := newSite(t)
	s.times.write = 2 * time.Second
	_, w := hello(t, s)
	const turns = 600
	s.fill(t, w.Talk, turns)
	closed := make(chan struct{})
	inner := s.http.Config.Handler
	s.http.Config.Handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(rw, r)
		if r.Header.Get("X-Slow") != "" {
			close(closed)
		}
	})
	slow := dial(t, s, "/api/v1/ws", http.Header{"X-Slow": {"1"}})
	slow.say(`{"type":"hello","talk":"` + w.Talk + `","secret":"` + w.Secret + `"}`)
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Fatal("a reader that reads nothing: still open after 10s, want closed")
	}
	d, _ := back(t, s, w, "0")
	for seq := 1; seq <= turns; seq++ {
		if got := d.next("turn"); got.Seq != seq {
			t.Fatalf("back after the slow line: got turn %d, want %d", got.Seq, seq)
		}
	}
}

// fill saves turns with long texts.
func (s *site) fill(t testing.TB, id string, n int) {
	t.Helper()
	talk, err := s.assistant.Ledger.Talk(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("办", 10000)
	for seq := 1; seq <= n; seq++ {
		if _, err := s.ledger.Save(t.Context(), talk, assistant.Turn{Talk: id, Seq: seq, Reply: assistant.Reply{Seq: seq, Text: long}}); err != nil {
			t.Fatal(err)
		}
	}
}
