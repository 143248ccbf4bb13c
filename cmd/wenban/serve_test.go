package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"wenban/cmd/wenban/config"
)

// TestServeKeepsTalks starts the server twice on one data folder: a visitor who
// comes back after the restart finds the talk.
func TestServeKeepsTalks(t *testing.T) {
	jar, _ := cookiejar.New(nil) // never fails
	client := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	data := t.TempDir()
	addr := free(t)
	running(t, addr, data, func() {
		if body := visit(t, client, "POST", "http://"+addr+"/ask", url.Values{"text": {"我家孩子身份证丢了"}}); !strings.Contains(body, "居民身份证丢失补领") {
			t.Errorf("ask: got %.300s, want the item", body)
		}
	})
	running(t, addr, data, func() {
		if body := visit(t, client, "GET", "http://"+addr+"/", nil); !strings.Contains(body, "我家孩子身份证丢了") {
			t.Errorf("after a restart: got %.300s, want the talk", body)
		}
	})
}

// running runs the server around f, and stops it as the system does.
func running(t *testing.T, addr, data string, f func()) {
	t.Helper()
	set, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- serveCommand{placed: placed{source: source{stored: stored{Data: data}}}, Addr: addr}.Run(ctx, set)
	}()
	for {
		r, err := http.Get("http://" + addr + "/readyz")
		if err == nil {
			_ = r.Body.Close()
			break
		}
		select {
		case err := <-ended:
			t.Fatalf("serve ended: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	f()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("stop: %v", err)
	}
}

func visit(t *testing.T, client *http.Client, method, address string, form url.Values) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// free returns an address nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
