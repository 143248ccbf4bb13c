package web

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
)

// A close frame has no body or one of two bytes and more. gorilla/websocket
// takes a body of one byte for none; RFC 6455 wants a protocol error. What the
// library does not tell is read off the last bytes that came in: a masked close
// frame with one byte is exactly seven bytes long, and nothing may follow it.

// watched is a connection that remembers its last seven bytes.
type watched struct {
	net.Conn
	last [7]byte
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	tail := append(w.last[:], b[:n]...)
	copy(w.last[:], tail[len(tail)-7:])
	return n, err
}

// brokenClose reports that a close frame with one byte came last.
func (w *watched) brokenClose() bool { return w.last[0] == 0x88 && w.last[1] == 0x81 }

// watching gives the connection of a request away watched.
type watching struct {
	http.ResponseWriter
	conn *watched
}

func (w *watching) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, fmt.Errorf("take the connection: %w", err)
	}
	w.conn = &watched{Conn: c}
	return w.conn, rw, nil
}
