package desk

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/desk"
	"wenban/channels/internal/page"
	"wenban/channels/signin"
)

// problem is why something was not done, told to whoever wanted it.
type problem struct {
	Status int
	Code   string
	Text   string
	SignIn string // path where whoever it is can sign in, or ""
	Typed  string // what was written and not kept, to be copied
}

var (
	noPage   = problem{Status: http.StatusNotFound, Code: "not_found", Text: "没有这个页面。可以回到工单台，从队列里找。"}
	noCase   = problem{Status: http.StatusNotFound, Code: "not_found", Text: "没有这个工单，或者不归您办。可以核对编号，或者从队列里找。"}
	noFile   = problem{Status: http.StatusNotFound, Code: "not_found", Text: "没有这个附件，或者已经按期限删除。"}
	badForm  = problem{Status: http.StatusBadRequest, Code: "format", Text: "没有看懂这个请求，没有执行。请回到工单再操作。"}
	tooMany  = problem{Status: http.StatusTooManyRequests, Code: "rate", Text: "一分钟里打开的工单太多。每次查看都有记录；请等一会儿再看。"}
	elsewise = problem{Status: http.StatusForbidden, Code: "origin", Text: "这个请求来自别的网站，没有执行。请回到工单台再操作。"}
	broken   = problem{Status: http.StatusServiceUnavailable, Code: "busy", Text: "系统暂时没有响应，刚才的操作没有保存。请过一会儿再试。"}
)

// problemOf is what a person is told of an error of the desk.
func problemOf(err error) problem {
	fault := desk.Fault{}
	switch {
	case errors.Is(err, desk.ErrNone):
		return noCase
	case errors.As(err, &fault):
		return problem{Status: http.StatusUnprocessableEntity, Code: "field", Text: fault.Text}
	case errors.Is(err, desk.ErrRecused), errors.Is(err, desk.ErrSearch):
		return problem{Status: http.StatusUnprocessableEntity, Code: "field", Text: err.Error()}
	case errors.Is(err, desk.ErrRight):
		return problem{Status: http.StatusForbidden, Code: "role", Text: err.Error() + "。"}
	case errors.Is(err, desk.ErrConflict):
		return problem{Status: http.StatusConflict, Code: "conflict", Text: err.Error() + "。您写的还在下面。"}
	case errors.Is(err, handoff.ErrTransition):
		return problem{Status: http.StatusConflict, Code: "state", Text: err.Error() + "。"}
	}
	return broken
}

// refuse tells whoever the policy table does not let in. Somebody whose session
// ended while they wrote gets their words back.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, no signin.Refusal) {
	p := problem{Status: no.Status, Code: no.Code, Text: no.Text, SignIn: no.SignIn}
	if no.SignIn != "" && r.Method == http.MethodPost {
		if values, ok := readForm(w, r); ok {
			p.Typed = strings.TrimSpace(values.Get("words") + "\n" + values.Get("remark"))
		}
	}
	s.fail(w, r, p)
}

// foreign answers a form that another site sent.
func (s *Server) foreign(w http.ResponseWriter, r *http.Request) { s.fail(w, r, elsewise) }

func (s *Server) missing(w http.ResponseWriter, r *http.Request) { s.fail(w, r, noPage) }

// failed tells an error of the desk, and logs the cause of what is ours.
func (s *Server) failed(w http.ResponseWriter, r *http.Request, what string, err error) {
	p := problemOf(err)
	if p == broken {
		s.Log.Error("case desk", "what", what, "error", err)
	}
	s.fail(w, r, p)
}

// refused notes that something was refused: why, and nothing of what it was.
func (s *Server) refused(p problem) {
	s.Log.Info("refused", "reason", p.Code, "status", p.Status)
	s.Refused(p.Code)
}

// fail tells a problem as a page.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, p problem) {
	s.refused(p)
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", strconv.Itoa(5))
	}
	s.render(w, r, p.Status, "problem", "没有办成", p)
}

func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name, title string, body any) {
	f := page.Frame{Title: title + " · 工单台", Class: "desk", Styles: []string{"desk.css"}, Scripts: []string{"desk.js"}, Body: body}
	if err := s.pages.Render(w, r, status, name, f); err != nil {
		s.Log.Error("render page", "page", name, "error", err)
		http.Error(w, "页面没有打开，请刷新再试。", http.StatusInternalServerError)
	}
}
