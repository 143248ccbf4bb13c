package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"wenban/assistant"
	"wenban/assistant/form/drafts"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
	"wenban/channels/internal/page"
	"wenban/knowledge"
)

// minePage is what a citizen has here (我的).
type minePage struct {
	Citizen      bool   // signed in
	SignIn       string // path at which they can, or ""
	Keepable     bool   // the talk of this browser can be put with theirs
	Kept         bool   // and it was just now
	Reminders    []string
	Cases        []caseView
	Drafts       []draftView
	Appointments []appointmentView
	Talks        []talkView
	Listed       bool // the talk of this browser has a list to print
	Nothing      bool
}

type draftView struct {
	Path, Title, Touched, Until string
}

type talkView struct {
	Began, About string
	Turns        int
}

// owners are whose data the visitor may see: the citizen who is signed in, and
// whoever has the talk of the cookie.
//
// PRIVACY: every page under /mine goes through here; no address and no field of a
// form says whose it is.
func (s *Server) owners(r *http.Request) (out []ledger.Owner) {
	if c := s.citizen(r); c != "" {
		out = append(out, ledger.Owner{Citizen: c})
	}
	if t, ok := s.kept(r); ok && t.Turns > 0 {
		out = append(out, ledger.Owner{Talk: t.ID})
	}
	return out
}

// belongings is everything of a visitor.
type belongings struct {
	ledger.Holdings
	Drafts []drafts.Draft
}

// holdings gathers everything of a visitor, once. why stands in the audit trail.
func (s *Server) holdings(r *http.Request, why string) (all belongings, err error) {
	for _, o := range s.owners(r) {
		h, err := s.config.Mine.Holdings(r.Context(), o, why, s.now())
		if err != nil {
			return all, err
		}
		all.Talks = append(all.Talks, h.Talks...)
		all.Appointments = append(all.Appointments, h.Appointments...)
		all.Cases = append(all.Cases, h.Cases...)
		more, err := s.draftsOf(r.Context(), o)
		if err != nil {
			return all, err
		}
		all.Drafts = append(all.Drafts, more...)
	}
	all.Cases = once(all.Cases, func(c handoff.Case) string { return c.ID })
	all.Drafts = once(all.Drafts, func(d drafts.Draft) string { return d.ID })
	return all, nil
}

// once keeps the first of those with the same id.
func once[T any](all []T, id func(T) string) (out []T) {
	seen := map[string]bool{}
	for _, x := range all {
		if !seen[id(x)] {
			seen[id(x)] = true
			out = append(out, x)
		}
	}
	return out
}

// draftsOf returns the drafts of an owner. What a citizen fills in who is signed
// in is theirs, also in a talk that others could open.
func (s *Server) draftsOf(ctx context.Context, o ledger.Owner) ([]drafts.Draft, error) {
	if s.config.Forms.Drafts == nil {
		return nil, nil
	}
	if o.Citizen != "" {
		return s.config.Forms.Drafts.OfCitizen(ctx, o.Citizen)
	}
	all, err := s.config.Forms.Drafts.OfTalk(ctx, o.Talk)
	out := all[:0]
	for _, d := range all {
		if d.Citizen == "" {
			out = append(out, d)
		}
	}
	return out, err
}

// mine shows what the visitor has here.
func (s *Server) mine(w http.ResponseWriter, r *http.Request) {
	p, wrong := s.minePage(r)
	if wrong != nil {
		s.fail(w, r, *wrong)
		return
	}
	s.render(w, r, http.StatusOK, "mine", page.Frame{Title: "我的 · 问办", Body: p})
}

