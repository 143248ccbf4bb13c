package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
	"wenban/assistant/rating"
	reading "wenban/assistant/read"
	"wenban/channels/internal/page"
	"wenban/knowledge"
)

// Mine is what a citizen has handed in, and what they can still do about it.
type Mine interface {
	assistant.Cases
	// Case returns the case with the id, or assistant.ErrNoCase.
	Case(ctx context.Context, id string) (handoff.Case, error)
	// Add puts a supplement, a withdrawal or a rating on its way.
	Add(ctx context.Context, m ledger.More) (handoff.Case, error)
	// Rate keeps a rating once; Rated says whether it is kept.
	Rate(ctx context.Context, r rating.Rating, rated, rework *handoff.Case) error
	Rated(ctx context.Context, subject string) (bool, error)
	// Keep puts a talk with those of a citizen; ok is false when it is another's.
	Keep(ctx context.Context, talk, citizen string, at time.Time) (ok bool, err error)
	// Holdings, Erasing and Erase see all that an owner has; see ledger.Owner.
	Holdings(ctx context.Context, o ledger.Owner, why string, at time.Time) (ledger.Holdings, error)
	Erasing(ctx context.Context, o ledger.Owner) (ledger.Erased, error)
	Erase(ctx context.Context, o ledger.Owner, at time.Time) (ledger.Erased, error)
	// Pass is a word that opens one thing until a time; Passed says what it opens.
	Pass(what string, until time.Time) (string, error)
	Passed(pass string, at time.Time) string
}

// passLives is how long a page that shows a case can act on it.
const passLives = 15 * time.Minute

// The problems of looking a case up.
var (
	notFound   = problem{http.StatusNotFound, "no_case", assistant.NotFound + "请核对回执号和提交时留的手机号后四位；也可以拨打 12345。"}
	noPair     = problem{http.StatusBadRequest, "pair", "请写回执号（WB 开头，14 位数字）和手机号后四位。"}
	noPass     = problem{http.StatusForbidden, "pass", "这一页打开太久了，没有执行。请重新查一次进度再操作。"}
	noMine     = problem{http.StatusServiceUnavailable, "cases", "这里不能查进度。请拨打 12345。"}
	noMore     = problem{http.StatusBadRequest, "more", "请写要补充的内容，最多 2000 个字。"}
	caseOver   = problem{http.StatusConflict, "over", "这件事已经办结或者终止，不能再补充或者撤回。有新的情况请重新提交。"}
	keyChanged = problem{http.StatusUnprocessableEntity, "key_reused", "同一次提交换了内容，没有执行。请刷新页面再填。"}
)

// caseView is a case as its owner sees it.
type caseView struct {
	Receipt, Kind, Title, State, Department, Number string
	Opened, Due                                     string
	Steps                                           []stepView
	Pass, Nonce                                     string
	Open                                            bool // more can be added
	Rate                                            bool // it can be rated, and was not
}

type stepView struct{ At, Action, State, Department, Text string }

// progressPage is where cases are looked up.
type progressPage struct {
	Home    string
	Found   []caseView
	Own     bool   // they are the visitor's, without proof
	Problem string // why nothing was found
	Done    string // what was done
	Receipt string // as it was typed
	Typed   string // the supplement, as it was typed
}

// progress shows the form, and the cases that need no proof.
func (s *Server) progress(w http.ResponseWriter, r *http.Request) {
	own, p := s.ownCases(r)
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	s.showProgress(w, r, http.StatusOK, progressPage{Found: own, Own: len(own) > 0})
}

func (s *Server) showProgress(w http.ResponseWriter, r *http.Request, status int, p progressPage) {
	p.Home = s.know().Edition.Regions.Name(s.know().Home)
	s.render(w, r, status, "progress", page.Frame{Title: "查进度 · 问办", Body: p})
}

// ownCases are the cases of the talk of the cookie and of the citizen who is
// signed in.
func (s *Server) ownCases(r *http.Request) ([]caseView, *problem) {
	if s.config.Mine == nil {
		return nil, nil
	}
	var all []handoff.Case
	if t, ok := s.kept(r); ok && t.Turns > 0 {
		own, err := s.config.Mine.CasesOfTalk(r.Context(), t.ID)
		if err != nil {
			return nil, s.problemOf(err)
		}
		all = own
	}
	if citizen := s.citizen(r); citizen != "" {
		own, err := s.config.Mine.CasesOfCitizen(r.Context(), citizen)
		if err != nil {
			return nil, s.problemOf(err)
		}
		all = append(all, own...)
	}
	return s.viewCases(r.Context(), all)
}

