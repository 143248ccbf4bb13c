package web

import (
	"strings"
	"testing"

	"wenban/channels/internal/browsertest"
)

// TestBrowserSignsInAndOut goes the whole way in a real browser, with script and
// without: a question, signing in at the provider, the same talk, signing out
// here and there. Then somebody of the staff.
func TestBrowserSignsInAndOut(t *testing.T) {
	for name, l := range map[string]look{"phone": phone, "without script": {width: 390, height: 844, noScript: true}, "elder": {width: 390, height: 844, elder: true}} {
		t.Run(name, func(t *testing.T) {
			d := newDoored(t)
			ctx := browser(t, l)
			do(t, ctx, open(d.URL), visible("#text"))
			if l.elder {
				do(t, ctx, click(".size button"), visible(".elder #text"))
			}
			do(t, ctx, typeIn("#text", "我家孩子身份证丢了"), click("#composer .main"), visible(".turn.last"))
			do(t, ctx, click(".bar .who"), visible(`button[value="linxiulan"]`), click(`button[value="linxiulan"]`), visible("form.who"))
			if got := seen(ctx); !strings.Contains(got, "林秀兰") || !strings.Contains(got, "我家孩子身份证丢了") {
				t.Errorf("after signing in the page shows %q, want the name and the talk", got)
			}
			shot(t, ctx, "signed-in-"+name, false)
			if !l.noScript {
				if wide := eval[bool](t, ctx, `document.documentElement.scrollWidth > innerWidth`); wide {
					t.Error("the page is wider than the screen")
				}
			}
			do(t, ctx, click("form.who button"), visible(".bar a.who")) // by way of the provider, without a tap
			if got := seen(ctx); strings.Contains(got, "林秀兰") || strings.Contains(got, "我家孩子身份证丢了") {
				t.Errorf("after signing out the page shows %q", got)
			}
			if open := d.provider.Sessions()["linxiulan"]; len(open) != 0 {
				t.Errorf("at the provider %d sessions are open, want none", len(open))
			}

			do(t, ctx, open(d.URL+"/staff"), visible("#name"), typeIn("#name", "王芳"), typeIn("#password", "wrong"), click(".fields button"), visible("#wrong"))
			do(t, ctx, typeIn("#password", staffPassword), click(".fields button"), visible(".pairs"))
			if got := seen(ctx); !strings.Contains(got, "王芳") || !strings.Contains(got, "承办人员") || !strings.Contains(got, "民政局") {
				t.Errorf("who am I: %q", got)
			}
			shot(t, ctx, "who-"+name, false)
			do(t, ctx, click("main form button"), visible(".notice.done"), open(d.URL+"/staff"), visible("#name"))
		})
	}
}

// TestBrowserDoorAccessibility audits the pages of the door with axe-core.
func TestBrowserDoorAccessibility(t *testing.T) {
	for name, l := range map[string]look{"light": phone, "dark": {width: 1280, height: 900, dark: true}} {
		t.Run(name, func(t *testing.T) {
			d := newDoored(t)
			ctx := browser(t, l)
			check := func(page string, to ...act) {
				t.Helper()
				do(t, ctx, to...)
				shot(t, ctx, "door-"+page+"-"+name, false)
				browsertest.Audit(t, ctx, page)
			}
			check("form", open(d.URL+"/staff/sign-in"), visible("#name"))
			check("wrong", typeIn("#name", "王芳"), typeIn("#password", "wrong"), click(".fields button"), visible("#wrong"))
			check("who", typeIn("#password", staffPassword), click(".fields button"), visible(".pairs"))
			check("out", click("main form button"), visible(".notice.done"))
			check("refused", open(d.URL+"/sign-in/back?code=x&state=y"), visible(".notice.warn"))
			browsertest.Spoil(t, ctx)
		})
	}
}
