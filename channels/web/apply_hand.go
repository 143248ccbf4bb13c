package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"wenban/assistant/form/drafts"
	"wenban/assistant/guide"
	"wenban/channels/internal/page"
)

// handPage shows the link that brings a draft onto another device.
type handPage struct {
	applyPage
	Link    string
	Code    qrView
	Photos  bool // for sending photos, not for going on with the whole
	Arrived int
}

// applyLink makes a one-time link, for photos or for the whole, and shows it as
// a picture to be read with a phone. It is shown once: only its hash is kept.
func (s *Server) applyLink(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	to := drafts.ToPhotos
	if p == nil {
		_, _, p = s.posted(w, r)
	}
	if p == nil && r.PostForm.Get("to") == string(drafts.ToDraft) {
		to = drafts.ToDraft
	}
	var token string
	if p == nil {
		var err error
		if token, err = s.config.Forms.Drafts.Link(r.Context(), a.ID, to); err != nil {
			p = s.problemOf(err)
		}
	}
	if p != nil {
		s.failApplying(w, r, *p)
		return
	}
	link := s.origin(r) + "/r/" + token
	code, err := qrOf(link)
	if err != nil {
		s.failApplying(w, r, *s.problemOf(err))
		return
	}
	files, err := s.config.Forms.Drafts.Files(r.Context(), a.ID)
	if err != nil {
		s.failApplying(w, r, *s.problemOf(err))
		return
	}
	back := a.path("/papers")
	if to == drafts.ToDraft {
		back = a.next()
	}
	s.shown(w, r, http.StatusOK, "apply_hand", "用手机接着办", handPage{
		applyPage: s.applyPage(a, back), Link: link, Code: code, Photos: to == drafts.ToPhotos, Arrived: len(files),
	})
}

// origin is how browsers reach us: as it was configured, else as this one did.
func (s *Server) origin(r *http.Request) string {
	if s.config.Forms.Site != "" {
		return s.config.Forms.Site
	}
	if s.config.Secure || r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// applyArrived tells the page with the link how many files have come.
func (s *Server) applyArrived(w http.ResponseWriter, r *http.Request) {
	a, p := s.unsent(r)
	if p != nil {
		writeJSON(w, p.Status, map[string]problem{"error": *p})
		return
	}
	files, err := s.config.Forms.Drafts.Files(r.Context(), a.ID)
	if err != nil {
		p := s.problemOf(err)
		writeJSON(w, p.Status, map[string]problem{"error": *p})
		return
	}
	writeJSON(w, http.StatusOK, map[string]int{"files": len(files)})
}

// The problems of a link.
var (
	noLink  = problem{http.StatusNotFound, "no_link", "这个二维码已经用过或者过期了。请在电脑上再生成一个。"}
	handEnd = problem{http.StatusUnauthorized, "no_link", "传照片的时间到了。请在电脑上再生成一个二维码。"}
)

// linked is where a link leads. Opening it uses nothing up: what looks at links
// before people do must not spend them.
func (s *Server) linked(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, http.StatusOK, "linked", page.Frame{Title: "用手机接着办", Body: struct{ Token string }{r.PathValue("token")}})
}

// linkedUse uses a link up: this device may send photos, or has the talk.
func (s *Server) linkedUse(w http.ResponseWriter, r *http.Request) {
	if s.config.Forms.Drafts == nil {
		s.fail(w, r, noDrafts)
		return
	}
	if !s.guard.talks.allow(s.address(r)) { // so that nobody tries many
		s.fail(w, r, tooFast)
		return
	}
	id, to, err := s.config.Forms.Drafts.Redeem(r.Context(), r.PathValue("token"))
	if errors.Is(err, drafts.ErrNoLink) {
		s.fail(w, r, noLink)
		return
	}
	var d drafts.Draft
	if err == nil {
		d, err = s.config.Forms.Drafts.Draft(r.Context(), id)
	}
	if err != nil {
		s.fail(w, r, *s.draftProblem(err))
		return
	}
	if to == drafts.ToPhotos {
		s.handOver(w, r, d)
		return
	}
	t, err := s.assistant.Ledger.Talk(r.Context(), d.Talk)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	if t.Secret != "" { // of a talk that was ended the draft alone can be reached, by who signs in
		http.SetCookie(w, s.talkCookie(r, t))
	}
	http.Redirect(w, r, "/apply/"+d.ID, http.StatusSeeOther)
}

