package desk

import (
	"net/http"
	"slices"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/desk"
)

// sheetPage is a case with what can be done.
type sheetPage struct {
	top
	desk.Sheet
	RegionName   string
	CategoryName string
	IDCard       string // with its middle hidden
	Moves        int    // times it was assigned anew
	Main         []form // what is to be done next
	Other        []form
	Departments  []string
	Files        bool // attachments can be opened
	Done         string
	Problem      *problem
}

// sheet shows a case.
func (s *Server) sheet(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, typed{}, nil)
}

// show shows a case with what was typed before, and why that was not done.
func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, before typed, wrong *problem) {
	x, ok := s.open(w, r)
	if !ok {
		return
	}
	p, err := s.top(r, "", "")
	if err != nil {
		s.failed(w, r, "count", err)
		return
	}
	v := sheetPage{top: p, Sheet: x, RegionName: s.Region(x.Region), CategoryName: s.Category(x.Category), IDCard: hidden(x.Content.IDCard),
		Moves: moves(x.Events), Departments: s.Departments(), Files: s.File != nil, Problem: wrong}
	if a := handoff.Action(r.URL.Query().Get("done")); slices.Contains(desk.Acts, a) {
		v.Done = desk.NameOf(a)
	}
	v.Main, v.Other = forms(s.proposed(x), before)
	s.render(w, r, status, "case", x.Number+" "+x.Title, v)
}

// proposed is a case that nobody has assigned yet with the departments that the
// dispatch list would have help, as the form begins with them.
func (s *Server) proposed(x desk.Sheet) desk.Sheet {
	if x.Assigned.IsZero() {
		x.Helpers = slices.DeleteFunc(slices.Clone(s.Helpers(x.Category, x.Region)), func(h string) bool {
			return h == x.Department || slices.Contains(x.Recused, h)
		})
	}
	return x
}

// open returns the case of an address to whoever may see it, or tells why not.
func (s *Server) open(w http.ResponseWriter, r *http.Request) (desk.Sheet, bool) {
	p := who(r)
	if !s.views.allow(p.Name) {
		s.fail(w, r, tooMany)
		return desk.Sheet{}, false
	}
	x, err := s.Desk.View(r.Context(), p, r.PathValue("number"))
	if err != nil {
		s.failed(w, r, "view", err)
	}
	return x, err == nil
}

// paper shows a case as it is printed (工单).
func (s *Server) paper(w http.ResponseWriter, r *http.Request) {
	x, ok := s.open(w, r)
	if !ok {
		return
	}
	s.render(w, r, http.StatusOK, "paper", "工单 "+x.Number, sheetPage{Sheet: x, RegionName: s.Region(x.Region), CategoryName: s.Category(x.Category),
		IDCard: hidden(x.Content.IDCard), top: top{Person: who(r)}})
}

// moves counts how often a case was assigned after the first time.
func moves(events []desk.Event) int {
	n := -1
	for _, e := range events {
		if e.Act == handoff.Assign {
			n++
		}
	}
	return max(0, n)
}

// hidden is an identity number of which the beginning and the end are enough to
// recognise it.
func hidden(id string) string {
	r := []rune(id)
	if len(r) < 8 {
		return ""
	}
	return string(r[:4]) + "••••••••" + string(r[len(r)-4:])
}

// Name is what people call what was done.
func (sheetPage) Name(a handoff.Action) string { return desk.NameOf(a) }
