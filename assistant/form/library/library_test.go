package library_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/form/library"
	"wenban/assistant/form/licencetest"
)

var secret = []byte("a key for tests only")

// client asks the library that a handler answers for.
func client(t *testing.T, h http.Handler) *library.Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c, err := library.New(library.Config{Address: server.URL + "/api/", Key: "county", Secret: secret, Private: true})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func simulator(t *testing.T) *licencetest.Server {
	t.Helper()
	l, err := licencetest.New()
	if err != nil {
		t.Fatal(err)
	}
	return &licencetest.Server{Library: l, Key: "county", Secret: secret}
}

func TestTheLibraryTellsWhatSomebodyHolds(t *testing.T) {
	s := simulator(t)
	c := client(t, s)
	citizen, enterprise := s.People.Citizens[0], s.People.Enterprises[0]
	for _, x := range []struct {
		who  string
		h    form.Holder
		want int
	}{
		{"a citizen", form.Holder{Name: citizen.Name, IDCard: citizen.IDCard}, len(citizen.Licences)},
		{"an enterprise", form.Holder{Name: enterprise.Name, USCC: enterprise.USCC}, len(enterprise.Licences)},
		{"a citizen under another name", form.Holder{Name: "别人", IDCard: citizen.IDCard}, 0},
		{"nobody", form.Holder{}, 0},
	} {
		got, err := c.Licences(t.Context(), x.h)
		if err != nil || got == nil || len(got) != x.want {
			t.Errorf("Licences(%s) = %d licences, %v, want %d, nil", x.who, len(got), err, x.want)
		}
	}
}

func TestAnOutageIsNeverNoLicence(t *testing.T) {
	const none = `{"licences": []}`
	answer := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	one := func(licence string) string { return `{"licences": [` + licence + `]}` }
	for name, h := range map[string]http.Handler{
		"500":                       answer(500, "application/json", none),
		"404":                       answer(404, "application/json", none),
		"204":                       answer(204, "application/json", ""),
		"a page":                    answer(200, "text/html", "<p>维护中</p>"),
		"nothing":                   answer(200, "application/json", ""),
		"null":                      answer(200, "application/json", "null"),
		"an error in the body":      answer(200, "application/json", `{"error": "busy"}`),
		"null licences":             answer(200, "application/json", `{"licences": null}`),
		"a licence of another type": answer(200, "application/json", `{"licences": ["身份证"]}`),
		"half an answer":            answer(200, "application/json", `{"licences": [`),
		"a licence without name":    answer(200, "application/json", one(`{"number": "1"}`)),
		"a date that is none":       answer(200, "application/json", one(`{"name": "甲", "number": "1", "expires": "长期"}`)),
		"an unknown trust":          answer(200, "application/json", one(`{"name": "甲", "number": "1", "trust": "Z"}`)),
		"too many":                  answer(200, "application/json", one(strings.TrimSuffix(strings.Repeat(`{"name": "甲", "number": "1"},`, 201), ","))),
		"endless":                   http.HandlerFunc(endless),
		"elsewhere":                 http.RedirectHandler("http://127.0.0.1:1/licences", http.StatusTemporaryRedirect),
		"cut off":                   http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
		"a key it does not know":    &licencetest.Server{Key: "other", Secret: secret},
		"another secret":            &licencetest.Server{Key: "county", Secret: []byte("something else, as long")},
		"a clock an hour ahead":     &licencetest.Server{Key: "county", Secret: secret, Now: func() time.Time { return time.Now().Add(time.Hour) }},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := client(t, h).Licences(t.Context(), form.Holder{Name: "林秀兰", IDCard: "99010219880315602X"})
			if !errors.Is(err, form.ErrOutage) || got != nil {
				t.Errorf("Licences = %v, %v, want nil, ErrOutage", got, err)
			}
			if err != nil && (strings.Contains(err.Error(), "林秀兰") || strings.Contains(err.Error(), "9901021988")) {
				t.Errorf("Licences = %v, which tells who was asked for", err)
			}
		})
	}
	if got, err := client(t, answer(200, "application/json; charset=utf-8", none)).Licences(t.Context(), form.Holder{}); err != nil || got == nil {
		t.Errorf("control: Licences(an empty list) = %v, %v, want an empty list", got, err)
	}
}

// endless writes without end.
func endless(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	for r.Context().Err() == nil {
		if _, err := io.WriteString(w, strings.Repeat(" ", 1<<16)); err != nil {
			return
		}
	}
}

func TestALibraryThatIsSilentIsAnOutage(t *testing.T) {
	asked, over := make(chan struct{}), make(chan struct{})
	defer close(over)
	c := client(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		close(asked)
		<-over
	}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	if _, err := c.Licences(ctx, form.Holder{Name: "林秀兰"}); !errors.Is(err, form.ErrOutage) || !errors.Is(err, context.Canceled) {
		t.Errorf("Licences(given up) = %v, want ErrOutage", err)
	}
}

func TestARequestHasNobodyInItsAddressAndIsTakenOnce(t *testing.T) {
	s := simulator(t)
	var copied *http.Request
	c := client(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if at := r.URL.String(); at != "/api/licences" {
			t.Errorf("asked %s, want /api/licences", at)
		}
		copied = r.Clone(context.Background())
		copied.Body = io.NopCloser(strings.NewReader(string(body)))
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		s.ServeHTTP(w, r)
	}))
	citizen := s.People.Citizens[0]
	if _, err := c.Licences(t.Context(), form.Holder{Name: citizen.Name, IDCard: citizen.IDCard}); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, copied); w.Code != http.StatusUnauthorized {
		t.Errorf("the same request again = %d, want 401", w.Code)
	}
}

func TestAConfigurationOfNoUseIsRefused(t *testing.T) {
	for i, c := range []library.Config{
		{}, {Address: "http://library.example/", Key: "k", Secret: secret}, {Address: "https://u@library.example/", Key: "k", Secret: secret},
		{Address: "https://library.example/", Secret: secret}, {Address: "https://library.example/", Key: "k", Secret: []byte("short")},
	} {
		if _, err := library.New(c); err == nil {
			t.Errorf("New(configuration %d) = nil, want an error", i)
		}
	}
}

func FuzzAnAnswer(f *testing.F) {
	f.Add(200, "application/json", `{"licences": [{"name": "甲", "number": "1", "fields": {"姓名": "乙"}}]}`)
	f.Add(200, "application/json", `{"licences": []}`)
	f.Add(500, "text/html", "")
	var status int
	var kind, body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	f.Cleanup(server.Close)
	c, err := library.New(library.Config{Address: server.URL, Key: "county", Secret: secret, Private: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s int, k, b string) {
		if s < 200 || s > 599 || strings.ContainsAny(k, "\r\n\x00") {
			return
		}
		status, kind, body = s, k, b
		got, err := c.Licences(t.Context(), form.Holder{})
		if (got == nil) == (err == nil) || err != nil && !errors.Is(err, form.ErrOutage) {
			t.Errorf("Licences(%d %q %q) = %v, want either a list or an outage", s, k, b, fmt.Sprint(got, err))
		}
	})
}
