package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

	"wenban/assistant/form"
	"wenban/knowledge"
)

// fieldPage asks for one field.
type fieldPage struct {
	applyPage
	Ask     form.Ask
	Typed   string
	Chosen  string // option that stands
	From    string // where what stands comes from
	Choices []form.Choice
	Left    int    // how many are missing after this one
	Input   string // how it is typed: text, textarea, options
	Mode    string // inputmode
	Fill    string // autocomplete
	Check   bool   // the visitor came from the page to check
}

// applyField asks for a field.
func (s *Server) applyField(w http.ResponseWriter, r *http.Request) {
	a, x, p := s.fieldOf(r)
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	page := s.fieldPage(r, a, x, r.URL.Query().Get("from") == "check")
	s.shown(w, r, http.StatusOK, "apply_field", "填表："+x.Label, page)
}

func (s *Server) fieldOf(r *http.Request) (a applying, x knowledge.FormField, p *problem) {
	a, p = s.unsent(r)
	if p != nil {
		return a, x, p
	}
	all := form.Fields(a.form(), a.Content.Answers)
	i := slices.IndexFunc(all, func(x knowledge.FormField) bool { return x.ID == r.PathValue("field") })
	if i < 0 {
		return a, x, &noStep
	}
	return a, all[i], nil
}

func (s *Server) fieldPage(r *http.Request, a applying, x knowledge.FormField, fromCheck bool) fieldPage {
	v, _ := form.Get(a.Content.Values, x.ID)
	page := fieldPage{applyPage: s.applyPage(a, a.before(x, fromCheck)), Ask: askOf(x), Typed: v.Text, From: v.From, Check: fromCheck}
	page.Input, page.Mode, page.Fill = typing(x)
	if len(page.Ask.Options) > 0 {
		page.Input, page.Chosen = "options", v.Text
	}
	if next, open := form.Next(a.form(), a.Content.Values, a.Content.Answers); open {
		page.Left = next.Left
	}
	if v.Text == "" {
		from, _ := s.sourcesOf(r, a)
		page.Choices = form.Choices(x, from, a.Content.Allow, a.check)
	}
	return page
}

// askOf is the question for a field by itself.
func askOf(x knowledge.FormField) form.Ask {
	optional := !x.Required
	alone := x
	alone.Required, alone.When = true, nil
	ask, _ := form.Next(knowledge.Form{Fields: []knowledge.FormField{alone}}, nil, nil)
	ask.Field.Required = !optional
	return ask
}

// before is where the visitor came from: the page to check, else the question
// before this one.
func (a applying) before(x knowledge.FormField, fromCheck bool) string {
	if fromCheck {
		return a.path("/check")
	}
	all := form.Fields(a.form(), a.Content.Answers)
	i := slices.IndexFunc(all, func(o knowledge.FormField) bool { return o.ID == x.ID })
	for _, o := range slices.Backward(all[:i]) {
		if v, ok := form.Get(a.Content.Values, o.ID); ok && v.From == form.Typed {
			return a.path("/field/" + o.ID)
		}
	}
	return a.path("/sources")
}

// typing says how a field is typed on a phone.
func typing(x knowledge.FormField) (input, mode, fill string) {
	switch x.Type {
	case "textarea":
		return "textarea", "", ""
	case "address":
		return "textarea", "", "street-address"
	case "phone":
		return "text", "tel", "tel"
	case "number":
		return "text", "decimal", ""
	}
	if strings.HasSuffix(x.Label, "姓名") {
		return "text", "", "name"
	}
	return "text", "", ""
}

// applySet notes what was typed into a field. What is wrong is said beside it,
// and what was typed stays.
func (s *Server) applySet(w http.ResponseWriter, r *http.Request) {
	a, x, p := s.fieldOf(r)
	version := 0
	if p == nil {
		version, _, p = s.posted(w, r)
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	fromCheck := r.PostForm.Get("from") == "check"
	text, pick := r.PostForm.Get("text"), r.PostForm.Get("pick")
	var wrong error
	if a.Content.Changed[x.ID] > version {
		wrong = form.Wrong("“" + x.Label + "”在别的页面上改过了，没有保存您刚才填的。请看一下现在的内容，还要改再填一次")
	} else {
		a.Draft, p = s.change(r.Context(), a, func(a *applying) *problem {
			wrong = s.set(r, a, x, text, pick)
			return nil
		})
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	if wrong != nil {
		page := s.fieldPage(r, a, x, fromCheck)
		page.Error, page.Field, page.Typed = wrong.Error(), "text", cmp.Or(text, page.Typed)
		s.shown(w, r, http.StatusUnprocessableEntity, "apply_field", "请改一下："+x.Label, page)
		return
	}
	if fromCheck {
		http.Redirect(w, r, a.path("/check#"+x.ID), http.StatusSeeOther)
		return
	}
	http.Redirect(w, r, a.next(), http.StatusSeeOther)
}

// set puts what was typed, or the licence that was picked, into a draft. The
// error is a sentence for the citizen; nothing is changed then.
func (s *Server) set(r *http.Request, a *applying, x knowledge.FormField, text, pick string) error {
	if pick != "" {
		return s.pick(r, a, x, pick)
	}
	if strings.TrimSpace(text) == "" && x.Required {
		return form.Wrong("“" + x.Label + "”还没有填")
	}
	values, err := form.Set(a.form(), a.Content.Values, x.ID, text, a.check)
	if err != nil {
		return err
	}
	a.Content.Values = values
	return nil
}

// pick takes one of several licences, and what follows from it.
func (s *Server) pick(r *http.Request, a *applying, x knowledge.FormField, number string) error {
	from, _ := s.sourcesOf(r, *a)
	all := form.Choices(x, from, a.Content.Allow, a.check)
	i := slices.IndexFunc(all, func(c form.Choice) bool { return c.Number == number })
	if i < 0 {
		return errors.New("没有这一项可选，请直接填写")
	}
	picked := map[string]string{all[i].Licence: number}
	for k, v := range a.Content.Pick {
		if k != all[i].Licence {
			picked[k] = v
		}
	}
	a.Content.Pick = picked
	s.refill(r, a)
	return nil
}
