package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/assistant/rating"
	"wenban/channels/internal/page"
)

// ratingCookie opens the rating of the consultation that was just ended, for an
// hour.
const (
	ratingCookie = "wenban_rating"
	ratingLives  = time.Hour
)

// ratingRequest is a rating of a case that was just shown, or of a talk.
type ratingRequest struct {
	Pass    string   `json:"pass"`
	Level   int      `json:"level"`
	Options []string `json:"options"`
	Words   string   `json:"words"`
}

// ratedSubject is what is rated: a talk, or a case.
type ratedSubject struct {
	key   string // "talk " or "case " and the id
	of    handoff.Case
	rated *handoff.Case // nil: a talk
	on    string        // channel
}

// talkSubject is a talk as it is rated: its last turn, and the item it came to.
// A talk without an answer is rating.ErrEarly: a rating is never asked for before
// it.
func (s *Server) talkSubject(ctx context.Context, id string) (ratedSubject, error) {
	t, err := s.assistant.Ledger.Talk(ctx, id)
	if err != nil {
		return ratedSubject{}, err
	}
	turns, err := s.assistant.Ledger.Turns(ctx, id, 0)
	if err != nil {
		return ratedSubject{}, err
	}
	if !anyAnswer(turns) {
		return ratedSubject{}, rating.ErrEarly
	}
	of := handoff.Case{Talk: id, Seq: t.Turns, Region: t.State.Region}
	if it, ok := s.know().Edition.Item(t.State.Focus); ok {
		of.Item, of.Department, of.Title, of.Edition = it.Code, it.Department, it.Name, s.know().Edition.ID
	}
	return ratedSubject{"talk " + id, of, nil, t.Channel}, nil
}

// anyAnswer reports whether somebody was told something that can be rated.
func anyAnswer(turns []assistant.Turn) bool {
	for _, t := range turns {
		if t.Reply.Outcome == guide.Answered || t.Reply.Outcome == guide.Submitted {
			return true
		}
	}
	return false
}

// subjectOf is what a pass opens for rating.
func (s *Server) subjectOf(ctx context.Context, pass string) (ratedSubject, error) {
	what := s.config.Mine.Passed(pass, s.now())
	if talk, ok := strings.CutPrefix(what, "talk "); ok {
		return s.talkSubject(ctx, talk)
	}
	id, ok := strings.CutPrefix(what, "case ")
	if !ok {
		return ratedSubject{}, errNoPass
	}
	c, err := s.config.Mine.Case(ctx, id)
	if err == nil && !handoff.Rateable(c) {
		err = rating.ErrEarly
	}
	return ratedSubject{"case " + id, c, &c, "web"}, err
}

var errNoPass = errors.New("the pass is none, or too old")

// keepRating checks and keeps a rating. A bad one opens a case of its department,
// which has Config.ReworkDue to answer.
func (s *Server) keepRating(ctx context.Context, x ratedSubject, q ratingRequest) error {
	r, err := rating.Check(rating.Rating{
		Subject: x.key, Level: rating.Level(q.Level), Options: q.Options, Words: tidy(q.Words),
		Item: x.of.Item, Department: x.of.Department, Region: x.of.Region, Channel: x.on, At: s.now(),
	})
	if err != nil {
		return err
	}
	var rework *handoff.Case
	if r.Level.Bad() {
		opened := rating.Rework(r, x.of, s.reworkDue(r.At))
		rework = &opened
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnTakes)
	defer cancel()
	return s.config.Mine.Rate(ctx, r, x.rated, rework)
}

func (s *Server) reworkDue(at time.Time) time.Time {
	if s.config.ReworkDue == nil {
		return time.Time{}
	}
	return s.config.ReworkDue(at)
}

// ratingProblem tells why a rating was not kept; nil for one that was.
func (s *Server) ratingProblem(err error) *problem {
	var say = func(status int, code string) *problem { return &problem{status, code, err.Error() + "。"} }
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errNoPass):
		return &noPass
	case errors.Is(err, rating.ErrRated):
		return say(http.StatusConflict, "rated")
	case errors.Is(err, rating.ErrEarly):
		return say(http.StatusConflict, "early")
	case errors.Is(err, rating.ErrLevel), errors.Is(err, rating.ErrOption), errors.Is(err, rating.ErrWords):
		return say(http.StatusBadRequest, "rating")
	case errors.Is(err, assistant.ErrNoCase):
		return &notFound
	}
	return s.problemOf(err)
}

// apiRateTalk rates a talk, once.
func (s *Server) apiRateTalk(w http.ResponseWriter, r *http.Request) {
	t, p := s.bearer(r)
	var q ratingRequest
	if p == nil {
		p = readJSON(w, r, &q)
	}
	if p == nil && q.Pass != "" {
		p = &badForm
	}
	s.answerRating(w, r, p, q, func() (ratedSubject, error) { return s.talkSubject(r.Context(), t.ID) })
}

// apiRateCase rates a case that was looked up, once.
func (s *Server) apiRateCase(w http.ResponseWriter, r *http.Request) {
	var q ratingRequest
	p := readJSON(w, r, &q)
	s.answerRating(w, r, p, q, func() (ratedSubject, error) { return s.subjectOf(r.Context(), q.Pass) })
}

