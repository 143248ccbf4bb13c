package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/channels/logtest"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

// city is the knowledge of the sample city, built once.
var city = sync.OnceValues(func() (*assistant.Knowledge, error) {
	e, err := sample.Load()
	if err != nil {
		return nil, err
	}
	return assistant.Learn(e, nil)
})

// site is a running server of the sample city and a visitor with a cookie jar.
type site struct {
	*Server
	URL    string
	http   *httptest.Server
	client *http.Client
	ledger assistant.Ledger
	log    *logtest.Text
	down   atomic.Bool // the line is cut: no request gets through
}

// noon is a Wednesday in office hours.
var noon = time.Date(2026, 11, 25, 10, 30, 0, 0, knowledge.Zone)

func newSite(t testing.TB, change ...func(*Config)) *site {
	t.Helper()
	know, err := city()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{ledger: ledger.NewMemory(), log: new(logtest.Text)}
	c := Config{
		Assistant: &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return know }, Ledger: s.ledger},
		Now:       func() time.Time { return noon },
		Log:       slog.New(slog.NewTextHandler(s.log, nil)),
	}
	for _, f := range change {
		f(&c)
	}
	s.ledger = c.Assistant.Ledger
	c.Cases, _ = s.ledger.(Casebook)
	if m, ok := s.ledger.(Mine); ok {
		c.Mine, c.Assistant.Cases = m, m
	}
	if s.Server, err = New(c); err != nil {
		t.Fatal(err)
	}
	s.http = httptest.NewServer(s.line(s.Handler()))
	s.URL = s.http.URL
	s.client = visitor()
	t.Cleanup(func() { s.hub.stop(); s.http.Close() })
	return s
}

// line cuts every connection while the site is down.
func (s *site) line(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.down.Load() {
			panic(http.ErrAbortHandler)
		}
		h.ServeHTTP(w, r)
	})
}

// visitor is a browser without script: it keeps cookies and follows redirects.
func visitor() *http.Client {
	jar, _ := cookiejar.New(nil) // never fails
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

// closeAll ends the sockets there are, as a restart does; new ones may join.
func (h *hub) closeAll() {
	h.stop()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shut = false
}

func (s *site) get(t testing.TB, path string) (status int, body string) {
	t.Helper()
	r, err := s.client.Get(s.URL + path)
	if err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return r.StatusCode, read(t, r)
}

func (s *site) post(t testing.TB, path string, fields ...string) (status int, body string) {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := s.client.PostForm(s.URL+path, form)
	if err != nil {
		t.Fatalf("POST %s: %v", path, err)
	}
	return r.StatusCode, read(t, r)
}

func read(t testing.TB, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// talks returns the talk of the visitor's cookie.
func (s *site) cookieTalk(t testing.TB) (id, secret string) {
	t.Helper()
	u, _ := url.Parse(s.URL)
	for _, c := range s.client.Jar.Cookies(u) {
		if c.Name == talkCookie {
			id, secret, _ = strings.Cut(c.Value, ".")
		}
	}
	return id, secret
}

func (s *site) turnsOf(t testing.TB, talk string) []assistant.Turn {
	t.Helper()
	turns, err := s.assistant.Ledger.Turns(t.Context(), talk, 0)
	if err != nil {
		t.Fatalf("Turns(%q): %v", talk, err)
	}
	return turns
}
