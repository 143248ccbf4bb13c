package web

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// finding is what axe-core found wrong.
type finding struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

const audit = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 150) + " " + n.any.map(a => a.message).join(" "))})))`

// TestBrowserAccessibility audits the pages with axe-core, light, dark and in
// 长辈版: nothing serious or critical. A page that is wrong on purpose is the
// control.
func TestBrowserAccessibility(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]look{"light": phone, "dark": {width: 390, height: 844, dark: true}, "elder": {width: 390, height: 844, elder: true}, "desktop": {width: 1280, height: 900}} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			ctx := browser(t, l)
			check := func(page string) {
				t.Helper()
				for _, f := range audited(t, ctx, string(axe)) {
					if f.Impact == "serious" || f.Impact == "critical" {
						t.Errorf("%s: %s (%s): %s\n  %s", page, f.ID, f.Impact, f.Help, strings.Join(f.Nodes, "\n  "))
					}
				}
			}
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
			do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.body.innerHTML = '<img src="x"><button></button>'`))
			if len(audited(t, ctx, string(axe))) == 0 {
				t.Error("control: a page with a nameless button passes")
			}
		})
	}
}

func audited(t *testing.T, ctx context.Context, axe string) []finding {
	t.Helper()
	do(t, ctx, chromedp.Evaluate[chromedp.Void](axe))
	out, err := chromedp.Run(ctx, chromedp.Evaluate[[]finding](audit, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("audit: %v", err)
	}
	return out
}
