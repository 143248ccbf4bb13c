package web

import (
	"context"
	"fmt"
	"net/http"
	"sync"
)

// leaving answers what comes while the program stops. The page keeps what was
// typed and sends it again.
var leaving = problem{http.StatusServiceUnavailable, "leaving", "系统正在更新，几秒后就好。这句话还没有记下，请稍等再发。"}

// Drain ends the channel in order, for a program that is about to stop: nothing
// new is begun, turns under way are finished, saved and told, and every socket
// is told to come back, where its talk goes on after the last turn it has. It
// returns when all have left, or an error when ctx is done before.
//
// Pages are still shown; requests under way are the HTTP server's to wait for.
func (s *Server) Drain(ctx context.Context) error {
	empty := s.gate.shut()
	s.hub.stop()
	select {
	case <-empty:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("停机时有 %d 轮对话没有答完就中断了，市民没有收到确认的都没有记下", s.gate.count())
	}
}

// Sockets returns how many sockets are open.
func (s *Server) Sockets() int { return s.guard.count() }

// gate counts who is in, turns and sockets, and can be shut: then nobody gets
// in any more, and it tells when the last one has left.
type gate struct {
	mu      sync.Mutex
	in      int
	closing chan struct{} // closed when the gate is shut
	empty   chan struct{} // closed when the gate is shut and nobody is in
}

func newGate() *gate { return &gate{closing: make(chan struct{}), empty: make(chan struct{})} }

// enter reports whether one more may come in; leave must follow where it is so.
func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.isShut() {
		return false
	}
	g.in++
	return true
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.in--; g.in == 0 && g.isShut() {
		close(g.empty)
	}
}

// shut lets nobody in any more; the channel is closed when nobody is in.
func (g *gate) shut() (empty <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.isShut() {
		return g.empty
	}
	close(g.closing)
	if g.in == 0 {
		close(g.empty)
	}
	return g.empty
}

func (g *gate) isShut() bool {
	select {
	case <-g.closing:
		return true
	default:
		return false
	}
}

func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.in
}
