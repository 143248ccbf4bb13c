package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// raw sends bytes and returns the answer to them.
func raw(t *testing.T, addr, request string) (status int, head http.Header, body string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go func() { _, _ = io.WriteString(c, request) }() // the server may stop reading
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("answer to %.60q: %v", request, err)
	}
	defer r.Body.Close()
	b, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20)) // cut off is what is looked at
	return r.StatusCode, r.Header, string(b)
}

// TestA09A10HostileHeads: heads that no browser sends are refused, names of
// hosts that a visitor makes up lead nowhere, and whoever comes next is served.
func TestA09A10HostileHeads(t *testing.T) {
	addr := free(t)
	running(t, addr, t.TempDir(), func() {
		get := func(path, headers string) string {
			return "GET " + path + " HTTP/1.1\r\nHost: " + addr + "\r\nConnection: close\r\n" + headers + "\r\n"
		}
		for _, c := range []struct {
			name, request string
			want          int
		}{
			{"ten thousand headers", get("/", strings.Repeat("X-A: 1\r\n", 10_000)), http.StatusRequestHeaderFieldsTooLarge},
			{"a cookie of a megabyte", get("/", "Cookie: a="+strings.Repeat("b", 1<<20)+"\r\n"), http.StatusRequestHeaderFieldsTooLarge},
			{"an address of forty kilobytes", get("/?q="+strings.Repeat("a", 40<<10), ""), http.StatusRequestHeaderFieldsTooLarge},
			{"two hosts", get("/", "Host: evil.example\r\n"), http.StatusBadRequest},
			{"a thousand parameters", get("/?"+strings.Repeat("a=1&", 1000), ""), http.StatusOK},
			{"the probe", get("/healthz", ""), http.StatusOK},
		} {
			if got, _, body := raw(t, addr, c.request); got != c.want {
				t.Errorf("%s: %d %.200s, want %d", c.name, got, body, c.want)
			}
		}
		for _, header := range []string{"", "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\n"} {
			host := addr
			if header == "" {
				host = "evil.example"
			}
			_, head, body := raw(t, addr, "GET / HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n"+header+"\r\n")
			if strings.Contains(body+fmt.Sprint(head), "evil.example") {
				t.Errorf("Host %s with %q: the answer names evil.example", host, header)
			}
		}
	})
}

// TestA60WhoDawdlesIsCut: a head that does not end holds no connection. The
// server is the one that serves, with less patience.
func TestA60WhoDawdlesIsCut(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config = bounded(http.NotFoundHandler())
	if s.Config.ReadHeaderTimeout == 0 || s.Config.ReadTimeout == 0 || s.Config.WriteTimeout == 0 || s.Config.IdleTimeout == 0 {
		t.Errorf("bounded has times %+v, want none to be 0", s.Config)
	}
	s.Config.ReadHeaderTimeout = 50 * time.Millisecond
	s.Start()
	defer s.Close()
	for _, part := range []string{"GET / HTTP/1.1\r\nHost: a\r\n", "G"} {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, part)
		if b, err := io.ReadAll(c); err != nil { // it ends when the server closes
			t.Errorf("after %q: %q, %v, want the connection closed", part, b, err)
		}
		_ = c.Close()
	}
	if got, _, _ := raw(t, s.Listener.Addr().String(), "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); got != http.StatusNotFound {
		t.Errorf("the probe: %d, want %d", got, http.StatusNotFound)
	}
}
