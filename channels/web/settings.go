package web

import (
	"net/http"
	"time"
)

// region changes the region. A talk in which something was said is told again
// for the new one.
func (s *Server) region(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	code := r.PostFormValue("region")
	if _, ok := s.know().Edition.Regions.Region(code); !ok {
		s.fail(w, r, badForm)
		return
	}
	http.SetCookie(w, s.cookie(r, regionCookie, code, year))
	if t, ok := s.kept(r); ok && t.Turns > 0 && t.State.Region != code {
		if _, p := s.take(r.Context(), t, said{Pick: "command:again", Region: code}); p != nil {
			s.fail(w, r, *p)
			return
		}
	}
	http.Redirect(w, r, "/#latest", http.StatusSeeOther)
}

// size switches 长辈版 on or off.
func (s *Server) size(w http.ResponseWriter, r *http.Request) {
	c := s.cookie(r, elderCookie, "1", year)
	if elder(r) {
		c = s.cookie(r, elderCookie, "", -time.Second)
	}
	http.SetCookie(w, c)
	http.Redirect(w, r, "/#latest", http.StatusSeeOther)
}

// restart leaves the talk: the next word begins a new one. The sockets of the
// old one are closed, so that nothing of it reaches a screen any more.
func (s *Server) restart(w http.ResponseWriter, r *http.Request) {
	if t, ok := s.kept(r); ok {
		s.hub.end(t.ID)
	}
	http.SetCookie(w, s.cookie(r, talkCookie, "", -time.Second))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