func (s *Server) minePage(r *http.Request) (minePage, *problem) {
	if s.config.Mine == nil {
		return minePage{}, &noMine
	}
	all, err := s.holdings(r, "view")
	if err != nil {
		return minePage{}, s.problemOf(err)
	}
	p := minePage{Citizen: s.citizen(r) != "", SignIn: s.config.Forms.SignIn}
	if p.Cases, _ = s.viewCases(r.Context(), all.Cases); len(p.Cases) != len(all.Cases) {
		return p, &busy
	}
	for _, a := range all.Appointments {
		v, err := s.viewAppointment(a)
		if err != nil {
			return p, s.problemOf(err)
		}
		p.Appointments = append(p.Appointments, v)
	}
	for _, d := range all.Drafts {
		if d.Case == "" {
			p.Drafts = append(p.Drafts, draftView{"/apply/" + d.ID, s.itemName(d.Item), dayOf(d.Touched), dayOf(d.Expires)})
		}
	}
	s.viewMineTalks(r, all.Talks, &p)
	p.Reminders = s.reminders(all)
	p.Nothing = len(p.Cases)+len(p.Drafts)+len(p.Appointments)+len(p.Talks) == 0
	return p, nil
}

func (s *Server) itemName(code string) string {
	it, _ := s.know().Edition.Item(code)
	return it.Name
}

// viewMineTalks lists talks, and sees whether that of this browser is among those
// of the citizen.
func (s *Server) viewMineTalks(r *http.Request, talks []ledger.Said, p *minePage) {
	here, ok := s.kept(r)
	for _, t := range talks {
		if erasedTalk(t) {
			continue
		}
		p.Talks = append(p.Talks, talkView{minuteOf(t.Talk.Began), s.aboutTalk(t), len(t.Turns)})
		if ok && t.Talk.ID == here.ID {
			p.Listed = listed(t.Turns) != nil
			p.Keepable = p.Citizen
		}
	}
	if kept, err := s.config.Mine.Erasing(r.Context(), ledger.Owner{Talk: here.ID}); ok && err == nil && kept.Talks == 0 {
		p.Keepable = false // it is kept already
	}
}

// erasedTalk reports whether nothing that was said is left of a talk.
func erasedTalk(t ledger.Said) bool {
	for _, turn := range t.Turns {
		if turn.Said != "" || turn.Reply.Lead != "" {
			return false
		}
	}
	return true
}

// aboutTalk is what a talk was about: the item it came to, or what was said
// first.
func (s *Server) aboutTalk(t ledger.Said) string {
	if name := s.itemName(t.Talk.State.Focus); name != "" {
		return name
	}
	for _, turn := range t.Turns {
		if turn.Said != "" {
			return clipped(turn.Said)
		}
	}
	return "办事咨询"
}

// goesSoon is how far ahead a draft that goes is told of.
const goesSoon = 7 * 24 * time.Hour

// reminders are what the citizen should see to.
func (s *Server) reminders(all belongings) (out []string) {
	now := s.now()
	for _, a := range all.Appointments {
		if v, err := s.viewAppointment(a); err == nil && v.Open {
			out = append(out, fmt.Sprintf("%s到%s%s办“%s”。", v.When, v.Hall, v.Desk, v.Item))
		}
	}
	for _, c := range all.Cases {
		if c.State == handoff.Lacking {
			out = append(out, fmt.Sprintf("“%s”要补正：打开“查进度”补充。", c.Title))
		}
	}
	for _, d := range all.Drafts {
		if d.Case == "" && d.Expires.Sub(now) < goesSoon {
			out = append(out, fmt.Sprintf("“%s”的申请表还没有交，%s以后自动删除。", s.itemName(d.Item), d.Expires.In(knowledge.Zone).Format("1月2日")))
		}
	}
	return out
}

// keepTalk puts the talk of this browser with those of the citizen, who asked
// for it.
func (s *Server) keepTalk(w http.ResponseWriter, r *http.Request) {
	t, ok := s.kept(r)
	if !ok || t.Turns == 0 || s.config.Mine == nil || s.citizen(r) == "" {
		s.fail(w, r, noTalk)
		return
	}
	mine, err := s.config.Mine.Keep(r.Context(), t.ID, s.citizen(r), s.now())
	switch {
	case err != nil:
		s.fail(w, r, *s.problemOf(err))
	case !mine:
		s.fail(w, r, problem{http.StatusConflict, "kept", "这次对话已经在别人的名下。请先点“重新开始”，再说您的事。"})
	default:
		http.Redirect(w, r, "/mine", http.StatusSeeOther)
	}
}