// viewCases makes the views of cases, each once.
func (s *Server) viewCases(ctx context.Context, cases []handoff.Case) (out []caseView, _ *problem) {
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.ID] {
			continue
		}
		seen[c.ID] = true
		v, _, err := s.viewCase(ctx, c)
		if err != nil {
			return nil, s.problemOf(err)
		}
		out = append(out, v)
	}
	return out, nil
}

// viewCase makes the view of a case that was proven to be the visitor's.
//
// PRIVACY: it holds nothing of what was handed in but the title, and what was
// added with names, numbers and addresses masked.
func (s *Server) viewCase(ctx context.Context, c handoff.Case) (caseView, []handoff.Step, error) {
	steps, err := s.config.Mine.Steps(ctx, c.ID)
	if err != nil {
		return caseView{}, nil, err
	}
	pass, err := s.config.Mine.Pass("case "+c.ID, s.now().Add(passLives))
	if err != nil {
		return caseView{}, nil, err
	}
	rated, err := s.config.Mine.Rated(ctx, "case "+c.ID)
	v := caseView{
		Receipt: handoff.Grouped(c.Receipt), Kind: c.Kind.Name(), Title: c.Title, State: c.State.Name(), Department: c.Department, Number: c.Number,
		Opened: dayOf(c.Opened), Due: dayOf(c.Due), Pass: pass, Nonce: nonce(), Open: !c.State.Final(),
		Rate: handoff.Rateable(c) && !rated,
	}
	for i, x := range steps {
		if x.Action == handoff.Note.Name() { // PRIVACY: what the citizen added; four digits of a number open this page
			x.Text, _ = reading.Mask(x.Text)
			steps[i].Text = x.Text
		}
		v.Steps = append(v.Steps, stepView{minuteOf(x.At), x.Action, x.State, x.Department, x.Text})
	}
	return v, steps, err
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return dateOf(t.In(knowledge.Zone))
}

func minuteOf(t time.Time) string { return t.In(knowledge.Zone).Format("2006年1月2日 15:04") }

// lookUp opens a case by its receipt number and the last four digits of the
// phone number.
//
// PRIVACY: a number that is not there, wrong digits and a stranger's case are one
// answer, and are counted alike.
func (s *Server) lookUp(r *http.Request, receipt, tail string) (handoff.Case, *problem) {
	number, ok := handoff.Receipt(receipt)
	switch {
	case s.config.Mine == nil:
		return handoff.Case{}, &noMine
	case !s.guard.messages.allow("progress " + s.address(r)):
		return handoff.Case{}, &tooFast
	case !ok || handoff.Tail(tail) == "" || len(tail) > 20:
		return handoff.Case{}, &noPair
	}
	c, err := s.config.Mine.Prove(r.Context(), number, handoff.Tail(tail), "address "+s.address(r), s.now())
	var soon assistant.TooSoon
	switch {
	case errors.As(err, &soon):
		return c, &problem{http.StatusTooManyRequests, "tries", assistant.TooOften(soon)}
	case errors.Is(err, assistant.ErrNoCase):
		return c, &notFound
	case err != nil:
		return c, s.problemOf(err)
	}
	return c, nil
}

// seeProgress answers the form.
func (s *Server) seeProgress(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	receipt := tidy(r.PostFormValue("receipt"))
	c, p := s.lookUp(r, receipt, compact(r.PostFormValue("tail")))
	if p != nil {
		s.refused(*p)
		s.showProgress(w, r, p.Status, progressPage{Problem: p.Text, Receipt: clipped(receipt)})
		return
	}
	s.showCase(w, r, c, http.StatusOK, progressPage{})
}

// clipped is what was typed, as far as it could be a receipt number.
func clipped(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40])
	}
	return s
}

func (s *Server) showCase(w http.ResponseWriter, r *http.Request, c handoff.Case, status int, p progressPage) {
	v, _, err := s.viewCase(r.Context(), c)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	p.Found = []caseView{v}
	s.showProgress(w, r, status, p)
}

// moreRequest is what an owner adds to a case that was just shown to them.
type moreRequest struct {
	Pass string `json:"pass"`
	Act  string `json:"act"` // supplement or withdraw
	Key  string `json:"key"` // sent twice, it is one
	Text string `json:"text"`
}

// acts are what an owner may do, by the word of the form.
var acts = map[string]handoff.Act{"supplement": handoff.Supplemented, "withdraw": handoff.Withdrawn}

