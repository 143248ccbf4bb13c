package callbacks

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/webhook"
)

func TestTheChannel(t *testing.T) {
	keys := webhook.Keys{{ID: "k1", Secret: "0123456789abcdef0123456789abcdef"}}
	var heard []string
	s, err := New(&webhook.Receiver{Keys: map[string]webhook.Keys{"webhook": keys}, Log: slog.New(slog.DiscardHandler), Hear: func(_ context.Context, system string, u handoff.Update) (webhook.Heard, error) {
		heard = append(heard, system+" "+u.ID)
		return webhook.Applied, nil
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(s)
	defer site.Close()
	good, err := webhook.CallbackRequest(t.Context(), site.URL+"/api/v1/callbacks/webhook", keys[0], handoff.Update{ID: "u1", Number: "GD1", Action: handoff.Accept, At: time.Now()}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		method, path string
		r            *http.Request
		status       int
		want         string
	}{
		{"POST", "/api/v1/callbacks/webhook", good, 200, `"applied"`},
		{"POST", "/api/v1/callbacks/webhook", nil, 401, "unauthorized"},
		{"POST", "/api/v1/callbacks/nobody", nil, 401, "unauthorized"}, // the same as of one that is there
		{"GET", "/api/v1/callbacks/webhook", nil, 405, "method"},
		{"PUT", "/api/v1/callbacks/webhook", nil, 405, "method"},
		{"GET", "/api/v1/callbacks/", nil, 404, "not_found"},
		{"POST", "/api/v1/callbacks/a/b", nil, 404, "not_found"},
		{"GET", "/openapi-cases.json", nil, 200, "openapi"},
		{"POST", "/openapi-cases.json", nil, 405, "method"},
	} {
		r := x.r
		if r == nil {
			if r, err = http.NewRequest(x.method, site.URL+x.path, strings.NewReader("{}")); err != nil {
				t.Fatal(err)
			}
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != x.status || !strings.Contains(string(body), x.want) || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %s: got %d %.200s, want %d %s", x.method, x.path, res.StatusCode, body, x.status, x.want)
		}
	}
	if !slices.Equal(heard, []string{"webhook u1"}) {
		t.Errorf("heard %q, want the one that was signed", heard)
	}
}

func TestTheContractNamesEveryRoute(t *testing.T) {
	var doc struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal(webhook.Contract(), &doc); err != nil {
		t.Fatal(err)
	}
	var got []string
	for path := range doc.Paths {
		got = append(got, "POST "+path)
	}
	want := slices.DeleteFunc(slices.Collect(maps.Keys((&Server{receiver: &webhook.Receiver{}}).routes())), func(r string) bool { return !strings.HasPrefix(r, "POST ") })
	if !slices.Equal(got, want) {
		t.Errorf("paths of the contract: %q, want %q", got, want)
	}
}
