package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wenban/assistant"
)

// writeJSON answers a program.
func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller went away: nothing to do
}

// readJSON reads the body of a request strictly.
func readJSON(w http.ResponseWriter, r *http.Request, v any) *problem {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return &problem{http.StatusUnsupportedMediaType, "content_type", "请求的正文要用 application/json。"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxFrame))
	if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
		return &problem{http.StatusRequestEntityTooLarge, "limit", "请求的正文最多 64 KB。"}
	}
	if err != nil {
		return &badForm
	}
	switch err := decodeStrict(body, v); {
	case errors.Is(err, errEncoding):
		return &badWords
	case err != nil:
		return &problem{http.StatusBadRequest, "format", "请求的正文不合格式：字段名区分大小写，不能重复，也不能有接口没有的字段。"}
	}
	return nil
}

// bearer returns the talk in the path to whoever shows its secret.
func (s *Server) bearer(r *http.Request) (assistant.Talk, *problem) {
	kind, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") || secret == "" {
		return assistant.Talk{}, &problem{http.StatusUnauthorized, "unauthorized", "请在 Authorization 里带上 Bearer 和这次对话的密钥。"}
	}
	return s.talk(r.Context(), r.PathValue("id"), secret)
}

// apiOpen opens a talk. It is kept for an hour until something is said in it.
func (s *Server) apiOpen(w http.ResponseWriter, r *http.Request) {
	if p := readJSON(w, r, &struct{}{}); p != nil {
		s.fail(w, r, *p)
		return
	}
	t, ok := s.begin(r, "api", "")
	if !ok {
		s.fail(w, r, tooMany)
		return
	}
	writeJSON(w, http.StatusCreated, map[string]string{"talk": t.ID, "secret": t.Secret})
}

// apiEnd ends a talk: its secret opens nothing any more.
func (s *Server) apiEnd(w http.ResponseWriter, r *http.Request) {
	t, p := s.bearer(r)
	if p == nil {
		p = s.beginAnew(r.Context(), t)
	}
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// turnRequest is what POST turns takes.
type turnRequest struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Pick   string `json:"pick"`
	Drop   string `json:"drop"`
	Region string `json:"region"`
	On     int    `json:"on"`
}

// apiAsk takes a turn. The same id again is answered with the same turn.
func (s *Server) apiAsk(w http.ResponseWriter, r *http.Request) {
	t, p := s.bearer(r)
	var q turnRequest
	if p == nil {
		p = readJSON(w, r, &q)
	}
	if p == nil && q.ID != "" && !messageName(q.ID) {
		p = &badForm
	}
	if p == nil && !s.serves(q.Region) {
		p = &noRegion // not taken for the city: another region's rules would be told
	}
	var reply assistant.Reply
	if p == nil {
		reply, p = s.take(r.Context(), t, s.by(r, said{ID: q.ID, Text: q.Text, Pick: q.Pick, Drop: q.Drop, Region: q.Region, On: q.On}))
	}
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	writeJSON(w, http.StatusOK, reply)
}

// serves reports whether a region is one of the edition's, where it has any; ""
// leaves it open.
func (s *Server) serves(region string) bool {
	tree := s.know().Edition.Regions
	_, ok := tree.Region(region)
	return ok || region == "" || len(tree.All) == 0
}

// turnAnswer is a turn as the API tells it.
type turnAnswer struct {
	Seq      int             `json:"seq"`
	ID       string          `json:"id,omitempty"`
	Said     string          `json:"said"`
	At       time.Time       `json:"at"`
	Feedback string          `json:"feedback,omitempty"`
	Reply    assistant.Reply `json:"reply"`
}

// apiTurns returns the turns after a number.
func (s *Server) apiTurns(w http.ResponseWriter, r *http.Request) {
	t, p := s.bearer(r)
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	after, err := strconv.Atoi(r.URL.Query().Get("after"))
	if err != nil && r.URL.Query().Get("after") != "" || after < 0 {
		s.fail(w, r, badNumber)
		return
	}
	turns, err := s.assistant.Ledger.Turns(r.Context(), t.ID, max(after-1, 0))
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	writeJSON(w, http.StatusOK, map[string][]turnAnswer{"turns": s.turnAnswers(turns, after)})
}

func (s *Server) turnAnswers(turns []assistant.Turn, after int) []turnAnswer {
	out := []turnAnswer{}
	var prev *assistant.Turn
	for i, t := range turns {
		t.Reply.Trace = nil
		if t.Seq > after {
			out = append(out, turnAnswer{t.Seq, t.ID, spoken(s.know(), prev, t), t.At, t.Feedback, t.Reply})
		}
		prev = &turns[i]
	}
	return out
}

// feedbackRequest is what POST feedback takes.
type feedbackRequest struct {
	Seq      int    `json:"seq"`
	Feedback string `json:"feedback"`
	Comment  string `json:"comment"`
}

// apiFeedback rates a turn.
func (s *Server) apiFeedback(w http.ResponseWriter, r *http.Request) {
	t, p := s.bearer(r)
	var q feedbackRequest
	if p == nil {
		p = readJSON(w, r, &q)
	}
	if p == nil {
		p = s.rate(r.Context(), t, q.Seq, q.Feedback, q.Comment)
	}
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
