package web

import (
	"context"
	"net/http"
	"time"

	"wenban/assistant"
	"wenban/assistant/form/drafts"
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

// restart leaves the talk: the next word begins a new one.
func (s *Server) restart(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, s.cookie(r, talkCookie, "", -time.Second)) // also where the rest fails
	if t, ok := s.kept(r); ok {
		s.offerRating(w, r, t)
		if p := s.beginAnew(r.Context(), t); p != nil {
			s.fail(w, r, *p)
			return
		}
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// Leave takes from a browser the talk of a citizen who signed out, and ends it.
// What they fill in as who they are waits until they sign in again.
//
// PRIVACY: who sits down next at a shared computer does not read on.
func (s *Server) Leave(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, s.cookie(r, talkCookie, "", -time.Second)) // also where the rest fails
	if t, ok := s.kept(r); ok {
		if err := s.eraseDrafts(r.Context(), t.ID, func(d drafts.Draft) bool { return d.Citizen == "" }); err != nil {
			s.log.Error("erase the drafts of who signed out", "error", err)
		}
		if p := s.end(r.Context(), t); p != nil {
			s.log.Error("end the talk of who signed out", "reason", p.Code)
		}
	}
}

// beginAnew ends a talk because its citizen says so: what they had begun to fill
// in goes too.
func (s *Server) beginAnew(ctx context.Context, t assistant.Talk) *problem {
	ctx = context.WithoutCancel(ctx)
	if err := s.eraseDrafts(ctx, t.ID, every); err != nil {
		return s.problemOf(err)
	}
	return s.end(ctx, t)
}

// end ends a talk: its secret opens nothing any more, and its sockets are
// closed, so that nothing of it reaches a screen. A turn under way is finished
// first.
//
// PRIVACY: on a shared computer whoever kept the cookie cannot read on.
func (s *Server) end(ctx context.Context, t assistant.Talk) *problem {
	defer s.hub.lock(t.ID)()
	ctx = context.WithoutCancel(ctx)
	if err := s.assistant.Ledger.End(ctx, t.ID); err != nil {
		return s.problemOf(err)
	}
	s.hub.end(t.ID)
	return nil
}
