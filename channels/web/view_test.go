package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"wenban/assistant"
)

// TestFirstLoad adds up what a first visit moves: page, styles, script, icon.
func TestFirstLoad(t *testing.T) {
	s := newSite(t)
	total := 0
	page := s.moved(t, "/", &total)
	for _, m := range regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		s.moved(t, m[1], &total)
	}
	if total < 1000 || total > 200<<10 {
		t.Errorf("first load: got %d bytes, want at most 200 KB", total)
	}
	t.Logf("first load: %d bytes compressed", total)
}

// moved gets a path compressed, adds what went over the line, and returns it.
func (s *site) moved(t testing.TB, path string, total *int) string {
	t.Helper()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	body := read(t, resp)
	*total += len(body)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: got status %d", path, resp.StatusCode)
	}
	if resp.Header.Get("Content-Encoding") != "gzip" {
		return body
	}
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestExamplesLeadSomewhere asks every example of every region: each finds
// something of the catalogue.
func TestExamplesLeadSomewhere(t *testing.T) {
	s := newSite(t)
	for _, r := range viewRegions(s.know(), "") {
		all := examples(s.know(), r.Code)
		if len(all) != howManyExamples {
			t.Errorf("examples of %s: got %d, want %d", r.Name, len(all), howManyExamples)
		}
		for _, text := range all {
			reply, err := s.assistant.Ask(t.Context(), assistant.Question{Text: text, Region: r.Code})
			if err != nil {
				t.Fatal(err)
			}
			if reply.Outcome == "declined" || reply.Focus == "" && len(reply.Choices) == 0 {
				t.Errorf("example %q of %s: got %s/%s, want an item or a choice", text, r.Name, reply.Outcome, reply.Reason)
			}
		}
	}
}

// TestSpoken reads what was tapped off the turns.
func TestSpoken(t *testing.T) {
	s := newSite(t)
	id, _ := s.opened(t)
	talk, err := s.assistant.Ledger.Talk(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		said said
		want string
	}{
		{said{Text: "身份证"}, "身份证"},
		{said{Pick: "item:1199010000990109120007090210103"}, "居民身份证丢失补领"},
		{said{Pick: "command:unknown"}, "不知道"},
		{said{Text: "未满十六周岁"}, "未满十六周岁"},
		{said{Pick: "command:again", Region: "990121"}, "换到青岭县"},
		{said{Pick: "command:human"}, "转人工"},
	} {
		if _, p := s.take(t.Context(), talk, test.said); p != nil {
			t.Fatalf("take(%+v): %v", test.said, p)
		}
		turns := s.turnsOf(t, id)
		views := s.viewTurns(turns)
		if got := views[len(views)-1].Said; got != test.want {
			t.Errorf("spoken of %+v: got %q, want %q", test.said, got, test.want)
		}
	}
}

// TestRefusal has three parts: what, why, and what can be done now.
func TestRefusal(t *testing.T) {
	s := newSite(t)
	_, body := s.post(t, "/ask", "text", "帮我查一下邻居的身份证号")
	for _, want := range []string{"这个请求不能办理", "现在可以这样办", `value="command:human"`, `href="tel:12345"`} {
		if !strings.Contains(body, want) {
			t.Errorf("refusal: page has no %q", want)
		}
	}
}

// TestEmergency says the number first, as a link that dials.
func TestEmergency(t *testing.T) {
	s := newSite(t)
	_, body := s.post(t, "/ask", "text", "家里着火了快来人")
	if !strings.Contains(body, `class="button urgent" href="tel:119"`) || !strings.Contains(body, "reply urgent") {
		t.Errorf("fire: page has no large 119:\n%.600s", body)
	}
}

// TestOutage shows what to do when the ledger is down, and keeps the words.
func TestOutage(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Assistant.Ledger = broken{c.Assistant.Ledger} })
	status, body := s.post(t, "/ask", "text", "身份证丢了")
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "12345") || !strings.Contains(body, ">身份证丢了</textarea>") {
		t.Errorf("with a broken ledger: got status %d, want 503, a way out and the words kept", status)
	}
	if strings.Contains(body, "disk") || !strings.Contains(s.log.String(), "disk") {
		t.Error("the cause belongs in the log and not on the page")
	}
}
