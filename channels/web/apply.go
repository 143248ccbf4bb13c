package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/oklog/ulid/v2"

	"wenban/assistant"
	"wenban/assistant/form"
	"wenban/assistant/form/drafts"
	"wenban/channels/internal/page"
	"wenban/knowledge"
)

// The way from a list to a receipt, a page for each step: which sources may be
// used, one question a page, the whole form to check, the papers, sending it.
// A draft is found by its id in the address, which opens nothing by itself: it
// must be of the visitor's talk, or of who is signed in.

// applying is a draft together with what it is judged by.
type applying struct {
	drafts.Draft
	item  knowledge.Item // as it is in the region of the draft
	check form.Checker
	title string // of the form
}

func (a applying) form() knowledge.Form { return *a.item.Form }

// path is an address below that of the draft.
func (a applying) path(rest string) string { return "/apply/" + a.ID + rest }

// The problems of filling in a form.
var (
	noDrafts = problem{http.StatusServiceUnavailable, "drafts", "这里暂时不能在线填表。材料清单还可以用，请到窗口或者网上办理。"}
	noDraft  = problem{http.StatusNotFound, "no_draft", "没有找到这份表，可能已经删除或者过期。可以回到对话里重新填。"}
	noForm   = problem{http.StatusNotFound, "no_form", "这件事没有可以在线填的表。请看清单里的办法，或者拨打 12345。"}
	lockedUp = problem{http.StatusUnauthorized, "sign_in", "这份表里有登录带出的信息，请先登录再接着填。没有登录也可以回到对话里另填一份。"}
	tooFull  = problem{http.StatusTooManyRequests, "drafts", "这次对话里的草稿太多，请先提交或者删除几份。"}
	handled  = problem{http.StatusConflict, "submitted", "这份表已经提交了，不能再改。要改的话，请在对话里说“补充材料”，或者拨打 12345。"}
)

// ended is told of an item that is not accepted any more.
var ended = problem{http.StatusGone, "expired", "这件事现在已经停止受理，这份表不能提交了。请回到对话里重新问一下，看看改成了怎么办。"}

// perTalk is how many drafts a talk may have.
const perTalk = 20

// applyBegin begins to fill in the form of an item, or goes on with the draft
// that the talk has of it.
func (s *Server) applyBegin(w http.ResponseWriter, r *http.Request) {
	d, p := s.begun(w, r)
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	http.Redirect(w, r, "/apply/"+d.ID, http.StatusSeeOther)
}

func (s *Server) begun(w http.ResponseWriter, r *http.Request) (d drafts.Draft, p *problem) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if s.config.Forms.Drafts == nil {
		return d, &noDrafts
	}
	t, ok := s.kept(r)
	if !ok {
		return d, &noTalk
	}
	item, ok := s.know().Edition.Local(r.PostFormValue("item"), regionOf(t, s.know()))
	switch {
	case !ok || item.Form == nil:
		return d, &noForm
	case !item.Effective.Contains(s.now().In(knowledge.Zone)):
		return d, &ended
	}
	turns, err := s.turns(r, t)
	if err != nil {
		return d, s.problemOf(err)
	}
	open, err := s.config.Forms.Drafts.OfTalk(r.Context(), t.ID)
	if err != nil {
		return d, s.problemOf(err)
	}
	answers := answersOf(turns, item)
	for _, d := range open {
		if d.Item == item.Code && d.Case == "" {
			return s.withAnswers(r, d, answers)
		}
	}
	if len(open) >= perTalk {
		return d, &tooFull
	}
	d, err = s.config.Forms.Drafts.New(r.Context(), drafts.Draft{
		ID: ulid.Make().String(), Talk: t.ID, Item: item.Code, Region: regionOf(t, s.know()), Edition: s.know().Edition.ID,
		Citizen: s.citizen(r), Content: drafts.Content{Answers: answers},
	})
	if err != nil {
		return d, s.problemOf(err)
	}
	return d, nil
}

// withAnswers brings a draft up to what was answered in the talk since.
func (s *Server) withAnswers(r *http.Request, d drafts.Draft, answers knowledge.Answers) (drafts.Draft, *problem) {
	same := true
	for id, o := range answers {
		same = same && d.Content.Answers[id] == o
	}
	if same {
		return d, nil
	}
	a, p := s.applyingTo(d)
	if p != nil {
		return d, p
	}
	return s.change(r.Context(), a, func(a *applying) *problem {
		for id, o := range answers {
			a.answer(id, o)
		}
		s.refill(r, a)
		return nil
	})
}