func (s *Server) answerRating(w http.ResponseWriter, r *http.Request, p *problem, q ratingRequest, find func() (ratedSubject, error)) {
	if p == nil {
		p = s.rateWhat(r, q, find)
	}
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// rateWhat keeps a rating of what find finds.
func (s *Server) rateWhat(r *http.Request, q ratingRequest, find func() (ratedSubject, error)) *problem {
	if s.config.Mine == nil {
		return &noMine
	}
	if !s.guard.messages.allow("rating " + s.address(r)) {
		return &tooFast
	}
	if !s.gate.enter() {
		return &leaving
	}
	defer s.gate.leave()
	x, err := find()
	if err == nil {
		err = s.keepRating(r.Context(), x, q)
	}
	return s.ratingProblem(err)
}

// ratingPage asks for a rating.
type ratingPage struct {
	Pass, Problem, Done, Words string
	About                      string // what is rated
	Levels                     []levelView
	Options                    []rating.Indicator
	Chosen                     map[string]bool
}

type levelView struct {
	Value int
	Name  string
	On    bool
}

// ratePage asks for a rating of the consultation that was just ended.
func (s *Server) ratePage(w http.ResponseWriter, r *http.Request) {
	c, err := r.Cookie(ratingCookie)
	if err != nil || s.config.Mine == nil {
		s.fail(w, r, noRating)
		return
	}
	x, err := s.subjectOf(r.Context(), c.Value)
	if err != nil {
		s.fail(w, r, *s.ratingProblem(err))
		return
	}
	s.showRating(w, r, http.StatusOK, x, ratingRequest{Pass: c.Value}, "")
}

var noRating = problem{http.StatusNotFound, "no_rating", "现在没有要评价的。办完一件事、或者结束一次咨询以后可以评价。"}

func (s *Server) showRating(w http.ResponseWriter, r *http.Request, status int, x ratedSubject, q ratingRequest, wrong string) {
	p := ratingPage{Pass: q.Pass, Problem: wrong, Words: q.Words, About: x.of.Title, Options: rating.Online, Chosen: map[string]bool{}}
	if x.rated != nil {
		p.Options = rating.Case
	}
	for _, l := range rating.Levels {
		p.Levels = append(p.Levels, levelView{int(l), l.Name(), int(l) == q.Level})
	}
	for _, o := range q.Options {
		p.Chosen[o] = true
	}
	s.render(w, r, status, "rate", page.Frame{Title: "评价 · 问办", Body: p})
}

// rateForm keeps a rating from the form. Without a level the form is shown again.
func (s *Server) rateForm(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	level, _ := strconv.Atoi(r.PostFormValue("level")) // 0 is no level
	q := ratingRequest{Pass: r.PostFormValue("pass"), Level: level, Options: r.PostForm["options"], Words: r.PostFormValue("words")}
	var x ratedSubject
	p := s.rateWhat(r, q, func() (found ratedSubject, err error) {
		x, err = s.subjectOf(r.Context(), q.Pass)
		return x, err
	})
	switch {
	case p == nil:
		http.SetCookie(w, s.cookie(r, ratingCookie, "", -time.Second))
		s.render(w, r, http.StatusOK, "rate", page.Frame{Title: "评价 · 问办", Body: ratingPage{Done: "记下了，谢谢您的评价。"}})
	case p.Code == "rating":
		s.refused(*p)
		s.showRating(w, r, p.Status, x, q, p.Text)
	default:
		s.fail(w, r, *p)
	}
}

// offerCase shows the form for a case that was just shown.
func (s *Server) offerCase(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if s.config.Mine == nil {
		s.fail(w, r, noMine)
		return
	}
	q := ratingRequest{Pass: r.PostFormValue("pass")}
	x, err := s.subjectOf(r.Context(), q.Pass)
	if err != nil {
		s.fail(w, r, *s.ratingProblem(err))
		return
	}
	s.showRating(w, r, http.StatusOK, x, q, "")
}

// offerRating lets the visitor rate a talk that is being ended, if anything was
// answered in it. They are not asked twice, and need not answer.
func (s *Server) offerRating(w http.ResponseWriter, r *http.Request, t assistant.Talk) {
	if s.config.Mine == nil || t.Turns == 0 {
		return
	}
	if _, err := s.talkSubject(r.Context(), t.ID); err != nil {
		return // nothing to rate, or nothing that could be kept: it is not asked
	}
	if done, err := s.config.Mine.Rated(r.Context(), "talk "+t.ID); err != nil || done {
		return
	}
	if pass, err := s.config.Mine.Pass("talk "+t.ID, s.now().Add(ratingLives)); err == nil {
		http.SetCookie(w, s.cookie(r, ratingCookie, pass, ratingLives))
	}
}

// skipRating forgets that there is something to rate.
func (s *Server) skipRating(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, s.cookie(r, ratingCookie, "", -time.Second))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// rates reports whether the visitor has something to rate.
func rates(r *http.Request) bool {
	c, err := r.Cookie(ratingCookie)
	return err == nil && c.Value != ""
}
