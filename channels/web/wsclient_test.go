package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// dialog is a well-behaved client.
type dialog struct {
	*websocket.Conn
	t testing.TB
}

func dial(t testing.TB, s *site, path string, header http.Header) *dialog {
	t.Helper()
	c, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http")+path, header)
	if err != nil {
		t.Fatalf("dial %s: %v (%v)", path, err, resp)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	return &dialog{c, t}
}

// hello opens a talk over the API socket and returns the welcome.
func hello(t testing.TB, s *site) (*dialog, answer) {
	t.Helper()
	d := dial(t, s, "/api/v1/ws", nil)
	d.say(`{"type":"hello"}`)
	return d, d.next("welcome")
}

func back(t testing.TB, s *site, w answer, after string) (*dialog, answer) {
	t.Helper()
	d := dial(t, s, "/api/v1/ws", nil)
	d.say(`{"type":"hello","talk":"` + w.Talk + `","secret":"` + w.Secret + `","after":` + after + `}`)
	return d, d.any()
}

func (d *dialog) say(frame string) {
	d.t.Helper()
	if err := d.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		d.t.Fatalf("send %.80s: %v", frame, err)
	}
}

// any returns the next frame of the server.
func (d *dialog) any() answer {
	d.t.Helper()
	_, b, err := d.ReadMessage()
	if err != nil {
		d.t.Fatalf("read a frame: %v", err)
	}
	var a answer
	if err := json.Unmarshal(b, &a); err != nil {
		d.t.Fatalf("frame %.80s: %v", b, err)
	}
	return a
}

// next returns the next frame, which must be of a type.
func (d *dialog) next(kind string) answer {
	d.t.Helper()
	a := d.any()
	if a.Type != kind {
		d.t.Fatalf("next frame: got %+v, want type %q", a, kind)
	}
	return a
}

// ended returns the close code that ends the dialog.
func (d *dialog) ended() int {
	d.t.Helper()
	for {
		_, _, err := d.ReadMessage()
		if c, ok := err.(*websocket.CloseError); ok {
			return c.Code
		}
		if err != nil {
			d.t.Fatalf("wait for the end: %v", err)
		}
	}
}
