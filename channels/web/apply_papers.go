package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/form/drafts"
	"wenban/assistant/guide"
	"wenban/assistant/handoff"
)

// Limits of files on their way in. What a file may be is for Drafts to say.
const (
	maxFile    = 10 << 20
	maxAtOnce  = 6               // uploads that are read at the same time, each held in memory
	uploadTime = 5 * time.Minute // for one file over a slow line
)

// papersPage is the list of papers, each to be photographed or brought along.
type papersPage struct {
	applyPage
	Papers []paperView
	Phone  bool // this is the phone: the camera is at hand
}

// paperView is one paper of the list.
type paperView struct {
	ID    string
	Name  string
	Why   string
	Note  string
	Open  string // on what it depends
	Free  string // why it need not be handed in, or ""
	Maybe string // who need not hand it in, or ""
	Files []fileView
}

type fileView struct{ ID, Name, Size string }

// applyPapers shows the papers.
func (s *Server) applyPapers(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	var page papersPage
	if p == nil {
		page, p = s.papersPage(r, a)
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	s.shown(w, r, http.StatusOK, "apply_papers", "准备材料", page)
}

func (s *Server) papersPage(r *http.Request, a applying) (papersPage, *problem) {
	files, err := s.config.Forms.Drafts.Files(r.Context(), a.ID)
	if err != nil {
		return papersPage{}, s.problemOf(err)
	}
	page := papersPage{applyPage: s.applyPage(a, a.path("/check"))}
	for _, l := range a.papersOf() {
		page.Papers = append(page.Papers, a.paper(l, files))
	}
	return page, nil
}

func (a applying) paper(l guide.Line, files []handoff.Attachment) paperView {
	m := l.Material
	v := paperView{ID: m.ID, Name: m.Name, Why: why(l.Because), Note: m.Note, Open: condition(l.Open)}
	switch {
	case m.Licence == "":
	case slices.Contains(a.Content.Held, m.Licence):
		v.Free = "已经查到您的电子" + m.Licence + "，不用交"
	default:
		v.Maybe = "有电子" + m.Licence + "的，不用交"
	}
	for _, f := range files {
		if f.Material == m.ID {
			v.Files = append(v.Files, fileView{f.ID, f.Name, sizeOf(f.Size)})
		}
	}
	return v
}

func sizeOf(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", max(1, n>>10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// applyUpload takes one file for one paper.
func (s *Server) applyUpload(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	if p == nil {
		p = s.upload(w, r, a)
	}
	if p != nil && (p.Code == "file" || p.Code == "cut") {
		s.papersAgain(w, r, a, *p)
		return
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	http.Redirect(w, r, a.path("/papers"), http.StatusSeeOther)
}

// papersAgain shows the papers with what was wrong with a file.
func (s *Server) papersAgain(w http.ResponseWriter, r *http.Request, a applying, p problem) {
	s.refused(p)
	page, no := s.papersPage(r, a)
	if no != nil {
		s.failApplying(w, r, *no)
		return
	}
	page.Error, page.Field = p.Text, "papers"
	s.shown(w, r, p.Status, "apply_papers", "请改一下：准备材料", page)
}

// upload reads a file and stores it, or says why not. A file that did not come
// whole is not stored.
func (s *Server) upload(w http.ResponseWriter, r *http.Request, a applying) *problem {
	select {
	case s.uploads <- struct{}{}:
		defer func() { <-s.uploads }()
	default:
		return &problem{http.StatusServiceUnavailable, "busy", "现在传文件的人多，这个文件没有收下。请过几秒再传。"}
	}
	slowly(w)
	material, name, body, p := readFile(http.MaxBytesReader(w, r.Body, maxFile+64<<10), r)
	if p != nil {
		return p
	}
	if !slices.ContainsFunc(a.papersOf(), func(l guide.Line) bool { return l.Material.ID == material }) {
		return &problem{http.StatusUnprocessableEntity, "file", "清单里没有这一样材料，请在下面选一样再传。"}
	}
	var wrong form.Wrong
	_, err := s.config.Forms.Drafts.Attach(r.Context(), a.ID, material, name, body)
	switch {
	case errors.As(err, &wrong):
		return &problem{http.StatusUnprocessableEntity, "file", wrong.Error()}
	case errors.Is(err, drafts.ErrNoDraft):
		return &noDraft
	case err != nil:
		return s.problemOf(err)
	}
	return nil
}

// slowly gives a file the time that a slow line takes. Where that cannot be set
// the usual limits hold.
func slowly(w http.ResponseWriter) {
	c, until := http.NewResponseController(w), time.Now().Add(uploadTime)
	_ = c.SetReadDeadline(until)
	_ = c.SetWriteDeadline(until.Add(time.Minute))
}

// readFile reads the two parts of an upload: for which paper, and the file.
func readFile(body io.Reader, r *http.Request) (material, name string, file []byte, p *problem) {
	cut := problem{http.StatusBadRequest, "cut", "文件没有传完，没有收下。请再传一次；信号不好的时候换个地方再试。"}
	big := problem{http.StatusRequestEntityTooLarge, "file", "一个文件最多 10 MB。可以把照片拍得小一点，或者分几次传。"}
	r.Body = io.NopCloser(body)
	parts, err := r.MultipartReader()
	if err != nil {
		return "", "", nil, &badForm
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		var b []byte
		if err == nil {
			b, err = io.ReadAll(io.LimitReader(part, maxFile+1))
		}
		if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) || len(b) > maxFile {
			return "", "", nil, &big
		}
		if err != nil {
			return "", "", nil, &cut
		}
		material, name, file = take(part, b, material, name, file)
	}
	if len(file) == 0 {
		return material, name, nil, &problem{http.StatusUnprocessableEntity, "file", "还没有选文件。请先选一张照片或者一个 PDF。"}
	}
	return material, name, file, nil
}

func take(part *multipart.Part, b []byte, material, name string, file []byte) (string, string, []byte) {
	switch part.FormName() {
	case "paper":
		return string(b), name, file
	case "file":
		return material, part.FileName(), b
	}
	return material, name, file
}

// applyDetach takes a file away again.
func (s *Server) applyDetach(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	if p == nil {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := s.config.Forms.Drafts.Detach(r.Context(), a.ID, r.PostFormValue("file")); err != nil {
			p = s.problemOf(err)
		}
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	http.Redirect(w, r, a.path("/papers"), http.StatusSeeOther)
}

// applyFile gives a file back to who sent it: to keep, never to be shown by the
// browser as a page of ours.
func (s *Server) applyFile(w http.ResponseWriter, r *http.Request) {
	a, p := s.opened(r)
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	f, body, err := s.config.Forms.Drafts.File(r.Context(), a.ID, r.PathValue("file"))
	if errors.Is(err, drafts.ErrNoDraft) {
		s.failApplying(w, r, problem{http.StatusNotFound, "no_file", "没有这个文件，可能已经删除。"})
		return
	}
	if err != nil {
		s.failApplying(w, r, *s.problemOf(err))
		return
	}
	download(w, f.Name, f.Type, body)
}
