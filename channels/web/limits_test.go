package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
)

func TestMeter(t *testing.T) {
	now := noon
	m := newMeter(3, 10, func() time.Time { return now })
	count := func(key string) (n int) {
		for range 10 {
			if m.allow(key) {
				n++
			}
		}
		return n
	}
	if a, b := count("a"), count("b"); a != 3 || b != 3 {
		t.Errorf("ten at once from a and from b: got %d and %d, want 3 each", a, b)
	}
	now = now.Add(20 * time.Second)
	if got := count("a"); got != 1 {
		t.Errorf("20s later: got %d, want 1", got)
	}
	for i := range 1000 {
		m.allow(fmt.Sprint("key", i))
	}
	if len(m.byKey) > 10 {
		t.Errorf("a thousand keys: %d are kept, want at most 10", len(m.byKey))
	}
}

// TestA58: whose turn it is to be limited is read from a header of a trusted
// proxy alone, and an IPv6 household counts as one.
func TestA58Address(t *testing.T) {
	s := &Server{config: Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	tests := []struct{ name, peer, forwarded, want string }{
		{"direct", "203.0.113.7:1000", "", "203.0.113.7"},
		{"a header nobody vouches for", "203.0.113.7:1000", "198.51.100.1", "203.0.113.7"},
		{"through our proxy", "10.0.0.1:1000", "198.51.100.1", "198.51.100.1"},
		{"a forged hop before it", "10.0.0.1:1000", "1.2.3.4, 198.51.100.1", "198.51.100.1"},
		{"two proxies", "10.0.0.1:1000", "198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"nonsense in the header", "10.0.0.1:1000", "<script>", "10.0.0.1"},
		{"IPv6 counts as a household", "[2001:db8:1:2:3:4:5:6]:1000", "", "2001:db8:1:2::/64"},
		{"IPv4 in IPv6", "[::ffff:203.0.113.7]:1000", "", "203.0.113.7"},
	}
	for _, test := range tests {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = test.peer
		if test.forwarded != "" {
			r.Header.Set("X-Forwarded-For", test.forwarded)
		}
		if got := s.address(r); got != test.want {
			t.Errorf("%s: address of %s via %q: got %q, want %q", test.name, test.peer, test.forwarded, got, test.want)
		}
	}
}

func TestOpeningsForgetTheOldest(t *testing.T) {
	now := noon
	s := newSite(t, func(c *Config) { c.Limits.Openings = 2; c.Now = func() time.Time { return now } })
	one, two, three := s.openings.open("web", "k1"), s.openings.open("web", ""), s.openings.open("web", "k3")
	if again := s.openings.open("web", "k3"); again.ID != three.ID {
		t.Errorf("open with the same key: got %s, want %s", again.ID, three.ID)
	}
	for id, want := range map[string]bool{one.ID: false, two.ID: true, three.ID: true} {
		if _, err := s.openings.Talk(t.Context(), id); (err == nil) != want {
			t.Errorf("Talk(%s) after three of at most two: got %v, want found %v", id, err, want)
		}
	}
	now = now.Add(2 * time.Hour)
	s.openings.open("web", "")
	if _, err := s.openings.Talk(t.Context(), three.ID); err == nil {
		t.Error("Talk of an opening two hours old: found, want forgotten")
	}
}

func TestOriginsAreChecked(t *testing.T) {
	know, err := city()
	if err != nil {
		t.Fatal(err)
	}
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return know }, Ledger: ledger.NewMemory()}
	for origin, ok := range map[string]bool{
		"https://www.example.gov.cn": true, "http://localhost:8080": true,
		"www.example.gov.cn": false, "https://www.example.gov.cn/": false, "*": false, "null": false, "": false,
		"https://a.gov.cn; script-src *": false, "https://a.gov.cn https://evil.com": false, "javascript://a.gov.cn": false,
	} {
		for _, c := range []Config{{Assistant: a, Embed: []string{origin}}, {Assistant: a, Origins: []string{origin}}} {
			if _, err := New(c); (err == nil) != ok {
				t.Errorf("New with origin %q: got %v, want accepted %v", origin, err, ok)
			}
		}
	}
}
