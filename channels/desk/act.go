package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/desk"
)

// mostBody bounds a form: two texts of the most characters, encoded.
const mostBody = 128 << 10

// known are the fields that a form may have.
var known = []string{"version", "words", "remark", "department", "helpers", "due", "result", "into"}

// act does what a form says and shows the case again; what could not be done is
// shown with what was typed.
func (s *Server) act(w http.ResponseWriter, r *http.Request) {
	values, ok := readForm(w, r)
	action := handoff.Action(r.PathValue("action"))
	if !ok || !slices.Contains(desk.Acts, action) {
		s.fail(w, r, badForm)
		return
	}
	a, fault := actOf(r.PathValue("number"), action, values)
	err := error(fault)
	if fault == (desk.Fault{}) {
		_, err = s.Desk.Do(r.Context(), who(r), a)
	}
	if err == nil {
		http.Redirect(w, r, "/desk/case/"+url.PathEscape(a.Number)+"?done="+string(action), http.StatusSeeOther)
		return
	}
	s.again(w, r, typedOf(action, values, err), err)
}

// again shows a case after what could not be done to it.
func (s *Server) again(w http.ResponseWriter, r *http.Request, before typed, err error) {
	p := problemOf(err)
	if p == broken {
		s.Log.Error("case desk", "what", string(before.action), "error", err)
	}
	if p == noCase {
		s.fail(w, r, p)
		return
	}
	s.refused(p)
	s.show(w, r, p.Status, before, &p)
}

// typedOf is a form that could not be done, with the field that is wrong.
func typedOf(action handoff.Action, values url.Values, err error) typed {
	t := typed{action: action, values: map[string]string{}}
	for _, name := range known {
		t.values[name] = values.Get(name)
	}
	if errors.Is(err, desk.ErrRecused) {
		err = desk.Fault{Field: "department", Text: err.Error()}
	}
	errors.As(err, &t.wrong)
	return t
}

// readForm reads a form that has known fields, each once.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, mostBody)
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if kind != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
		return nil, false
	}
	for name, values := range r.PostForm {
		if !slices.Contains(known, name) || len(values) != 1 || !utf8.ValidString(values[0]) {
			return nil, false
		}
	}
	return r.PostForm, true
}

// actOf is what a form says.
func actOf(number string, action handoff.Action, v url.Values) (desk.Act, desk.Fault) {
	version, err := strconv.ParseInt(v.Get("version"), 10, 64)
	a := desk.Act{
		Number: number, Version: version, Action: action, Words: v.Get("words"), Remark: v.Get("remark"), Department: v.Get("department"),
		Helpers: helpers(v.Get("helpers")), Result: v.Get("result"), Into: v.Get("into"),
	}
	if err != nil {
		return a, desk.Fault{Field: "version", Text: "没有看懂这个请求，没有执行。请刷新工单再操作。"}
	}
	if due := strings.TrimSpace(v.Get("due")); due != "" {
		at, ok := readTime(due)
		if !ok {
			return a, desk.Fault{Field: "due", Text: "没有看懂这个时间，请写成 2026-12-02 17:30 这样"}
		}
		a.Due = at
	}
	return a, desk.Fault{}
}

// helpers are the departments in a field, however they are set apart.
func helpers(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,；;\n\t ", r) })
}
