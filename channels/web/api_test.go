package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// request is one call of the API.
type request struct {
	method, path, secret, kind, body string
}

func (s *site) call(t testing.TB, q request) (status int, body string) {
	t.Helper()
	return s.callUnder(t, q)
}

// callUnder calls with idempotency keys.
func (s *site) callUnder(t testing.TB, q request, keys ...string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), q.method, s.URL+q.path, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	if q.secret != "" {
		r.Header.Set("Authorization", "Bearer "+q.secret)
	}
	if q.kind != "" {
		r.Header.Set("Content-Type", q.kind)
	}
	for _, k := range keys {
		r.Header.Add("Idempotency-Key", k)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", q.method, q.path, err)
	}
	return resp.StatusCode, read(t, resp)
}

// opened opens a talk over the API.
func (s *site) opened(t testing.TB) (id, secret string) {
	t.Helper()
	_, body := s.call(t, request{"POST", "/api/v1/talks", "", "application/json", "{}"})
	var a struct{ Talk, Secret string }
	if err := json.Unmarshal([]byte(body), &a); err != nil || a.Secret == "" {
		t.Fatalf("open a talk: got %q (%v)", body, err)
	}
	return a.Talk, a.Secret
}

func TestAPI(t *testing.T) {
	s := newSite(t)
	id, secret := s.opened(t)
	_, other := s.opened(t)
	turns := "/api/v1/talks/" + id + "/turns"
	const j = "application/json"
	tests := []struct {
		name string
		request
		status int
		want   string
	}{
		{"ask", request{"POST", turns, secret, j, `{"id":"a","text":"我家孩子身份证丢了"}`}, 200, `"outcome":"asked"`},
		{"the same again", request{"POST", turns, secret, j, `{"id":"a","text":"我家孩子身份证丢了"}`}, 200, `"seq":1`},
		{"answer by a tap", request{"POST", turns, secret, j + "; charset=utf-8", `{"id":"b","pick":"option:yes","on":1}`}, 200, `"outcome":"answered"`},
		{"the same tap again", request{"POST", turns, secret, j, `{"id":"b","pick":"option:yes","on":1}`}, 200, `"seq":2`},
		{"an old tap", request{"POST", turns, secret, j, `{"id":"c","pick":"option:no","on":1}`}, 409, "stale"},
		{"all turns", request{"GET", turns, secret, "", ""}, 200, `"said":"在同一户口簿"`},
		{"turns after 2", request{"GET", turns + "?after=2", secret, "", ""}, 200, `{"turns":[]}`},
		{"turns after -1", request{"GET", turns + "?after=-1", secret, "", ""}, 400, "seq"},
		{"turns after 2^63", request{"GET", turns + "?after=9223372036854775808", secret, "", ""}, 400, "seq"},
		{"rate", request{"POST", "/api/v1/talks/" + id + "/feedback", secret, j, `{"seq":2,"feedback":"useful"}`}, 204, ""},
		{"rate badly", request{"POST", "/api/v1/talks/" + id + "/feedback", secret, j, `{"seq":2,"feedback":"super"}`}, 400, "format"},
		{"rate no turn", request{"POST", "/api/v1/talks/" + id + "/feedback", secret, j, `{"seq":7,"feedback":"useful"}`}, 404, "not_found"},
		{"no secret", request{"POST", turns, "", j, `{"text":"你好"}`}, 401, "unauthorized"},
		{"C37 another's secret", request{"GET", turns, other, "", ""}, 404, "not_found"},
		{"C37 no such talk", request{"GET", "/api/v1/talks/x/turns", secret, "", ""}, 404, "not_found"},
		{"C64 duplicate key", request{"POST", turns, secret, j, `{"text":"a","text":"b"}`}, 400, "format"},
		{"C64 wrong-case key", request{"POST", turns, secret, j, `{"Text":"身份证"}`}, 400, "format"},
		{"C64 unknown key", request{"POST", turns, secret, j, `{"text":"a","role":"admin"}`}, 400, "format"},
		{"C64 depth 20,000", request{"POST", turns, secret, j, `{"text":` + strings.Repeat("[", 20000) + `}`}, 400, "format"},
		{"C64 number 1e400", request{"POST", turns, secret, j, `{"on":1e400}`}, 400, "format"},
		{"C14 invalid UTF-8", request{"POST", turns, secret, j, "{\"text\":\"\xff\"}"}, 400, "encoding"},
		{"id with a space", request{"POST", turns, secret, j, `{"id":"a b","text":"你好"}`}, 400, "format"},
		{"a region there is not", request{"POST", turns, secret, j, `{"text":"你好","region":"999999"}`}, 400, "region"},
		{"another content type", request{"POST", turns, secret, "text/plain", `{"text":"你好"}`}, 415, "content_type"},
		{"no content type", request{"POST", turns, secret, "", `{"text":"你好"}`}, 415, "content_type"},
		{"C11 a body over 64 KB", request{"POST", turns, secret, j, `{"text":"` + strings.Repeat("a", 65536) + `"}`}, 413, "limit"},
		{"C11 a text over the limit", request{"POST", turns, secret, j, `{"text":"` + strings.Repeat("办", 2001) + `"}`}, 413, "limit"},
		{"open with fields", request{"POST", "/api/v1/talks", "", j, `{"secret":"mine"}`}, 400, "format"},
		{"regions", request{"GET", "/api/v1/regions", "", "", ""}, 200, "青岭县"},
		{"examples", request{"GET", "/api/v1/examples?region=990121", "", "", ""}, 200, "examples"},
		{"examples of nowhere", request{"GET", "/api/v1/examples?region=1", "", "", ""}, 404, "not_found"},
		{"health", request{"GET", "/healthz", "", "", ""}, 200, "ok"},
		{"ready", request{"GET", "/readyz", "", "", ""}, 200, "ready"},
		{"no such route", request{"GET", "/api/v1/users", "", "", ""}, 404, "not_found"},
		{"wrong method", request{"DELETE", turns, secret, "", ""}, 405, "method"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, body := s.call(t, test.request)
			if status != test.status || !strings.Contains(body, test.want) {
				t.Errorf("%s %s %.80s: got %d %.200s, want %d with %q", test.method, test.path, test.body, status, body, test.status, test.want)
			}
			if status >= 400 && !strings.Contains(body, `"message"`) {
				t.Errorf("%s %s: error %q has no message", test.method, test.path, body)
			}
		})
	}
	if got := len(s.turnsOf(t, id)); got != 2 {
		t.Errorf("turns after all: got %d, want 2", got)
	}
}