// more supplements or withdraws a case. The problem is nil when it is durable
// and on its way to the case system.
func (s *Server) more(ctx context.Context, q moreRequest) (handoff.Case, *problem) {
	q.Text = tidy(q.Text)
	act := acts[q.Act]
	switch n := utf8.RuneCountInString(q.Text); {
	case s.config.Mine == nil:
		return handoff.Case{}, &noMine
	case act == "" || q.Key == "" || len(q.Key) > 80 || !utf8.ValidString(q.Text):
		return handoff.Case{}, &badForm
	case n > s.config.Limits.Text || n == 0 && act == handoff.Supplemented:
		return handoff.Case{}, &noMore
	}
	id, ok := strings.CutPrefix(s.config.Mine.Passed(q.Pass, s.now()), "case ")
	if !ok {
		return handoff.Case{}, &noPass
	}
	if !s.guard.messages.allow("case " + id) {
		return handoff.Case{}, &tooFast
	}
	if !s.gate.enter() {
		return handoff.Case{}, &leaving
	}
	defer s.gate.leave()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnTakes)
	defer cancel()
	c, err := s.config.Mine.Add(ctx, ledger.More{Case: id, Act: act, Key: q.Key, Text: q.Text, At: s.now()})
	return c, s.problemOfMore(err)
}

func (s *Server) problemOfMore(err error) *problem {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ledger.ErrOver):
		return &caseOver
	case errors.Is(err, handoff.ErrKeyReused):
		return &keyChanged
	case errors.Is(err, assistant.ErrNoCase):
		return &notFound
	}
	return s.problemOf(err)
}

// addToCase answers the forms under a case.
func (s *Server) addToCase(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	q := moreRequest{Pass: r.PostFormValue("pass"), Act: r.PostFormValue("act"), Key: r.PostFormValue("nonce"), Text: r.PostFormValue("text")}
	c, p := s.more(r.Context(), q)
	switch {
	case p == nil:
		s.showCase(w, r, c, http.StatusOK, progressPage{Done: doneWords[q.Act]})
	case p == &noMore:
		s.refused(*p)
		s.reshow(w, r, q, *p)
	default:
		s.fail(w, r, *p)
	}
}

var doneWords = map[string]string{
	"supplement": "补充的内容已经收到，会转给办理的单位。",
	"withdraw":   "撤回的申请已经收到，办理的单位确认后就终止。",
}

// reshow shows a case again with what is wrong with the form under it, and what
// was typed.
func (s *Server) reshow(w http.ResponseWriter, r *http.Request, q moreRequest, p problem) {
	id, _ := strings.CutPrefix(s.config.Mine.Passed(q.Pass, s.now()), "case ")
	c, err := s.config.Mine.Case(r.Context(), id)
	if err != nil {
		s.fail(w, r, noPass)
		return
	}
	s.showCase(w, r, c, p.Status, progressPage{Problem: p.Text, Typed: q.Text})
}

// progressRequest is what POST /api/v1/progress takes.
type progressRequest struct {
	Receipt string `json:"receipt"`
	Tail    string `json:"tail"`
}

// progressAnswer is a case as a program is told of it.
type progressAnswer struct {
	Receipt    string         `json:"receipt"`
	Kind       string         `json:"kind"`
	Title      string         `json:"title"`
	State      string         `json:"state"`
	Department string         `json:"department,omitempty"`
	Number     string         `json:"number,omitempty"`
	Opened     time.Time      `json:"opened"`
	Due        time.Time      `json:"due,omitzero"`
	Steps      []handoff.Step `json:"steps"`
	Pass       string         `json:"pass"`
}

// apiProgress looks a case up.
func (s *Server) apiProgress(w http.ResponseWriter, r *http.Request) {
	var q progressRequest
	p := readJSON(w, r, &q)
	var c handoff.Case
	if p == nil {
		c, p = s.lookUp(r, q.Receipt, compact(q.Tail))
	}
	s.answerCase(w, r, c, p)
}

// apiMore supplements or withdraws a case that was looked up.
func (s *Server) apiMore(w http.ResponseWriter, r *http.Request) {
	var q moreRequest
	p := readJSON(w, r, &q)
	var c handoff.Case
	if p == nil {
		c, p = s.more(r.Context(), q)
	}
	s.answerCase(w, r, c, p)
}

func (s *Server) answerCase(w http.ResponseWriter, r *http.Request, c handoff.Case, p *problem) {
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	v, steps, err := s.viewCase(r.Context(), c)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	if steps == nil {
		steps = []handoff.Step{}
	}
	writeJSON(w, http.StatusOK, progressAnswer{c.Receipt, v.Kind, c.Title, v.State, c.Department, c.Number, c.Opened, c.Due, steps, v.Pass})
}
