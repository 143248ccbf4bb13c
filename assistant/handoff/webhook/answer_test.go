package webhook

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wenban/assistant/handoff"
)

var testKeys = Keys{{"k1", "0123456789abcdef0123456789abcdef"}}

func message() handoff.Message {
	c := handoff.Case{ID: "01KB0000000000000000000001", Kind: handoff.Complaint, Title: "夜间施工噪声", Opened: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC), Content: handoff.Content{What: "半夜施工", Phone: "13800138000"}}
	return handoff.Message{Key: c.ID + "/1", Act: handoff.Opened, Case: c, Digest: c.Digest()}
}

// far is a case system that answers as it is told.
func far(t *testing.T, h http.HandlerFunc) *System {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	s, err := New(Config{URL: server.URL, Keys: testKeys, Private: true, Owner: func(_ context.Context, number string) (string, error) {
		return map[string]string{"OTHERS": "01KB9999"}[number], nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const aJSON = "application/json"

// TestA34 and A36 are rows of hostile inputs: whatever a system answers, a
// message is sent only when the answer names our key and a number that can be
// believed.
func TestA34(t *testing.T) {
	m := message()
	good := fmt.Sprintf(`{"key":%q,"number":"GD1","digest":%q}`, m.Key, m.Digest)
	for name, x := range map[string]struct {
		status int
		kind   string
		body   string
		after  string
		want   string // sent, refused CODE, altered, later 30s, again
	}{
		"taken":                        {200, aJSON, good, "", "sent"},
		"created":                      {201, aJSON + "; charset=utf-8", good, "", "sent"},
		"a system that grew":           {200, aJSON, strings.Replace(good, "{", `{"queue":"x",`, 1), "", "sent"},
		"without a digest":             {200, aJSON, `{"key":"` + m.Key + `","number":"云2026-0001"}`, "", "sent"},
		"500":                          {500, aJSON, `{"error":{"code":"oops"}}`, "", "again"},
		"429 an hour":                  {429, aJSON, `{}`, "3600", "later 1h0m0s"},
		"429 a year":                   {429, "", "", "31536000", "later 1h0m0s"},
		"429 overflow":                 {429, "", "", "99999999999999999999", "again"},
		"429 negative":                 {429, "", "", "-5", "again"},
		"429 date":                     {429, "", "", "Wed, 25 Nov 2026 09:00:00 GMT", "again"},
		"503 in a minute":              {503, "text/html", "<html>", "60", "later 1m0s"},
		"404":                          {404, aJSON, `{"error":{"code":"not_found"}}`, "", "again"},
		"401":                          {401, aJSON, `{"error":{"code":"unauthorized"}}`, "", "again"},
		"403":                          {403, "text/html", "<html>WAF</html>", "", "again"},
		"302":                          {302, "", "", "", "again"},
		"202":                          {202, aJSON, good, "", "again"},
		"204":                          {204, "", "", "", "again"},
		"200 with HTML":                {200, "text/html", "<html>登录</html>", "", "again"},
		"200 JSON called HTML":         {200, "text/html", good, "", "again"},
		"200 HTML called JSON":         {200, aJSON, "<html>", "", "again"},
		"200 with an error":            {200, aJSON, `{"error":{"code":"db","message":"no"}}`, "", "again"},
		"200 empty":                    {200, aJSON, "", "", "again"},
		"200 null":                     {200, aJSON, "null", "", "again"},
		"200 an array":                 {200, aJSON, "[" + good + "]", "", "again"},
		"200 two documents":            {200, aJSON, good + good, "", "again"},
		"200 twice the same name":      {200, aJSON, `{"number":"A","number":"B","key":"` + m.Key + `"}`, "", "again"},
		"200 number as number":         {200, aJSON, `{"key":"` + m.Key + `","number":17}`, "", "again"},
		"200 number as list":           {200, aJSON, `{"key":"` + m.Key + `","number":["GD1"]}`, "", "again"},
		"200 number null":              {200, aJSON, `{"key":"` + m.Key + `","number":null}`, "", "again"},
		"200 number empty":             {200, aJSON, `{"key":"` + m.Key + `","number":""}`, "", "again"},
		"200 number blank":             {200, aJSON, `{"key":"` + m.Key + `","number":" "}`, "", "again"},
		"200 number with a line":       {200, aJSON, `{"key":"` + m.Key + `","number":"GD\n1"}`, "", "again"},
		"200 number without end":       {200, aJSON, `{"key":"` + m.Key + `","number":"` + strings.Repeat("9", 65) + `"}`, "", "again"},
		"200 not UTF-8":                {200, aJSON, `{"key":"` + m.Key + `","number":"` + "\xff" + `"}`, "", "again"},
		"200 Number in capitals":       {200, aJSON, `{"key":"` + m.Key + `","Number":"GD1"}`, "", "again"},
		"200 another key":              {200, aJSON, `{"key":"x/1","number":"GD1"}`, "", "again"},
		"200 no key":                   {200, aJSON, `{"number":"GD1"}`, "", "again"},
		"200 the number of another":    {200, aJSON, `{"key":"` + m.Key + `","number":"OTHERS"}`, "", "again"},
		"400 refused":                  {400, aJSON, `{"error":{"code":"no_category","message":"王秀兰的内容不行"}}`, "", "refused no_category"},
		"422 refused":                  {422, aJSON, `{"error":{"code":"bad.region"}}`, "", "refused bad.region"},
		"413 refused":                  {413, aJSON, `{"error":{"code":"limit"}}`, "", "refused limit"},
		"400 of a proxy":               {400, "text/html", "<html>The plain HTTP request was sent to HTTPS port</html>", "", "again"},
		"400 without a code":           {400, aJSON, `{"message":"no"}`, "", "again"},
		"400 with words for a code":    {400, aJSON, `{"error":{"code":"王秀兰 13800138000"}}`, "", "again"},
		"409 in flight":                {409, aJSON, `{"error":{"code":"in_flight"}}`, "", "again"},
		"A36 409 altered":              {409, aJSON, `{"error":{"code":"altered"}}`, "", "altered"},
		"A36 another digest":           {200, aJSON, `{"key":"` + m.Key + `","number":"GD1","digest":"00"}`, "", "altered"},
		"A36 digest of the wrong type": {200, aJSON, `{"key":"` + m.Key + `","number":"GD1","digest":5}`, "", "again"},
	} {
		s := far(t, func(w http.ResponseWriter, r *http.Request) {
			if x.kind != "" {
				w.Header().Set("Content-Type", x.kind)
			}
			if x.after != "" {
				w.Header().Set("Retry-After", x.after)
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(x.status)
			_, _ = io.WriteString(w, x.body)
		})
		a, err := s.Deliver(t.Context(), m)
		if got := classOf(a, err); got != x.want {
			t.Errorf("%s: Deliver = %q (%v), want %q", name, got, err, x.want)
		}
		if err != nil && strings.ContainsAny(err.Error(), "王秀兰") {
			t.Errorf("%s: the error quotes the citizen: %v", name, err)
		}
	}
}

func classOf(a handoff.Answer, err error) string {
	var no handoff.Refused
	var later handoff.Later
	switch {
	case err == nil && a.Number != "":
		return "sent"
	case err == nil:
		return "sent without a number"
	case errors.As(err, &no):
		return "refused " + no.Why
	case errors.Is(err, handoff.ErrAltered):
		return "altered"
	case errors.As(err, &later):
		return "later " + later.After.String()
	}
	return "again"
}

func TestACaseKeepsItsNumber(t *testing.T) {
	m := message()
	s := far(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", aJSON)
		_, _ = fmt.Fprintf(w, `{"key":%q,"number":"GD2"}`, m.Key)
	})
	m.Case.Number = "GD1" // what it answered first
	if a, err := s.Deliver(t.Context(), m); !errors.Is(err, ErrAnswer) {
		t.Errorf("Deliver(a case that has GD1, answered GD2) = %+v, %v, want ErrAnswer", a, err)
	}
}

func TestOnlyTheSystemSaysThatAKeyNeverCame(t *testing.T) {
	key := message().Key
	for name, x := range map[string]struct {
		status int
		kind   string
		body   string
		ok     bool
		err    bool
	}{
		"there":         {200, aJSON, `{"key":"` + key + `","number":"GD1"}`, true, false},
		"not there":     {404, aJSON, `{"error":{"code":"not_found"}}`, false, false},
		"404 of nobody": {404, "text/html", "<html>", false, true},
		"404 of a path": {404, aJSON, `{"error":{"code":"no_route"}}`, false, true},
		"of another":    {200, aJSON, `{"key":"x","number":"GD1"}`, false, true},
		"500":           {500, "", "", false, true},
	} {
		s := far(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", x.kind)
			w.WriteHeader(x.status)
			_, _ = io.WriteString(w, x.body)
		})
		if a, ok, err := s.Find(t.Context(), key); ok != x.ok || (err != nil) != x.err {
			t.Errorf("%s: Find = %+v, %v, %v, want %v and an error: %v", name, a, ok, err, x.ok, x.err)
		}
	}
}

// TestA35 is the row of hostile inputs: a system that is slow, endless, packed
// or gone costs a bounded time and is tried again.
func TestA35(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"endless": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", aJSON)
			for {
				if _, err := w.Write(bytes.Repeat([]byte("["), 64<<10)); err != nil {
					return
				}
			}
		},
		"gzip bomb": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = z.Write(make([]byte, 32<<20))
			_ = z.Close()
		},
		"redirect elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/latest/", http.StatusTemporaryRedirect)
		},
		"cut": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("{"))
		},
		"hung up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"headers without end": func(w http.ResponseWriter, r *http.Request) {
			for i := range 10_000 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 100))
			}
		},
	} {
		if a, err := far(t, h).Deliver(t.Context(), message()); classOf(a, err) != "again" {
			t.Errorf("%s: Deliver = %+v, %v, want an error that is worth another try", name, a, err)
		}
	}
	gone, err := New(Config{URL: "https://no-such-host.invalid/x", Keys: testKeys})
	if err != nil {
		t.Fatal(err)
	}
	if a, err := gone.Deliver(t.Context(), message()); classOf(a, err) != "again" {
		t.Errorf("no such host: Deliver = %+v, %v, want an error that is worth another try", a, err)
	}
}

