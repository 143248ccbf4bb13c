package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"unicode/utf8"

	"wenban/assistant"
)

// maxForm bounds what a form may send.
const maxForm = 64 << 10

// ask takes a turn from a form, without script, and shows the talk again.
func (s *Server) ask(w http.ResponseWriter, r *http.Request) {
	q, p := s.form(w, r)
	if p != nil {
		s.failKeeping(w, r, *p, q.Text)
		return
	}
	t, ok := s.kept(r)
	if !ok {
		if t, ok = s.begin(r, "web", r.PostForm.Get("nonce")); !ok {
			s.failKeeping(w, r, tooMany, q.Text)
			return
		}
		http.SetCookie(w, s.talkCookie(r, t))
	}
	if t.Turns == 0 {
		q.Region = s.here(r)
	}
	if _, p := s.take(r.Context(), t, s.by(r, q)); p != nil && p != &stale {
		s.failKeeping(w, r, *p, q.Text)
		return
	}
	http.Redirect(w, r, "/#latest", http.StatusSeeOther)
}

// form reads a message from a form.
func (s *Server) form(w http.ResponseWriter, r *http.Request) (said, *problem) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return said{}, &tooLong
	}
	f := r.PostForm
	on, err := strconv.Atoi(f.Get("on"))
	if err != nil && f.Get("on") != "" {
		return said{}, &badForm
	}
	q := said{Text: f.Get("text"), Pick: f.Get("pick"), Drop: f.Get("drop"), On: on}
	if !utf8.ValidString(q.Text) {
		return said{}, &badWords
	}
	q.ID = messageID(f.Get("nonce"), q)
	return q, nil
}

// messageID names a message of a form: sent twice it is the same, said anew
// from an old page it is another.
func messageID(nonce string, q said) string {
	if nonce == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(nonce + "\x00" + q.Text + "\x00" + q.Pick + "\x00" + q.Drop))
	return "form-" + hex.EncodeToString(sum[:12])
}

// begin opens a talk, unless the address has opened too many.
func (s *Server) begin(r *http.Request, channel, key string) (assistant.Talk, bool) {
	if !s.guard.talks.allow(s.address(r)) {
		return assistant.Talk{}, false
	}
	return s.openings.open(channel, key), true
}
