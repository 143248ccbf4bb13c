package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// frame is what a client sends over a socket: one JSON object.
//
//	{"type":"hello","after":3}                        go on after turn 3; the first frame
//	{"type":"hello","after":3,"talk":"…","secret":"…"} the same without a cookie
//	{"type":"ask","id":"a1","text":"身份证丢了"}        say something
//	{"type":"ask","id":"a2","pick":"option:yes","on":3} tap a choice of reply 3
//	{"type":"feedback","seq":4,"feedback":"useful"}
type frame struct {
	Type     string `json:"type"`
	ID       string `json:"id"`       // of an ask: the client's id, the same when it is sent again
	Text     string `json:"text"`     //
	Pick     string `json:"pick"`     // id of a choice
	Drop     string `json:"drop"`     // id of an understood tag
	Region   string `json:"region"`   // code
	On       int    `json:"on"`       // number of the reply that Pick or Drop belongs to
	After    int    `json:"after"`    // of a hello: the last turn the client has
	Talk     string `json:"talk"`     // of a hello
	Secret   string `json:"secret"`   // of a hello
	As       string `json:"as"`       // of a hello: html for a page, "" for data
	Seq      int    `json:"seq"`      // of a feedback: the turn
	Feedback string `json:"feedback"` // useful, useless, wrong
	Comment  string `json:"comment"`
}

// answer is what a client gets.
//
//	{"type":"welcome","seq":3}                 last turn; talk and secret where the client had none
//	{"type":"turn","seq":4,"reply":{…}}        or "html" for a page
//	{"type":"done","id":"a1","seq":4}          the message is answered by turn 4
//	{"type":"error","id":"a1","code":"limit","message":"…"}
//	{"type":"reconnect","seq":4}               the program stops: come back with a hello after turn 4
type answer struct {
	Type    string `json:"type"`
	ID      string `json:"id,omitempty"`
	Seq     int    `json:"seq,omitempty"`
	Talk    string `json:"talk,omitempty"`
	Secret  string `json:"secret,omitempty"`
	Said    string `json:"said,omitempty"`
	Reply   any    `json:"reply,omitempty"`
	HTML    string `json:"html,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

// operatorTypes are the frames of operators and curators, who have their own
// door. A visitor who sends one is refused, and it is noted.
var operatorTypes = []string{"assign", "whisper", "kb.publish", "take_over", "suggest", "close", "transfer", "say"}

// Problems of a frame. The connection is kept and nothing has changed.
var (
	badFrame  = problem{http.StatusBadRequest, "format", "没有看懂这条消息，请刷新页面再试。"}
	badType   = problem{http.StatusBadRequest, "type", "没有这种消息，请刷新页面再试。"}
	badNumber = problem{http.StatusBadRequest, "seq", "这次对话没有这么多轮，请刷新页面。"}
	denied    = problem{http.StatusForbidden, "denied", "这个操作只有工作人员可以做。"}
)

// parse reads a frame. It never changes anything, whatever the bytes.
func parse(data []byte) (frame, *problem) {
	var f frame
	switch err := decodeStrict(data, &f); {
	case errors.Is(err, errEncoding):
		return frame{}, &badWords
	case err != nil:
		return frame{}, &badFrame
	case slices.Contains(operatorTypes, f.Type):
		return frame{Type: f.Type}, &denied
	case !slices.Contains([]string{"hello", "ask", "feedback", "ping"}, f.Type):
		return frame{}, &badType
	case f.After < 0 || f.Seq < 0 || f.On < 0:
		return frame{}, &badNumber
	case f.Type == "ask" && !messageName(f.ID):
		return frame{}, &badFrame
	}
	return f, nil
}

// messageName reports that a message id is one: it makes sending again safe, so
// an ask over a socket must have one.
func messageName(id string) bool {
	return id != "" && len(id) <= 64 && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}