// TestA35OneByteASecond plays a body that comes a byte a second, in the time of
// a bubble: the call ends after its patience.
func TestA35OneByteASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, other := net.Pipe()
		s, err := New(Config{URL: "http://case.example/x", Keys: testKeys, Private: true})
		if err != nil {
			t.Fatal(err)
		}
		s.client.Dial(func(context.Context, string, string) (net.Conn, error) { return near, nil })
		var far sync.WaitGroup
		far.Go(func() { _, _ = io.Copy(io.Discard, other) })
		far.Go(func() {
			_, _ = io.WriteString(other, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
			for {
				if _, err := other.Write([]byte(" ")); err != nil {
					return
				}
				time.Sleep(time.Second) // of the bubble
			}
		})
		began := time.Now()
		a, err := s.Deliver(t.Context(), message())
		if took := time.Since(began); classOf(a, err) != "again" || took > 30*time.Second {
			t.Errorf("Deliver(a byte a second) = %+v, %v after %v, want an error within 30 s", a, err, took)
		}
		_ = other.Close()
		far.Wait()
	})
}

// TestA33: a system that takes a message and never answers is asked for the key,
// and the message is not there twice.
func TestA33(t *testing.T) {
	taken := map[string]string{}
	m := message()
	s := far(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", aJSON)
		if r.Method == http.MethodPost {
			taken[r.Header.Get("Idempotency-Key")] = "GD1"
			panic(http.ErrAbortHandler)
		}
		_, _ = fmt.Fprintf(w, `{"key":%q,"number":%q}`, r.URL.Query().Get("key"), taken[r.URL.Query().Get("key")])
	})
	if a, err := s.Deliver(t.Context(), m); classOf(a, err) != "again" {
		t.Errorf("Deliver = %+v, %v, want an error that is worth another try", a, err)
	}
	if a, ok, err := s.Find(t.Context(), m.Key); !ok || err != nil || a.Number != "GD1" {
		t.Errorf("Find(%s) = %+v, %v, %v, want GD1", m.Key, a, ok, err)
	}
}

func TestNothingPersonalStandsInAnAddressOrHeader(t *testing.T) {
	m := message()
	var head string
	s := far(t, func(w http.ResponseWriter, r *http.Request) {
		head += r.URL.String() + fmt.Sprint(r.Header)
		w.Header().Set("Content-Type", aJSON)
		_, _ = fmt.Fprintf(w, `{"key":%q,"number":"GD1"}`, m.Key)
	})
	if _, err := s.Deliver(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Find(t.Context(), m.Key); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(head, "13800138000") || strings.Contains(head, testKeys[0].Secret) || !strings.Contains(head, m.Key) {
		t.Errorf("addresses and headers are %s, want the key and nothing of the citizen", head)
	}
}
