package signin_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/channels/logtest"
	"wenban/channels/signin"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

const (
	chief    = "李主任"
	handler  = "王芳"
	password = "晴天 搬 了 七 把 椅子 去"
)

// house is a process with a door: the pages of signing in, and a channel with a
// route for everyone there is.
type house struct {
	t      *testing.T
	url    string // of the database
	db     *db.DB
	store  *store.Store
	guard  *signin.Guard
	server *httptest.Server
	log    *logtest.Text
	clock  *clock
}

// clock is a time that the test sets, the same for every house on it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// ring is the keys of every house: replicas share them.
var ring = (*seal.Ring)(nil).Next()

// each runs a test in a house on both engines, with an admin and a handler.
func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, url string) {
		t.Parallel() // they wait for the disk most of the time
		c := &clock{at: time.Now()}
		h := newHouse(t, url, c)
		h.must(h.store.SetPerson(t.Context(), "", store.Person{Name: chief, Active: true, Roles: []store.Role{store.Admin}}))
		h.must(h.store.SetPerson(t.Context(), chief, store.Person{Name: handler, Active: true, Roles: []store.Role{store.Handler}, Departments: []string{"民政局"}}))
		h.must(h.store.SetPassword(t.Context(), chief, chief, password))
		h.must(h.store.SetPassword(t.Context(), chief, handler, password))
		test(t, h)
	})
}

// newHouse starts a process on a database.
func newHouse(t *testing.T, url string, c *clock, change ...func(*house, *signin.Config, *signin.Pages)) *house {
	t.Helper()
	h := &house{t: t, url: url, db: dbtest.Open(t, url), log: new(logtest.Text), clock: c}
	h.store = store.New(h.db, store.Options{Now: c.now})
	config := signin.Config{DB: h.db, Store: h.store, Seal: ring, Now: c.now, Log: slog.New(slog.NewTextHandler(h.log, nil))}
	pages := signin.Pages{Consoles: []signin.Console{{Path: "/desk/", Name: "工单台", Roles: []store.Role{store.Handler}}}, Citizen: []string{"/", "/mine"}}
	mux := http.NewServeMux()
	h.server = httptest.NewUnstartedServer(mux)
	for _, f := range change {
		f(h, &config, &pages)
	}
	var err error
	h.guard, err = signin.New(config)
	h.must(err)
	pages.Guard = h.guard
	door, err := signin.NewServer(pages)
	h.must(err)
	for _, p := range door.Paths() {
		mux.Handle(p, door)
	}
	channel, err := h.guard.Protect(rooms, roomPolicy, func(w http.ResponseWriter, r *http.Request, no signin.Refusal) {
		http.Error(w, no.Code, no.Status)
	})
	h.must(err)
	mux.Handle("/", channel)
	if config.Secure {
		h.server.StartTLS()
	} else {
		h.server.Start()
	}
	t.Cleanup(h.server.Close)
	return h
}

// rooms is a channel with a route of every kind.
var rooms = map[string]http.HandlerFunc{
	"GET /{$}":         room,
	"GET /open":        room,
	"POST /open":       room,
	"GET /mine":        room,
	"POST /mine":       room,
	"GET /desk/cases":  room,
	"POST /desk/cases": room,
	"GET /admin":       room,
	"GET /forgotten":   room,
	"GET /api/v1/mine": room,
}

var roomPolicy = signin.Policy{
	"GET /{$}":         signin.Public,
	"GET /open":        signin.Public,
	"POST /open":       signin.Public,
	"GET /mine":        signin.Citizen,
	"POST /mine":       signin.Citizen,
	"GET /desk/cases":  signin.Staff(store.Handler),
	"POST /desk/cases": signin.Staff(store.Handler),
	"GET /admin":       signin.Staff(store.Admin),
	"GET /forgotten":   signin.Staff(),
	"GET /api/v1/mine": signin.Citizen,
}

// room says who is there.
func room(w http.ResponseWriter, r *http.Request) {
	v := signin.Of(r.Context())
	if v.Person != nil {
		_, _ = io.WriteString(w, "staff "+v.Person.Name+" ")
	}
	if v.Citizen != nil {
		_, _ = io.WriteString(w, "citizen "+v.Citizen.Name)
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// browser keeps cookies, says from which site it comes, and follows no redirect
// by itself.
type browser struct {
	t    *testing.T
	base string
	*http.Client
	headers http.Header
}

func (h *house) browser() *browser {
	jar, _ := cookiejar.New(nil) // never fails
	c := h.server.Client()
	return &browser{t: h.t, base: h.server.URL, headers: http.Header{"Sec-Fetch-Site": {"same-origin"}, "Accept": {"text/html"}},
		Client: &http.Client{Jar: jar, Transport: c.Transport, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is what came back.
type answer struct {
	status int
	body   string
	to     string // where a redirect leads
	http.Header
}

func (b *browser) do(method, path, body string, headers ...string) answer {
	b.t.Helper()
	to := path
	if !strings.Contains(path, "://") {
		to = b.base + path
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, to, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	for name, values := range b.headers {
		r.Header[name] = values
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := b.Do(r)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{got.StatusCode, string(text), got.Header.Get("Location"), got.Header}
}

func (b *browser) get(path string) answer { b.t.Helper(); return b.do("GET", path, "") }

func (b *browser) post(path string, fields ...string) answer {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.do("POST", path, form.Encode())
}

// signIn signs in a person of the staff.
func (b *browser) signIn(name string) {
	b.t.Helper()
	if a := b.post("/staff/sign-in", "name", name, "password", password); a.status != http.StatusSeeOther {
		b.t.Fatalf("POST /staff/sign-in as %s = %d %s", name, a.status, a.body)
	}
}

func (b *browser) want(a answer, status int, inBody string) {
	b.t.Helper()
	if a.status != status || !strings.Contains(a.body, inBody) {
		b.t.Errorf("got %d %q to %q, want %d with %q", a.status, a.body, a.to, status, inBody)
	}
}

// cookie returns the value of a cookie of the browser.
func (b *browser) cookie(name string) string {
	u, _ := url.Parse(b.base)
	for _, c := range b.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func (b *browser) setCookie(name, value string) {
	u, _ := url.Parse(b.base)
	b.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}
