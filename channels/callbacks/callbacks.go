// Package callbacks is the channel of case systems: they tell there what was
// done to a case, and read the contract.
package callbacks

import (
	"net/http"

	"wenban/assistant/handoff/webhook"
	"wenban/channels/internal/page"
	"wenban/channels/signin"
)

// Server answers case systems.
type Server struct {
	receiver *webhook.Receiver
	handler  http.Handler
}

// New returns a server; a guard may be nil. Without a system that may call it
// refuses every callback.
func New(receiver *webhook.Receiver, guard *signin.Guard) (*Server, error) {
	s := &Server{receiver: receiver}
	guarded, err := guard.Protect(s.routes(), policy, refuse)
	if err != nil {
		return nil, err
	}
	s.handler = page.Headers(guarded, func(*http.Request) bool { return false }, nil)
	return s, nil
}

// ServeHTTP answers the paths of the channel.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Paths are what the channel answers.
func (s *Server) Paths() []string { return []string{"/api/v1/callbacks/", "/openapi-cases.json"} }

func contract(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(webhook.Contract()) // the reader went away: nothing to do
}

func refuse(w http.ResponseWriter, _ *http.Request, no signin.Refusal) {
	webhook.Refuse(w, no.Status, no.Code, no.Text)
}

func missing(w http.ResponseWriter, _ *http.Request) {
	webhook.Refuse(w, http.StatusNotFound, "not_found", "没有这个地址。接口的约定见 /openapi-cases.json。")
}
