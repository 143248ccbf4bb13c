package web

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestBrowserAskAnswerList goes the whole way in a real browser: ask, answer
// the question with a key, tick a line, get the list.
func TestBrowserAskAnswerList(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("我家孩子身份证丢了", "1"))
	if got := eval[string](t, ctx, `document.activeElement.className`); got != "asked" {
		t.Errorf("after the reply the keyboard is on %q, want the question", got)
	}
	do(t, ctx, press("1"), visible(`.turn.last[data-seq="2"] .list`))
	if got := eval[int](t, ctx, `document.querySelectorAll(".turn.last .line input").length`); got != 3 {
		t.Errorf("lines to tick: got %d, want 3", got)
	}
	if got := eval[int](t, ctx, `document.querySelectorAll(".turn:not(.last) button").length`); got != 0 {
		t.Errorf("buttons of old turns: got %d, want none", got)
	}
	top := eval[float64](t, ctx, `document.querySelector(".turn.last").getBoundingClientRect().top`)
	if top < 0 || top > 200 {
		t.Errorf("the new turn begins %v px from the top, want it in view", top)
	}
	do(t, ctx, click(".turn.last .line label"), chromedp.Reload(), visible(".turn.last .list"))
	if !eval[bool](t, ctx, `document.querySelector(".turn.last .line input").checked`) {
		t.Error("after loading the page anew the tick is gone")
	}
	do(t, ctx, click(".actions .print"), visible(".sheet .list"))
	if got := seen(ctx); !strings.Contains(got, "监护人居民身份证") {
		t.Errorf("the list alone: got %q", got)
	}
}

// TestBrowserOneLoad counts documents: a talk with script loads the page once.
func TestBrowserOneLoad(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("我家孩子身份证丢了", "1"), click(".option"), visible(`.turn.last[data-seq="2"]`), click(".rating button"), visible(".rating .done"))
	if got := eval[int](t, ctx, `performance.getEntriesByType("navigation").length + history.length`); got > 3 {
		t.Errorf("loads and history: got %d, want the page loaded once", got)
	}
	if id := s.onlyTalk(t); s.turnsOf(t, id)[1].Feedback != "useful" {
		t.Errorf("feedback saved: got %q, want useful", s.turnsOf(t, id)[1].Feedback)
	}
}

// onlyTalk returns the id of the one talk that was opened.
func (s *site) onlyTalk(t testing.TB) string {
	t.Helper()
	s.openings.mu.Lock()
	defer s.openings.mu.Unlock()
	if len(s.openings.order) != 1 {
		t.Fatalf("talks opened: got %d, want 1", len(s.openings.order))
	}
	return s.openings.order[0].id
}

// TestBrowserThinking makes the answer wait: that it is being looked for is
// shown after 300 ms, never before, and is gone with the answer.
func TestBrowserThinking(t *testing.T) {
	gate := make(chan struct{})
	s := newSite(t, func(c *Config) { c.Assistant.Ledger = gated{c.Assistant.Ledger, gate} })
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), visible("#text"), chromedp.Evaluate[chromedp.Void](`
		addEventListener("keydown", e => { if (e.key === "Enter") window.sentAt = performance.now() }, true);
		new MutationObserver(() => { window.shownAt ??= performance.now() }).observe(document.getElementById("thinking"), {attributes: true})`),
		typeIn("#text", "我家孩子身份证丢了\r"), visible("#thinking"))
	if waited := eval[float64](t, ctx, `window.shownAt - window.sentAt`); waited < 299 {
		t.Errorf("正在查 was shown after %v ms, want 300 or more", waited)
	}
	if got := eval[string](t, ctx, `document.querySelector(".said.waiting").textContent`); got != "我家孩子身份证丢了" {
		t.Errorf("while waiting the page shows %q, want what was said", got)
	}
	close(gate)
	do(t, ctx, visible(`.turn.last[data-seq="1"]`))
	if got := eval[int](t, ctx, `document.querySelectorAll(".waiting").length + Number(!document.getElementById("thinking").hidden)`); got != 0 {
		t.Errorf("after the answer: %d signs of waiting, want none", got)
	}
}

// TestBrowserDoesNotJump records where the view goes when an answer comes: to
// its beginning, and then it stays.
func TestBrowserDoesNotJump(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("我家孩子身份证丢了", "1"), chromedp.Evaluate[chromedp.Void](`
		window.tops = [];
		(function look() { const e = document.querySelector('.turn.last[data-seq="2"]'); if (e) tops.push(Math.round(e.getBoundingClientRect().top)); requestAnimationFrame(look); })()`),
		press("1"), visible(`.turn.last[data-seq="2"]`))
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`tops.length > 20`)); err != nil {
		t.Fatal(err)
	}
	if got := eval[[]int](t, ctx, `[...new Set(tops)]`); len(got) != 1 {
		t.Errorf("the answer was drawn at %v px from the top, want one place", got)
	}
}

