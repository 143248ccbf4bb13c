package web

import (
	"net/url"
	"strings"
	"testing"

	"wenban/channels/internal/browsertest"
)

// TestBrowserMine goes through the pages of what a citizen has, as people see
// them, and audits each with axe-core.
func TestBrowserMine(t *testing.T) {
	for name, l := range map[string]look{"phone": phone, "dark elder": {width: 390, height: 844, dark: true, elder: true}, "no script": {width: 1280, height: 900, noScript: true}} {
		t.Run(name, func(t *testing.T) {
			s := newBooking(t)
			receipt, id := s.handed(t, "k")
			ctx := browser(t, l)
			check := func(page string) {
				t.Helper()
				if l.noScript { // axe is a script
					return
				}
				browsertest.Audit(t, ctx, page)
				shot(t, ctx, "mine-"+strings.ReplaceAll(name, " ", "-")+"-"+strings.ReplaceAll(page, " ", "-"), true)
			}
			do(t, ctx, open(s.URL), visible("#text"))
			if l.elder {
				do(t, ctx, click(".size button"), visible(".elder #text"))
			}
			do(t, ctx, open(s.URL+"/mine"), visible(".mine"))
			check("nothing yet")
			do(t, ctx, open(s.URL+"/progress"), visible("[name=receipt]"), typeIn("[name=receipt]", receipt), typeIn("[name=tail]", "1111"), click(".fields .main"), visible("#problem"))
			check("not found")
			do(t, ctx, typeIn("[name=tail]", "8000"), click(".fields .main"), visible(".case"))
			check("found")
			s.apply(t, id, "accept", "已安排人员到现场")
			s.apply(t, id, "reply", "施工已经停止")
			s.apply(t, id, "close", "")
			do(t, ctx, open(s.URL+"/progress"), visible("[name=receipt]"), typeIn("[name=receipt]", receipt), typeIn("[name=tail]", "8000"), click(".fields .main"), visible(`form[action="/rate/case"] button`), click(`form[action="/rate/case"] button`), visible("[name=level]"))
			check("rating")
			do(t, ctx, click(`[name=level][value="2"]`), click(".fields .main"), visible(".notice.done"))
			check("rated")
			do(t, ctx, open(s.URL+"/appointment?item="+url.QueryEscape(bookableItem(t, s))), visible("[name=slot]"))
			check("times")
			do(t, ctx, click("[name=slot]"), typeIn("[name=phone]", "13800138000"), click(`form[action="/appointment"] .main`), visible(".case"))
			check("booked")
		})
	}
}
