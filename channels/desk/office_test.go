package desk

import (
	"context"
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

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/desk"
	"wenban/channels/logtest"
	"wenban/channels/signin"
	"wenban/knowledge"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// The people of the tests, all with one password.
const (
	chief    = "主任" // admin: dispatches too
	seat     = "坐席"
	second   = "坐席二"
	li       = "李建国" // handler of city
	wang     = "王芳"  // handler of market
	curator  = "编辑"
	homeless = "新人" // handler without a department
	password = "晴天 搬 了 七 把 椅子 去"
	city     = "云东区城市管理局"
	market   = "云东区市场监督管理局"
)

// office is a running case desk with its people.
type office struct {
	t      *testing.T
	db     *db.DB
	engine *desk.Desk
	guard  *signin.Guard
	URL    string
	log    *logtest.Text
	mu     sync.Mutex
	at     time.Time
	opened int
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

func (o *office) later(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
}

func newOffice(t *testing.T, url string, change ...func(*Config)) *office {
	t.Helper()
	ring := (*seal.Ring)(nil).Next()
	o := &office{t: t, db: dbtest.Open(t, url), log: new(logtest.Text), at: time.Date(2026, 11, 25, 9, 0, 0, 0, knowledge.Zone)}
	s := store.New(o.db, store.Options{Now: o.now})
	o.must(s.SetPerson(t.Context(), "", store.Person{Name: chief, Active: true, Roles: []store.Role{store.Admin}}))
	for _, p := range []store.Person{
		{Name: seat, Roles: []store.Role{store.Operator}}, {Name: second, Roles: []store.Role{store.Operator}}, {Name: curator, Roles: []store.Role{store.Curator}},
		{Name: li, Roles: []store.Role{store.Handler}, Departments: []string{city}}, {Name: wang, Roles: []store.Role{store.Handler}, Departments: []string{market}},
		{Name: homeless, Roles: []store.Role{store.Handler}},
	} {
		p.Active = true
		o.must(s.SetPerson(t.Context(), chief, p))
		o.must(s.SetPassword(t.Context(), chief, p.Name, password))
	}
	departments := func() []string { return []string{city, market} }
	o.engine = desk.New(o.db, ring, desk.Options{
		Now: o.now, Prefix: "云", Departments: departments,
		Due: func(_ desk.Case, at time.Time) time.Time { return at.AddDate(0, 0, 5) },
	})
	log := slog.New(slog.NewTextHandler(o.log, nil))
	var err error
	o.guard, err = signin.New(signin.Config{DB: o.db, Store: s, Seal: ring, Now: o.now, Log: log, Times: signin.Times{StaffIdle: 8 * time.Hour}})
	o.must(err)
	door, err := signin.NewServer(signin.Pages{Guard: o.guard, Consoles: []signin.Console{Console}})
	o.must(err)
	c := Config{Desk: o.engine, SignIn: o.guard, Departments: departments, Now: o.now, Log: log, Views: 1000,
		Region: func(code string) string { return map[string]string{"990102": "云东区"}[code] }}
	for _, f := range change {
		f(&c)
	}
	pages, err := New(c)
	o.must(err)
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", pages.assets) // the shared style, which the citizen's channel serves elsewhere
	for _, room := range []interface {
		http.Handler
		Paths() []string
	}{door, pages} {
		for _, path := range room.Paths() {
			mux.Handle(path, room)
		}
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Cleanup(func() {
		if log := o.log.String(); strings.Contains(log, "level=ERROR") {
			t.Errorf("the log has an error:\n%s", log)
		}
	})
	o.URL = server.URL
	return o
}

func each(t *testing.T, test func(t *testing.T, o *office)) {
	dbtest.Each(t, func(t *testing.T, url string) { test(t, newOffice(t, url)) })
}

// light is an office on SQLite alone, for what is the same on both engines.
func light(t *testing.T, change ...func(*Config)) *office {
	t.Helper()
	return newOffice(t, dbtest.Another(t, ""), change...)
}

// open delivers a case and returns its number.
func (o *office) open(change ...func(*handoff.Case)) string {
	o.t.Helper()
	o.opened++
	id := "CASE" + strings.Repeat("X", o.opened)
	c := handoff.Case{
		ID: id, Receipt: handoff.NewReceipt(o.now()), Kind: handoff.Complaint, Region: "990102", Title: "夜间施工噪声", Opened: o.now(),
		Content: handoff.Content{Name: "王秀兰", Phone: "13800138000", IDCard: "990102199001011234", What: "楼下工地半夜施工", Where: "青年路 12 号", Wish: "晚上停工", Talk: []string{"半夜还在施工"}},
	}
	for _, f := range change {
		f(&c)
	}
	a, err := o.engine.Deliver(o.t.Context(), handoff.Message{Key: id + "/1", Act: handoff.Opened, Case: c, Digest: c.Digest()})
	o.must(err)
	return a.Number
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// browser keeps cookies and follows redirects, as one without script.
type browser struct {
	t    *testing.T
	base string
	*http.Client
}

// as is a browser in which somebody has signed in.
func (o *office) as(name string) *browser {
	o.t.Helper()
	b := o.stranger()
	if status, body := b.post("/staff/sign-in", "name", name, "password", password); status != http.StatusOK {
		o.t.Fatalf("POST /staff/sign-in as %s = %d %s", name, status, body)
	}
	return b
}

func (o *office) stranger() *browser {
	jar, _ := cookiejar.New(nil) // never fails
	return &browser{o.t, o.URL, &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

func (b *browser) do(method, path, kind, body string, headers ...string) (status int, text string, h http.Header) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "text/html")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := b.Do(r)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer got.Body.Close()
	all, err := io.ReadAll(got.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return got.StatusCode, string(all), got.Header
}

func (b *browser) get(path string) (status int, text string) {
	b.t.Helper()
	status, text, _ = b.do("GET", path, "", "")
	return status, text
}

const formType = "application/x-www-form-urlencoded"

func (b *browser) post(path string, fields ...string) (status int, text string) {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	status, text, _ = b.do("POST", path, formType, form.Encode())
	return status, text
}

// act does something to a case as it stands, and wants it done.
func (b *browser) act(o *office, number, action string, fields ...string) string {
	b.t.Helper()
	status, text := b.post("/desk/case/"+number+"/act/"+action, append(fields, "version", o.version(number))...)
	if status != http.StatusOK || !strings.Contains(text, "notice done") {
		b.t.Fatalf("POST %s %s = %d, want it done:\n%s", number, action, status, notices(text))
	}
	return text
}

func (o *office) version(number string) (v string) {
	o.t.Helper()
	o.must(o.db.Reader().QueryRow("SELECT version FROM desk_case WHERE number = $1", number).Scan(&v))
	return v
}

// notices are the lines of a page that say what is wrong.
func notices(page string) string {
	var all []string
	for line := range strings.Lines(page) {
		if strings.Contains(line, "notice") || strings.Contains(line, "fault") {
			all = append(all, line)
		}
	}
	return strings.Join(all, "")
}

func (b *browser) want(call string, status int, text string, wantStatus int, inText ...string) {
	b.t.Helper()
	for _, want := range inText {
		if !strings.Contains(text, want) {
			b.t.Errorf("%s: no %q in\n%s", call, want, text)
		}
	}
	if status != wantStatus {
		b.t.Errorf("%s = %d, want %d\n%s", call, status, wantStatus, notices(text))
	}
}

// file is what a citizen attached, of every case the same.
func file(_ context.Context, f desk.File) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader("file of " + f.Case)), nil
}

// empty is the address of a door in front of a database in which nobody is.
func empty(t *testing.T) string {
	t.Helper()
	d := dbtest.Open(t, dbtest.Another(t, ""))
	guard, err := signin.New(signin.Config{DB: d, Store: store.New(d, store.Options{}), Seal: (*seal.Ring)(nil).Next()})
	if err != nil {
		t.Fatal(err)
	}
	door, err := signin.NewServer(signin.Pages{Guard: guard})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(door)
	t.Cleanup(server.Close)
	return server.URL
}
