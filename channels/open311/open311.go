// Package open311 lets programs that speak Open311 GeoReport v2 hand matters in:
// the services are the leaves of the dispatch list, a request becomes a case in
// a talk of its own.
//
// Two things are stricter than the specification. Whoever reads requests names
// their api_key and sees only what came under it: that a stranger's case exists
// is told to nobody. And of a request only where it stands is shown: what was
// handed in, by whom and where stays here.
//
// GeoReport has no idempotency key, and programs send again what nobody
// answered. The header Idempotency-Key is honoured; without it the same form
// from the same program on the same day (in China) is one request, however
// often it comes.
package open311

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/triage"
	"wenban/channels/internal/page"
	"wenban/channels/signin"
)

// Casebook is where a program's cases are read.
type Casebook interface {
	// CasesOfScope returns the cases of a scope that were opened between two
	// times, newest first, at most so many.
	CasesOfScope(ctx context.Context, scope string, from, to time.Time, most int) ([]handoff.Case, error)
	// ByReceipt returns the case with the receipt number, or assistant.ErrNoCase.
	ByReceipt(ctx context.Context, receipt string) (handoff.Case, error)
}

// Config is what the channel stands on.
type Config struct {
	Assistant    *assistant.Assistant
	Cases        Casebook
	Keys         map[string]string // api_key of each program, by its name
	Jurisdiction string            // jurisdiction_id that is ours; "": whatever is asked for
	Each         int               // requests a minute of one program; 0: 120
	Guard        *signin.Guard     // may be nil
	Now          func() time.Time  // nil: time.Now
	Log          *slog.Logger      // nil: slog.Default
}

// Server answers programs.
type Server struct {
	config  Config
	clients []client
	strange *rate.Limiter // of those without a key
	handler http.Handler
}

// client is a program that may hand in.
type client struct {
	name  string
	key   [sha256.Size]byte
	limit *rate.Limiter
}

// New returns a server; it starts nothing.
func New(c Config) (*Server, error) {
	if c.Each == 0 {
		c.Each = 120
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	s := &Server{config: c, strange: rate.NewLimiter(10, 100)}
	for name, key := range c.Keys {
		s.clients = append(s.clients, client{name, sha256.Sum256([]byte(key)), rate.NewLimiter(rate.Every(time.Minute/time.Duration(c.Each)), c.Each)})
	}
	guarded, err := c.Guard.Protect(s.routes(), policy, s.refuse)
	if err != nil {
		return nil, err
	}
	s.handler = page.Headers(guarded, func(*http.Request) bool { return false }, nil)
	return s, nil
}

// ServeHTTP answers the paths of the channel.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Paths are what the channel answers.
func (s *Server) Paths() []string { return []string{"/open311/"} }

// ParseKeys reads the programs as they are configured: name:key, several
// separated by spaces, keys of at least 32 characters.
func ParseKeys(text string) (map[string]string, error) {
	keys := map[string]string{}
	for _, word := range strings.Fields(text) {
		name, key, ok := strings.Cut(word, ":")
		if !ok || name == "" || len(name) > 64 || len(key) < 32 || keys[name] != "" {
			return nil, errors.New("Open311 的 api_key 应写成“名字:密钥”，用空格分开，名字不重复，密钥至少 32 个字符")
		}
		keys[name] = key
	}
	return keys, nil
}

// list says whose duty what is, in the edition that answers now.
func (s *Server) list() *triage.List { return s.config.Assistant.Knowledge().Clerk.Proposer.List }
