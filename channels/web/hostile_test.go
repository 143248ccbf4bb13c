package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// hostile are words that must come back as they are, and do nothing.
var hostile = map[string]string{
	"C15 regex bomb":        `(a+)+$ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!`,
	"C15 search syntax":     `"身份证" NEAR/0 * OR 1=1 --`,
	"C15 LIKE":              `%_%_%`,
	"C16 FTS5":              `NOT name:^"身份证`,
	"C17 template":          `{{7*7}} {{.Nonce}} ${jndi:ldap://x} <%= 1 %>`,
	"C18 script":            `<script>document.title='pwned'</script>`,
	"C18 img":               `<img src=x onerror="fetch('https://evil.example/')">`,
	"C18 svg":               `<svg onload=alert(1)>`,
	"C18 link":              `<a href="javascript:alert(1)">点</a>`,
	"C19 markdown":          `![x](https://evil.example/?q=1) [y](https://evil.example)`,
	"C20 ANSI and new line": "\x1b[31m红\x1b[0m\r\n2026-01-01 LOGIN admin ok",
}

// TestHostileWords says each of them: the page shows them as text, the log has
// no line of theirs.
func TestHostileWords(t *testing.T) {
	link := regexp.MustCompile(`(?:href|src|action)="(?:https?:)?//|javascript:[^<]*"`)
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			status, body := s.post(t, "/ask", "text", text)
			if status != http.StatusOK {
				t.Fatalf("say %q: got status %d, want 200", text, status)
			}
			_, said, _ := strings.Cut(body, `<p class="said">`)
			said, _, _ = strings.Cut(said, "</p>")
			if strings.Count(said, "<") != 2 { // the span for screen readers
				t.Errorf("say %q: shown as %q, want no element", text, said)
			}
			if strings.Contains(body, "49 ") || link.MatchString(said) || strings.Contains(body, "SQL") {
				t.Errorf("say %q: evaluated or linked in %q", text, said)
			}
			if log := s.log.String(); strings.Contains(log, "LOGIN") || strings.Contains(log, text) {
				t.Errorf("say %q: log got %q, want none of it", text, log)
			}
		})
	}
}

// TestC13 says nothing in several ways: each is asked what it is about.
func TestC13NothingSaid(t *testing.T) {
	for _, text := range []string{"", "   ", "？？？", "\n\n", "\x00", "😀😀😀", "\U000E0041\U000E0042", "\u200b\u202e"} {
		s := newSite(t)
		status, body := s.post(t, "/ask", "text", text)
		if status != http.StatusOK || !strings.Contains(body, "想办什么事") {
			t.Errorf("say %q: got status %d, want 200 and the question what it is about", text, status)
		}
		if strings.Contains(body, "\x00") {
			t.Errorf("say %q: the page holds NUL", text)
		}
	}
}

// TestC11 sends a megabyte, and a text just over the limit: it is said that it
// is too long, and what fits in a page is kept.
func TestC11TooLong(t *testing.T) {
	s := newSite(t)
	status, body := s.post(t, "/ask", "text", strings.Repeat("办", 1<<20/3))
	if status != http.StatusRequestEntityTooLarge || !strings.Contains(body, "2000 个字") {
		t.Errorf("a megabyte: got status %d, want 413 and the limit", status)
	}
	long := strings.Repeat("办", 2001)
	status, body = s.post(t, "/ask", "text", long)
	if status != http.StatusRequestEntityTooLarge || !strings.Contains(body, long) {
		t.Errorf("2,001 characters: got status %d, want 413 and the text kept", status)
	}
	status, _ = s.post(t, "/ask", "text", strings.Repeat("办", 1999)+strings.Repeat("\u200b", 3000))
	if status != http.StatusOK {
		t.Errorf("1,999 characters and 3,000 hidden ones: got status %d, want 200", status)
	}
}

// TestC14 sends bytes that are no text.
func TestC14InvalidUTF8(t *testing.T) {
	s := newSite(t)
	if status, _ := s.post(t, "/ask", "text", "身份证\xed\xa0\x80"); status != http.StatusBadRequest {
		t.Errorf("lone surrogate: got status %d, want 400", status)
	}
}

// TestC37 asks for another visitor's talk with what can be guessed.
func TestC37AnotherTalk(t *testing.T) {
	s := newSite(t)
	s.post(t, "/ask", "text", "我要办残疾人证")
	id, secret := s.cookieTalk(t)
	for name, value := range map[string]string{
		"id alone": id, "empty secret": id + ".", "wrong secret": id + ".AAAAAAAAAAAAAAAAAAAAAAAAAA", "half the secret": id + "." + secret[:13],
		"only opened": "01ARZ3NDEKTSV4RRFFQ69G5FAV." + secret,
	} {
		for _, path := range []string{"/", "/list", "/list.txt"} {
			if body := s.as(t, path, value); strings.Contains(body, "残疾") && strings.Contains(body, "我要办残疾人证") {
				t.Errorf("GET %s with %s: the page holds another visitor's words", path, name)
			}
		}
	}
	if body := s.as(t, "/", id+"."+secret); !strings.Contains(body, "我要办残疾人证") {
		t.Error("control, the right cookie: the page does not hold the words")
	}
}

// as gets a page with a talk cookie.
func (s *site) as(t testing.TB, path, cookie string) string {
	t.Helper()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	r.AddCookie(&http.Cookie{Name: talkCookie, Value: cookie})
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}
