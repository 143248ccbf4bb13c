package open311

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/handofftest"
)

// city is a GeoReport v2 server as the specification has it: no key makes a
// request one, ids are numbers, JSON or XML.
type city struct {
	t      *testing.T
	format string

	mu       sync.Mutex
	requests []Request
	forms    []map[string][]string
	services []Service
	define   Definition
	tokens   map[string]string // token → id; nil: numbers are given at once
	lose     bool              // take a request and hang up
	hide     bool              // do not show requests yet
	plain    bool              // do not give descriptions back
	fault    int               // answer POST with this status and an error
	page     int               // most requests that a query gets; 0: all
	queries  int
}

func newCity(t *testing.T, format string) (*city, *httptest.Server) {
	c := &city{t: t, format: format, services: []Service{{Code: "noise", Name: "夜间施工噪声", Type: "realtime"}, {Code: "001", Name: "Cans left out 24x7", Type: "realtime"}}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v2/services."+format, func(w http.ResponseWriter, r *http.Request) { c.list(w, "services", 200, c.services) })
	mux.HandleFunc("GET /v2/services/{code}", func(w http.ResponseWriter, r *http.Request) {
		b, _ := EncodeDefinition(format, c.define)
		_, _ = w.Write(b)
	})
	mux.HandleFunc("POST /v2/requests."+format, c.post)
	mux.HandleFunc("GET /v2/requests."+format, c.get)
	mux.HandleFunc("GET /v2/tokens/{token}", c.token)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return c, server
}

var idText = regexp.MustCompile(`"service_request_id":"(\d+)"`)

// with changes the city while its server runs.
func (c *city) with(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

// count is how many requests there are.
func (c *city) count() (n int) {
	c.with(func() { n = len(c.requests) })
	return n
}

// list writes a list document of any element.
func (c *city) list(w http.ResponseWriter, document string, status int, all any) {
	var b []byte
	var err error
	switch all := all.(type) {
	case []Service:
		b, err = EncodeList(c.format, document, all)
	case []Request:
		b, err = EncodeList(c.format, document, all)
	case []Created:
		b, err = EncodeList(c.format, document, all)
	case []Fault:
		b, err = EncodeList(c.format, document, all)
	}
	if err != nil {
		c.t.Errorf("encode %s: %v", document, err)
	}
	if c.format == "json" { // ids are numbers there
		b = idText.ReplaceAll(b, []byte(`"service_request_id":$1`))
	}
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

func (c *city) post(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.PostForm.Get("api_key") != "xyz" {
		c.list(w, "errors", 403, []Fault{{"403", "Invalid api_key received -- can't proceed with create_request."}})
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fault != 0 {
		c.list(w, "errors", c.fault, []Fault{{Text(fmt.Sprint(c.fault)), "no"}})
		return
	}
	id := fmt.Sprint(293944 + len(c.requests))
	c.forms = append(c.forms, r.PostForm)
	c.requests = append(c.requests, Request{ID: Text(id), Status: "open", Code: Text(r.PostForm.Get("service_code")), Description: Text(r.PostForm.Get("description")), Requested: Time(time.Now()), Updated: Time(time.Now())})
	if c.lose {
		panic(http.ErrAbortHandler)
	}
	if c.tokens != nil {
		c.list(w, "service_requests", 200, []Created{{Token: Text("t" + id)}})
		return
	}
	c.list(w, "service_requests", 200, []Created{{ID: Text(id), Account: ""}})
}

func (c *city) get(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queries++
	q := r.URL.Query()
	var all []Request
	ids := strings.Split(q.Get("service_request_id"), ",")
	for _, x := range c.requests {
		at, _ := x.Requested.when()
		from, _ := Text(q.Get("start_date")).when()
		to, _ := Text(q.Get("end_date")).when()
		if c.hide || q.Get("service_request_id") == "" && (at.Before(from) || at.After(to)) || q.Get("service_request_id") != "" && !slices.Contains(ids, string(x.ID)) {
			continue
		}
		if c.plain {
			x.Description = ""
		}
		if all = append(all, x); c.page > 0 && len(all) == c.page {
			break
		}
	}
	c.list(w, "service_requests", 200, all)
}

func (c *city) token(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	token := strings.TrimSuffix(r.PathValue("token"), "."+c.format)
	if id := c.tokens[token]; id != "" {
		c.list(w, "service_requests", 200, []Created{{ID: Text(id), Token: Text(token)}})
		return
	}
	c.list(w, "errors", 404, []Fault{{"404", "token not found"}})
}

// Act closes a request, the one thing that the specification knows.
func (c *city) Act(_ context.Context, number string, u handoff.Update) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.requests {
		if string(c.requests[i].ID) == number && u.Action == handoff.Close {
			c.requests[i].Status, c.requests[i].Notes = "closed", Text(u.Text)
			return nil
		}
	}
	return errors.New("no such request")
}

// Taken returns the requests without our reference.
func (c *city) Taken(context.Context) (out []handofftest.Taken, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, x := range c.requests {
		what, _, _ := strings.Cut(string(x.Description), "\n\n[问办 ")
		out = append(out, handofftest.Taken{Number: string(x.ID), What: what})
	}
	return out, nil
}

func client(t *testing.T, server *httptest.Server, change func(*Config)) *System {
	t.Helper()
	c := Config{URL: server.URL + "/v2", Key: "xyz", Private: true, wait: func(context.Context, time.Duration) bool { return true }}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSystem(t *testing.T) {
	for _, format := range []string{"json", "xml"} {
		t.Run(format, func(t *testing.T) {
			handofftest.Run(t, func(t *testing.T, b *handofftest.Book) handofftest.Subject {
				far, server := newCity(t, format)
				near := client(t, server, func(c *Config) { c.Format, c.Open = format, b.Cases })
				return handofftest.Subject{System: near, Desk: far, Least: true, Limit: maxDescription - 100}
			})
		})
	}
}
