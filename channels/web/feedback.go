package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"

	"wenban/assistant"
)

// ratings are what a citizen can say of an answer.
var ratings = []string{"useful", "useless", "wrong"}

// feedback rates an answer from a form.
func (s *Server) feedback(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	t, ok := s.kept(r)
	if !ok {
		s.fail(w, r, noTalk)
		return
	}
	seq, err := strconv.Atoi(r.PostFormValue("seq"))
	if err != nil {
		s.fail(w, r, badForm)
		return
	}
	if p := s.rate(r.Context(), t, seq, r.PostFormValue("feedback"), r.PostFormValue("comment")); p != nil {
		s.fail(w, r, *p)
		return
	}
	http.Redirect(w, r, "/#rated", http.StatusSeeOther)
}

// rate stores what a citizen thought of a turn.
func (s *Server) rate(ctx context.Context, t assistant.Talk, seq int, feedback, comment string) *problem {
	comment = tidy(comment)
	switch {
	case !slices.Contains(ratings, feedback) || seq < 1:
		return &badForm
	case utf8.RuneCountInString(comment) > s.config.Limits.Text:
		return &tooLong
	case !s.guard.messages.allow(t.ID):
		return &tooFast
	}
	err := s.assistant.Rate(ctx, t.ID, seq, feedback, comment)
	if errors.Is(err, assistant.ErrNoTalk) {
		return &noTalk
	}
	if err != nil {
		s.log.Error("store feedback", "error", err)
		return &busy
	}
	s.hub.tell(t.ID)
	return nil
}
