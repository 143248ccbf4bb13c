package web

import (
	"net/http"
	"time"

	"wenban/assistant/form"
)

// checkPage is the whole form before it is sent.
type checkPage struct {
	applyPage
	Lines  []checkLine
	Wrong  []checkLine // what has to be put right first
	Outage bool
	Seen   bool // it was confirmed as it stands
	AskMe  string
}

// checkLine is one line of the form.
type checkLine struct {
	ID       string
	Label    string
	Text     string
	From     string
	Trust    string
	Say      string // what to see to
	Fresh    bool   // not confirmed yet
	Optional bool
}

// applyCheck shows every line of the form with where it comes from.
func (s *Server) applyCheck(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	if !a.Content.Asked {
		http.Redirect(w, r, a.next(), http.StatusSeeOther)
		return
	}
	s.shown(w, r, http.StatusOK, "apply_check", "核对表格", s.checkPage(a))
}

func (s *Server) checkPage(a applying) checkPage {
	page := checkPage{applyPage: s.applyPage(a, a.path("/sources")), Outage: a.Content.Outage, Seen: a.Content.Seen == a.Version}
	for _, l := range form.Review(a.form(), a.Content.Values, a.Content.Answers, a.check) {
		page.Lines = append(page.Lines, lineOf(l))
	}
	return page
}

func lineOf(l form.Line) checkLine {
	x := checkLine{
		ID: l.Field.ID, Label: l.Field.Label, Text: shownText(l.Field.Type, l.Value.Text), From: l.Value.From, Say: l.Say,
		Fresh: l.Value.Text != "" && !l.Value.Confirmed, Optional: !l.Field.Required,
	}
	if l.Value.Text != "" {
		x.Trust = l.Value.Trust.Name()
	}
	return x
}

// shownText is a value as people read it.
func shownText(kind, text string) string {
	if day, err := time.Parse(time.DateOnly, text); kind == "date" && err == nil {
		return dateOf(day)
	}
	return text
}

// applyConfirm notes that the citizen confirms the form as it was shown to them.
func (s *Server) applyConfirm(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	version, at := 0, time.Time{}
	if p == nil {
		version, at, p = s.posted(w, r)
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	if why := s.outdated(a, version, at); why != "" {
		page := s.checkPage(a)
		page.Error, page.Field = why, "lines"
		s.shown(w, r, http.StatusConflict, "apply_check", "请再核对一遍", page)
		return
	}
	a.Draft, p = s.change(r.Context(), a, func(a *applying) *problem {
		if len(a.since(version)) > 0 {
			return &movedOn
		}
		a.Content.Values = form.Confirm(a.Content.Values, fieldsOf(a.Content.Values)...)
		a.Content.Seen = a.Version + 1
		return nil
	})
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	page := s.checkPage(a)
	for _, l := range page.Lines {
		if l.Say != "" {
			page.Wrong = append(page.Wrong, l)
		}
	}
	if len(page.Wrong) > 0 {
		page.Error, page.Field = "还有几处要看一下，改好才能提交", page.Wrong[0].ID
		s.shown(w, r, http.StatusUnprocessableEntity, "apply_check", "请再核对一遍", page)
		return
	}
	http.Redirect(w, r, a.path("/papers"), http.StatusSeeOther)
}

// movedOn is told when another page changed the draft in the same moment.
var movedOn = problem{http.StatusConflict, "stale", "这份表刚才在别的页面上改过，没有提交。请再核对一遍。"}

func fieldsOf(values []form.Value) (ids []string) {
	for _, v := range values {
		ids = append(ids, v.Field)
	}
	return ids
}
