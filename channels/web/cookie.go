package web

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"wenban/assistant"
)

// The cookies of the page. None is for following anyone: one reaches the talk
// until the browser is closed, two remember a choice.
const (
	talkCookie   = "wenban_talk"   // id.secret
	regionCookie = "wenban_region" // code
	elderCookie  = "wenban_elder"  // 1
)

const year = 365 * 24 * time.Hour

func (s *Server) cookie(r *http.Request, name, value string, life time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(life.Seconds()), HttpOnly: true,
		Secure: s.config.Secure || r.TLS != nil, SameSite: http.SameSiteLaxMode,
	}
}

func (s *Server) talkCookie(r *http.Request, t assistant.Talk) *http.Cookie {
	return s.cookie(r, talkCookie, t.ID+"."+t.Secret, 0)
}

// kept returns the talk that the cookie reaches, if there is one.
func (s *Server) kept(r *http.Request) (assistant.Talk, bool) {
	c, err := r.Cookie(talkCookie)
	if err != nil {
		return assistant.Talk{}, false
	}
	id, secret, _ := strings.Cut(c.Value, ".")
	t, p := s.talk(r.Context(), id, secret)
	return t, p == nil
}

// here returns the region that the citizen chose, else the one in which the
// service is at home.
func (s *Server) here(r *http.Request) string {
	if c, err := r.Cookie(regionCookie); err == nil {
		if _, ok := s.know().Edition.Regions.Region(c.Value); ok {
			return c.Value
		}
	}
	return s.know().Home
}

func elder(r *http.Request) bool {
	c, err := r.Cookie(elderCookie)
	return err == nil && c.Value == "1"
}

// nonce names one showing of a page, unguessably.
func nonce() string { return rand.Text() }