// answer notes the answer to a situation; what depends on one that is no longer
// asked goes.
func (a *applying) answer(id, option string) {
	all := knowledge.Answers{}
	for k, v := range a.Content.Answers {
		all[k] = v
	}
	all[id] = option
	for _, s := range a.item.Situations {
		if _, given := all[s.ID]; given && !s.When.Holds(all) {
			delete(all, s.ID)
		}
	}
	a.Content.Answers = all
}

func regionOf(t assistant.Talk, know *assistant.Knowledge) string {
	if t.State.Region != "" {
		return t.State.Region
	}
	return know.Home
}

// answersOf is what the last answer about an item stands on: what was said, and
// what holds for most people where nothing was.
func answersOf(turns []assistant.Turn, item knowledge.Item) knowledge.Answers {
	out := knowledge.Answers{}
	for i := len(turns) - 1; i >= 0; i-- {
		r := turns[i].Reply
		if r.Focus != item.Code || len(r.Materials) == 0 {
			continue
		}
		known, presumed := viewTags(r.Understood)
		for _, tag := range append(known, presumed...) {
			if o, ok := labelled(item, tag.ID, tag.Label); ok {
				out[tag.ID] = o
			}
		}
		return out
	}
	return out
}

// labelled returns the option of a situation that has a label.
func labelled(item knowledge.Item, situation, label string) (option string, ok bool) {
	for _, s := range item.Situations {
		for _, o := range s.Options {
			if s.ID == situation && o.Label == label {
				return o.ID, true
			}
		}
	}
	return "", false
}

// opened returns the draft in the path to whoever may see it.
//
// PRIVACY: every way to a draft goes through here. That there is none and that
// it is somebody else's look the same. One that holds what came from a sign-in
// is shown to who signed in alone, also on the browser it was begun on.
func (s *Server) opened(r *http.Request) (applying, *problem) {
	if s.config.Forms.Drafts == nil {
		return applying{}, &noDrafts
	}
	d, err := s.config.Forms.Drafts.Draft(r.Context(), r.PathValue("draft"))
	if errors.Is(err, drafts.ErrNoDraft) {
		return applying{}, &noDraft
	}
	if err != nil {
		return applying{}, s.problemOf(err)
	}
	citizen := s.citizen(r)
	t, ok := s.kept(r)
	switch own := ok && t.ID == d.Talk; {
	case d.Citizen != "" && citizen == d.Citizen:
	case d.Citizen != "" && own:
		return applying{}, &lockedUp
	case d.Citizen != "" || !own:
		return applying{}, &noDraft
	}
	return s.applyingTo(d)
}

// applyingTo joins a draft with its item.
func (s *Server) applyingTo(d drafts.Draft) (applying, *problem) {
	e := s.know().Edition
	item, ok := e.Local(d.Item, d.Region)
	if !ok || item.Form == nil {
		return applying{}, &noForm
	}
	check := form.Checker{Today: s.now().In(knowledge.Zone), Regions: e.Regions.All}
	return applying{Draft: d, item: item, check: check, title: item.Form.Title}, nil
}

// unsent returns the draft in the path while it can still be changed.
func (s *Server) unsent(r *http.Request) (applying, *problem) {
	a, p := s.opened(r)
	switch {
	case p != nil:
	case a.Case != "":
		p = &handled
	case !a.item.Effective.Contains(a.check.Today):
		p = &ended
	case r.Method == http.MethodPost && !s.guard.writes.allow(a.ID):
		p = &tooFast
	}
	return a, p
}

// change changes a draft and stores it, on what is stored now: two tabs at once
// lose nothing of each other. A problem means that nothing was stored.
func (s *Server) change(ctx context.Context, a applying, f func(*applying) *problem) (drafts.Draft, *problem) {
	for range tries {
		before := a.Content.Values
		if p := f(&a); p != nil {
			return a.Draft, p
		}
		a.note(before)
		d, err := s.config.Forms.Drafts.Save(ctx, a.Draft)
		if err == nil {
			return d, nil
		}
		if !errors.Is(err, drafts.ErrMoved) {
			return a.Draft, s.problemOf(err)
		}
		if a.Draft, err = s.config.Forms.Drafts.Draft(ctx, a.ID); err != nil {
			return a.Draft, &noDraft
		}
		if a.Case != "" {
			return a.Draft, &handled
		}
	}
	return a.Draft, &busy
}

// note keeps at which version a field was changed, so that an old page can be
// told what it does not show.
func (a *applying) note(before []form.Value) {
	changed := map[string]int{}
	for k, v := range a.Content.Changed {
		changed[k] = v
	}
	for _, x := range a.form().Fields {
		was, _ := form.Get(before, x.ID)
		is, _ := form.Get(a.Content.Values, x.ID)
		if was.Text != is.Text {
			changed[x.ID] = a.Version + 1
		}
	}
	a.Content.Changed = changed
}

