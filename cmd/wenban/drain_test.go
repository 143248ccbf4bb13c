package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge/store/db"
)

// told is a turn that was acknowledged to a client.
type told struct {
	talk, id string
	seq      int
}

// crowd are clients that ask without pause until the program takes no more.
type crowd struct {
	mu        sync.Mutex
	told      []told
	turnedOff atomic.Int64 // answers 503 with Retry-After
	reconnect atomic.Int64 // sockets that were told to come back
	odd       []string     // what should not have been answered
}

func (c *crowd) got(x told) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = append(c.told, x)
}

func (c *crowd) strange(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.odd = append(c.odd, what)
}

func (c *crowd) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.told)
}

var errand = []string{"身份证丢了", "我想给孩子上户口", "护照到期了怎么换", "残疾人证去哪办", "多少钱", "要带什么材料"}

// TestNoAcknowledgedTurnIsLostByADrain stops the program under load, with
// SIGTERM: everything a client was told is in the database, and the program
// ends by itself, cleanly.
func TestNoAcknowledgedTurnIsLostByADrain(t *testing.T) {
	p := startServer(t, "WENBAN_WEB_MESSAGES=6000", "WENBAN_LOG_LEVEL=warn")
	var c crowd
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() { c.byAPI(t.Context(), p, i) })
		all.Go(func() { c.bySocket(t.Context(), p, i) })
	}
	p.until("busy", func() bool { return c.count() >= 120 })
	began := time.Now()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	if state := p.end(); !state.Success() {
		t.Errorf("after SIGTERM: %v, want a clean end; it said %s", state, p.out)
	}
	lost := c.lost(t, p)
	t.Logf("drained in %d ms: %d turns acknowledged, %d lost, %d refused with Retry-After, %d of 6 sockets told to come back",
		time.Since(began).Milliseconds(), c.count(), len(lost), c.turnedOff.Load(), c.reconnect.Load())
	if len(lost) > 0 || c.reconnect.Load() != 6 || len(c.odd) > 0 {
		t.Errorf("lost %v, %d sockets told to come back, odd answers %v: want none lost, 6, none", lost, c.reconnect.Load(), c.odd)
	}
	c.got(told{c.told[0].talk, "never-sent", 1})
	if got := c.lost(t, p); len(got) != 1 {
		t.Errorf("control: a turn that was never sent: %d are lost, want 1", len(got))
	}
}

// byAPI asks by the JSON API, again and again, until it is refused.
func (c *crowd) byAPI(ctx context.Context, p *process, n int) {
	var talk struct{ Talk, Secret string }
	if status := call(ctx, p.url+"/api/v1/talks", "", `{}`, &talk); status != http.StatusCreated {
		c.strange(fmt.Sprintf("open a talk: %d", status))
		return
	}
	for i := 0; ; i++ {
		id := fmt.Sprintf("api-%d-%d", n, i)
		var reply assistant.Reply
		switch status := call(ctx, p.url+"/api/v1/talks/"+talk.Talk+"/turns", talk.Secret, fmt.Sprintf(`{"id":%q,"text":%q}`, id, errand[i%len(errand)]), &reply); status {
		case http.StatusOK:
			c.got(told{talk.Talk, id, reply.Seq})
		case http.StatusServiceUnavailable:
			c.turnedOff.Add(1)
			return
		case 0:
			return // nobody listens any more
		default:
			c.strange(fmt.Sprintf("ask: %d", status))
			return
		}
	}
}

// call posts JSON and returns the status, 0 where there was no whole answer. A
// 503 that does not say when to come back is 599.
func call(ctx context.Context, url, secret, body string, into any) int {
	return callWith(ctx, url, secret, body, into, nil)
}

func callWith(ctx context.Context, url, secret, body string, into any, more http.Header) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return 0
	}
	for name, values := range more {
		r.Header[name] = values
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+secret)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return 0
	case resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") == "":
		return 599
	case resp.StatusCode < 300 && json.Unmarshal(b, into) != nil:
		return 0
	}
	return resp.StatusCode
}

