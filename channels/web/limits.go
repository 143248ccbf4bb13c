package web

import (
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"wenban/channels/internal/page"
)

// Limits keep one visitor from taking what is there for all. They are far above
// what a person does, and count an address as a whole office may share it.
type Limits struct {
	Text         int // characters of one message after hidden ones are removed; 0: 2000
	Messages     int // messages a minute in one talk; 0: 30
	Talks        int // new talks a minute from one address; 0: 60
	Sockets      int // open sockets in all; 0: 10000
	SocketsOfOne int // open sockets from one address; 0: 200
	Openings     int // talks that were opened and in which nothing was said yet; 0: 20000
	Addresses    int // addresses and talks that are counted at a time; 0: 50000
}

func (l Limits) withDefaults() Limits {
	for p, value := range map[*int]int{
		&l.Text: 2000, &l.Messages: 30, &l.Talks: 60, &l.Sockets: 10000,
		&l.SocketsOfOne: 200, &l.Openings: 20000, &l.Addresses: 50000,
	} {
		if *p == 0 {
			*p = value
		}
	}
	return l
}

// writesOfDraft is how often a minute a form may be changed: far more than a
// person does.
const writesOfDraft = 120

// guard counts against the limits.
type guard struct {
	messages, talks *meter
	writes          *meter // of one draft
	limits          Limits

	mu      sync.Mutex
	sockets map[string]int
	open    int
}

func newGuard(l Limits, now func() time.Time) *guard {
	return &guard{
		limits: l, sockets: map[string]int{},
		writes:   newMeter(writesOfDraft, l.Addresses, now),
		messages: newMeter(l.Messages, l.Addresses, now),
		talks:    newMeter(l.Talks, l.Addresses, now),
	}
}

// enter counts a socket in; leave must follow where ok is true.
func (g *guard) enter(address string) (leave func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open >= g.limits.Sockets || g.sockets[address] >= g.limits.SocketsOfOne {
		return nil, false
	}
	g.open++
	g.sockets[address]++
	return func() { g.leave(address) }, true
}

func (g *guard) leave(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	if g.sockets[address]--; g.sockets[address] <= 0 {
		delete(g.sockets, address)
	}
}

func (g *guard) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open
}

// meter allows so many a minute for each key. It forgets the keys that are
// full again; where too many are busy at once it forgets all, which is kinder
// than refusing everyone.
type meter struct {
	mu    sync.Mutex
	each  int
	most  int
	now   func() time.Time
	byKey map[string]*rate.Limiter
}

func newMeter(each, most int, now func() time.Time) *meter {
	return &meter{each: each, most: most, now: now, byKey: map[string]*rate.Limiter{}}
}

func (m *meter) allow(key string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, ok := m.byKey[key]
	if !ok {
		m.makeRoom()
		l = rate.NewLimiter(rate.Every(time.Minute/time.Duration(m.each)), m.each)
		m.byKey[key] = l
	}
	return l.AllowN(m.now(), 1)
}

func (m *meter) makeRoom() {
	if len(m.byKey) < m.most {
		return
	}
	now := m.now()
	for key, l := range m.byKey {
		if l.TokensAt(now) >= float64(m.each) {
			delete(m.byKey, key)
		}
	}
	if len(m.byKey) >= m.most {
		clear(m.byKey)
	}
}

// address returns what a visitor is counted by.
//
// PRIVACY: it is counted in memory and neither stored nor logged.
func (s *Server) address(r *http.Request) string { return page.Address(r, s.config.Proxies) }
