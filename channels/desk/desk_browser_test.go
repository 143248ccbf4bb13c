package desk

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"wenban/assistant/handoff"
	bt "wenban/channels/internal/browsertest"
)

// enter signs somebody in over the page.
func enter(url, name string) []bt.Act {
	return []bt.Act{bt.Open(url + "/desk/"), bt.Visible("#name"), bt.TypeIn("#name", name), bt.TypeIn("#password", password), bt.Click("form .main, form button.main")}
}

// slash presses / as a keyboard does: bt.Press would also type it into the box
// that it leads to.
var slash = chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "/", bubbles: true, cancelable: true}))`)

// TestBrowserKeys goes through a queue and a case by the keyboard alone.
func TestBrowserKeys(t *testing.T) {
	o := light(t)
	var numbers []string
	for range 3 {
		numbers = append(numbers, o.open())
	}
	ctx := bt.Start(t, bt.Desktop)
	bt.Do(t, ctx, enter(o.URL, seat)...)
	bt.Do(t, ctx, bt.Visible(".cases"), bt.Press("j"), bt.Press("j"))
	if got := bt.Eval[string](t, ctx, `decodeURI(document.activeElement.getAttribute("href"))`); got != "/desk/case/"+numbers[1] {
		t.Errorf("after j j the focus is on %q, want the second case", got)
	}
	bt.Do(t, ctx, bt.Press("k"), bt.Press("\r"), bt.Visible(".case"))
	if got := bt.Seen(ctx); !strings.Contains(got, numbers[0]) {
		t.Errorf("after k Enter the page shows %.200q, want the first case", got)
	}
	bt.Do(t, ctx, bt.Press("?"), bt.Visible("dialog[open]"), bt.Click("dialog button"), slash)
	if got := bt.Eval[string](t, ctx, `document.activeElement.id`); got != "q" {
		t.Errorf("after / the focus is on %q, want the search box", got)
	}
	bt.Do(t, ctx, bt.TypeIn("#q", "噪声\r"), bt.Until(`location.pathname === "/desk/search" && document.querySelectorAll(".cases tbody tr").length === 3`))
	bt.Do(t, ctx, bt.Press("j"), bt.Press("\r"), bt.Visible(".case"), bt.Press("u"), bt.Until(`location.pathname === "/desk/search"`))
}

// TestBrowserWithoutScript takes a case from its queue to the reply with script
// switched off.
func TestBrowserWithoutScript(t *testing.T) {
	o := light(t)
	number := o.open()
	look := bt.Desktop
	look.NoScript = true
	ctx := bt.Start(t, look)
	bt.Do(t, ctx, enter(o.URL, seat)...)
	bt.Do(t, ctx, bt.Click(".cases tbody a"), bt.Click(`[id="accept-due"], details.act summary.main`), bt.Visible("details[open] button.main"), bt.Click("details[open] button.main"), bt.Visible(".notice.done"))
	bt.Do(t, ctx, bt.Click("details.act summary.main"), bt.Visible("#assign-department"), bt.TypeIn("#assign-department", city), bt.Click("details[open] button.main"), bt.Until(`document.querySelector(".state b")?.textContent === "已派单"`))
	if got := bt.Seen(ctx); !strings.Contains(got, "已派单") || !strings.Contains(got, city) {
		t.Errorf("without script, after 派单 of %s: %.300q", number, got)
	}
}

// TestBrowserTypedTextSurvives: a conflict brings the words back to the field.
func TestBrowserTypedTextSurvives(t *testing.T) {
	o := light(t)
	number := o.open()
	o.as(seat).act(o, number, "assign", "department", city)
	ctx := bt.Start(t, bt.Desktop)
	bt.Do(t, ctx, enter(o.URL, li)...)
	bt.Do(t, ctx, bt.Click(".cases tbody a"), bt.Visible(".case"), bt.Click(`form[action$="/reply"] button, details:has(form[action$="/reply"]) summary`), bt.Visible("#reply-words"), bt.TypeIn("#reply-words", "已责令停工"))
	o.as(seat).act(o, number, "supervise", "remark", "快办")
	bt.Do(t, ctx, bt.Click(`form[action$="/reply"] button.main`), bt.Visible(".notice.warn"))
	if got := bt.Eval[string](t, ctx, `document.getElementById("reply-words").value`); got != "已责令停工" {
		t.Errorf("after a conflict the field holds %q, want what was typed", got)
	}
	bt.Do(t, ctx, bt.Click(`form[action$="/reply"] button.main`), bt.Visible(".notice.done"))
}

// TestBrowserAccessibility audits the pages of the desk.
func TestBrowserAccessibility(t *testing.T) {
	for name, look := range map[string]bt.Look{"light": bt.Desktop, "dark": {Width: 1280, Height: 900, Dark: true}, "phone": bt.Phone} {
		t.Run(name, func(t *testing.T) {
			o, number := busy(t)
			ctx := bt.Start(t, look)
			check := func(page, path, sel string) {
				t.Helper()
				bt.Do(t, ctx, bt.Open(o.URL+path), bt.Visible(sel))
				bt.Audit(t, ctx, page)
				bt.Shot(t, ctx, "desk-"+name+"-"+page, true)
			}
			check("sign-in", "/desk/", "#name")
			bt.Do(t, ctx, enter(o.URL, seat)...)
			bt.Do(t, ctx, bt.Visible(".cases"))
			check("queue", "/desk/queue/all", ".cases")
			check("empty", "/desk/queue/contact", ".empty")
			check("search", "/desk/search?q=a+b+c+d+e+f", ".notice.warn")
			check("case", "/desk/case/"+number, ".case")
			for _, sel := range []string{`details:has(form[action$="/assign"]) summary`, `details:has(form[action$="/contact"]) summary`} {
				if bt.Eval[bool](t, ctx, `!!document.querySelector('`+sel+`')`) {
					bt.Do(t, ctx, bt.Click(sel))
				}
			}
			bt.Do(t, ctx, bt.Click(`details:has(form[action$="/extend"]) summary`), bt.Click(`form[action$="/extend"] button.main`), bt.Visible(".fault"))
			bt.Audit(t, ctx, "fault")
			bt.Shot(t, ctx, "desk-"+name+"-fault", true)
			check("print", "/desk/case/"+number+"/print", ".order")
			check("figures", "/desk/figures", ".figures")
			check("problem", "/desk/nothing", ".door")
			bt.Spoil(t, ctx)
		})
	}
}

// busy is an office with cases in many states, and the number of one that much
// was done to.
func busy(t *testing.T) (*office, string) {
	o := light(t, func(c *Config) { c.File = file })
	boss, handler := o.as(seat), o.as(li)
	number := o.open(func(c *handoff.Case) {
		c.Content.Attached = []handoff.Attachment{{ID: "F1", Name: "现场照片.jpg", Type: "image/jpeg", Size: 345678}}
		c.Content.Street, c.Content.When = "青年路街道", "11 月 24 日 23 时"
	})
	boss.act(o, number, "accept")
	o.later(40 * time.Minute)
	boss.act(o, number, "assign", "department", city, "helpers", market, "remark", "请现场核实是否有夜间施工许可")
	handler.act(o, number, "sign")
	handler.act(o, number, "start")
	boss.act(o, number, "supervise", "remark", "同一工地今天第三次反映")
	for i, title := range []string{"路灯不亮", "井盖松动，电动车经过时有人摔倒", "举报无证经营", "小区门口占道经营", "建议增加公交班次"} {
		x := o.open(func(c *handoff.Case) {
			c.Title, c.Due = title, o.now().Add(time.Duration(i*20-10)*time.Hour)
			if i == 2 {
				c.Kind, c.Secret = handoff.Report, true
			}
		})
		if i == 3 {
			boss.act(o, x, "accept")
		}
		if i == 1 {
			boss.act(o, x, "assign", "department", city)
			handler.act(o, x, "return", "remark", "属于水务局管")
		}
	}
	o.later(2 * time.Hour)
	return o, number
}
