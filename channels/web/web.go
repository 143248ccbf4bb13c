// Package web is the citizen's channel: a page that works without script, live
// turns over a WebSocket, a JSON API, and a widget for other sites.
//
// All four are renderings of one thing: Server.take, which takes a turn of a
// talk. A talk is reached by its id together with its secret; the page keeps
// both in a cookie that script cannot read, the API and the widget send them in
// a header or in the first frame. Neither ever stands in an address.
package web

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/channels/internal/page"
	"wenban/channels/signin"
)

//go:embed assets all:templates openapi.json
var own embed.FS

// Config is what the channel stands on. Only Assistant is needed.
type Config struct {
	Assistant *assistant.Assistant
	SignIn    *signin.Guard                  // who is signed in; nil: nobody ever is
	Cases     Casebook                       // nil: the cases of a talk are not listed
	Mine      Mine                           // nil: nobody looks up what was handed in
	Forms     Forms                          // the zero value: forms are not filled in here
	ReworkDue func(from time.Time) time.Time // when a bad rating must be answered; nil: no time is set
	Booking   Booking                        // the zero value: no appointments are made
	Now       func() time.Time               // nil: time.Now
	Log       *slog.Logger                   // nil: slog.Default
	Embed     []string                       // origins of sites that may show the widget, as https://www.example.gov.cn
	Origins   []string                       // origins, besides the host itself, that are ours: where a proxy changes the host
	Proxies   []netip.Prefix                 // reverse proxies whose X-Forwarded-For is believed
	Secure    bool                           // cookies only over TLS, also where a proxy ends it
	Limits    Limits                         // zero values: see Limits

	Ready   func(context.Context) (report any, ok bool) // what /readyz tells, as JSON; nil: always ready
	Refused func(code string)                           // is told why something was refused, from a closed set; nil: nobody counts
}

// Server answers citizens on the web.
type Server struct {
	assistant *assistant.Assistant
	openings  *openings
	hub       *hub
	gate      *gate
	guard     *guard
	assets    *page.Assets
	pages     *page.Set
	examples  exampleCache
	config    Config
	cross     *http.CrossOriginProtection
	guarded   http.Handler // the routes, behind the policy table
	times     times
	uploads   chan struct{}              // holds one for each file that is being read
	citizen   func(*http.Request) string // token of who is signed in, or ""
	identity  func(*http.Request) *signin.Identity
	now       func() time.Time
	log       *slog.Logger
}

// New returns a server; it starts nothing.
func New(c Config) (*Server, error) {
	cross, err := crossOrigin(c)
	if err != nil {
		return nil, err
	}
	assets, err := page.NewAssets(own)
	if err != nil {
		return nil, fmt.Errorf("load assets: %w", err)
	}
	pages, err := page.Parse(assets, own, template.FuncMap{"add": func(a, b int) int { return a + b }})
	if err != nil {
		return nil, fmt.Errorf("load pages: %w", err)
	}
	s := &Server{cross: cross, assets: assets, pages: pages, config: c, now: c.Now, log: c.Log, hub: newHub(), gate: newGate(), times: usualTimes, uploads: make(chan struct{}, maxAtOnce), citizen: signedIn, identity: identity}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	s.config.Limits = c.Limits.withDefaults()
	s.guard = newGuard(s.config.Limits, s.now)
	s.openings = newOpenings(c.Assistant.Ledger, s.config.Limits.Openings, s.now)
	a := *c.Assistant
	a.Ledger = s.openings
	s.assistant = &a
	if s.guarded, err = c.SignIn.Protect(s.routes(), policy, s.refuse); err != nil {
		return nil, err
	}
	return s, nil
}

// crossOrigin refuses forms that another site sends in a visitor's name, but
// for the origins that were named. It checks all named origins: one with a path
// or a space in it would never match, or spoil the header it stands in.
func crossOrigin(c Config) (*http.CrossOriginProtection, error) {
	cross := http.NewCrossOriginProtection()
	for _, o := range slices.Concat(c.Origins, c.Embed) {
		u, err := url.Parse(o)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.Scheme+"://"+u.Host != o || strings.ContainsAny(o, " ;,'\"") {
			return nil, fmt.Errorf("origin %q: want scheme and host alone, as https://www.example.gov.cn", o)
		}
	}
	for _, o := range c.Origins {
		if err := cross.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("origin %q: %w", o, err)
		}
	}
	return cross, nil
}

// know returns the edition that answers now.
func (s *Server) know() *assistant.Knowledge { return s.assistant.Knowledge() }

// render writes a page. A failure is ours; it is logged without what was said.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name string, f page.Frame) {
	f.Elder = f.Elder || elder(r)
	f.Styles = append(f.Styles, "web.css")
	if err := s.pages.Render(w, r, status, name, f); err != nil {
		s.log.Error("render page", "page", name, "error", err)
		http.Error(w, "页面没有打开，请刷新再试，或者拨打 12345。", http.StatusInternalServerError)
	}
}
