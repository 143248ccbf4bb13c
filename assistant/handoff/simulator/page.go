package simulator

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"slices"

	"wenban/assistant/handoff"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"possible": handoff.Possible}).Parse(pageText))

// shown is how many cases the page shows.
const shown = 100

// staff shows the cases, newest first, and what can be done to each.
func (s *System) staff(w http.ResponseWriter, _ *http.Request) {
	var all []file
	s.mu.Lock()
	for _, f := range slices.Backward(s.cases[max(len(s.cases)-shown, 0):]) {
		all = append(all, *f)
	}
	s.mu.Unlock()
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, all); err != nil {
		http.Error(w, "页面没有打开。", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // the visitor went away: nothing to do
}

// act takes the form of the page.
func (s *System) act(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	u := handoff.Update{Action: handoff.Action(r.FormValue("action")), Department: r.FormValue("department"), Text: r.FormValue("text"), Actor: "模拟工单系统"}
	if err := s.Act(r.Context(), r.FormValue("number"), u); err != nil {
		http.Error(w, "没有办成："+err.Error()+"。请返回再试。", http.StatusConflict)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
