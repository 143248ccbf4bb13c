package web

import (
	"net/http"
	"strings"
	"testing"
)

// TestATalkThatIsLeftCannotBeReached keeps the secret of a talk and comes back
// with it after 重新开始: by the cookie and by the API.
func TestATalkThatIsLeftCannotBeReached(t *testing.T) {
	s := newSite(t)
	s.post(t, "/ask", "text", "我家孩子身份证丢了")
	id, secret := s.cookieTalk(t)
	turns := request{"GET", "/api/v1/talks/" + id + "/turns", secret, "", ""}
	if status, _ := s.call(t, turns); status != http.StatusOK {
		t.Fatalf("control: GET turns before the end: got %d, want 200", status)
	}
	s.post(t, "/restart")
	if status, body := s.call(t, turns); status != http.StatusNotFound {
		t.Errorf("GET turns after the end: got %d %.100s, want 404", status, body)
	}
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/list", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: talkCookie, Value: id + "." + secret})
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if body := read(t, answer); answer.StatusCode != http.StatusNotFound || strings.Contains(body, "身份证") {
		t.Errorf("GET /list with the old cookie: got %d, want 404 and nothing of the talk", answer.StatusCode)
	}
	if got := len(s.turnsOf(t, id)); got != 1 {
		t.Errorf("turns kept after the end: got %d, want 1", got)
	}
}

// TestATalkThatWasOnlyOpenedCanBeEnded ends one in which nothing was said.
func TestATalkThatWasOnlyOpenedCanBeEnded(t *testing.T) {
	s := newSite(t)
	id, secret := s.opened(t)
	if status, body := s.call(t, request{"DELETE", "/api/v1/talks/" + id, secret, "", ""}); status != http.StatusNoContent {
		t.Errorf("DELETE: got %d %.100s, want 204", status, body)
	}
	if status, _ := s.call(t, request{"GET", "/api/v1/talks/" + id + "/turns", secret, "", ""}); status != http.StatusNotFound {
		t.Errorf("GET turns after DELETE: got %d, want 404", status)
	}
}
