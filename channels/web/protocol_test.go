package web

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const (
	fin  = 0x80
	text = 0x1
	more = 0x0
)

func closeFrame(code int, reason string) []byte {
	return wire(fin|8, true, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
}

// TestProtocol sends frames that RFC 6455 forbids, byte by byte.
func TestProtocol(t *testing.T) {
	hello := wire(fin|text, true, []byte(`{"type":"hello"}`))
	tests := []struct {
		name string
		send []byte
		want int
	}{
		{"C57 unmasked frame", wire(fin|text, false, []byte(`{"type":"hello"}`)), websocket.CloseProtocolError},
		{"C57 RSV1", wire(fin|0x40|text, true, []byte("{}")), websocket.CloseProtocolError},
		{"C57 RSV2", wire(fin|0x20|text, true, []byte("{}")), websocket.CloseProtocolError},
		{"C57 RSV3", wire(fin|0x10|text, true, []byte("{}")), websocket.CloseProtocolError},
		{"C57 opcode 3", wire(fin|0x3, true, nil), websocket.CloseProtocolError},
		{"C57 opcode 7", wire(fin|0x7, true, nil), websocket.CloseProtocolError},
		{"C57 opcode B", wire(fin|0xB, true, nil), websocket.CloseProtocolError},
		{"C57 opcode F", wire(fin|0xF, true, nil), websocket.CloseProtocolError},
		{"C58 fragmented ping", wire(0x9, true, nil), websocket.CloseProtocolError},
		{"C58 ping of 126 bytes", wire(fin|0x9, true, bytes.Repeat([]byte("a"), 126)), websocket.CloseProtocolError},
		{"C58 ten thousand pings", bytes.Repeat(wire(fin|0x9, true, nil), 10000), websocket.ClosePolicyViolation},
		{"C59 continuation of nothing", wire(fin|more, true, []byte("a")), websocket.CloseProtocolError},
		{"C59 65,537 fragments of one byte", append(wire(text, true, []byte("a")), bytes.Repeat(wire(more, true, []byte("a")), 65537)...), websocket.CloseMessageTooBig},
		{"C60 close 0", closeFrame(0, ""), websocket.CloseProtocolError},
		{"C60 close 999", closeFrame(999, ""), websocket.CloseProtocolError},
		{"C60 close 1004", closeFrame(1004, ""), websocket.CloseProtocolError},
		{"C60 close 1005", closeFrame(1005, ""), websocket.CloseProtocolError},
		{"C60 close 1006", closeFrame(1006, ""), websocket.CloseProtocolError},
		{"C60 close 1016", closeFrame(1016, ""), websocket.CloseProtocolError},
		{"C60 close 2999", closeFrame(2999, ""), websocket.CloseProtocolError},
		{"C60 close 65535", closeFrame(65535, ""), websocket.CloseProtocolError},
		{"C60 close with a body of one byte", wire(fin|8, true, []byte{3}), websocket.CloseProtocolError},
		{"C60 close without a body", wire(fin|8, true, nil), 0},
		{"C60 close with bad UTF-8", closeFrame(1000, "\xff\xfe"), websocket.CloseProtocolError},
		{"C11 a frame of 64 KB + 1", wire(fin|text, true, bytes.Repeat([]byte("a"), maxFrame+1)), websocket.CloseMessageTooBig},
		{"C14 invalid UTF-8 in a text frame", append(bytes.Clone(hello), wire(fin|text, true, []byte("{\"type\":\"ask\",\"text\":\"\xed\xa0\x80\"}"))...), websocket.CloseInvalidFramePayloadData},
		{"a binary frame", wire(fin|0x2, true, []byte("{}")), websocket.CloseUnsupportedData},
		{"control: a right goodbye", closeFrame(1000, "bye"), websocket.CloseNormalClosure},
	}
	s := newSite(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, status := dialRaw(t, s, upgrade(s)...)
			if status != http.StatusSwitchingProtocols {
				t.Fatalf("open a socket: got status %d, want 101", status)
			}
			go func() { _, _ = r.Write(test.send) }() // the server may hang up in the middle
			if got, err := r.closing(); got != test.want {
				t.Errorf("send %.40q…: got close %d (%v), want %d", test.send, got, err, test.want)
			}
		})
	}
}

