package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"wenban/channels/signin"
	"wenban/channels/signin/signintest"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

const staffPassword = "晴天 搬 了 七 把 椅子 去"

// doored is a site with the pages of signing in beside it, a provider of
// citizens, and one member of staff, 王芳.
type doored struct {
	*site
	provider *signintest.Provider
	db       *db.DB
}

func newDoored(t *testing.T) *doored {
	t.Helper()
	d := &doored{db: dbtest.Open(t, dbtest.Another(t, ""))}
	mux := http.NewServeMux()
	all := httptest.NewServer(mux)
	t.Cleanup(all.Close)
	people, err := signintest.Citizens()
	if err != nil {
		t.Fatal(err)
	}
	d.provider = &signintest.Provider{Name: "模拟", People: people}
	other := httptest.NewServer(d.provider)
	t.Cleanup(other.Close)
	d.provider.Issuer = other.URL + "/op"
	d.provider.Clients = []signintest.Client{{ID: "wenban", Secret: "s", Back: []string{all.URL + "/sign-in/back"}, Home: []string{all.URL + "/"}, Ended: all.URL + "/sign-in/ended"}}
	guard, err := signin.New(signin.Config{
		DB: d.db, Store: staffed(t, d.db), Seal: (*seal.Ring)(nil).Next(),
		Citizens: &signin.OpenID{Issuer: d.provider.Issuer, ClientID: "wenban", ClientSecret: "s", Site: all.URL},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.site = newSite(t, func(c *Config) { c.SignIn = guard })
	door, err := signin.NewServer(signin.Pages{Guard: guard, Citizen: []string{"/"}, SignedOut: d.Leave})
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/", d.Handler())
	for _, p := range door.Paths() {
		mux.Handle(p, door)
	}
	d.URL = all.URL
	return d
}

func staffed(t *testing.T, d *db.DB) *store.Store {
	t.Helper()
	s := store.New(d, store.Options{})
	for _, err := range []error{
		s.SetPerson(t.Context(), "", store.Person{Name: "王芳", Active: true, Roles: []store.Role{store.Admin, store.Handler}, Departments: []string{"民政局"}}),
		s.SetPassword(t.Context(), "王芳", "王芳", staffPassword),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// become signs the visitor in as a citizen.
func (d *doored) become(t *testing.T, subject string) {
	t.Helper()
	r, err := d.client.Get(d.URL + "/sign-in")
	if err != nil {
		t.Fatal(err)
	}
	_ = read(t, r)
	at := r.Request.URL // the provider asks who
	r, err = d.client.PostForm(at.Scheme+"://"+at.Host+at.Path, url.Values{"query": {at.RawQuery}, "person": {subject}})
	if err != nil {
		t.Fatal(err)
	}
	if body := read(t, r); r.StatusCode != 200 || !strings.HasPrefix(r.Request.URL.String(), d.URL) {
		t.Fatalf("signing in as %s ends at %s with %d %s", subject, r.Request.URL, r.StatusCode, body)
	}
}

// leave signs the visitor out, as the page does.
func (d *doored) leave(t *testing.T) string {
	t.Helper()
	r, _ := http.NewRequest("POST", d.URL+"/sign-out", nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	got, err := d.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, got)
}

func TestTheTalkGoesOnAfterSigningIn(t *testing.T) {
	d := newDoored(t)
	if _, body := d.get(t, "/"); !strings.Contains(body, `href="/sign-in"`) {
		t.Error("the page does not offer to sign in")
	}
	d.post(t, "/ask", "text", "我家孩子身份证丢了")
	before, _ := d.cookieTalk(t)
	d.become(t, "linxiulan")
	_, body := d.get(t, "/")
	if after, _ := d.cookieTalk(t); after != before || !strings.Contains(body, "我家孩子身份证丢了") || !strings.Contains(body, "林秀兰") {
		t.Errorf("after signing in the talk is %s, want %s with what was said and the name; got %.400s", after, before, body)
	}
	if body := d.leave(t); !strings.Contains(body, "已经退出") {
		t.Errorf("signing out: got %s", body)
	}
	_, body = d.get(t, "/")
	if id, _ := d.cookieTalk(t); id != "" || strings.Contains(body, "林秀兰") || strings.Contains(body, "我家孩子身份证丢了") {
		t.Errorf("after signing out the talk %q is there: %.400s", id, body)
	}
	if log := d.log.String(); strings.Contains(log, "林秀兰") || strings.Contains(log, "linxiulan") {
		t.Errorf("the log says who signed in:\n%s", log)
	}
}

// A56: a name that a provider gives is text.
func TestA56ANameWithMarkup(t *testing.T) {
	d := newDoored(t)
	d.provider.Info = func(claims map[string]any) { claims["name"] = `<script>alert(1)</script>"'` }
	d.become(t, "linxiulan")
	if _, body := d.get(t, "/"); strings.Contains(body, "<script>alert") || !strings.Contains(body, "&lt;script&gt;alert(1)") {
		t.Errorf("the name is not shown as text: %.600s", body)
	}
}

func TestWithoutAProviderNobodyIsAskedToSignIn(t *testing.T) {
	s := newSite(t)
	if _, body := s.get(t, "/"); strings.Contains(body, "登录") {
		t.Error("the page offers to sign in where there is nothing to sign in with")
	}
}

// C63, A49: a socket that a citizen opened does not outlive their session.
func TestASocketEndsWithTheSession(t *testing.T) {
	d := newDoored(t)
	d.become(t, "linxiulan")
	u, _ := url.Parse(d.URL)
	var cookies []string
	for _, c := range d.client.Jar.Cookies(u) {
		cookies = append(cookies, c.String())
	}
	w := dial(t, d.site, "/ws", http.Header{"Cookie": {strings.Join(cookies, "; ")}})
	w.say(`{"type":"hello"}`)
	w.next("welcome")
	ended := make(chan int, 1)
	for _, sid := range d.provider.Sessions()["linxiulan"] {
		d.provider.End(sid) // at the provider, which tells us
	}
	go func() { ended <- w.ended() }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("five seconds after the session ended the socket is open")
	}
}

// A01, A02: what belongs to a talk is not shown without its secret.
func TestA01RoutesOfATalkNeedItsSecret(t *testing.T) {
	s := newSite(t)
	s.post(t, "/ask", "text", "青岭县，我家孩子身份证丢了")
	id, secret := s.cookieTalk(t)
	own := func(cookie string) func(method, path string) (int, string) {
		return func(method, path string) (int, string) {
			r, _ := http.NewRequest(method, s.URL+strings.NewReplacer("{id}", id, "{seq}", "1").Replace(path), nil)
			if cookie != "" {
				r.Header.Set("Cookie", talkCookie+"="+cookie)
				r.Header.Set("Authorization", "Bearer "+strings.TrimPrefix(cookie, id+"."))
			}
			c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			got, err := c.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			return got.StatusCode, read(t, got)
		}
	}
	shown := 0
	for pattern, who := range policy {
		if method, path, _ := strings.Cut(pattern, " "); who.String() == "talk" {
			for name, cookie := range map[string]string{"none": "", "wrong": id + "." + strings.Repeat("A", len(secret)), "another talk's": "01ARZ3NDEKTSV4RRFFQ69G5FAV." + secret} {
				status, body := own(cookie)(method, path)
				if strings.Contains(body, "身份证") || status == 200 && method != "GET" {
					t.Errorf("%s with secret %s = %d %.200s, want nothing of the talk", pattern, name, status, body)
				}
			}
			if method == "GET" {
				if _, body := own(id+"."+secret)(method, path); strings.Contains(body, "身份证") {
					shown++
				}
			}
		}
	}
	if shown < 2 {
		t.Errorf("control: with the right secret %d routes show the talk, want some", shown)
	}
}
