package web

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"wenban/channels/internal/browsertest"
)

// choose presses the button of a one-tap question, or types and goes on.
func (f *fillingSite) goOn(t *testing.T, ctx context.Context) {
	t.Helper()
	for range 40 {
		at := eval[string](t, ctx, "location.pathname")
		switch {
		case strings.Contains(at, "/field/"):
			field := at[strings.LastIndex(at, "/")+1:]
			if eval[bool](t, ctx, `!!document.querySelector(".option")`) {
				do(t, ctx, click(".option"), left(at))
				continue
			}
			do(t, ctx, typeIn("#text", f.entry(t, field, "")), click(".choose .main"), left(at))
		case strings.Contains(at, "/about/"):
			do(t, ctx, click(".option"), left(at))
		default:
			return
		}
	}
	t.Fatal("the questions do not end")
}

// left waits until another page stands there, whole.
func left(path string) act {
	return until(`location.pathname !== "` + path + `" && document.readyState === "complete"`)
}

func at(path string) act {
	return until(`location.pathname.endsWith("` + path + `") && document.readyState === "complete"`)
}

// TestBrowserFillsInAForm goes the whole way in a real browser: light, dark, in
// 长辈版 and without script, each page audited with axe-core.
func TestBrowserFillsInAForm(t *testing.T) {
	for name, l := range map[string]look{
		"phone": phone, "dark": {width: 390, height: 844, dark: true}, "elder": {width: 390, height: 844, elder: true}, "desktop": {width: 1280, height: 900},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFilling(t)
			if name != "dark" {
				f.signedInAs(wang(t))
			}
			ctx := browser(t, l)
			n := 0
			look := func(page string) {
				t.Helper()
				n++
				shot(t, ctx, "apply-"+name+"-"+string(rune('a'+n))+"-"+page, true)
				browsertest.Audit(t, ctx, page)
				if wide := eval[int](t, ctx, `document.documentElement.scrollWidth`); int64(wide) > l.width {
					t.Errorf("%s: the page is %d px wide on a screen of %d", page, wide, l.width)
				}
				if title := eval[string](t, ctx, `document.title + location.href`); strings.ContainsAny(title, "王") || strings.Contains(title, "13800138000") {
					t.Errorf("%s: the title or the address tells something personal: %q", page, title)
				}
			}
			do(t, ctx, open(f.URL))
			if l.elder {
				do(t, ctx, click(".size button"), visible(".elder #text"))
			}
			do(t, ctx, ask("我家孩子身份证丢了", "1"), press("1"), visible(`.turn.last[data-seq="2"] .offer button`))
			look("offer")
			do(t, ctx, click(".offer button"), at("/sources"))
			look("sources")
			do(t, ctx, click(`.choose .main`), left("/sources"), until(`!location.pathname.endsWith("/sources") && document.readyState === "complete"`))
			look("question")
			f.goOn(t, ctx)
			if got := eval[string](t, ctx, "location.pathname"); !strings.HasSuffix(got, "/check") {
				t.Fatalf("after the questions: %s, want the page to check", got)
			}
			look("check")
			do(t, ctx, click(".review .change a"), until(`location.search === "?from=check" && document.readyState === "complete"`))
			look("change")
			do(t, ctx, click(".back a"), at("/check"), click(".apply form .main"), at("/papers"))
			look("papers")
			do(t, ctx, click(`form[action$="/link"] button`), visible(".qr"))
			look("code")
			do(t, ctx, click(".choose .main"), at("/papers"), click(".choose .main"), at("/send"))
			look("send")
			if name == "dark" {
				do(t, ctx, click(".choose .main"), until(`!!document.querySelector("#problem") && document.readyState === "complete"`))
				look("wrong")
				do(t, ctx, chromedp.Evaluate[chromedp.Void](`for (const [id, v] of [["name", "王小明"], ["id_card", "`+childID+`"], ["phone", "13800138000"]]) document.getElementById(id).value = v`))
			}
			do(t, ctx, click(".choose .main"), at("/sent"))
			look("sent")
			do(t, ctx, open(f.URL), visible(".turn.last .receipt"))
		})
	}
}

// TestBrowserFillsInAFormWithoutScript goes the same way without script.
func TestBrowserFillsInAFormWithoutScript(t *testing.T) {
	f := newFilling(t)
	f.signedInAs(wang(t))
	l := phone
	l.noScript = true
	ctx := browser(t, l)
	do(t, ctx, open(f.URL), typeIn("#text", "我家孩子身份证丢了"), click(".composer .main"), visible(".turn.last .option"), click(".turn.last .option"), visible(".offer button"),
		click(".offer button"), visible(".choose .main"), click(".choose .main"), visible("#text, .review"))
	d, err := f.book.OfTalk(t.Context(), f.onlyTalk(t))
	if err != nil || len(d) != 1 {
		t.Fatalf("got %d drafts, %v, want 1", len(d), err)
	}
	if len(d[0].Content.Values) == 0 {
		t.Error("nothing was filled in without script")
	}
}

// TestBrowserPhotoFromThePhone reads the code with a second browser, the phone,
// and sees on the desktop that the photo came.
func TestBrowserPhotoFromThePhone(t *testing.T) {
	f := newFilling(t)
	desk := browser(t, look{width: 1280, height: 900})
	do(t, desk, open(f.URL), ask("我家孩子身份证丢了", "1"), press("1"), visible(`.turn.last[data-seq="2"] .offer button`), click(".offer button"), at("/sources"))
	base := strings.TrimSuffix(eval[string](t, desk, "location.pathname"), "/sources")
	do(t, desk, open(f.URL+base+"/papers"), click(`form[action$="/link"] button`), visible(".qr"))
	link := eval[string](t, desk, `document.querySelector("[data-link]").textContent`)
	hand := browser(t, phone)
	do(t, hand, open(link), click(".main"), at("/photos"))
	shot(t, hand, "photos-1", true)
	file := t.TempDir() + "/IMG_1.png"
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	do(t, hand, chromedp.SetUploadFiles(chromedp.CSS(`input[type=file]`), []string{file}), visible(".papers .done"))
	shot(t, hand, "photos-2", true)
	do(t, desk, until(`document.querySelector("[data-arrived]").textContent === "已经收到 1 个文件。"`), click(".choose .main"), visible(".files a"))
	shot(t, desk, "photos-3-desktop", true)
	if got := eval[string](t, desk, `document.querySelector(".files a").textContent`); got != "IMG_1.png" {
		t.Errorf("file on the desktop = %q, want IMG_1.png", got)
	}
}
