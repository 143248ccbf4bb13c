package web

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// shownNames are the names on the list that can be ticked, as the page shows
// them, and shownOpen those that are undecided.
const (
	shownNames = `[...document.querySelectorAll(".turn.last .lines:not(.open) .name, .sheet .lines:not(.open) .name")].filter(e => e.checkVisibility()).map(e => e.textContent)`
	shownOpen  = `[...document.querySelectorAll(".turn.last .lines.open .name, .sheet .lines.open .name")].map(e => e.textContent)`
)

// The papers of an inherited house, with and without a notary.
var (
	houseBoth   = []string{"转让方和受让方身份证明", "不动产权证书或者房屋所有权证、国有土地使用证"}
	houseTax    = "契税完税（减免）凭证及其他税款证明"
	houseNotary = "继承权公证书，或者生效的法院文书"
	houseDirect = "死亡证明、亲属关系证明以及遗嘱或者全部法定继承人分配协议"
)

// TestBrowserStoryOfAnInheritedHouse is one citizen from the first word to the
// last: the question, the answer, the exact list, something taken back, the
// list on paper, and what they thought of it.
func TestBrowserStoryOfAnInheritedHouse(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("我爸去年走了，他的房子怎么过到我名下", "1"))
	wantList(t, eval[[]string](t, ctx, shownNames), append(houseBoth[:2:2], houseTax), "before the answer")
	wantList(t, eval[[]string](t, ctx, shownOpen), []string{houseNotary, houseDirect}, "before the answer, undecided")
	if got := eval[string](t, ctx, `document.querySelector(".asked").textContent`); !strings.Contains(got, "公证") {
		t.Errorf("question: got %q, want the one about the notary", got)
	}

	do(t, ctx, press("2"), visible(`.turn.last[data-seq="2"] .list`))
	wantList(t, eval[[]string](t, ctx, shownNames), append(houseBoth[:2:2], houseDirect, houseTax), "without a notary")
	wantList(t, eval[[]string](t, ctx, shownOpen), nil, "without a notary, undecided")

	do(t, ctx, click(`.turn.last .tag[data-label^="更正：没有，直接"]`), visible(`.turn.last[data-seq="3"] .question`))
	wantList(t, eval[[]string](t, ctx, shownOpen), []string{houseNotary, houseDirect}, "after taking the answer back, undecided")
	do(t, ctx, press("1"), visible(`.turn.last[data-seq="4"] .list`))
	final := append(houseBoth[:2:2], houseNotary, houseTax)
	wantList(t, eval[[]string](t, ctx, shownNames), final, "with a notary")

	do(t, ctx, click(".turn.last .line label"), click(".rating button[value=useful]"), visible(".rating .done"))
	do(t, ctx, click(".actions .print"), visible(".sheet .list"), call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	wantList(t, eval[[]string](t, ctx, shownNames), final, "on paper")
	wantStamp(t, eval[string](t, ctx, `document.querySelector("[data-stamp]").innerText`), s.know().Edition.ID)
	if got := eval[[]bool](t, ctx, `[...document.querySelectorAll(".sheet .line input")].map(e => e.checked)`); len(got) != len(final) || !got[0] || got[1] {
		t.Errorf("ticks on paper: got %v, want the first of %d", got, len(final))
	}
	if got := s.turnsOf(t, s.onlyTalk(t))[3].Feedback; got != "useful" {
		t.Errorf("feedback saved: got %q, want useful", got)
	}
}

func wantList(t *testing.T, got, want []string, when string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("list %s:\n got %q\nwant %q", when, got, want)
	}
}

// wantStamp looks for the day, the source and the edition.
func wantStamp(t *testing.T, got, edition string) {
	t.Helper()
	for _, want := range []string{"2026年11月25日查询", "国有建设用地使用权及房屋所有权转移登记", edition, "人工智能"} {
		if !strings.Contains(got, want) {
			t.Errorf("stamp: got %q, want %q in it", got, want)
		}
	}
}

// TestBrowserCopiesTheWholeList copies the list: what was ticked, and when and
// whence it is.
func TestBrowserCopiesTheWholeList(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), chromedp.Evaluate[chromedp.Void](`navigator.clipboard.writeText = async (text) => { window.copied = text }`),
		ask("我爸去年走了，他的房子怎么过到我名下", "1"), press("1"), visible(`.turn.last[data-seq="2"] .list`), click(".turn.last .line label"), click("[data-copy]"))
	got := eval[string](t, ctx, `window.copied`)
	wantStamp(t, got, s.know().Edition.ID)
	for _, want := range []string{"☑ " + houseBoth[0], "□ " + houseBoth[1], "□ " + houseNotary} {
		if !strings.Contains(got, want) {
			t.Errorf("copied: got\n%s\nwant %q in it", got, want)
		}
	}
}

// TestBrowserTicksEndWithTheTalk ticks a line: another tab has the tick, the
// next talk has not.
func TestBrowserTicksEndWithTheTalk(t *testing.T) {
	s := newSite(t)
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("我爸去年走了，他的房子怎么过到我名下", "1"), click(".turn.last .line label"), open(s.URL+"/list"), visible(".sheet"))
	if !eval[bool](t, ctx, `document.querySelector(".line input").checked`) {
		t.Error("the list alone: the tick is gone")
	}
	do(t, ctx, open(s.URL), visible(".turn.last"), click(".again button"), visible(".fresh .welcome"), ask("我爸去年走了，他的房子怎么过到我名下", "1"))
	if eval[bool](t, ctx, `document.querySelector(".line input").checked`) {
		t.Error("after 重新开始: the tick of the old talk is still there")
	}
}