// TestC59UnfinishedMessage holds a message open for ever: it is closed in time,
// although pongs go on coming.
func TestC59UnfinishedMessage(t *testing.T) {
	s := newSite(t)
	s.times.message = 50 * time.Millisecond
	r, _ := dialRaw(t, s, upgrade(s)...)
	r.send(wire(text, true, []byte("{")))
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
				if _, err := r.Write(wire(fin|0xA, true, nil)); err != nil {
					return
				}
			}
		}
	}()
	if got, err := r.closing(); got != websocket.CloseGoingAway {
		t.Errorf("a message that never ends: got close %d (%v), want %d", got, err, websocket.CloseGoingAway)
	}
}

// TestSilence closes who neither speaks nor answers pings, and who never says
// hello.
func TestSilence(t *testing.T) {
	s := newSite(t)
	s.times.silence, s.times.hello = 50*time.Millisecond, time.Minute
	r, _ := dialRaw(t, s, upgrade(s)...)
	if got, err := r.closing(); got != websocket.CloseGoingAway {
		t.Errorf("silence: got close %d (%v), want %d", got, err, websocket.CloseGoingAway)
	}
	s = newSite(t)
	s.times.hello = 50 * time.Millisecond
	r, _ = dialRaw(t, s, upgrade(s)...)
	if got, err := r.closing(); got != websocket.ClosePolicyViolation {
		t.Errorf("no hello: got close %d (%v), want %d", got, err, websocket.ClosePolicyViolation)
	}
}

// TestC61Upgrade sends requests that must not become sockets, and one that
// must.
func TestC61Upgrade(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Origins = []string{"https://wenban.example.gov.cn"} })
	host := strings.TrimPrefix(s.URL, "http://")
	without := func(name string) []string {
		var out []string
		for _, l := range upgrade(s) {
			if !strings.HasPrefix(l, name+":") {
				out = append(out, l)
			}
		}
		return out
	}
	tests := []struct {
		name  string
		lines []string
		want  int
	}{
		{"HTTP/1.0", append([]string{"GET /api/v1/ws HTTP/1.0"}, upgrade(s)[1:]...), 400},
		{"no key", without("Sec-WebSocket-Key"), 400},
		{"no version", without("Sec-WebSocket-Version"), 400},
		{"version 8", append(without("Sec-WebSocket-Version"), "Sec-WebSocket-Version: 8"), 400},
		{"two hosts", append(upgrade(s), "Host: evil.com"), 400},
		{"no host", without("Host"), 400},
		{"not an upgrade", without("Upgrade"), 400},
		{"origin null", upgrade(s, "Origin: null"), 403},
		{"empty origin", upgrade(s, "Origin: "), 403},
		{"host as a prefix", upgrade(s, "Origin: http://"+host+".evil.com"), 403},
		{"host as a path", upgrade(s, "Origin: https://evil.com/"+host), 403},
		{"host as a user", upgrade(s, "Origin: http://"+host+"@evil.com"), 403},
		{"listed origin as a prefix", upgrade(s, "Origin: https://wenban.example.gov.cn.evil.com"), 403},
		{"another scheme", upgrade(s, "Origin: ftp://"+host), 403},
		{"control: no origin", upgrade(s), 101},
		{"control: own origin", upgrade(s, "Origin: http://"+host), 101},
		{"control: listed origin", upgrade(s, "Origin: https://wenban.example.gov.cn"), 101},
	}
	for _, path := range []string{"/api/v1/ws", "/ws"} {
		for _, test := range tests {
			t.Run(fmt.Sprint(path, " ", test.name), func(t *testing.T) {
				lines := append([]string{strings.Replace(test.lines[0], "/api/v1/ws", path, 1)}, test.lines[1:]...)
				if _, got := dialRaw(t, s, lines...); got != test.want {
					t.Errorf("%q: got status %d, want %d", lines, got, test.want)
				}
			})
		}
	}
}