// TestBrowserWithoutScript does it with script switched off.
func TestBrowserWithoutScript(t *testing.T) {
	s := newSite(t)
	l := phone
	l.noScript = true
	ctx := browser(t, l)
	do(t, ctx, open(s.URL), typeIn("#text", "我家孩子身份证丢了"), click("#composer button"), visible(`.turn.last[data-seq="1"]`),
		click(".turn.last .option"), visible(`.turn.last[data-seq="2"] .list`), click(".tag"), visible(`.turn.last[data-seq="3"] .question`),
		click(".size button"), visible(".elder .turn.last"), click(`.actions button[value="command:human"]`), visible(`.turn.last[data-seq="4"]`))
	if got := seen(ctx); !strings.Contains(got, "转人工") || !strings.Contains(got, "12345") {
		t.Errorf("without script, after 转人工: got %q", got)
	}
	do(t, ctx, click(".again button"), visible(".fresh .welcome"))
}

// TestBrowserResume cuts the line under the page: what is said meanwhile
// elsewhere is there afterwards, and so is what is said next.
func TestBrowserResume(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("我家孩子身份证丢了", "1"))
	id := s.onlyTalk(t)
	s.hub.closeAll()
	talk, err := s.assistant.Ledger.Talk(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, p := s.take(t.Context(), talk, said{ID: "elsewhere", Text: "在同一户口簿"}); p != nil {
		t.Fatalf("take: %v", p)
	}
	do(t, ctx, visible(`.turn.last[data-seq="2"]`), ask("多少钱", "3"))
	if got := eval[int](t, ctx, `document.querySelectorAll(".turn").length`); got != 3 {
		t.Errorf("turns shown: got %d, want 3", got)
	}
}

// TestBrowserRegion chooses a region before the first word.
func TestBrowserRegion(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), click(".regions summary"), click(`.regions button[value="990121"]`), until(`document.querySelector(".here")?.textContent === "青岭县" && document.readyState === "complete"`), ask("我家孩子身份证丢了", "1"))
	if got := s.turnsOf(t, s.onlyTalk(t))[0].Reply.Region; got != "990121" {
		t.Errorf("after choosing 青岭县: reply for %s, want 990121", got)
	}
}

// TestBrowserRegionSaid says a region: the head of the page follows at once.
func TestBrowserRegionSaid(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("青岭县，孩子身份证丢了", "1"),
		until(`document.querySelector(".here").textContent === "青岭县" && document.querySelector(".regions [aria-current]").value === "990121"`))
}

// TestBrowserWithoutSockets asks where no socket gets through.
func TestBrowserWithoutSockets(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Limits.Sockets = -1 })
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("我家孩子身份证丢了", "1"), press("1"), visible(`.turn.last[data-seq="2"] .list`))
	if got := len(s.turnsOf(t, s.onlyTalk(t))); got != 2 {
		t.Errorf("turns saved: got %d, want 2", got)
	}
}

// TestBrowserOffline loses the network: the list stays, what is typed is kept
// and sent when the network is back, once.
func TestBrowserOffline(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("我家孩子身份证丢了", "1"), press("1"), visible(`.turn.last[data-seq="2"] .list`))
	s.down.Store(true)
	do(t, ctx, call(network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: true, DownloadThroughput: -1, UploadThroughput: -1}))
	s.hub.closeAll()
	do(t, ctx, visible("#notice"), typeIn("#text", "多少钱\r"), visible("#thinking"))
	if got := seen(ctx); !strings.Contains(got, "监护人居民身份证") || !strings.Contains(got, "断开") {
		t.Errorf("offline: got %q, want the list and a word about the line", got)
	}
	if got := eval[string](t, ctx, `document.getElementById("text").value.trim()`); got != "多少钱" {
		t.Errorf("offline: the box holds %q, want what was typed", got)
	}
	s.down.Store(false)
	do(t, ctx, call(network.OverrideNetworkState, network.OverrideNetworkStateParams{DownloadThroughput: -1, UploadThroughput: -1}), visible(`.turn.last[data-seq="3"]`))
	if got := len(s.turnsOf(t, s.onlyTalk(t))); got != 3 {
		t.Errorf("turns saved: got %d, want 3", got)
	}
	if got := eval[string](t, ctx, `document.getElementById("text").value + document.getElementById("notice").textContent`); got != "" {
		t.Errorf("back on the line: box and notice hold %q, want nothing", got)
	}
}
