package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/width"

	"wenban/assistant"
	"wenban/assistant/handoff"
)

// Casebook is where cases are read.
type Casebook interface {
	// CasesOfTalk returns the cases that were opened in a talk, oldest first.
	CasesOfTalk(ctx context.Context, talk string) ([]handoff.Case, error)
	// CasesOfCitizen returns the cases of a signed-in citizen, newest first.
	CasesOfCitizen(ctx context.Context, citizen string) ([]handoff.Case, error)
}

// caseRequest is what POST cases takes: a matter that another program took down.
type caseRequest struct {
	Kind    handoff.Kind    `json:"kind"`
	Region  string          `json:"region"`
	What    string          `json:"what"`
	Where   string          `json:"where"`
	When    string          `json:"when"`
	Wish    string          `json:"wish"`
	About   string          `json:"about"`
	Secret  bool            `json:"secret"`
	Contact json.RawMessage `json:"contact"`
}

// contactRequest is who can be called back.
type contactRequest struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// The most characters of the parts of a case; what happened has that of a message.
const (
	maxShort = 200
	maxName  = 50
)

// caseKinds are those that can be handed in without a form.
var caseKinds = []handoff.Kind{handoff.Complaint, handoff.Report, handoff.Suggestion, handoff.Help, handoff.Praise, handoff.Consultation}

// The problems of handing a case in.
var (
	noKey       = problem{http.StatusBadRequest, "idempotency_key", "请在 Idempotency-Key 里带上这次提交的标识：1 到 255 个可见的 ASCII 字符，重发时不变。"}
	keyReused   = problem{http.StatusUnprocessableEntity, "key_reused", "这个提交标识已经用于另一份内容。内容改过的，请换一个标识再提交。"}
	badKind     = problem{http.StatusBadRequest, "kind", "kind 要写 complaint、report、suggestion、help、praise、consultation 中的一个。"}
	noWhat      = problem{http.StatusBadRequest, "what", "what 要写清是什么事，不能空着。"}
	longPart    = problem{http.StatusRequestEntityTooLarge, "limit", "内容太长：what 最多 2000 字，name 最多 50 字，其余每项最多 200 字。"}
	badPhone    = problem{http.StatusBadRequest, "phone", "phone 要写能打通的手机号或者带区号的固定电话，如 0990-1234567。"}
	notOurs     = problem{http.StatusServiceUnavailable, "cases", "这里暂时不能登记诉求，没有记下。请拨打 12345。"}
	phoneNumber = regexp.MustCompile(`^(1[3-9]\d{9}|0\d{2,3}-?[1-9]\d{6,7}|400-?\d{3}-?\d{4}|\d{5})$`)
)

// caseAnswer is what is told of a case.
type caseAnswer struct {
	Receipt    string    `json:"receipt"`
	Case       string    `json:"case"`
	State      string    `json:"state"`
	Seq        int       `json:"seq"` // of the turn that acknowledged it
	Kind       string    `json:"kind"`
	Department string    `json:"department,omitempty"`
	Opened     time.Time `json:"opened,omitzero"`
	Due        time.Time `json:"due,omitzero"`
}

// apiSubmit hands a case in. The same key with the same body is answered the
// same, however often and in whatever order it comes.
func (s *Server) apiSubmit(w http.ResponseWriter, r *http.Request) {
	t, p := s.bearer(r)
	var key string
	if p == nil {
		key, p = idempotencyKey(r)
	}
	var q caseRequest
	if p == nil {
		p = readJSON(w, r, &q)
	}
	var c handoff.Case
	if p == nil {
		c, p = s.caseOf(q)
	}
	var reply assistant.Reply
	if p == nil {
		c.Scope, c.Key = "talk "+t.ID, key
		reply, p = s.submit(r.Context(), t, assistant.Submission{Said: "提交" + c.Kind.Name(), Case: c})
	}
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	writeJSON(w, http.StatusCreated, acknowledged(reply))
}

func acknowledged(r assistant.Reply) caseAnswer {
	return caseAnswer{
		Receipt: r.Receipt.Number, Case: r.Receipt.Case, State: r.Receipt.State, Seq: r.Seq, Kind: r.Receipt.Kind,
		Department: r.Receipt.Department, Due: r.Receipt.Due,
	}
}

