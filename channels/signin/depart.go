package signin

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"net/url"

	"wenban/knowledge/store/db"
)

// outPage says that somebody is signed out, here and, at To, at the provider.
type outPage struct {
	To    string // where the provider ends its own session, or ""
	Again string // where to sign in
}

// citizenOut signs a citizen out; nothing of theirs stays in the browser.
func (s *Server) citizenOut(w http.ResponseWriter, r *http.Request) {
	s.out(w, r, citizenKind, s.Guard.citizens, "/sign-in")
}

func (s *Server) staffOut(w http.ResponseWriter, r *http.Request) {
	s.out(w, r, staffKind, s.Guard.staff, "/staff/sign-in")
}

// out ends the session of a browser, in every process, and takes it to the
// provider to end the one there too, so that who sits down next at the same
// machine is not let in as the one before. The browser goes there by itself: a
// form of ours may not lead to another site.
func (s *Server) out(w http.ResponseWriter, r *http.Request, kind string, p *provider, again string) {
	if bare(r) {
		s.refuse(w, r, bareRequest)
		return
	}
	v := Of(r.Context())
	was := v.staff
	if kind == citizenKind {
		was = v.citizen
	}
	if t := s.Guard.token(r, cookieOf(kind)); t != "" {
		if err := s.Guard.sessions.end(r.Context(), t); err != nil {
			s.Guard.log.Error("end a session", "error", err)
			s.refuse(w, r, cannotTell)
			return
		}
	}
	s.Guard.dropCookie(w, cookieOf(kind))
	if kind == citizenKind && s.SignedOut != nil {
		s.SignedOut(w, r)
	}
	page := outPage{To: p.farewell(r.Context(), was), Again: again}
	if page.To != "" {
		w.Header().Set("Refresh", "0; url="+page.To)
	}
	s.render(w, r, http.StatusOK, "out", "已退出 · 问办", page)
}

// farewell is where a provider ends its session, "" where there is none there.
//
// PRIVACY: the ID token is not given as a hint: it would stand in an address
// with all it says.
func (p *provider) farewell(ctx context.Context, was Session) string {
	if p == nil || was.subject == "" {
		return ""
	}
	d, err := p.discover(ctx)
	if err != nil || d.says.EndSession == "" {
		return ""
	}
	to, err := url.Parse(d.says.EndSession)
	if err != nil || to.Scheme != "https" && to.Scheme != "http" {
		return ""
	}
	q := to.Query()
	q.Set("client_id", p.ClientID)
	q.Set("post_logout_redirect_uri", p.Site+"/")
	to.RawQuery = q.Encode()
	return to.String()
}

// errSeen says that a notice was heard before.
var errSeen = errors.New("the notice was heard before")

func (s *Server) citizenEnded(w http.ResponseWriter, r *http.Request) {
	s.ended(w, r, s.Guard.citizens)
}
func (s *Server) staffEnded(w http.ResponseWriter, r *http.Request) { s.ended(w, r, s.Guard.staff) }

// ended ends the sessions of somebody who signed out at the provider, as it
// tells in a signed token (OpenID Connect Back-Channel Logout 1.0).
func (s *Server) ended(w http.ResponseWriter, r *http.Request, p *provider) {
	w.Header().Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, tokenLimit+1024)
	if p == nil || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.ParseForm() != nil || len(r.PostForm["logout_token"]) != 1 {
		s.Guard.refused("logout_notice")
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	switch err := s.hearEnd(r.Context(), p, r.PostForm.Get("logout_token")); {
	case isDown(err):
		s.Guard.log.Error("logout notice", "error", err)
		w.Header().Set("Retry-After", "5")
		http.Error(w, "try again", http.StatusServiceUnavailable)
	case err != nil:
		s.Guard.log.Warn("logout notice", "error", err)
		s.Guard.refused("logout_notice")
		http.Error(w, "bad logout token", http.StatusBadRequest)
	}
}

// downError is a fault of ours or of the line, not of who sent the notice.
type downError struct{ error }

func isDown(err error) bool {
	var d downError
	return errors.As(err, &d)
}

// hearEnd verifies a notice, which counts once, and ends what it names: the one
// session that the provider calls so, else all of the subject.
func (s *Server) hearEnd(ctx context.Context, p *provider, raw string) error {
	d, err := p.discover(ctx)
	if err != nil {
		return downError{err}
	}
	t, err := d.verifier.VerifyLogout(ctx, raw)
	if err != nil {
		return err
	}
	if err := inTime(p.now(), t.IssuedAt, t.Expiry); err != nil {
		return err
	}
	which, value := "subject", t.Subject
	if t.SessionID != "" {
		which, value = "sid", t.SessionID
	}
	if value, err = s.Guard.named(p, which, value); err != nil {
		return downError{err}
	}
	err = s.Guard.config.DB.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM signout_notice WHERE until < $1", db.Micros(p.now())); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO signout_notice (id, until) VALUES ($1, $2)", digest(p.Issuer, t.TokenID), db.Micros(t.Expiry.Add(2*skew))); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM session WHERE kind = $1 AND "+which+" = $2", p.kind, value)
		return err
	})
	if db.IsUnique(err) {
		return errSeen
	}
	if err != nil {
		return downError{err}
	}
	return nil
}