func (s *Server) draftProblem(err error) *problem {
	if errors.Is(err, drafts.ErrNoDraft) {
		return &noDraft
	}
	return s.problemOf(err)
}

// The cookie of a device that may send photos to one draft, and nothing else.
const (
	handCookie = "wenban_hand"
	handLives  = 30 * time.Minute
	handPlace  = "hand cookie"
)

// handed is what the cookie holds, sealed: the browser cannot make one.
type handed struct {
	Draft string `json:"draft"`
	Until int64  `json:"until"` // seconds since 1970
}

// handOver lets this device send photos to a draft for half an hour.
func (s *Server) handOver(w http.ResponseWriter, r *http.Request, d drafts.Draft) {
	b, _ := json.Marshal(handed{d.ID, s.now().Add(handLives).Unix()}) // plain values always encode
	sealed, err := s.config.Forms.Keys.Seal(string(b), handPlace)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	c := s.cookie(r, handCookie, sealed, handLives)
	c.Path = "/photos"
	http.SetCookie(w, c)
	http.Redirect(w, r, "/photos", http.StatusSeeOther)
}

// photographed returns the draft that this device may send photos to.
//
// PRIVACY: of the draft it is shown the names of the papers, and which of them
// are there.
func (s *Server) photographed(r *http.Request) (applying, *problem) {
	c, err := r.Cookie(handCookie)
	if err != nil || s.config.Forms.Keys == nil || s.config.Forms.Drafts == nil {
		return applying{}, &handEnd
	}
	plain, err := s.config.Forms.Keys.Open(c.Value, handPlace)
	var h handed
	if err != nil || json.Unmarshal([]byte(plain), &h) != nil || s.now().Unix() > h.Until {
		return applying{}, &handEnd
	}
	d, err := s.config.Forms.Drafts.Draft(r.Context(), h.Draft)
	if err != nil {
		return applying{}, s.draftProblem(err)
	}
	if d.Case != "" {
		return applying{}, &handled
	}
	return s.applyingTo(d)
}

// photos shows the papers on the phone.
func (s *Server) photos(w http.ResponseWriter, r *http.Request) {
	a, p := s.photographed(r)
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	s.photosPage(w, r, a, http.StatusOK, "")
}

func (s *Server) photosPage(w http.ResponseWriter, r *http.Request, a applying, status int, wrong string) {
	files, err := s.config.Forms.Drafts.Files(r.Context(), a.ID)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	body := papersPage{Phone: true, applyPage: applyPage{Title: a.title, Item: a.item.Name, Error: wrong, Field: "papers"}}
	for _, l := range a.papersOf() {
		body.Papers = append(body.Papers, a.onPhone(l, len(files), func(i int) bool { return files[i].Material == l.Material.ID }))
	}
	s.shown(w, r, status, "photos", "拍材料", body)
}

// onPhone is a paper without the names of the files.
func (a applying) onPhone(l guide.Line, n int, of func(int) bool) paperView {
	v := a.paper(l, nil)
	for i := range n {
		if of(i) {
			v.Files = append(v.Files, fileView{})
		}
	}
	return v
}

// photo takes a photo from the phone.
func (s *Server) photo(w http.ResponseWriter, r *http.Request) {
	a, p := s.photographed(r)
	if p == nil {
		p = s.upload(w, r, a)
	}
	switch {
	case p != nil && (p.Code == "file" || p.Code == "cut"):
		s.refused(*p)
		s.photosPage(w, r, a, p.Status, p.Text)
	case p != nil:
		s.fail(w, r, *p)
	default:
		http.Redirect(w, r, "/photos", http.StatusSeeOther)
	}
}
