package web

import (
	"strings"
	"testing"

	"wenban/assistant/handoff"
	"wenban/channels/internal/browsertest"
)

// TestBrowserConfirmsAComplaint says what is wrong until the whole stands there
// to be confirmed, confirms it, and has a receipt.
func TestBrowserConfirmsAComplaint(t *testing.T) {
	f := newFilling(t)
	ctx := browser(t, phone)
	do(t, ctx, open(f.URL), ask("楼下烧烤店天天半夜油烟呛人，在青岭县青年路12号，电话13800138000，希望尽快管一管", "1"))
	for range 6 {
		if eval[bool](t, ctx, `!!document.querySelector(".turn.last .confirm")`) {
			break
		}
		seq := eval[string](t, ctx, `document.querySelector(".turn.last").dataset.seq`)
		do(t, ctx, typeIn("#text", answerTo(seen(ctx))+"\r"), until(`document.querySelector(".turn.last").dataset.seq !== "`+seq+`"`))
	}
	do(t, ctx, visible(".turn.last .confirm"), visible(".turn.last .option"))
	shot(t, ctx, "confirm-1", false)
	browsertest.Audit(t, ctx, "confirm")
	if got := eval[string](t, ctx, `document.querySelector(".turn.last .option").dataset.label`); got != "确认提交" {
		t.Errorf("the large button says %q, want 确认提交", got)
	}
	if strings.Contains(seen(ctx), "13800138000") {
		t.Error("the page shows the whole phone number, want it masked")
	}
	do(t, ctx, click(".turn.last .option"), visible(".turn.last .receipt"))
	shot(t, ctx, "confirm-2-receipt", false)
	cases := f.casesOf(t, f.onlyTalk(t))
	if len(cases) != 1 || cases[0].State != handoff.Submitted || cases[0].Content.Phone != "13800138000" {
		t.Fatalf("cases = %+v, want one with the phone number", cases)
	}
	if got := eval[string](t, ctx, `document.querySelector("[data-receipt]").textContent`); got != handoff.Grouped(cases[0].Receipt) {
		t.Errorf("receipt = %q, want %q", got, handoff.Grouped(cases[0].Receipt))
	}
}

// answerTo answers what is asked of a complaint.
func answerTo(page string) string {
	last := page[strings.LastIndex(page, "您说：")+1:]
	switch {
	case strings.Contains(last, "电话"):
		return "13800138000"
	case strings.Contains(last, "哪里") || strings.Contains(last, "地方") || strings.Contains(last, "地点"):
		return "青岭县青年路12号"
	case strings.Contains(last, "希望") || strings.Contains(last, "怎么解决"):
		return "希望尽快处理"
	}
	return "是的"
}