// wire is what a socket answers.
type wire struct {
	Type, ID, Talk, Secret, Code string
	Seq                          int
}

// bySocket asks over a socket until it is told to come back.
func (c *crowd) bySocket(ctx context.Context, p *process, n int) {
	conn, _, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(p.url, "http")+"/api/v1/ws", nil)
	if err != nil {
		c.strange(fmt.Sprintf("open a socket: %v", err))
		return
	}
	defer conn.Close()
	_ = conn.WriteJSON(map[string]string{"type": "hello"}) // a broken socket shows at the next read
	talk, last := "", 0
	for i := 0; ; {
		var a wire
		if err := conn.ReadJSON(&a); err != nil {
			return
		}
		switch a.Type {
		case "welcome":
			talk = a.Talk
		case "turn":
			continue
		case "done":
			c.got(told{talk, a.ID, a.Seq})
			last = a.Seq
		case "reconnect":
			if a.Seq != last {
				c.strange(fmt.Sprintf("told to come back after turn %d, want %d", a.Seq, last))
			}
			c.reconnect.Add(1)
			return
		case "error":
			if a.Code != "leaving" {
				c.strange("a socket was told " + a.Code)
			}
			c.turnedOff.Add(1)
			continue
		}
		_ = conn.WriteJSON(map[string]string{"type": "ask", "id": fmt.Sprintf("ws-%d-%d", n, i), "text": errand[i%len(errand)]})
		i++
	}
}

// lost returns what was acknowledged and is not in the database.
func (c *crowd) lost(t *testing.T, p *process) []told {
	t.Helper()
	d, err := db.Open(t.Context(), p.database())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	l := ledger.New(d, nil)
	kept := map[told]bool{}
	for _, x := range c.told {
		turns, err := l.Turns(t.Context(), x.talk, 0)
		if err != nil && !errors.Is(err, assistant.ErrNoTalk) {
			t.Fatal(err)
		}
		for _, turn := range turns {
			kept[told{x.talk, turn.ID, turn.Seq}] = true
		}
	}
	var out []told
	for _, x := range c.told {
		if !kept[x] {
			out = append(out, x)
		}
	}
	return out
}

// half sends half a request and leaves the program waiting for the rest.
func (p *process) half() net.Conn {
	p.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, "POST /ask HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n"); err != nil {
		p.t.Fatal(err)
	}
	if _, err := io.ReadAtLeast(c, make([]byte, 12), 12); err != nil { // 100 Continue: it reads the body
		p.t.Fatal(err)
	}
	return c
}

// TestAClientThatHangsDelaysNoStop: a drain ends in its time whatever clients
// do, and that is no failure.
func TestAClientThatHangsDelaysNoStop(t *testing.T) {
	p := startServer(t, "WENBAN_OPS_DRAIN=1s")
	p.half()
	_ = p.Process.Signal(syscall.SIGTERM)
	p.until("draining", func() bool { return p.readiness() == http.StatusServiceUnavailable })
	if state := p.end(); !state.Success() || !strings.Contains(p.out.String(), "were cut") {
		t.Errorf("after SIGTERM: %v, it said %s; want a clean end and a line that connections were cut", state, p.out)
	}
}

// TestASecondSignalEndsAtOnce and does not wait for the drain.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	p := startServer(t, "WENBAN_OPS_DRAIN=60s")
	p.half()
	_ = p.Process.Signal(syscall.SIGTERM)
	p.until("draining", func() bool { return p.readiness() == http.StatusServiceUnavailable })
	_ = p.Process.Signal(syscall.SIGTERM)
	if status, ok := p.end().Sys().(syscall.WaitStatus); !ok || !status.Signaled() || status.Signal() != syscall.SIGTERM {
		t.Errorf("after a second SIGTERM: %v, want it ended by the signal", p.ProcessState)
	}
}
