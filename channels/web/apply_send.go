package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/form"
	"wenban/assistant/form/drafts"
	"wenban/assistant/handoff"
	"wenban/knowledge"
)

// sendPage is the last step: to whom it goes, who hands it in, what is still to
// be brought.
type sendPage struct {
	applyPage
	Department string
	Signed     string // name of who is signed in, or ""
	SignIn     string
	Who        drafts.Applicant
	Wrong      map[string]string // by field of Who
	Lines      int
	Files      int
	Bring      []string // papers that are not there yet
	Remote     bool     // nobody has to come to a window
	Limit      string
}

// applySend shows the last step. A form that is not ready goes back to where it
// lacks something.
func (s *Server) applySend(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	if p == nil && !s.sendable(a) {
		http.Redirect(w, r, a.next(), http.StatusSeeOther)
		return
	}
	s.sending(w, r, a, p, http.StatusOK, "", nil)
}

func (s *Server) sending(w http.ResponseWriter, r *http.Request, a applying, p *problem, status int, why string, wrong map[string]string) {
	var page sendPage
	if p == nil {
		page, p = s.sendPage(r, a)
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	page.Error, page.Field, page.Wrong = why, "send", wrong
	for _, f := range []string{"name", "id_card", "phone"} {
		if wrong[f] != "" {
			page.Error, page.Field = cmp.Or(why, wrong[f]), f
			break
		}
	}
	s.shown(w, r, status, "apply_send", "提交", page)
}

// sendable reports whether a form may be sent: the citizen has confirmed it as
// it stands now.
func (s *Server) sendable(a applying) bool {
	_, open := a.unanswered()
	return a.Content.Asked && !open && a.Content.Seen == a.Version &&
		form.Ready(a.form(), a.Content.Values, a.Content.Answers, a.check) == nil
}

func (s *Server) sendPage(r *http.Request, a applying) (sendPage, *problem) {
	files, err := s.config.Forms.Drafts.Files(r.Context(), a.ID)
	if err != nil {
		return sendPage{}, s.problemOf(err)
	}
	page := sendPage{
		applyPage: s.applyPage(a, a.path("/papers")), Department: a.item.Department, SignIn: s.signInFor(a.path("/send")),
		Who: a.applicant(), Lines: len(a.Content.Values), Files: len(files), Bring: a.bring(files), Remote: a.remote(), Limit: limitOf(a.item),
	}
	if c := s.identity(r); c != nil {
		page.Signed = c.Name
	}
	return page, nil
}

// bring lists the papers that are neither here nor on file.
func (a applying) bring(files []handoff.Attachment) (names []string) {
	for _, l := range a.papersOf() {
		v := a.paper(l, files)
		if v.Free == "" && v.Open == "" && len(v.Files) == 0 {
			names = append(names, v.Name)
		}
	}
	return names
}

// remote reports that the item says that nobody has to come: what is not there
// yet is asked for, not brought.
func (a applying) remote() bool {
	return a.item.Handling.Visits == 0 && len(a.item.Handling.Channels) > 0
}

func limitOf(it knowledge.Item) string {
	span := it.TimeLimit.Promised
	if span.Days == 0 {
		return ""
	}
	return fmt.Sprintf("受理以后 %d 个%s内办结", span.Days, span.Unit)
}

// applicant is who hands the form in, as they said or as the form says.
func (a applying) applicant() drafts.Applicant {
	who := a.Content.Who
	for _, x := range form.Fields(a.form(), a.Content.Answers) {
		v, ok := form.Get(a.Content.Values, x.ID)
		if !ok || aboutAnother(x.Label) {
			continue
		}
		switch {
		case x.Type == "id_card":
			who.IDCard = cmp.Or(who.IDCard, v.Text)
		case x.Type == "phone":
			who.Phone = cmp.Or(who.Phone, v.Text)
		case strings.HasSuffix(x.Label, "姓名"):
			who.Name = cmp.Or(who.Name, v.Text)
		}
	}
	return who
}

// aboutAnother reports that a label names somebody who is mostly not the one who
// hands the form in.
func aboutAnother(label string) bool {
	return slices.ContainsFunc([]string{"孩子", "子女", "死者", "逝者", "被", "配偶", "儿童", "新生儿", "学生", "父亲", "母亲", "男方", "女方", "紧急联系人", "法定代表人"},
		func(w string) bool { return strings.Contains(label, w) })
}

// applySubmit hands the form in. Pressed twice it is one case; what was changed
// elsewhere since the page was shown is not sent unseen.
func (s *Server) applySubmit(w http.ResponseWriter, r *http.Request) {
	a, p := s.opened(r)
	version, at := 0, time.Time{}
	if p == nil {
		version, at, p = s.posted(w, r)
	}
	switch {
	case p != nil:
		s.failApplying(w, r, *p)
		return
	case a.Case != "":
		http.Redirect(w, r, a.path("/sent"), http.StatusSeeOther)
		return
	case !a.item.Effective.Contains(a.check.Today):
		s.failApplying(w, r, ended)
		return
	}
	if why := s.outdated(a, version, at); why != "" {
		s.sending(w, r, a, nil, http.StatusConflict, why, nil)
		return
	}
	if !s.sendable(a) {
		http.Redirect(w, r, a.next(), http.StatusSeeOther)
		return
	}
	who, wrong := s.whoOf(r, a)
	if len(wrong) > 0 {
		a.Content.Who = who
		s.sending(w, r, a, nil, http.StatusUnprocessableEntity, "", wrong)
		return
	}
	if p := s.handIn(r, a, who); p != nil {
		s.failApplying(w, r, *p)
		return
	}
	http.Redirect(w, r, a.path("/sent"), http.StatusSeeOther)
}

// whoOf returns who hands the form in: who is signed in, else who they say they
// are, which the window checks (D 窗口核验).
func (s *Server) whoOf(r *http.Request, a applying) (drafts.Applicant, map[string]string) {
	if c := s.identity(r); c != nil {
		return drafts.Applicant{Name: c.Name, IDCard: c.IDCard, Phone: cmp.Or(c.Phone, a.applicant().Phone)}, nil
	}
	said := drafts.Applicant{Name: r.PostForm.Get("name"), IDCard: r.PostForm.Get("id_card"), Phone: r.PostForm.Get("phone")}
	wrong := map[string]string{}
	check := func(name, label, kind, text string) string {
		out, err := a.check.Check(knowledge.FormField{ID: name, Label: label, Type: kind, Required: true}, text)
		if err != nil {
			wrong[name] = err.Error()
			return text
		}
		return out
	}
	said.Name = check("name", "姓名", "text", said.Name)
	said.IDCard = check("id_card", "身份证号", "id_card", said.IDCard)
	said.Phone = check("phone", "手机号", "phone", said.Phone)
	return said, wrong
}

// handIn opens the case of a draft. The draft's id is the key, so that a second
// press, a second tab and a second device come to the same case.
func (s *Server) handIn(r *http.Request, a applying, who drafts.Applicant) *problem {
	t, err := s.assistant.Ledger.Talk(r.Context(), a.Talk)
	if err != nil {
		return s.problemOf(err)
	}
	files, err := s.config.Forms.Drafts.Files(r.Context(), a.ID)
	if err != nil {
		return s.problemOf(err)
	}
	c := a.asCase(who, files)
	c.Scope, c.Key, c.Citizen = "talk "+a.Talk, drafts.Key(a.ID), a.Citizen
	if c.Citizen == "" {
		c.Citizen = s.citizen(r)
	}
	reply, p := s.submit(r.Context(), t, assistant.Submission{Said: "提交《" + a.title + "》", Case: c})
	id := ""
	switch {
	case p == &keyReused: // it was sent before, and changed since: what was sent counts
		if id, err = s.caseOfDraft(r.Context(), a.Draft); err == nil && id == "" {
			return p
		}
	case p != nil:
		return p
	default:
		id = reply.Receipt.Case
	}
	if err == nil {
		err = s.noteCase(r.Context(), a.Draft, id)
	}
	if err != nil {
		return s.draftProblem(err)
	}
	return nil
}

// caseOfDraft returns the id of the case that a draft became, also where the
// program stopped before that was noted; "" for none.
func (s *Server) caseOfDraft(ctx context.Context, d drafts.Draft) (id string, err error) {
	if s.config.Cases == nil {
		return "", nil
	}
	all, err := s.config.Cases.CasesOfTalk(ctx, d.Talk)
	for _, c := range all {
		if c.Key == drafts.Key(d.ID) {
			id = c.ID
		}
	}
	return id, err
}

// noteCase notes that a draft became a case. That it fails loses nothing: the
// case is there, and the next press finds it.
func (s *Server) noteCase(ctx context.Context, d drafts.Draft, id string) error {
	for range tries {
		d.Case = id
		_, err := s.config.Forms.Drafts.Save(ctx, d)
		if !errors.Is(err, drafts.ErrMoved) {
			return err
		}
		if d, err = s.config.Forms.Drafts.Draft(ctx, d.ID); err != nil || d.Case == id {
			return err
		}
	}
	return drafts.ErrMoved
}

// asCase is what a finished form becomes.
func (a applying) asCase(who drafts.Applicant, files []handoff.Attachment) handoff.Case {
	c := handoff.Case{
		Kind: handoff.Application, Region: a.Region, Item: a.Draft.Item, Edition: a.Edition, Department: a.item.Department, Title: a.item.Name,
		Content: handoff.Content{Name: who.Name, Phone: who.Phone, IDCard: who.IDCard, Attached: files},
	}
	for _, l := range form.Review(a.form(), a.Content.Values, a.Content.Answers, a.check) {
		if l.Value.Text != "" {
			c.Content.Form = append(c.Content.Form, handoff.Field{ID: l.Field.ID, Label: l.Field.Label, Value: l.Value.Text, Source: l.Value.From, Trust: string(l.Value.Trust)})
		}
	}
	return c
}

// applySent shows the receipt of a form that was handed in.
func (s *Server) applySent(w http.ResponseWriter, r *http.Request) {
	a, p := s.opened(r)
	if p == nil && a.Case == "" {
		http.Redirect(w, r, a.next(), http.StatusSeeOther)
		return
	}
	var page receiptPage
	if p == nil {
		page, p = s.receiptOf(r, a)
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	s.shown(w, r, http.StatusOK, "receipt", "回执", page)
}

func (s *Server) receiptOf(r *http.Request, a applying) (receiptPage, *problem) {
	c, found, err := s.caseOfTalk(r, a.Talk, a.Case)
	if err != nil {
		return receiptPage{}, s.problemOf(err)
	}
	if !found {
		return receiptPage{}, &noDraft
	}
	files, err := s.config.Forms.Drafts.Files(r.Context(), a.ID)
	if err != nil {
		return receiptPage{}, s.problemOf(err)
	}
	return receiptPage{
		receiptView: receiptView{Seq: c.Seq, Number: handoff.Grouped(c.Receipt), Kind: c.Kind.Name(), Title: c.Title, State: c.State.Name(), Department: c.Department, Due: dueBy(c.Due)},
		Home:        s.homeName(), Opened: dateOf(c.Opened.In(knowledge.Zone)), Now: dateOf(s.now().In(knowledge.Zone)), Call: c.Content.Phone != "",
		Base: a.path(""), Bring: a.bring(files), Remote: a.remote(),
	}, nil
}
