package web

import "sync"

// hub tells the sockets of a talk that something happened, and lets one turn of
// a talk be taken at a time. It carries no content: what a socket sends it
// reads from the ledger, so a socket that missed a word of the hub has missed
// nothing.
type hub struct {
	mu    sync.Mutex
	talks map[string]map[*ear]bool
	locks map[string]*turnLock
	shut  bool // the program stops: whoever joins is ended at once
}

// ear is how a socket hears of news.
type ear struct {
	news chan struct{} // holds one: there is something to read
	end  chan struct{} // closed: the socket is to be closed
	away bool          // set before end is closed: only the program stops, the talk goes on
}

type turnLock struct {
	sync.Mutex
	waiting int
}

func newHub() *hub {
	return &hub{talks: map[string]map[*ear]bool{}, locks: map[string]*turnLock{}}
}

func (h *hub) join(talk string) *ear {
	h.mu.Lock()
	defer h.mu.Unlock()
	e := &ear{news: make(chan struct{}, 1), end: make(chan struct{})}
	if h.shut {
		e.away = true
		close(e.end)
		return e
	}
	if h.talks[talk] == nil {
		h.talks[talk] = map[*ear]bool{}
	}
	h.talks[talk][e] = true
	return e
}

func (h *hub) part(talk string, e *ear) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.talks[talk], e)
	if len(h.talks[talk]) == 0 {
		delete(h.talks, talk)
	}
}

// tell says that a talk has a new turn.
func (h *hub) tell(talk string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tellLocked(talk)
}

// tellAll says that any talk may have a new turn.
func (h *hub) tellAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for talk := range h.talks {
		h.tellLocked(talk)
	}
}

func (h *hub) tellLocked(talk string) {
	for e := range h.talks[talk] {
		select {
		case e.news <- struct{}{}:
		default: // it knows already
		}
	}
}

// end closes the sockets of a talk.
func (h *hub) end(talk string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.endLocked(talk, false)
}

func (h *hub) endLocked(talk string, away bool) {
	for e := range h.talks[talk] {
		e.away = away
		close(e.end)
	}
	delete(h.talks, talk)
}

// stop ends all sockets, also those that are still to join: the program stops.
func (h *hub) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shut = true
	for talk := range h.talks {
		h.endLocked(talk, true)
	}
}

// lock makes the turns of a talk wait for one another.
func (h *hub) lock(talk string) (unlock func()) {
	h.mu.Lock()
	l, ok := h.locks[talk]
	if !ok {
		l = new(turnLock)
		h.locks[talk] = l
	}
	l.waiting++
	h.mu.Unlock()
	l.Lock()
	return func() {
		l.Unlock()
		h.mu.Lock()
		defer h.mu.Unlock()
		if l.waiting--; l.waiting == 0 {
			delete(h.locks, talk)
		}
	}
}
