package page

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAssets(t *testing.T) {
	long := strings.Repeat("body { color: red }\n", 100)
	a, err := NewAssets(fstest.MapFS{"assets/web.css": {Data: []byte(long)}, "assets/tiny.js": {Data: []byte("1")}})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, accept, encoding, kind string
	}{
		{"web.css", "gzip, br", "gzip", "text/css; charset=utf-8"},
		{"web.css", "", "", "text/css; charset=utf-8"},
		{"tiny.js", "gzip", "", "text/javascript; charset=utf-8"},
		{"page.css", "gzip", "gzip", "text/css; charset=utf-8"},
		{"icon.svg", "", "", "image/svg+xml"},
	}
	for _, test := range tests {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, a.URL(test.name), nil)
		r.Header.Set("Accept-Encoding", test.accept)
		a.ServeHTTP(w, r)
		if h := w.Header(); w.Code != 200 || h.Get("Content-Encoding") != test.encoding || h.Get("Content-Type") != test.kind || !strings.Contains(h.Get("Cache-Control"), "immutable") {
			t.Errorf("GET %s with %q: got %d %v, want %q %q", a.URL(test.name), test.accept, w.Code, h, test.encoding, test.kind)
		}
	}
	for _, path := range []string{"/assets/web.css", "/assets/", "/assets/../page.go", "/assets/web.0000000000.css"} {
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("GET %s: got %d, want 404", path, w.Code)
		}
	}
}

func TestTheHashFollowsTheContent(t *testing.T) {
	url := func(content string) string {
		a, err := NewAssets(fstest.MapFS{"assets/a.css": {Data: []byte(content)}})
		if err != nil {
			t.Fatal(err)
		}
		return a.URL("a.css")
	}
	if x, again, y := url("x"), url("x"), url("y"); x != again || x == y {
		t.Errorf("URL: got %q and %q for x, %q for y; want the same for the same, and different ones", x, again, y)
	}
}

func TestHeaders(t *testing.T) {
	ok := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	embeds := func(r *http.Request) bool { return r.URL.Path == "/widget" }
	for _, test := range []struct {
		path    string
		origins []string
		want    string
		deny    bool
	}{
		{"/", []string{"https://a.gov.cn"}, "frame-ancestors 'none'", true},
		{"/widget", []string{"https://a.gov.cn", "https://b.gov.cn"}, "frame-ancestors https://a.gov.cn https://b.gov.cn", false},
		{"/widget", nil, "frame-ancestors 'none'", false},
	} {
		w := httptest.NewRecorder()
		Headers(ok, embeds, test.origins).ServeHTTP(w, httptest.NewRequest(http.MethodGet, test.path, nil))
		h := w.Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.HasSuffix(csp, test.want) || strings.Contains(csp, "unsafe") || (h.Get("X-Frame-Options") == "DENY") != test.deny {
			t.Errorf("%s for %v: got %q, X-Frame-Options %q; want %q, deny %v", test.path, test.origins, csp, h.Get("X-Frame-Options"), test.want, test.deny)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: got %v, want nosniff and no-referrer", test.path, h)
		}
	}
}

// TestContrast reads the tokens and computes the contrast of every pair that
// is used: 4.5:1 for text, 3:1 for the border of a field.
func TestContrast(t *testing.T) {
	css, err := own.ReadFile("assets/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(css), "prefers-color-scheme: dark")
	pairs := []struct {
		text, ground string
		least        float64
	}{
		{"text", "ground", 4.5}, {"text", "surface", 4.5}, {"text", "action-soft", 4.5}, {"text", "warn-soft", 4.5}, {"text", "done-soft", 4.5},
		{"quiet", "ground", 4.5}, {"quiet", "surface", 4.5}, {"quiet", "action-soft", 4.5}, {"quiet", "warn-soft", 4.5},
		{"action", "surface", 4.5}, {"action", "ground", 4.5}, {"action", "action-soft", 4.5}, {"on-action", "action", 4.5},
		{"warn", "surface", 4.5}, {"warn", "warn-soft", 4.5}, {"on-warn", "warn", 4.5}, {"done", "surface", 4.5}, {"done", "done-soft", 4.5},
		{"field", "surface", 3}, {"field", "ground", 3}, {"focus", "ground", 3}, {"focus", "surface", 3},
	}
	for name, part := range map[string]string{"light": light, "dark": dark} {
		token := tokens(t, part)
		for _, p := range pairs {
			if got := contrast(token[p.text], token[p.ground]); got < p.least {
				t.Errorf("%s: %s %s on %s %s: got %.2f:1, want %v:1", name, p.text, token[p.text], p.ground, token[p.ground], got, p.least)
			}
		}
	}
	if got := contrast("#000000", "#ffffff"); math.Abs(got-21) > 0.01 {
		t.Errorf("control, black on white: got %.2f, want 21", got)
	}
}

// tokens returns the first value of each colour.
func tokens(t *testing.T, css string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(css, -1) {
		if out[m[1]] == "" {
			out[m[1]] = m[2]
		}
	}
	if len(out) < 14 {
		t.Fatalf("read %d colours, want at least 14: %v", len(out), out)
	}
	return out
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			panic(fmt.Sprintf("colour %q: %v", hex, err))
		}
		c := float64(v) / 255
		if c <= 0.03928 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestRenderIsWholeOrNothing(t *testing.T) {
	a, err := NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := Parse(a, fstest.MapFS{
		"templates/_part.html": {Data: []byte(`{{define "part"}}<b>{{.}}</b>{{end}}`)},
		"templates/good.html":  {Data: []byte(`{{define "body"}}{{template "part" .}}{{end}}`)},
		"templates/bad.html":   {Data: []byte(`{{define "body"}}half{{.Missing}}{{end}}`)},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	w := httptest.NewRecorder()
	if err := pages.Render(w, r, 200, "good", Frame{Title: "题", Body: "<i>"}); err != nil || !strings.Contains(w.Body.String(), "<b>&lt;i&gt;</b>") {
		t.Errorf("Render good: got %v, %q", err, w.Body)
	}
	w = httptest.NewRecorder()
	if err := pages.Render(w, r, 200, "bad", Frame{Body: struct{}{}}); err == nil || w.Body.Len() > 0 {
		t.Errorf("Render bad: got %v and %q, want an error and nothing written", err, w.Body)
	}
}
