package web

import (
	"net/http"
	"strings"

	"wenban/channels/internal/page"
)

// problem is why a request was not carried out, told to whoever sent it. Text
// is for people: what happened and what to do next.
type problem struct {
	Status int    `json:"-"`
	Code   string `json:"code"`
	Text   string `json:"message"`
}

// The problems that more than one route meets.
var (
	noTalk   = problem{http.StatusNotFound, "not_found", "没有找到这次对话，可能已经结束。请重新开始。"}
	stale    = problem{http.StatusConflict, "stale", "这个问题刚才已经答过了，请看最新的一条。"}
	busy     = problem{http.StatusServiceUnavailable, "busy", "系统暂时没有响应，刚才的话没有记下。请过一会儿再发，或者拨打 12345。"}
	tooFast  = problem{http.StatusTooManyRequests, "rate", "发得有点快，请等几秒再发。"}
	tooMany  = problem{http.StatusTooManyRequests, "talks", "这个网络里新开的对话太多，请过一分钟再试，或者拨打 12345。"}
	tooLong  = problem{http.StatusRequestEntityTooLarge, "limit", "一次最多 2000 个字。请先说最要紧的事，分几次说也可以。"}
	badForm  = problem{http.StatusBadRequest, "format", "没有看懂这个请求，请回到首页再试。"}
	noRegion = problem{http.StatusBadRequest, "region", "没有这个区划代码。代码见 /api/v1/regions；不写就按市里的规定回答。"}
	badWords = problem{http.StatusBadRequest, "encoding", "收到的文字有乱码，请重新输入。"}
)

// fail tells a problem: as JSON to a program, as a page to a person.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, p problem) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		s.refused(p)
		retry(w, p)
		writeJSON(w, p.Status, map[string]problem{"error": p})
		return
	}
	s.failKeeping(w, r, p, "")
}

// failKeeping tells a problem and keeps what was typed.
func (s *Server) failKeeping(w http.ResponseWriter, r *http.Request, p problem, typed string) {
	s.refused(p)
	retry(w, p)
	s.render(w, r, p.Status, "problem", page.Frame{
		Title: "没有办成 · 问办",
		Body:  problemPage{Text: p.Text, Typed: typed, Nonce: nonce()},
	})
}

// retry says when to come again, in seconds, where that helps.
func retry(w http.ResponseWriter, p problem) {
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
}

// refused notes that something was refused: why, and nothing of what it was.
func (s *Server) refused(p problem) {
	s.log.Info("refused", "reason", p.Code, "status", p.Status)
	if s.config.Refused != nil {
		s.config.Refused(p.Code)
	}
}

type problemPage struct{ Text, Typed, Nonce string }
