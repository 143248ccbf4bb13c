package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wenban/assistant"
	casedesk "wenban/assistant/handoff/desk"
	"wenban/assistant/triage"
	"wenban/knowledge"
	"wenban/knowledge/calendar"
	"wenban/knowledge/sample"
	"wenban/knowledge/store"
)

// A complaint over the API stands in the queue of the case desk, and what a
// dispatcher does there by the page is told in the talk.
func TestACaseGoesFromTheApiOverTheDeskBackToTheTalk(t *testing.T) {
	p := startServer(t)
	secret := file(t, "password", "晴天 搬 了 七 把 椅子 去\n")
	for _, args := range [][]string{
		{"user", "add", "主任", "--role", "admin", "--data", p.data, "--password-file", secret},
		{"user", "add", "李建国", "--role", "handler", "--department", "云溪市城市管理局", "--as", "主任", "--data", p.data, "--password-file", secret},
	} {
		if code, out := command(t, args...); code != 0 {
			t.Fatalf("wenban %v: %d %s", args, code, out)
		}
	}
	var talk struct{ Talk, Secret string }
	call(t.Context(), p.url+"/api/v1/talks", "", `{}`, &talk)
	var got handed
	if status := submit(t.Context(), p.url, talk.Talk, talk.Secret, "k1", `{"kind":"complaint","region":"990102","what":"楼下工地半夜施工","contact":{"name":"王秀兰","phone":"13800138000"}}`, &got); status != http.StatusCreated {
		t.Fatalf("hand a case in: %d", status)
	}
	jar, _ := cookiejar.New(nil) // never fails
	b := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	browse(t, b, p.url, "/staff/sign-in", "name", "主任", "password", "晴天 搬 了 七 把 椅子 去", "next", "/desk/")
	var page string
	p.until("with a case in the queue", func() bool {
		page = browse(t, b, p.url, "/desk/queue/accept")
		return strings.Contains(page, "/desk/case/")
	})
	number, _ := url.PathUnescape(regexp.MustCompile(`/desk/case/([^"]+)`).FindStringSubmatch(page)[1])
	if !strings.HasPrefix(number, "云") {
		t.Errorf("the case has number %q, want one of 云溪市", number)
	}
	page = browse(t, b, p.url, "/desk/case/"+number+"/act/accept", "version", "1")
	if !strings.Contains(page, "已受理") || !strings.Contains(page, "云东区") || !strings.Contains(page, "还有") {
		t.Errorf("after 受理 the page is %.2000s", page)
	}
	p.until("with the news in the talk", func() bool { return strings.Contains(turnsOf(t, p.url, talk.Talk, talk.Secret), "已受理") })
}

// turnsOf returns the turns of a talk, as the API writes them.
func turnsOf(t *testing.T, base, talk, secret string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/talks/"+talk+"/turns", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+secret)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK {
		t.Fatalf("GET turns = %d, %v\n%s", a.StatusCode, err, b)
	}
	return string(b)
}

// browse sends a form as a browser does, or opens a page where there are no
// fields, and returns the page.
func browse(t *testing.T, b *http.Client, base, path string, fields ...string) string {
	t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	method := http.MethodPost
	if len(fields) == 0 {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "text/html")
	a, err := b.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	page, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK {
		t.Fatalf("%s %s = %d, %v\n%s", method, path, a.StatusCode, err, page)
	}
	return string(page)
}

// A desk that is switched off has no pages, and nobody is sent to it.
func TestTheDeskCanBeSwitchedOff(t *testing.T) {
	p := startServer(t, "WENBAN_DESK_ENABLED=false")
	r, err := http.Get(p.url + "/desk/")
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != http.StatusNotFound {
		t.Errorf("GET /desk/ = %d, want 404", r.StatusCode)
	}
}

func newcomers(context.Context) ([]store.Person, error) {
	return []store.Person{{Name: "新人", Departments: []string{"新部门"}}}, nil
}

// TestTheHouseOfTheDesk: what the desk knows of the sample city.
func TestTheHouseOfTheDesk(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	know := &assistant.Knowledge{Edition: e}
	h := &house{know: func() *assistant.Knowledge { return know }, list: triage.Sample(), days: calendar.China(), people: newcomers}
	if got := h.prefix(); got != "云" {
		t.Errorf("prefix() = %q, want 云", got)
	}
	for _, name := range []string{"云溪市公安局", "云溪市城市管理局", "新部门"} {
		if !slices.Contains(h.departments(), name) {
			t.Errorf("departments() lacks %s: %q", name, h.departments())
		}
	}
	if parts := h.parts("990100"); !slices.Contains(parts, "990102") || slices.Contains(h.parts("990102"), "990100") {
		t.Errorf("parts(990100) = %q, want 990102 in it, and not the other way round", parts)
	}
	at := time.Date(2026, 11, 25, 10, 0, 0, 0, knowledge.Zone)
	for _, c := range []struct {
		c    casedesk.Case
		want string
	}{
		{casedesk.Case{Kind: "complaint"}, "2026-12-02 17:30"}, {casedesk.Case{Kind: "consultation"}, "2026-11-30 17:30"}, {casedesk.Case{Kind: "application", Item: "none"}, "0001-01-01 08:00"},
	} {
		if got := h.due(c.c, at).In(knowledge.Zone).Format("2006-01-02 15:04"); got != c.want {
			t.Errorf("due(%s) = %s, want %s", c.c.Kind, got, c.want)
		}
	}
	if got := h.returnBy(at).In(knowledge.Zone).Format("2006-01-02 15:04"); got != "2026-11-26 17:30" {
		t.Errorf("returnBy(%v) = %s, want the end of the next working day", at, got)
	}
}
