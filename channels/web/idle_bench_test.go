package web

import (
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
)

// BenchmarkIdleSocket says what a socket costs that says nothing: heap and
// stacks in KB, of the server and of a client that keeps almost nothing.
// Take a few thousand: go test -run '^$' -bench IdleSocket -benchtime 4000x.
func BenchmarkIdleSocket(b *testing.B) {
	s := newSite(b, func(c *Config) { c.Limits = Limits{Sockets: b.N, SocketsOfOne: b.N, Talks: 2 * b.N} })
	before := inUse()
	for range b.N {
		idle(b, s)
	}
	b.ReportMetric(float64(inUse()-before)/float64(b.N)/1024, "KB/socket")
}

// inUse is what is alive on the heap and what the stacks take.
func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // the second one empties the pools
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// idle opens a socket, says hello, and waits for the welcome.
func idle(b *testing.B, s *site) {
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	fmt.Fprintf(c, "GET /ws HTTP/1.1\r\n%s\r\n\r\n", strings.Join(upgrade(s)[1:], "\r\n"))
	answer := make([]byte, 1024)
	if _, err := c.Read(answer); err != nil {
		b.Fatal(err)
	}
	if _, err := c.Write(wire(fin|text, true, []byte(`{"type":"hello","as":"html"}`))); err != nil {
		b.Fatal(err)
	}
	if n, err := c.Read(answer); err != nil || !strings.Contains(string(answer[:n]), "welcome") {
		b.Fatalf("hello: got %q (%v), want a welcome", answer[:n], err)
	}
}