// idempotencyKey returns the one key of a request.
func idempotencyKey(r *http.Request) (string, *problem) {
	all := r.Header.Values("Idempotency-Key")
	if len(all) != 1 || all[0] == "" || len(all[0]) > 255 || strings.ContainsFunc(all[0], func(r rune) bool { return r < '!' || r > '~' }) {
		return "", &noKey
	}
	return all[0], nil
}

// caseOf reads a request as a case.
func (s *Server) caseOf(q caseRequest) (handoff.Case, *problem) {
	var who contactRequest
	if len(q.Contact) > 0 {
		if err := decodeStrict(q.Contact, &who); err != nil {
			return handoff.Case{}, &problem{http.StatusBadRequest, "format", "contact 不合格式：只能有 name 和 phone，都是文字。"}
		}
	}
	content := handoff.Content{
		What: tidy(q.What), Where: tidy(q.Where), When: tidy(q.When), Wish: tidy(q.Wish), About: tidy(q.About),
		Name: tidy(who.Name), Phone: compact(who.Phone),
	}
	if p := s.checkCase(q, content); p != nil {
		return handoff.Case{}, p
	}
	return handoff.Case{Kind: q.Kind, Region: s.regionOr(q.Region), Title: s.titleOf(q), Secret: q.Secret || q.Kind == handoff.Report, Content: content}, nil
}

func (s *Server) checkCase(q caseRequest, c handoff.Content) *problem {
	long := func(text string, most int) bool { return utf8.RuneCountInString(text) > most }
	switch {
	case !slices.Contains(caseKinds, q.Kind):
		return &badKind
	case !s.serves(q.Region):
		return &noRegion
	case c.What == "":
		return &noWhat
	case long(c.What, s.config.Limits.Text), long(c.Where, maxShort), long(c.When, maxShort), long(c.Wish, maxShort), long(c.About, maxShort), long(c.Name, maxName):
		return &longPart
	case c.Phone != "" && !phoneNumber.MatchString(c.Phone):
		return &badPhone
	}
	return nil
}

// compact is a number as it is dialled, however it was written.
func compact(s string) string {
	return strings.ReplaceAll(width.Narrow.String(tidy(s)), " ", "")
}

func (s *Server) regionOr(code string) string {
	if code == "" {
		return s.know().Home
	}
	return code
}

// titleOf is the one line by which a case is listed.
//
// PRIVACY: nothing of what was said goes into it.
func (s *Server) titleOf(q caseRequest) string {
	return s.know().Edition.Regions.Name(s.regionOr(q.Region)) + q.Kind.Name()
}

// tries is how often a case is handed in again when another replica takes a turn
// of the talk just then.
const tries = 5

// submit hands a case in under the rules of a turn: one at a time in a talk,
// finished also when the caller goes away. A problem means that nothing was
// saved.
func (s *Server) submit(ctx context.Context, t assistant.Talk, sub assistant.Submission) (assistant.Reply, *problem) {
	if !s.guard.messages.allow(t.ID) {
		return assistant.Reply{}, &tooFast
	}
	if !s.gate.enter() {
		return assistant.Reply{}, &leaving
	}
	defer s.gate.leave()
	defer s.hub.lock(t.ID)()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnTakes)
	defer cancel()
	sub.Talk, sub.At = t.ID, s.now()
	reply, err := s.assistant.Submit(ctx, sub)
	for n := 1; n < tries && errors.Is(err, assistant.ErrConflict); n++ {
		reply, err = s.assistant.Submit(ctx, sub)
	}
	switch {
	case errors.Is(err, handoff.ErrKeyReused):
		return assistant.Reply{}, &keyReused
	case err != nil:
		return assistant.Reply{}, s.problemOf(err)
	}
	s.hub.tell(t.ID)
	return reply, nil
}

// apiCases lists the cases of a talk as they stand now, oldest first.
func (s *Server) apiCases(w http.ResponseWriter, r *http.Request) {
	t, p := s.bearer(r)
	if p == nil && s.config.Cases == nil {
		p = &notOurs
	}
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	cases, err := s.config.Cases.CasesOfTalk(r.Context(), t.ID)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	out := []caseAnswer{}
	for _, c := range cases {
		out = append(out, caseAnswer{c.Receipt, c.ID, c.State.Name(), c.Seq, c.Kind.Name(), c.Department, c.Opened, c.Due})
	}
	writeJSON(w, http.StatusOK, map[string][]caseAnswer{"cases": out})
}
