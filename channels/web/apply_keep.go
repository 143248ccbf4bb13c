package web

import (
	"bytes"
	"context"
	"net/http"

	"wenban/assistant/form"
	"wenban/assistant/form/drafts"
	"wenban/assistant/form/print"
	"wenban/assistant/handoff"
)

// applyPDF gives the form as a PDF, also half filled: the window takes it too.
func (s *Server) applyPDF(w http.ResponseWriter, r *http.Request) {
	a, p := s.opened(r)
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	sheet, p := s.sheetOf(r, a)
	var b bytes.Buffer
	if p == nil {
		if err := print.PDF(&b, sheet); err != nil {
			p = s.problemOf(err)
		}
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	download(w, a.title+".pdf", "application/pdf", b.Bytes())
}

// sheetOf is a draft as it is printed; one that was handed in has its number.
func (s *Server) sheetOf(r *http.Request, a applying) (print.Sheet, *problem) {
	sheet := print.Sheet{
		Title: a.title, Item: a.item.Name, Department: a.item.Department, At: s.now(),
		Lines: form.Review(a.form(), a.Content.Values, a.Content.Answers, a.check),
	}
	if a.Case == "" {
		return sheet, nil
	}
	c, found, err := s.caseOfTalk(r, a.Talk, a.Case)
	if err != nil {
		return sheet, s.problemOf(err)
	}
	if found {
		sheet.Receipt, sheet.At = c.Receipt, c.Opened
	}
	return sheet, nil
}

// applyJSON gives the finished form as data, after its JSON Schema.
func (s *Server) applyJSON(w http.ResponseWriter, r *http.Request) {
	a, p := s.opened(r)
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	b, err := form.JSON(a.item, a.Content.Values, a.Content.Answers, a.check)
	if err != nil {
		s.failApplying(w, r, problem{http.StatusConflict, "unready", "这张表还没有填完，不能存成数据。可以先下载 PDF，或者接着填完。"})
		return
	}
	download(w, a.title+".json", "application/json; charset=utf-8", b)
}

// erasePage asks before a draft goes.
type erasePage struct {
	applyPage
	Lines, Files int
}

// applyErasing asks before a draft is deleted, and says what goes.
func (s *Server) applyErasing(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	var files []handoff.Attachment
	var err error
	if p == nil {
		if files, err = s.config.Forms.Drafts.Files(r.Context(), a.ID); err != nil {
			p = s.problemOf(err)
		}
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	s.shown(w, r, http.StatusOK, "apply_erase", "删除草稿", erasePage{s.applyPage(a, a.path("")), len(a.Content.Values), len(files)})
}

// applyErase deletes a draft.
func (s *Server) applyErase(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	if p == nil {
		if err := s.config.Forms.Drafts.Erase(r.Context(), a.ID); err != nil {
			p = s.problemOf(err)
		}
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	s.shown(w, r, http.StatusOK, "apply_erased", "草稿已删除", struct{ Title string }{a.title})
}

// every is all drafts.
func every(drafts.Draft) bool { return true }

// eraseDrafts deletes those drafts of a talk that which says. What was handed in
// stays.
func (s *Server) eraseDrafts(ctx context.Context, talk string, which func(drafts.Draft) bool) error {
	if s.config.Forms.Drafts == nil {
		return nil
	}
	all, err := s.config.Forms.Drafts.OfTalk(ctx, talk)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.Case != "" || !which(d) {
			continue
		}
		if err := s.config.Forms.Drafts.Erase(ctx, d.ID); err != nil {
			return err
		}
	}
	return nil
}
