package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

const noise = `{"kind":"complaint","region":"990121","what":"楼下工地半夜施工","where":"青年路12号","contact":{"name":"王秀兰","phone":"13800138000"}}`

// sealed keeps a site in a file, with keys for what is personal.
func sealed(t testing.TB) func(*Config) {
	t.Helper()
	ring, err := seal.File(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	l := ledger.New(dbtest.Open(t, filepath.Join(t.TempDir(), "wenban.db")), ring)
	return func(c *Config) { c.Assistant.Ledger = l }
}

func (s *site) submitted(t testing.TB, id, secret, key, body string) (int, string) {
	t.Helper()
	return s.callUnder(t, request{"POST", "/api/v1/talks/" + id + "/cases", secret, "application/json", body}, key)
}

func (s *site) casesOf(t testing.TB, talk string) []handoff.Case {
	t.Helper()
	all, err := s.config.Cases.CasesOfTalk(t.Context(), talk)
	if err != nil {
		t.Fatalf("CasesOfTalk(%s): %v", talk, err)
	}
	return all
}

func TestAPISubmit(t *testing.T) {
	s := newSite(t, sealed(t))
	id, secret := s.opened(t)
	_, other := s.opened(t)
	path := "/api/v1/talks/" + id + "/cases"
	const j = "application/json"
	long := strings.Repeat("a", 256)
	tests := []struct {
		name string
		request
		keys   []string
		status int
		want   string
	}{
		{"a complaint", request{"POST", path, secret, j, noise}, []string{"k1"}, 201, `"state":"已提交，待受理"`},
		{"A25 the same again", request{"POST", path, secret, j, noise}, []string{"k1"}, 201, `"seq":1`},
		{"A26 another body under the key", request{"POST", path, secret, j, strings.Replace(noise, "半夜", "中午", 1)}, []string{"k1"}, 422, "key_reused"},
		{"A26 another phone under the key", request{"POST", path, secret, j, strings.Replace(noise, "13800138000", "13800138001", 1)}, []string{"k1"}, 422, "key_reused"},
		{"another key", request{"POST", path, secret, j, noise}, []string{"k2"}, 201, `"seq":2`},
		{"A24 no key", request{"POST", path, secret, j, noise}, nil, 400, "idempotency_key"},
		{"A28 an empty key", request{"POST", path, secret, j, noise}, []string{""}, 400, "idempotency_key"},
		{"A28 a key of 256", request{"POST", path, secret, j, noise}, []string{long}, 400, "idempotency_key"},
		{"A28 a key of 255", request{"POST", path, secret, j, noise}, []string{long[1:]}, 201, "receipt"},
		{"A28 a Chinese key", request{"POST", path, secret, j, noise}, []string{"标识"}, 400, "idempotency_key"},
		{"A28 a key with a space", request{"POST", path, secret, j, noise}, []string{"a b"}, 400, "idempotency_key"},
		{"A28 two keys", request{"POST", path, secret, j, noise}, []string{"a", "b"}, 400, "idempotency_key"},
		{"A02 another's secret", request{"POST", path, other, j, noise}, []string{"k1"}, 404, "not_found"},
		{"A02 another's cases", request{"GET", path, other, "", ""}, nil, 404, "not_found"},
		{"A01 no secret", request{"POST", path, "", j, noise}, []string{"k1"}, 401, "unauthorized"},
		{"A05 a state", request{"POST", path, secret, j, `{"kind":"help","what":"a","state":"closed"}`}, []string{"k3"}, 400, "format"},
		{"A05 a role within", request{"POST", path, secret, j, `{"kind":"help","what":"a","contact":{"name":"a","role":"admin"}}`}, []string{"k3"}, 400, "format"},
		{"A06 a key twice within", request{"POST", path, secret, j, `{"kind":"help","what":"a","contact":{"name":"a","name":"b"}}`}, []string{"k3"}, 400, "format"},
		{"A06 two documents", request{"POST", path, secret, j, noise + noise}, []string{"k3"}, 400, "format"},
		{"A06 contact of another kind", request{"POST", path, secret, j, `{"kind":"help","what":"a","contact":7}`}, []string{"k3"}, 400, "format"},
		{"A07 text", request{"POST", path, secret, "text/plain", noise}, []string{"k3"}, 415, "content_type"},
		{"A08 too big", request{"POST", path, secret, j, `{"kind":"help","what":"` + strings.Repeat("a", 65536) + `"}`}, []string{"k3"}, 413, "limit"},
		{"too long", request{"POST", path, secret, j, `{"kind":"help","what":"` + strings.Repeat("办", 2001) + `"}`}, []string{"k3"}, 413, "limit"},
		{"a wish too long", request{"POST", path, secret, j, `{"kind":"help","what":"a","wish":"` + strings.Repeat("办", 201) + `"}`}, []string{"k3"}, 413, "limit"},
		{"nothing in it", request{"POST", path, secret, j, `{"kind":"help","what":" \u0000"}`}, []string{"k3"}, 400, "what"},
		{"an application without a form", request{"POST", path, secret, j, `{"kind":"application","what":"a"}`}, []string{"k3"}, 400, "kind"},
		{"no kind", request{"POST", path, secret, j, `{"what":"a"}`}, []string{"k3"}, 400, "kind"},
		{"a region there is not", request{"POST", path, secret, j, `{"kind":"help","what":"a","region":"999999"}`}, []string{"k3"}, 400, "region"},
		{"a phone that is none", request{"POST", path, secret, j, `{"kind":"help","what":"a","contact":{"phone":"明天打"}}`}, []string{"k3"}, 400, "phone"},
		{"a phone in full width", request{"POST", path, secret, j, `{"kind":"help","what":"a","contact":{"phone":"１３８ 0013 8000"}}`}, []string{"k4"}, 201, "receipt"},
		{"the cases", request{"GET", path, secret, "", ""}, nil, 200, `"kind":"求助"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, body := s.callUnder(t, test.request, test.keys...)
			if status != test.status || !strings.Contains(body, test.want) {
				t.Errorf("%s %s %.80s under %.20q: got %d %.300s, want %d with %q", test.method, test.path, test.body, test.keys, status, body, test.status, test.want)
			}
			if status >= 400 && !strings.Contains(body, `"message"`) {
				t.Errorf("%s %s: error %q has no message", test.method, test.path, body)
			}
		})
	}
	cases := s.casesOf(t, id)
	if len(cases) != 4 || len(s.turnsOf(t, id)) != 4 {
		t.Errorf("got %d cases and %d turns, want 4 of each", len(cases), len(s.turnsOf(t, id)))
	}
	if c := cases[0]; c.Content.Phone != "13800138000" || c.Region != "990121" || c.Scope != "talk "+id || strings.Contains(c.Title, "王秀兰") {
		t.Errorf("case = %+v, want what was handed in and a title without names", c)
	}
	for _, private := range []string{"13800138000", "王秀兰", "青年路"} {
		if strings.Contains(s.log.String(), private) {
			t.Errorf("the log has %q, want nothing personal", private)
		}
	}
}

// TestA25 sends one case twenty times at once, and each talk has keys of its own.
func TestA25TheSameCaseTwentyTimes(t *testing.T) {
	for name, kept := range map[string]func(*Config){"memory": func(*Config) {}, "file": sealed(t)} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, kept)
			id, secret := s.opened(t)
			answers := make([]string, 20)
			var wg sync.WaitGroup
			for i := range answers {
				wg.Go(func() {
					status, body := s.submitted(t, id, secret, "same", noise)
					if answers[i] = body; status != 201 {
						t.Errorf("POST number %d: got %d %s, want 201", i, status, body)
					}
				})
			}
			wg.Wait()
			for i, a := range answers {
				if a != answers[0] {
					t.Errorf("answer %d = %s, want that of the others, %s", i, a, answers[0])
				}
			}
			if got := len(s.casesOf(t, id)); got != 1 {
				t.Errorf("got %d cases, want 1", got)
			}
			other, otherSecret := s.opened(t)
			if _, body := s.submitted(t, other, otherSecret, "same", noise); body == answers[0] {
				t.Errorf("A28 the key of another talk is answered with its case %s, want one of its own", body)
			}
		})
	}
}

// TestA29 sends a key again after a month and a restart.
func TestA29AKeyIsKnownAfterAMonthAndARestart(t *testing.T) {
	at := noon
	kept := sealed(t)
	later := func(c *Config) { c.Now = func() time.Time { return at } }
	first := newSite(t, kept, later)
	id, secret := first.opened(t)
	_, want := first.submitted(t, id, secret, "k", noise)
	at = at.AddDate(0, 1, 1)
	second := newSite(t, kept, later)
	if status, got := second.submitted(t, id, secret, "k", noise); status != 201 || got != want {
		t.Errorf("the same key a month later = %d %s, want 201 %s", status, got, want)
	}
	if got := len(second.casesOf(t, id)); got != 1 {
		t.Errorf("got %d cases, want 1", got)
	}
}

// TestA30 goes away before the answer: a retry finds the one case.
func TestA30WhoGoesAwayBeforeTheAnswerHasOneCase(t *testing.T) {
	s := newSite(t, sealed(t))
	id, secret := s.opened(t)
	unlock := s.hub.lock(id) // the turn waits until the caller is gone
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		r, _ := http.NewRequestWithContext(ctx, "POST", s.URL+"/api/v1/talks/"+id+"/cases", strings.NewReader(noise)) // plain values
		r.Header.Set("Authorization", "Bearer "+secret)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "k")
		_, err := http.DefaultClient.Do(r)
		gone <- err
	}()
	leave()
	if err := <-gone; err == nil {
		t.Fatal("control: the call was answered, want it to be broken off")
	}
	unlock()
	status, body := s.submitted(t, id, secret, "k", noise)
	if status != 201 {
		t.Errorf("retry = %d %s, want 201", status, body)
	}
	if got := len(s.casesOf(t, id)); got != 1 {
		t.Errorf("got %d cases, want 1", got)
	}
}

// TestManyCasesAtOnce hands different cases in at once: each is taken.
func TestManyCasesAtOnce(t *testing.T) {
	s := newSite(t, sealed(t))
	id, secret := s.opened(t)
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			if status, body := s.submitted(t, id, secret, fmt.Sprint("k", i), noise); status != 201 {
				t.Errorf("POST %d: got %d %s, want 201", i, status, body)
			}
		})
	}
	wg.Wait()
	if got := len(s.casesOf(t, id)); got != 10 {
		t.Errorf("got %d cases, want 10", got)
	}
}

func TestCasesKeepTheirSchema(t *testing.T) {
	_, schema := described(t)
	s := newSite(t)
	id, secret := s.opened(t)
	_, body := s.submitted(t, id, secret, "k", noise)
	_, refused := s.submitted(t, id, secret, "k", `{"kind":"help","what":"a"}`)
	_, list := s.call(t, request{"GET", "/api/v1/talks/" + id + "/cases", secret, "", ""})
	_, turns := s.call(t, request{"GET", "/api/v1/talks/" + id + "/turns", secret, "", ""})
	for _, v := range [][2]string{{"NewCase", noise}, {"Case", body}, {"Problem", refused}, {"Cases", list}, {"Turns", turns}} {
		if err := validate(schema(v[0]), v[1]); err != nil {
			t.Errorf("%.300s is no %s: %v", v[1], v[0], err)
		}
	}
	var a caseAnswer
	if err := json.Unmarshal([]byte(body), &a); err != nil || a.Seq != 1 {
		t.Errorf("answer %s (%v), want one of turn 1", body, err)
	}
	if validate(schema("NewCase"), `{"kind":"bribe","what":"a"}`) == nil {
		t.Error("control: a case of no kind passes, want an error")
	}
}