// since lists the labels of the fields that were changed after a version.
func (a applying) since(version int) (labels []string) {
	for _, x := range a.form().Fields {
		if a.Content.Changed[x.ID] > version {
			labels = append(labels, x.Label)
		}
	}
	return labels
}

// next is where a draft goes on.
func (a applying) next() string {
	if a.Case != "" {
		return a.path("/sent")
	}
	if !a.Content.Asked {
		return a.path("/sources")
	}
	if q, open := a.unanswered(); open {
		return a.path("/about/" + q.ID)
	}
	if ask, open := form.Next(a.form(), a.Content.Values, a.Content.Answers); open {
		return a.path("/field/" + ask.Field.ID)
	}
	return a.path("/check")
}

// unanswered returns the first situation that is still open. The list may stand
// without it, the form not: fields depend on it.
func (a applying) unanswered() (q knowledge.Situation, open bool) {
	for _, q := range a.item.Situations {
		if _, given := a.Content.Answers[q.ID]; !given && q.When.Holds(a.Content.Answers) {
			return q, true
		}
	}
	return q, false
}

// apply sends the visitor to where their draft goes on.
func (s *Server) apply(w http.ResponseWriter, r *http.Request) {
	a, p := s.opened(r)
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	http.Redirect(w, r, a.next(), http.StatusSeeOther)
}

// failApplying tells a problem; where signing in helps it says where.
func (s *Server) failApplying(w http.ResponseWriter, r *http.Request, p problem) {
	if p != lockedUp || s.config.Forms.SignIn == "" {
		s.fail(w, r, p)
		return
	}
	s.refused(p)
	s.render(w, r, p.Status, "apply_locked", page.Frame{
		Title: "请先登录", Body: struct{ Text, SignIn string }{p.Text, s.signInFor("/apply/" + r.PathValue("draft"))},
	})
}

// signInFor is where a citizen signs in and comes back to a path; "" where
// nobody can.
func (s *Server) signInFor(path string) string {
	if s.config.Forms.SignIn == "" {
		return ""
	}
	return s.config.Forms.SignIn + "?next=" + path
}

// applyPage is what every page of the way has.
type applyPage struct {
	Base    string // address of the draft
	Title   string // of the form
	Item    string
	Back    string // "" = none
	Version int
	At      int64 // seconds since 1970: when the page was shown
	Error   string
	Field   string // id of what is wrong, to go to
	Until   string // when the draft is deleted unless it is touched
}

func (s *Server) applyPage(a applying, back string) applyPage {
	return applyPage{Base: a.path(""), Title: a.title, Item: a.item.Name, Back: back, Version: a.Version, At: s.now().Unix(), Until: dateOf(a.Expires.In(knowledge.Zone))}
}

// shown renders a page of the way. Its title names the step and the form, never
// what stands in it.
func (s *Server) shown(w http.ResponseWriter, r *http.Request, status int, name, step string, body any) {
	s.render(w, r, status, name, page.Frame{Title: step, Class: "paper", Scripts: []string{"apply.js"}, Body: body})
}

// posted reads the form of a page: at most what a page may send, and which
// version of the draft it showed when.
func (s *Server) posted(w http.ResponseWriter, r *http.Request) (version int, at time.Time, p *problem) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return 0, at, &tooLong
	}
	version, err := strconv.Atoi(r.PostForm.Get("version"))
	seconds, err2 := strconv.ParseInt(r.PostForm.Get("at"), 10, 64)
	if err != nil || err2 != nil || version < 0 {
		return 0, at, &badForm
	}
	return version, time.Unix(seconds, 0), nil
}

// shownFor is how long a page may be looked at before what it asks to confirm is
// asked again.
const shownFor = 2 * time.Hour

// outdated says why a page must not confirm anything any more; "" when it may.
func (s *Server) outdated(a applying, version int, at time.Time) string {
	changed := a.since(version)
	switch {
	case len(changed) > 0:
		return fmt.Sprintf("这份表在别的页面上改过：%s。请看过下面的内容再确认。", listed3(changed))
	case version != a.Version:
		return "这份表在别的页面上动过。请看过下面的内容再确认。"
	case s.now().Sub(at) > shownFor:
		return "这一页打开已经超过两小时，没有提交。请再核对一遍。"
	}
	return ""
}

// listed3 names at most three things.
func listed3(all []string) string {
	out := ""
	for i, x := range all[:min(3, len(all))] {
		if i > 0 {
			out += "、"
		}
		out += "“" + x + "”"
	}
	if len(all) > 3 {
		out += fmt.Sprintf("等 %d 项", len(all))
	}
	return out
}
