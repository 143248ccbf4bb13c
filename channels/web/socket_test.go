package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestASocketAnswers(t *testing.T) {
	s := newSite(t)
	d, w := hello(t, s)
	d.say(`{"type":"ask","id":"a1","text":"身份证丢了"}`)
	turn, done := d.next("turn"), d.next("done")
	if turn.Seq != 1 || turn.ID != "a1" || turn.Said != "身份证丢了" || done.ID != "a1" || done.Seq != 1 {
		t.Errorf("ask: got turn %d of %q saying %q, done %+v; want turn 1 of a1", turn.Seq, turn.ID, turn.Said, done)
	}
	if got := len(s.turnsOf(t, w.Talk)); got != 1 {
		t.Errorf("turns saved: got %d, want 1", got)
	}
}

// TestC62 opens the page's socket with a stolen ride on the visitor's cookie.
func TestC62ForeignOriginWithTheCookie(t *testing.T) {
	s := newSite(t)
	s.post(t, "/ask", "text", "身份证丢了")
	id, secret := s.cookieTalk(t)
	cookie := http.Header{"Cookie": {talkCookie + "=" + id + "." + secret}}
	for origin, want := range map[string]int{"https://evil.com": 403, "null": 403, s.URL: 101} {
		h := cookie.Clone()
		h.Set("Origin", origin)
		c, resp, _ := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+"/ws", h)
		if c != nil {
			_ = c.Close()
		}
		if resp.StatusCode != want {
			t.Errorf("socket from %q with the cookie: got status %d, want %d", origin, resp.StatusCode, want)
		}
	}
}

// TestC63 leaves the talk while a socket is open.
func TestC63RestartClosesTheSockets(t *testing.T) {
	s := newSite(t)
	s.post(t, "/ask", "text", "身份证丢了")
	id, secret := s.cookieTalk(t)
	d := dial(t, s, "/ws", http.Header{"Cookie": {talkCookie + "=" + id + "." + secret}})
	d.say(`{"type":"hello","after":1}`)
	d.next("welcome")
	began := time.Now()
	s.post(t, "/restart")
	if got := d.ended(); got != websocket.CloseNormalClosure || time.Since(began) > time.Second {
		t.Errorf("restart: socket closed with %d after %v, want %d within 1s", got, time.Since(began), websocket.CloseNormalClosure)
	}
	if got := len(s.turnsOf(t, id)); got != 1 {
		t.Errorf("turns after the restart: got %d, want 1", got)
	}
}

// wrongFrames are envelopes that must be refused without any effect.
var wrongFrames = map[string]struct{ frame, code string }{
	"unknown type":     {`{"type":"delete_everything"}`, "type"},
	"no type":          {`{}`, "type"},
	"wrong-case key":   {`{"Type":"ask","id":"x","text":"身份证丢了"}`, "format"},
	"wrong-case value": {`{"type":"ASK","id":"x","text":"身份证丢了"}`, "type"},
	"duplicate key":    {`{"type":"ping","type":"ask","id":"x","text":"身份证丢了"}`, "format"},
	"duplicate escape": {`{"type":"ask","id":"x","text":"a","te\u0078t":"身份证丢了"}`, "format"},
	"unknown key":      {`{"type":"ask","id":"x","text":"身份证丢了","admin":true}`, "format"},
	"depth 20,000":     {`{"type":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`, "format"},
	"number 1e400":     {`{"type":"ask","id":"x","pick":"option:yes","on":1e400}`, "format"},
	"seq -1":           {`{"type":"feedback","seq":-1,"feedback":"useful"}`, "seq"},
	"seq 2^63":         {`{"type":"feedback","seq":9223372036854775808,"feedback":"useful"}`, "format"},
	"seq of no turn":   {`{"type":"feedback","seq":999,"feedback":"useful"}`, "not_found"},
	"seq a fraction":   {`{"type":"feedback","seq":1.5,"feedback":"useful"}`, "format"},
	"feedback unknown": {`{"type":"feedback","seq":1,"feedback":"great"}`, "format"},
	"ask without id":   {`{"type":"ask","text":"身份证丢了"}`, "format"},
	"id with a space":  {`{"type":"ask","id":"a b","text":"身份证丢了"}`, "format"},
	"id of 65":         {`{"type":"ask","id":"` + strings.Repeat("a", 65) + `","text":"身份证丢了"}`, "format"},
	"two values":       {`{"type":"ping"}{"type":"ping"}`, "format"},
	"not JSON":         {`身份证丢了`, "format"},
	"an array":         {`["ask"]`, "format"},
	"null":             {`null`, "format"},
	"empty":            {``, "format"},
	"cut off":          {`{"type":"ask"`, "format"},
	"a second hello":   {`{"type":"hello"}`, "type"},
	"too long":         {`{"type":"ask","id":"x","text":"` + strings.Repeat("办", 2001) + `"}`, "limit"},
	"on negative":      {`{"type":"ask","id":"x","pick":"option:yes","on":-1}`, "seq"},
	"assign":           {`{"type":"assign"}`, "denied"},
	"whisper":          {`{"type":"whisper"}`, "denied"},
	"kb.publish":       {`{"type":"kb.publish"}`, "denied"},
}

// TestC64 sends wrong envelopes: each gets an error frame, the connection is
// kept, and nothing has changed. The question after it is the control.
func TestC64WrongFrames(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Limits.Messages = 1000 })
	d, w := hello(t, s)
	d.say(`{"type":"ask","id":"first","text":"身份证丢了"}`)
	d.next("turn")
	d.next("done")
	for name, test := range wrongFrames {
		t.Run(name, func(t *testing.T) {
			d.t = t
			d.say(test.frame)
			if got := d.next("error"); got.Code != test.code || got.Message == "" {
				t.Errorf("send %.60s: got error %+v, want code %q with a message", test.frame, got, test.code)
			}
			if got := len(s.turnsOf(t, w.Talk)); got != 1 {
				t.Errorf("send %.60s: got %d turns, want 1", test.frame, got)
			}
		})
	}
	d.t = t
	d.say(`{"type":"ask","id":"second","text":"多少钱"}`)
	if got := d.next("turn"); got.Seq != 2 {
		t.Errorf("control, a right frame: got %+v, want turn 2", got)
	}
}

// TestC69 checks that what only operators may send is refused and noted, and
// that the note holds nothing of what was in it.
func TestC69OperatorFramesAreNoted(t *testing.T) {
	s := newSite(t)
	d, _ := hello(t, s)
	d.say(`{"type":"whisper","text":"13800138000"}`)
	d.next("error")
	log := s.log.String()
	if !strings.Contains(log, "denied frame") || !strings.Contains(log, "whisper") || strings.Contains(log, "13800138000") {
		t.Errorf("log after a whisper: got %q, want the kind and no number", log)
	}
}

// TestBetweenTabs says something in one tab and sees it in another.
func TestBetweenTabs(t *testing.T) {
	s := newSite(t)
	one, w := hello(t, s)
	two, _ := back(t, s, w, "0")
	one.say(`{"type":"ask","id":"a","text":"身份证丢了"}`)
	if got := two.next("turn"); got.ID != "a" {
		t.Errorf("the other tab: got %+v, want the turn of a", got)
	}
}
