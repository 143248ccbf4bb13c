package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowserWidget puts the one line on a page of another origin: there the
// talk works where the origin was allowed, and shows nothing where it was not.
func TestBrowserWidget(t *testing.T) {
	for _, allowed := range []bool{true, false} {
		t.Run(fmt.Sprint("allowed ", allowed), func(t *testing.T) {
			var s *site
			other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				_, _ = fmt.Fprintf(w, `<!doctype html><html lang="zh-CN"><title>某局网站</title><script>document.addEventListener("load", e => { if (e.target.tagName === "IFRAME") document.title = "loaded" }, true)</script><script src="%s/widget.js" defer></script><h1>某局网站</h1>`, s.URL)
			}))
			defer other.Close()
			origin := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
			s = newSite(t, func(c *Config) {
				if allowed {
					c.Embed = []string{origin}
				}
			})
			ctx := browser(t, phone)
			do(t, ctx, open(origin), click("#wenban-button"), visible("iframe"))
			if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.title === "loaded"`)); err != nil {
				t.Fatal(err)
			}
			inside := frameOf(t, ctx, s.URL)
			if !allowed {
				if inside != nil && eval[bool](t, inside, `document.getElementById("text") !== null`) {
					t.Error("a site that is not allowed shows the talk")
				}
				return
			}
			do(t, inside, visible("#text"), chromedp.Evaluate[chromedp.Void](`document.querySelector('.regions button[value="990121"]').click()`))
			do(t, inside, ask("我家孩子身份证丢了", "1"), press("1"), visible(`.turn.last[data-seq="2"] .list`))
			s.hub.closeAll()
			do(t, inside, ask("多少钱", "3"))
			do(t, inside, chromedp.Evaluate[chromedp.Void](`document.querySelector(".size button").click()`), visible(".elder #text"))
			shot(t, ctx, "widget", false)
			turns := s.turnsOf(t, s.onlyTalk(t))
			if len(turns) != 3 || turns[0].Reply.Region != "990121" {
				t.Errorf("turns saved: got %d for %s, want 3 for 990121", len(turns), turns[0].Reply.Region)
			}
			if got := eval[string](t, inside, `document.cookie + JSON.stringify(Object.keys(sessionStorage).filter(k => /talk|secret/.test(k)))`); got != "[]" {
				t.Errorf("kept in the frame: %q, want nothing of the talk", got)
			}
		})
	}
}

// frameOf returns the frame of our site on a page, nil where there is none.
func frameOf(t *testing.T, ctx context.Context, url string) context.Context {
	t.Helper()
	targets, err := chromedp.Targets(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range targets {
		if x.Type == "iframe" && strings.HasPrefix(x.URL, url) {
			inside, cancel := chromedp.NewContext(ctx, chromedp.WithTargetID(x.TargetID))
			t.Cleanup(cancel)
			if err := chromedp.Do(inside); err != nil {
				t.Fatal(err)
			}
			return inside
		}
	}
	return nil
}
