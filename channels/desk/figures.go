package desk

import (
	"net/http"
	"time"

	"wenban/assistant/handoff/desk"
	"wenban/knowledge"
)

// figuresPage is how departments do.
type figuresPage struct {
	top
	From, Until string // days, both within
	Rows        []desk.Figure
	Sum         desk.Figure
	Wrong       string
}

// Took is an average in words.
func (figuresPage) Took(f desk.Figure) string {
	if f.Done == 0 {
		return "–"
	}
	return long(f.Took)
}

// figures shows the figures of a time; of the last thirty days where none is
// given.
func (s *Server) figures(w http.ResponseWriter, r *http.Request) {
	today := s.Now().In(knowledge.Zone)
	p := figuresPage{From: today.AddDate(0, 0, -29).Format(time.DateOnly), Until: today.Format(time.DateOnly)}
	if v := r.URL.Query(); v.Has("from") || v.Has("until") {
		p.From, p.Until = v.Get("from"), v.Get("until")
	}
	from, err := time.ParseInLocation(time.DateOnly, p.From, knowledge.Zone)
	until, err2 := time.ParseInLocation(time.DateOnly, p.Until, knowledge.Zone)
	status := http.StatusOK
	if err != nil || err2 != nil || until.Before(from) || from.Year() < 2000 || until.Year() > 2199 {
		p.Wrong, status = "请选起止日期，前一个不晚于后一个。", http.StatusUnprocessableEntity
	} else if p.Rows, err = s.Desk.Figures(r.Context(), who(r), from, until.AddDate(0, 0, 1)); err != nil {
		s.failed(w, r, "figures", err)
		return
	}
	p.Sum = sum(p.Rows)
	if p.top, err = s.top(r, "figures", ""); err != nil {
		s.failed(w, r, "count", err)
		return
	}
	s.render(w, r, status, "figures", "办理情况", p)
}

// sum is all departments together.
func sum(rows []desk.Figure) (all desk.Figure) {
	var took time.Duration
	for _, f := range rows {
		all.Cases += f.Cases
		all.Done += f.Done
		all.OnTime += f.OnTime
		all.Late += f.Late
		all.Returned += f.Returned
		took += f.Took * time.Duration(f.Done)
	}
	if all.Done > 0 {
		all.Took = took / time.Duration(all.Done)
	}
	return all
}
