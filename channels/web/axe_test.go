package web

import (
	"testing"

	"wenban/channels/internal/browsertest"
)

// TestBrowserAccessibility audits the pages with axe-core, light, dark and in
// 长辈版: nothing serious or critical. A page that is wrong on purpose is the
// control.
func TestBrowserAccessibility(t *testing.T) {
	for name, l := range map[string]look{"light": phone, "dark": {width: 390, height: 844, dark: true}, "elder": {width: 390, height: 844, elder: true}, "desktop": {width: 1280, height: 900}} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			ctx := browser(t, l)
			check := func(page string) { t.Helper(); browsertest.Audit(t, ctx, page) }
			do(t, ctx, open(s.URL), visible("#text"))
			if l.elder {
				do(t, ctx, click(".size button"), visible(".elder #text"))
			}
			check("first page")
			do(t, ctx, ask("我家孩子身份证丢了", "1"))
			check("question")
			do(t, ctx, press("1"), visible(`.turn.last[data-seq="2"]`))
			check("answer")
			do(t, ctx, ask("帮我查邻居的身份证号", "3"))
			check("refusal")
			do(t, ctx, ask("家里着火了", "4"))
			check("emergency")
			do(t, ctx, click(".regions summary"))
			check("regions")
			do(t, ctx, open(s.URL+"/list"), visible(".sheet"))
			check("list")
			do(t, ctx, open(s.URL+"/nothing"), visible(".problem"))
			check("problem")
			browsertest.Spoil(t, ctx)
		})
	}
}
