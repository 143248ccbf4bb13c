package signin

import (
	"embed"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"wenban/channels/internal/page"
	"wenban/knowledge/store"
)

//go:embed templates
var own embed.FS

// Pages is what the pages of signing in stand on.
type Pages struct {
	Guard     *Guard
	Origins   []string                                     // origins, besides the host itself, that are ours: where a proxy changes the host
	Consoles  []Console                                    // where staff may go
	Citizen   []string                                     // paths that a citizen may be sent back to; one that ends in / has all below it
	SignedOut func(w http.ResponseWriter, r *http.Request) // a citizen signed out: nothing of theirs may stay; nil: nothing to do
}

// Console is a page of staff.
type Console struct {
	Path  string // that it begins at; ends in / when there are pages below it
	Name  string
	Roles []store.Role // none: everybody's
}

// Server shows the pages of signing in.
type Server struct {
	Pages
	assets *page.Assets
	pages  *page.Set
	cross  *http.CrossOriginProtection
	http   http.Handler
}

// NewServer returns the pages of signing in; it starts nothing.
func NewServer(p Pages) (*Server, error) {
	s := &Server{Pages: p, cross: http.NewCrossOriginProtection()}
	for _, o := range p.Origins {
		if err := s.cross.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("origin %q: %w", o, err)
		}
	}
	var err error
	if s.assets, err = page.NewAssets(); err != nil {
		return nil, fmt.Errorf("load assets: %w", err)
	}
	if s.pages, err = page.Parse(s.assets, own, nil); err != nil {
		return nil, fmt.Errorf("load pages: %w", err)
	}
	guarded, err := p.Guard.Protect(s.routes(), s.policy(), s.refuse)
	if err != nil {
		return nil, err
	}
	s.cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, foreign) }))
	s.http = page.Headers(s.cross.Handler(guarded), func(*http.Request) bool { return false }, nil)
	return s, nil
}

// ServeHTTP answers the addresses of Paths.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.ServeHTTP(w, r) }

// Paths are what the server answers, for the mux of a process.
func (s *Server) Paths() (all []string) {
	for pattern := range s.policy() {
		_, path, _ := strings.Cut(pattern, " ")
		all = append(all, path)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// refuse tells a problem as a page.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, no Refusal) {
	s.Guard.refused(no.Code)
	if no.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	s.render(w, r, no.Status, "refused", "没有办成 · 问办", no)
}

func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name, title string, body any) {
	if err := s.pages.Render(w, r, status, name, page.Frame{Title: title, Body: body}); err != nil {
		s.Guard.log.Error("render page", "page", name, "error", err)
		http.Error(w, "页面没有打开，请刷新再试。", http.StatusInternalServerError)
	}
}
