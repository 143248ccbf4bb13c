package signin

import (
	"context"
	"sync"
	"time"
)

// looks is how often sessions of open sockets are looked up: they are to be
// closed within a second.
const looks = 500 * time.Millisecond

// watch ends what was opened in the name of a session soon after the session
// ended, also when it ended in another process.
type watch struct {
	sessions *sessions
	mu       sync.Mutex
	open     map[*watched]bool
	awake    bool // a goroutine looks
}

type watched struct {
	session Session
	end     context.CancelFunc
}

func newWatch(s *sessions) *watch { return &watch{sessions: s, open: map[*watched]bool{}} }

// Hold returns a context that ends at most about a second after the visitor's
// sessions do, or what they may do changes: for sockets, which are let in once
// and stay open. A visitor without a session holds as long as ctx.
func (g *Guard) Hold(ctx context.Context, v Visitor) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if g == nil {
		return ctx, cancel
	}
	var held []*watched
	for _, s := range []Session{v.staff, v.citizen} {
		if s.id != "" {
			held = append(held, &watched{session: s, end: cancel})
		}
	}
	g.watch.add(held)
	return ctx, func() { g.watch.drop(held); cancel() }
}

func (w *watch) add(held []*watched) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, h := range held {
		w.open[h] = true
	}
	if len(w.open) > 0 && !w.awake {
		w.awake = true
		go w.run()
	}
}

func (w *watch) drop(held []*watched) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, h := range held {
		delete(w.open, h)
	}
}

// run looks as long as something is open.
func (w *watch) run() {
	for {
		time.Sleep(looks)
		all := w.all()
		if all == nil {
			return
		}
		for _, h := range all {
			if !w.sessions.same(context.Background(), h.session) {
				h.end()
			}
		}
	}
}

// all returns what is open; nil, and the end of looking, when nothing is.
func (w *watch) all() (all []*watched) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for h := range w.open {
		all = append(all, h)
	}
	w.awake = len(all) > 0
	return all
}

// same reports whether a session is what it was: it has not ended, and the
// person may do the same. A database that does not answer ends nothing: what is
// opened next asks it again.
func (s *sessions) same(ctx context.Context, before Session) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	now, err := s.look(ctx, before.id, before.kind)
	if err != nil {
		return !isNone(err)
	}
	return now.person.String() == before.person.String()
}
