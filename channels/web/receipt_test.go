package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wenban/assistant/handoff"
)

// reached makes the visitor's browser go on with a talk of the API.
func (s *site) reached(t testing.TB, id, secret string) {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.client.Jar.SetCookies(u, []*http.Cookie{{Name: talkCookie, Value: id + "." + secret, Path: "/"}})
}

func TestAReceiptIsShownPrintedAndTold(t *testing.T) {
	s := newSite(t, sealed(t))
	id, secret := s.opened(t)
	s.reached(t, id, secret)
	s.post(t, "/ask", "text", "我家孩子身份证丢了")
	s.post(t, "/ask", "pick", "option:yes", "on", "1")
	if status, body := s.submitted(t, id, secret, "k", noise); status != 201 {
		t.Fatalf("POST cases: got %d %s, want 201", status, body)
	}
	c := s.casesOf(t, id)[0]
	number := handoff.Grouped(c.Receipt)
	for path, want := range map[string][]string{
		"/":          {number, `href="/receipt/3"`, "已提交，待受理", "青岭县投诉"},
		"/receipt/3": {number, "手机号后四位", "青岭县投诉"},
		"/list":      {"已经提交的", number},
		"/list.txt":  {"青岭县投诉：已提交，待受理，回执号 " + number},
		"/talk":      {number},
	} {
		status, body := s.get(t, path)
		for _, w := range want {
			if status != 200 || !strings.Contains(body, w) {
				t.Errorf("GET %s: got %d without %q", path, status, w)
			}
		}
		for _, not := range []string{"13800138000", "王秀兰", "青年路"} {
			if strings.Contains(body, not) {
				t.Errorf("GET %s shows %q, want nothing personal on a receipt", path, not)
			}
		}
		if strings.Contains(body, ">已受理") {
			t.Errorf("GET %s says 已受理, want it only after the department accepted", path)
		}
	}
}

func TestA02AReceiptIsItsTalksAlone(t *testing.T) {
	s := newSite(t, sealed(t))
	id, secret := s.opened(t)
	s.submitted(t, id, secret, "k", noise)
	refused := func(who, path string) {
		t.Helper()
		if status, body := s.get(t, path); status != 404 || strings.Contains(body, "WB") {
			t.Errorf("GET %s %s = %d, want 404 and no number", path, who, status)
		}
	}
	refused("without a talk", "/receipt/1")
	s.post(t, "/ask", "text", "我家孩子身份证丢了")
	refused("with another talk", "/receipt/1")
	s.reached(t, id, secret)
	for _, seq := range []string{"x", "0", "2", "-1", "99999999999999999999"} {
		refused("of the owner", "/receipt/"+seq)
	}
	if status, _ := s.get(t, "/receipt/1"); status != 200 {
		t.Errorf("control: GET /receipt/1 of the owner = %d, want 200", status)
	}
}

// TestBrowserSeesTheReceiptArrive hands a case in elsewhere: the open page shows
// it without being loaded anew.
func TestBrowserSeesTheReceiptArrive(t *testing.T) {
	s := newSite(t, sealed(t))
	ctx := browser(t, phone)
	do(t, ctx, open(s.URL), ask("我家孩子身份证丢了", "1"))
	id := s.onlyTalk(t)
	talk, err := s.assistant.Ledger.Talk(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	s.submitted(t, id, talk.Secret, "k", noise)
	do(t, ctx, visible(`.turn.last[data-seq="2"] .receipt [data-copy-receipt]`))
	number := handoff.Grouped(s.casesOf(t, id)[0].Receipt)
	if got := eval[string](t, ctx, `document.querySelector("[data-receipt]").textContent`); got != number {
		t.Errorf("receipt shown = %q, want %q", got, number)
	}
	shot(t, ctx, "receipt-1-talk", false)
	do(t, ctx, click(".receipt .take a"), visible(".sheet .receipt"))
	shot(t, ctx, "receipt-2-page", true)
	if got := eval[string](t, ctx, `location.pathname + document.title`); got != fmt.Sprint("/receipt/2", "回执") {
		t.Errorf("page = %q, want /receipt/2 and a title that tells nothing", got)
	}
}
