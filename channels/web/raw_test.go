package web

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// raw is a socket of which a test writes every byte itself.
type raw struct {
	net.Conn
	in *bufio.Reader
	t  testing.TB
}

// dialRaw sends lines as a request and returns the status of the answer.
func dialRaw(t testing.TB, s *site, lines ...string) (*raw, int) {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	r := &raw{Conn: c, in: bufio.NewReader(c), t: t}
	r.send([]byte(strings.Join(lines, "\r\n") + "\r\n\r\n"))
	resp, err := http.ReadResponse(r.in, nil)
	if err != nil {
		t.Fatalf("read the answer to %q: %v", lines, err)
	}
	return r, resp.StatusCode
}

// upgrade are the lines of a right request to open a socket.
func upgrade(s *site, more ...string) []string {
	host := strings.TrimPrefix(s.URL, "http://")
	return append([]string{
		"GET /api/v1/ws HTTP/1.1", "Host: " + host, "Connection: Upgrade", "Upgrade: websocket",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
	}, more...)
}

func (r *raw) send(b []byte) {
	r.t.Helper()
	if _, err := r.Write(b); err != nil {
		r.t.Fatalf("write %d bytes: %v", len(b), err)
	}
}

// wire makes a frame: first is FIN, RSV and opcode; mask false breaks the rule
// that clients mask.
func wire(first byte, mask bool, payload []byte) []byte {
	b := []byte{first}
	bit := byte(0)
	if mask {
		bit = 0x80
	}
	switch n := len(payload); {
	case n < 126:
		b = append(b, bit|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, bit|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, bit|127), uint64(n))
	}
	if !mask {
		return append(b, payload...)
	}
	key := []byte{1, 2, 3, 4}
	b = append(b, key...)
	for i, p := range payload {
		b = append(b, p^key[i%4])
	}
	return b
}

// closing returns the code of the close frame that ends the socket; 0 where it
// ends without one.
func (r *raw) closing() (code int, err error) {
	for {
		op, payload, err := r.frame()
		switch {
		case err != nil:
			return 0, err
		case op == 8 && len(payload) >= 2:
			return int(binary.BigEndian.Uint16(payload)), nil
		case op == 8:
			return 0, nil
		}
	}
}

// frame reads one frame of the server.
func (r *raw) frame() (op byte, payload []byte, err error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r.in, head); err != nil {
		return 0, nil, fmt.Errorf("read a frame: %w", err)
	}
	n := uint64(head[1] & 0x7f)
	switch n {
	case 126:
		var b [2]byte
		_, err = io.ReadFull(r.in, b[:])
		n = uint64(binary.BigEndian.Uint16(b[:]))
	case 127:
		var b [8]byte
		_, err = io.ReadFull(r.in, b[:])
		n = binary.BigEndian.Uint64(b[:])
	}
	if err != nil {
		return 0, nil, err
	}
	payload = make([]byte, n)
	_, err = io.ReadFull(r.in, payload)
	return head[0] & 0x0f, payload, err
}
