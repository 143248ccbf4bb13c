package simulator

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/webhook"
)

// Handler returns the interface for Wenban (/events) and the page for staff (/).
func (s *System) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /events", s.faulty(s.event))
	mux.HandleFunc("GET /events", s.faulty(s.lookup))
	mux.HandleFunc("GET /events/updates", s.faulty(s.page))
	mux.HandleFunc("GET /{$}", s.staff)
	mux.HandleFunc("POST /act", s.act)
	return http.NewCrossOriginProtection().Handler(mux)
}

// maxEvent is the size of an event in bytes.
const maxEvent = 4 << 20

func (s *System) event(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || !s.signed(w, r, body) {
		return
	}
	m, err := webhook.Decode(body)
	if err != nil || m.Key != r.Header.Get("Idempotency-Key") {
		problem(w, http.StatusBadRequest, "format", "读不懂这个事件。")
		return
	}
	taken, err := s.take(m)
	switch {
	case errors.Is(err, handoff.ErrAltered):
		problem(w, http.StatusConflict, "altered", "这个标识下已经有另一份内容。")
	case errors.Is(err, errNoCase):
		problem(w, http.StatusUnprocessableEntity, "no_case", "没有这个工单。")
	case err != nil:
		problem(w, http.StatusServiceUnavailable, "busy", "没有存下。")
	default:
		reply(w, http.StatusCreated, taken)
	}
}

func (s *System) lookup(w http.ResponseWriter, r *http.Request) {
	if !s.signed(w, r, []byte(r.URL.RequestURI())) {
		return
	}
	s.mu.Lock()
	e, ok := s.events[r.URL.Query().Get("key")]
	s.mu.Unlock()
	if !ok {
		problem(w, http.StatusNotFound, "not_found", "没有收到过。")
		return
	}
	reply(w, http.StatusOK, webhook.Taken{Key: e.Key, Number: e.Number, Digest: e.Digest})
}

// most is how many updates a page has: few, so that there are several.
const most = 5

func (s *System) page(w http.ResponseWriter, r *http.Request) {
	if !s.signed(w, r, []byte(r.URL.RequestURI())) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	after, err := 0, error(nil)
	if cursor := r.URL.Query().Get("after"); cursor != "" {
		after, err = strconv.Atoi(cursor)
	}
	if err != nil || after < 0 || after > len(s.updates) {
		problem(w, http.StatusBadRequest, "cursor", "没有这个游标。")
		return
	}
	end := min(after+most, len(s.updates))
	reply(w, http.StatusOK, webhook.Page{Updates: append([]handoff.Update{}, s.updates[after:end]...), Next: strconv.Itoa(end)})
}

func (s *System) signed(w http.ResponseWriter, r *http.Request, signed []byte) bool {
	h := r.Header
	err := s.config.Keys.Verify(h.Get(webhook.HeaderKey), h.Get(webhook.HeaderTime), h.Get(webhook.HeaderSignature), signed, s.config.Now())
	if err != nil {
		problem(w, http.StatusUnauthorized, "unauthorized", "签名不对。")
	}
	return err == nil
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller went away: nothing to do
}

func problem(w http.ResponseWriter, status int, code, text string) {
	var p webhook.Problem
	p.Error.Code, p.Error.Message = code, text
	reply(w, status, p)
}
