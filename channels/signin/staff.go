package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"wenban/channels/internal/page"
	"wenban/knowledge/store"
)

const staffHome = "/staff"

// foreign answers a form that another site sent.
var foreign = Refusal{http.StatusForbidden, "origin", "这个请求来自别的网站，没有执行。请回到本页面再操作。", ""}

// badForm answers a form that is not the one of the page.
var badForm = Refusal{http.StatusBadRequest, "format", "没有看懂这个请求，请回到登录页再试。", ""}

// staffPage is the form with which staff sign in.
type staffPage struct {
	Name     string
	Next     string
	Wrong    string // what is wrong with the last try, or ""
	Provider bool   // there is a provider to sign in with
	Nobody   bool   // no person was added yet: the page says how
}

// staffForm shows the form, or sends on who is signed in already.
func (s *Server) staffForm(w http.ResponseWriter, r *http.Request) {
	next := s.staffNext(r.URL.Query().Get("next"))
	if Of(r.Context()).Person != nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	people, err := s.Guard.config.Store.People(r.Context())
	if err != nil {
		s.Guard.log.Error("read people", "error", err)
	}
	nobody := err == nil && len(people) == 0
	s.render(w, r, http.StatusOK, "staff", "工作人员登录 · 问办", staffPage{Next: next, Provider: s.Guard.staff != nil, Nobody: nobody})
}

// staffNext is where somebody of the staff may be sent after signing in.
func (s *Server) staffNext(asked string) string {
	allowed := []string{staffHome}
	for _, c := range s.Consoles {
		allowed = append(allowed, c.Path)
	}
	return back(asked, staffHome, allowed)
}

// staffPassword signs in who gives the right name and password.
func (s *Server) staffPassword(w http.ResponseWriter, r *http.Request) {
	form, no := readForm(w, r, "name", "password", "next")
	if no != nil {
		s.refuse(w, r, *no)
		return
	}
	name := store.NameOf(form.Get("name"))
	known := s.Guard.known(r, name)
	p, err := s.Guard.config.Store.Prove(r.Context(), store.Try{Name: name, Password: form.Get("password"), Address: page.Address(r, s.Guard.config.Proxies), Known: known})
	if err != nil {
		s.wrongPassword(w, r, staffPage{Name: name, Next: s.staffNext(form.Get("next")), Provider: s.Guard.staff != nil}, err)
		return
	}
	if known == "" {
		s.Guard.remember(w, p.Name)
	}
	s.enter(w, r, opening{kind: staffKind, who: p.Name}, s.staffNext(form.Get("next")))
}

// wrongPassword shows the form again with what to do.
func (s *Server) wrongPassword(w http.ResponseWriter, r *http.Request, p staffPage, err error) {
	switch {
	case errors.Is(err, store.ErrWrong):
		p.Wrong = err.Error() + "。请核对后再试；忘记密码请找管理员。"
		s.Guard.refused("password")
		s.render(w, r, http.StatusForbidden, "staff", "工作人员登录 · 问办", p)
	case errors.Is(err, store.ErrWait), errors.Is(err, store.ErrBusy):
		p.Wrong = err.Error() + "。"
		s.Guard.refused("wait")
		s.render(w, r, http.StatusTooManyRequests, "staff", "工作人员登录 · 问办", p)
	default:
		s.Guard.log.Error("sign in", "error", err)
		s.refuse(w, r, cannotTell)
	}
}

// enter begins a session and goes on to a page. The token is a new one, whatever
// the browser sent.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, o opening, next string) {
	name := cookieOf(o.kind)
	o.before = s.Guard.token(r, name)
	token, err := s.Guard.sessions.begin(r.Context(), o)
	if err != nil {
		s.Guard.log.Error("begin a session", "error", err)
		s.refuse(w, r, cannotTell)
		return
	}
	s.Guard.setCookie(w, name, token, 0)
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func cookieOf(kind string) string {
	if kind == staffKind {
		return staffCookie
	}
	return citizenCookie
}

// whoPage says who is signed in and where they may go.
type whoPage struct {
	store.Person
	Roles    []string
	Consoles []Console
}

func (s *Server) whoAmI(w http.ResponseWriter, r *http.Request) {
	p := *Of(r.Context()).Person
	v := whoPage{Person: p}
	for _, role := range p.Roles {
		v.Roles = append(v.Roles, role.Name())
	}
	for _, c := range s.Consoles {
		if len(c.Roles) == 0 || p.Has(c.Roles...) {
			v.Consoles = append(v.Consoles, c)
		}
	}
	s.render(w, r, http.StatusOK, "who", "工作台 · 问办", v)
}

// readForm reads a form of at most 8 KB that has these fields and no other, each
// once.
func readForm(w http.ResponseWriter, r *http.Request, fields ...string) (url.Values, *Refusal) {
	if bare(r) {
		return nil, &bareRequest
	}
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	if r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
		return nil, &badForm
	}
	known := map[string]bool{}
	for _, f := range fields {
		known[f] = true
	}
	for f, values := range r.PostForm {
		if !known[f] || len(values) != 1 || strings.ContainsFunc(values[0], func(c rune) bool { return c < ' ' }) {
			return nil, &badForm
		}
	}
	return r.PostForm, nil
}

const knownFor = 180 * 24 * time.Hour

// known names the browser of a request, when the person has signed in from it
// before; else it is "".
func (g *Guard) known(r *http.Request, name string) string {
	nonce, tag, _ := strings.Cut(g.token(r, knownCookie), ".")
	want, err := g.config.Seal.Token(nonce+" "+name, "known browser")
	if err != nil || nonce == "" || subtle.ConstantTimeCompare([]byte(tag), []byte(want)) != 1 {
		return ""
	}
	return nonce
}

// remember leaves in a browser that a person has signed in from it: who tries
// their name elsewhere then cannot keep them out. It signs nobody in.
func (g *Guard) remember(w http.ResponseWriter, name string) {
	nonce := rand.Text()
	if tag, err := g.config.Seal.Token(nonce+" "+name, "known browser"); err == nil {
		g.setCookie(w, knownCookie, nonce+"."+tag, knownFor)
	}
}
