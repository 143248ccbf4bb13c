package outside

import (
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// TestA61 is the row of hostile inputs: no spelling of an inside address gets
// through, and one is reached only where that was said.
func TestA61(t *testing.T) {
	for address, want := range map[string][2]bool{ // not private, private
		"127.0.0.1": {false, true}, "::1": {false, true}, "10.1.2.3": {false, true}, "192.168.1.1": {false, true}, "172.16.0.1": {false, true},
		"::ffff:10.0.0.1": {false, true}, "fd00::1": {false, true}, "100.64.0.1": {false, true},
		"169.254.169.254": {false, false}, "::ffff:169.254.169.254": {false, false}, "fe80::1": {false, false}, "0.0.0.0": {false, false}, "::": {false, false},
		"224.0.0.1": {false, false}, "255.255.255.255": {false, false}, "64:ff9b::7f00:1": {false, false}, "2002:7f00:1::": {false, false}, "0.1.2.3": {false, false},
		"8.8.8.8": {true, true}, "2400:3200::1": {true, true},
	} {
		a := netip.MustParseAddr(address)
		if got := [2]bool{Allowed(a, false), Allowed(a, true)}; got != want {
			t.Errorf("Allowed(%s) = %v, want %v (not private, private)", address, got, want)
		}
	}
	far := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer far.Close()
	port := far.URL[strings.LastIndex(far.URL, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"} {
		if _, err := call(t, New(false), "http://"+host+port); !errors.Is(err, ErrTarget) {
			t.Errorf("Do(%s) = %v, want ErrTarget", host, err)
		}
	}
	for _, host := range []string{"localhost.", "0x7f.1", "2130706433", "①②⑦.⓪.⓪.①"} { // resolved to the same, or to nothing
		if _, err := call(t, New(false), "http://"+host+port); err == nil {
			t.Errorf("Do(%s) = nil, want an error", host)
		}
	}
	if _, err := call(t, New(true), far.URL); err != nil {
		t.Errorf("control: Do(private) = %v, want nil", err)
	}
}

func call(t *testing.T, c *Client, address string) (Answer, error) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c.Do(t.Context(), r)
}

func TestAddresses(t *testing.T) {
	for raw, want := range map[string][2]bool{
		"https://case.example.gov.cn/wenban/": {true, true}, "http://10.0.0.1/x": {false, true},
		"file:///etc/passwd": {false, false}, "gopher://h/": {false, false}, "data:text/plain,x": {false, false}, "ftp://h/": {false, false},
		"https://user@host/": {false, false}, "https://h/?a=b": {false, false}, "https://h/#x": {false, false}, "https:///x": {false, false}, "": {false, false}, "https://h/\x7f": {false, false},
	} {
		_, public := Address(raw, false)
		_, private := Address(raw, true)
		if got := [2]bool{public == nil, private == nil}; got != want {
			t.Errorf("Address(%q) is right: %v, want %v (not private, private)", raw, got, want)
		}
	}
}

func TestNoAnswerIsFollowedUnpackedOrEndless(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1") // would fail if it were believed
	reached := false
	mux := http.NewServeMux()
	mux.HandleFunc("/elsewhere", func(http.ResponseWriter, *http.Request) { reached = true })
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) })
	mux.HandleFunc("/packed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		_, _ = z.Write(make([]byte, 64<<20))
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	far := httptest.NewServer(mux)
	defer far.Close()
	if a, err := call(t, New(true), far.URL+"/redirect"); err != nil || a.Status != http.StatusFound || reached {
		t.Errorf("Do(redirect) = %d, %v, followed: %v, want 302 that is not followed", a.Status, err, reached)
	}
	if _, err := call(t, New(true), far.URL+"/packed"); !errors.Is(err, ErrPacked) {
		t.Errorf("Do(packed) = %v, want ErrPacked", err)
	}
	if _, err := call(t, New(true), far.URL+"/endless"); !errors.Is(err, ErrBig) {
		t.Errorf("Do(endless) = %v, want ErrBig", err)
	}
	tls := httptest.NewTLSServer(mux)
	defer tls.Close()
	if _, err := call(t, New(true), tls.URL+"/elsewhere"); err == nil {
		t.Error("Do(a certificate that nobody vouches for) = nil, want an error")
	}
}

func TestErrorsNameNoQuery(t *testing.T) {
	_, err := call(t, New(false), "http://127.0.0.1:1/x?api_key=geheim")
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("Do(blocked) = %v, want an error without the query", err)
	}
}
