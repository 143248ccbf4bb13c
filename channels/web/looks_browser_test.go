package web

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestBrowserKeyboard does everything without a pointer.
func TestBrowserKeyboard(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, look{width: 1280, height: 900})
	do(t, ctx, open(s.URL), ask("我家孩子身份证丢了", "1"))
	do(t, ctx, typeIn("#text", "1"))
	if got := len(s.turnsOf(t, s.onlyTalk(t))); got != 1 {
		t.Errorf("a digit that is typed: got %d turns, want it left alone", got)
	}
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.getElementById("text").value = ""; document.activeElement.blur()`), press("2"), visible(`.turn.last[data-seq="2"]`))
	if got := seen(ctx); !strings.Contains(got, "监护关系证明") {
		t.Errorf("after key 2: got %q, want 监护关系证明", got)
	}
	if got := eval[string](t, ctx, `getComputedStyle(document.querySelector(".main")).outlineStyle`); got != "none" {
		t.Errorf("without focus: outline %q", got)
	}
	do(t, ctx, chromedp.Focus(chromedp.CSS("#text")), press("\t"))
	if got := eval[string](t, ctx, `getComputedStyle(document.activeElement).outlineStyle`); got != "solid" {
		t.Errorf("with the keyboard on %s: outline %q, want solid", eval[string](t, ctx, `document.activeElement.outerHTML`), got)
	}
}

// TestBrowserElder measures what 长辈版 promises: type from 20 px, targets from
// 60 px, kept on the next visit.
func TestBrowserElder(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), click(".size button"), visible(".elder #text"), ask("我家孩子身份证丢了", "1"))
	do(t, ctx, open(s.URL), visible(".elder .turn.last"))
	small := eval[[]string](t, ctx, `[...document.querySelectorAll("body *")].filter(e => e.offsetParent && e.textContent.trim() && !e.closest(".spoken") && !e.children.length && parseFloat(getComputedStyle(e).fontSize) < 20).map(e => e.outerHTML.slice(0, 100))`)
	if len(small) > 0 {
		t.Errorf("type under 20 px: %q", small)
	}
	low := eval[[]string](t, ctx, `[...document.querySelectorAll("button, .button, summary, textarea, .line label")].filter(e => e.offsetParent && e.getBoundingClientRect().height < 60).map(e => e.outerHTML.slice(0, 100))`)
	if len(low) > 0 {
		t.Errorf("targets under 60 px: %q", low)
	}
	if wide := eval[int](t, ctx, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %d px wide on a screen of 390", wide)
	}
}

// TestBrowserNarrow looks for what does not fit on a very old phone.
func TestBrowserNarrow(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, look{width: 320, height: 568})
	do(t, ctx, open(s.URL), click(".size button"), visible(".elder #text"), ask("我爸去世了要办什么", "1"))
	if wide := eval[int](t, ctx, `document.documentElement.scrollWidth`); wide > 320 {
		t.Errorf("the page is %d px wide on a screen of 320", wide)
	}
}

// TestBrowserPrint looks at the page as paper sees it.
func TestBrowserPrint(t *testing.T) {
	s := newSite(t)
	s.post(t, "/ask", "text", "我家孩子身份证丢了")
	s.post(t, "/ask", "pick", "option:yes", "on", "1")
	id, secret := s.cookieTalk(t)
	l := phone
	l.print, l.dark = true, true
	ctx := browser(t, l)
	do(t, ctx, open(s.URL), call(network.SetCookie, network.SetCookieParams{Name: talkCookie, Value: id + "." + secret, URL: s.URL}), open(s.URL+"/list"))
	shown := eval[[]string](t, ctx, `[...document.querySelectorAll("button, .button, summary")].filter(e => e.offsetParent).map(e => e.outerHTML)`)
	if len(shown) > 0 {
		t.Errorf("on paper: %q, want nothing to press", shown)
	}
	if got := eval[string](t, ctx, `getComputedStyle(document.querySelector(".name")).color + getComputedStyle(document.body).backgroundColor`); got != "rgb(0, 0, 0)rgb(255, 255, 255)" {
		t.Errorf("colours on paper, from a dark screen: got %s, want black on white", got)
	}
	shot(t, ctx, "print-list", true)
	b, err := chromedp.Run(ctx, chromedp.PrintToPDF())
	if err != nil || !strings.HasPrefix(string(b), "%PDF") {
		t.Errorf("print: got %d bytes (%v), want a PDF", len(b), err)
	}
	if dir := os.Getenv("WENBAN_SHOTS"); dir != "" {
		_ = os.WriteFile(dir+"/list.pdf", b, 0o600)
	}
}

// TestBrowserPrintsTheTalk prints the page itself, as the widget does: what is
// folded leaves no empty headings, and the situation stands above the list.
func TestBrowserPrintsTheTalk(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("开个小饭馆怎么登记", "1"), call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	got := eval[string](t, ctx, `document.body.innerText`)
	for _, want := range []string{"您的情况：小餐饮店", "裱花蛋糕？不做", "2026年11月25日查询", "食品小作坊"} {
		if !strings.Contains(got, want) {
			t.Errorf("on paper: no %q in\n%s", want, got)
		}
	}
	for _, not := range []string{"受理条件", "展开", "另外", "发送", "不对？"} {
		if strings.Contains(got, not) {
			t.Errorf("on paper: %q is to be pressed, want it away", not)
		}
	}
}

// TestBrowserHostileWords says them in a real browser: no request leaves it for
// another host, and nothing runs.
func TestBrowserHostileWords(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Limits.Messages = 1000 })
	ctx := browser(t, phone)
	var mu sync.Mutex
	var foreign []string
	seenOwn := 0
	stop, err := hears(ctx, func(url string) {
		mu.Lock()
		defer mu.Unlock()
		if strings.HasPrefix(url, s.URL) {
			seenOwn++
		} else if strings.HasPrefix(url, "http") {
			foreign = append(foreign, url)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	do(t, ctx, open(s.URL))
	seq := 0
	for _, name := range []string{"C18 script", "C18 img", "C18 svg", "C18 link", "C19 markdown", "C17 template"} {
		seq++
		do(t, ctx, ask(hostile[name], fmt.Sprint(seq)))
	}
	do(t, ctx, chromedp.Reload(), visible(".turn.last"))
	mu.Lock()
	defer mu.Unlock()
	if len(foreign) > 0 {
		t.Errorf("requests to other hosts: %q, want none", foreign)
	}
	if seenOwn == 0 {
		t.Error("control: not even our own requests were heard")
	}
	if got := eval[string](t, ctx, `document.title`); got != "云溪市政务服务问办" {
		t.Errorf("title: got %q, something ran", got)
	}
	if got := eval[int](t, ctx, `document.querySelectorAll("#log img, #log svg, #log script, #log a[href^=javascript]").length`); got != 0 {
		t.Errorf("elements made of words: got %d, want none", got)
	}
}

// hears calls f with every address that the browser asks for.
func hears(ctx context.Context, f func(url string)) (stop func(), err error) {
	ctx, stop = context.WithCancel(ctx)
	return stop, chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok {
			f(e.Request.URL)
		}
	})
}
