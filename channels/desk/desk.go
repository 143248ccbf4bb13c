// Package desk is the pages of the case desk (工单台): where departments handle
// the cases that citizens handed in, and dispatchers assign, review and follow
// them. What may be done and seen is for assistant/handoff/desk to say; here it
// is shown and typed in.
//
// The pages are made on the server and work without script; the script adds keys.
package desk

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"time"

	"wenban/assistant/handoff/desk"
	"wenban/channels/internal/page"
	"wenban/channels/signin"
	"wenban/knowledge/store"
)

//go:embed all:templates assets
var own embed.FS

// Config is what the channel stands on. Desk and SignIn are needed.
type Config struct {
	Desk        *desk.Desk
	SignIn      *signin.Guard
	Origins     []string                                                      // origins, besides the host itself, that are ours
	Region      func(code string) string                                      // name of a region; nil: its code
	Category    func(id string) string                                        // name of a category of the dispatch list; nil: its id
	Departments func() []string                                               // to choose from; nil: none are offered
	Helpers     func(category, region string) []string                        // 协办 that the dispatch list names; nil: none
	File        func(ctx context.Context, f desk.File) (io.ReadCloser, error) // what was attached; nil: it cannot be opened here
	Refused     func(code string)                                             // is told why something was refused, from a closed set; nil: nobody counts
	Views       int                                                           // cases that one person may open a minute; 0: 60
	Now         func() time.Time                                              // nil: time.Now
	Log         *slog.Logger                                                  // nil: slog.Default
}

// Server is the channel.
type Server struct {
	Config
	assets *page.Assets
	pages  *page.Set
	views  *meter
	cross  *http.CrossOriginProtection
	http   http.Handler
}

// Console is where the pages are, for whoever signs in.
var Console = signin.Console{Path: "/desk/", Name: "工单台", Roles: staff}

// staff are the roles that have business here.
var staff = []store.Role{store.Operator, store.Handler, store.Admin}

// New returns the channel; it starts nothing.
func New(c Config) (*Server, error) {
	s := &Server{Config: c, cross: http.NewCrossOriginProtection()}
	s.defaults()
	for _, o := range c.Origins {
		if err := s.cross.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("origin %q: %w", o, err)
		}
	}
	var err error
	if s.assets, err = page.NewAssets(own); err != nil {
		return nil, fmt.Errorf("load assets: %w", err)
	}
	if s.pages, err = page.Parse(s.assets, own, template.FuncMap{
		"when": s.when, "left": s.left, "exact": exact, "now": s.Now, "args": argsOf, "size": size,
	}); err != nil {
		return nil, fmt.Errorf("load pages: %w", err)
	}
	guarded, err := c.SignIn.Protect(s.routes(), s.policy(), s.refuse)
	if err != nil {
		return nil, err
	}
	s.cross.SetDenyHandler(http.HandlerFunc(s.foreign))
	s.http = page.Headers(s.cross.Handler(guarded), func(*http.Request) bool { return false }, nil)
	return s, nil
}

func (s *Server) defaults() {
	same := func(code string) string { return code }
	if s.Region == nil {
		s.Region = same
	}
	if s.Category == nil {
		s.Category = same
	}
	if s.Departments == nil {
		s.Departments = func() []string { return nil }
	}
	if s.Views == 0 {
		s.Views = 60
	}
	if s.Helpers == nil {
		s.Helpers = func(string, string) []string { return nil }
	}
	if s.Refused == nil {
		s.Refused = func(string) {}
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Log == nil {
		s.Log = slog.Default()
	}
	s.views = newMeter(s.Views)
}

// ServeHTTP answers the addresses of Paths.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// Paths are the patterns of what the server answers, for the mux of a process.
func (s *Server) Paths() []string { return slices.Sorted(maps.Keys(s.policy())) }

// who returns who is at the desk.
func who(r *http.Request) desk.Person {
	p := signin.Of(r.Context()).Person // the policy table lets nobody else in
	return desk.Person{
		Name: p.Name, Dispatcher: p.Has(store.Operator, store.Admin), Handler: p.Has(store.Handler),
		Departments: p.Departments, Regions: p.Regions,
	}
}
