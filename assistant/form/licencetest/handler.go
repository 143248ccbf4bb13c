package licencetest

import (
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/form/library"
)

// window is how far the clock of a caller may be off.
const window = 5 * time.Minute

// Server is a Library behind HTTP, as library.Client asks it: it checks the
// signature, the time, and that no nonce comes twice.
type Server struct {
	Library
	Key    string
	Secret []byte
	Now    func() time.Time // nil: time.Now

	mu   sync.Mutex
	seen map[string]bool
}

// ServeHTTP answers POST …/licences.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4<<10))
	if err != nil || r.Method != http.MethodPost {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	if !s.signed(r, body) {
		http.Error(w, "not signed", http.StatusUnauthorized)
		return
	}
	var h form.Holder
	if err := json.Unmarshal(body, &h); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	licences, err := s.Licences(r.Context(), h)
	if err != nil {
		http.Error(w, "unavailable", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"licences": licences}) // the caller may be gone
}

// signed reports whether a request is from who has the key, fresh, and not a
// copy of another.
func (s *Server) signed(r *http.Request, body []byte) bool {
	now := time.Now
	if s.Now != nil {
		now = s.Now
	}
	at, err := strconv.ParseInt(r.Header.Get("Wenban-Time"), 10, 64)
	off := now().Sub(time.Unix(at, 0)).Abs()
	want, got := library.Sign(s.Secret, r, body), r.Header.Get("Wenban-Signature")
	if err != nil || off > window || r.Header.Get("Wenban-Key") != s.Key || subtle.ConstantTimeCompare([]byte(want), []byte(got)) != 1 {
		return false
	}
	return s.first(r.Header.Get("Wenban-Nonce"))
}

// first reports whether a nonce was not seen before.
func (s *Server) first(nonce string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if nonce == "" || s.seen[nonce] {
		return false
	}
	if s.seen == nil {
		s.seen = map[string]bool{}
	}
	s.seen[nonce] = true
	return true
}