// TestC66API sends one message twenty times at once.
func TestC66TheSameCallTwentyTimes(t *testing.T) {
	s := newSite(t)
	id, secret := s.opened(t)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			status, body := s.call(t, request{"POST", "/api/v1/talks/" + id + "/turns", secret, "application/json", `{"id":"same","text":"身份证丢了"}`})
			if status != 200 || !strings.Contains(body, `"seq":1,`) {
				t.Errorf("got %d %.100s, want 200 with seq 1", status, body)
			}
		})
	}
	wg.Wait()
	if got := len(s.turnsOf(t, id)); got != 1 {
		t.Errorf("turns: got %d, want 1", got)
	}
}

// TestDifferentMessagesAtOnce are all taken, one after the other.
func TestDifferentMessagesAtOnce(t *testing.T) {
	s := newSite(t)
	id, secret := s.opened(t)
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			body := fmt.Sprintf(`{"id":"m%d","text":"身份证丢了"}`, i)
			if status, got := s.call(t, request{"POST", "/api/v1/talks/" + id + "/turns", secret, "application/json", body}); status != 200 {
				t.Errorf("%s: got %d %.100s, want 200", body, status, got)
			}
		})
	}
	wg.Wait()
	if got := len(s.turnsOf(t, id)); got != 10 {
		t.Errorf("turns: got %d, want 10", got)
	}
}