// erasingPage says what erasing takes away and what it leaves.
type erasingPage struct {
	ledger.Erased
	Drafts  int
	Citizen bool
	Done    bool
	Nothing bool
}

// erasingMine asks whether everything is to be erased, and says what that is.
func (s *Server) erasingMine(w http.ResponseWriter, r *http.Request) {
	p, wrong := s.erasingPage(r, s.config.Mine)
	if wrong != nil {
		s.fail(w, r, *wrong)
		return
	}
	s.render(w, r, http.StatusOK, "erase", page.Frame{Title: "删除我的信息 · 问办", Body: p})
}

func (s *Server) erasingPage(r *http.Request, m Mine) (p erasingPage, _ *problem) {
	if m == nil {
		return p, &noMine
	}
	p.Citizen = s.citizen(r) != ""
	for _, o := range s.owners(r) {
		e, err := m.Erasing(r.Context(), o)
		if err != nil {
			return p, s.problemOf(err)
		}
		p.add(e)
		all, err := s.draftsOf(r.Context(), o)
		if err != nil {
			return p, s.problemOf(err)
		}
		for _, d := range all {
			if d.Case == "" {
				p.Drafts++
			}
		}
	}
	p.Nothing = p.Turns+p.Appointments+p.Drafts == 0
	return p, nil
}

func (p *erasingPage) add(e ledger.Erased) {
	p.Talks, p.Turns, p.Appointments = p.Talks+e.Talks, p.Turns+e.Turns, p.Appointments+e.Appointments
	p.Kept = once(append(p.Kept, e.Kept...), func(k ledger.Kept) string { return k.Receipt })
}

// eraseMine erases what the page before has announced. It is carried out whole
// also when the visitor goes away.
func (s *Server) eraseMine(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if r.PostFormValue("sure") != "yes" {
		http.Redirect(w, r, "/mine/erase", http.StatusSeeOther)
		return
	}
	p, wrong := s.erasingPage(r, s.config.Mine)
	if wrong != nil {
		s.fail(w, r, *wrong)
		return
	}
	owners := s.owners(r)
	here, ok := s.kept(r)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), turnTakes)
	defer cancel()
	if err := s.eraseAll(ctx, owners); err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	if ok {
		s.forget(w, r, here)
	}
	p.Done = true
	s.render(w, r, http.StatusOK, "erase", page.Frame{Title: "删除我的信息 · 问办", Body: p})
}

// eraseAll erases talks first: that is where it is kept that it was asked for, and
// nothing is erased without that.
func (s *Server) eraseAll(ctx context.Context, owners []ledger.Owner) error {
	for _, o := range owners {
		if _, err := s.config.Mine.Erase(ctx, o, s.now()); err != nil {
			return err
		}
		if err := s.eraseOwnDrafts(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// eraseOwnDrafts erases the drafts of an owner that were not handed in.
func (s *Server) eraseOwnDrafts(ctx context.Context, o ledger.Owner) error {
	if s.config.Forms.Drafts == nil {
		return nil
	}
	mine, err := s.draftsOf(ctx, o)
	for _, d := range mine {
		if d.Case == "" && err == nil {
			err = s.config.Forms.Drafts.Erase(ctx, d.ID)
		}
	}
	return err
}

// forget makes the browser forget a talk of which nothing is left, and closes its
// sockets.
func (s *Server) forget(w http.ResponseWriter, r *http.Request, t assistant.Talk) {
	http.SetCookie(w, s.cookie(r, talkCookie, "", -time.Second))
	http.SetCookie(w, s.cookie(r, ratingCookie, "", -time.Second))
	s.hub.end(t.ID)
}
