package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"github.com/coreos/go-oidc/v3/oidc"

	"wenban/knowledge/store"
)

// What goes wrong on the way from a provider.
var (
	noProvider   = Refusal{http.StatusNotFound, "no_provider", "这里没有开通统一身份认证登录。咨询不用登录；办事请到窗口，或者拨打 12345。", ""}
	providerDown = Refusal{http.StatusServiceUnavailable, "provider_down", "统一身份认证暂时连不上，请过几分钟再登录。不登录也可以继续咨询。", ""}
	notFinished  = Refusal{http.StatusForbidden, "not_finished", "登录没有完成：可能等得太久，或者同时开了几个登录页。请再登录一次。", ""}
	notProven    = Refusal{http.StatusForbidden, "not_proven", "统一身份认证的答复没有通过核对，没有登录。请再试一次；还不行请拨打 12345。", ""}
)

// begin sends a browser to a provider.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, p *provider, next string) {
	if p == nil {
		s.refuse(w, r, noProvider)
		return
	}
	d, err := p.discover(r.Context())
	if err != nil {
		s.Guard.log.Error("OpenID provider", "error", err)
		s.refuse(w, r, providerDown)
		return
	}
	f := newFlow(p.kind, next, s.Guard.now())
	s.Guard.setCookie(w, flowCookie, string(f), flowTime)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, d.oauth.AuthCodeURL(f.state(), oidc.Nonce(f.nonce()), oauth2.S256ChallengeOption(f.verifier())), http.StatusSeeOther)
}

// arrive takes a browser that a provider sent back. It returns who it is and
// where they go; a refusal has been told when ok is false.
func (s *Server) arrive(w http.ResponseWriter, r *http.Request, p *provider) (who proven, next string, ok bool) {
	if p == nil {
		s.refuse(w, r, noProvider)
		return who, "", false
	}
	f := flow(s.Guard.token(r, flowCookie))
	s.Guard.dropCookie(w, flowCookie) // it counts once
	w.Header().Set("Cache-Control", "no-store")
	who, next, no := s.answerOf(r, p, f)
	if no != nil {
		no.SignIn = strings.TrimSuffix(p.back, "/back")
		s.refuse(w, r, *no)
		return who, "", false
	}
	return who, next, true
}

// answerOf checks what a provider answered.
func (s *Server) answerOf(r *http.Request, p *provider, f flow) (who proven, next string, no *Refusal) {
	state, one := once(r, "state")
	code, two := once(r, "code")
	iss, three := once(r, "iss")
	next, ok := f.of(p.kind, state, s.Guard.now())
	if !ok || !one || !two || !three || code == "" || len(code) > 4096 {
		return who, "", copyOf(notFinished)
	}
	d, err := p.discover(r.Context())
	if err != nil {
		return who, "", copyOf(providerDown)
	}
	if (iss != "" || d.says.NamesItself) && subtle.ConstantTimeCompare([]byte(iss), []byte(p.Issuer)) != 1 {
		s.Guard.log.Warn("sign-in was answered in the name of another provider")
		return who, "", copyOf(notProven)
	}
	if who, err = p.redeem(r.Context(), d, code, f); err != nil {
		return who, "", s.notRedeemed(err)
	}
	return who, next, nil
}

func copyOf(no Refusal) *Refusal { return &no }

// notRedeemed logs why a code was not redeemed, and says what the visitor is
// told.
//
// PRIVACY: what the provider answered is not logged, but for its error code.
func (s *Server) notRedeemed(err error) *Refusal {
	var answered *oauth2.RetrieveError
	var network *url.Error
	switch {
	case errors.As(err, &answered):
		s.Guard.log.Warn("sign-in was refused by the provider", "code", plainText(answered.ErrorCode))
		return copyOf(notFinished)
	case errors.As(err, &network), errors.Is(err, context.DeadlineExceeded):
		s.Guard.log.Error("OpenID provider does not answer")
		return copyOf(providerDown)
	}
	s.Guard.log.Warn("sign-in was not proven", "error", err)
	return copyOf(notProven)
}

// citizenBegin sends a citizen to sign in.
func (s *Server) citizenBegin(w http.ResponseWriter, r *http.Request) {
	next := back(r.URL.Query().Get("next"), "/", s.Citizen)
	if Of(r.Context()).Citizen != nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	s.begin(w, r, s.Guard.citizens, next)
}

// citizenBack signs in a citizen whom the provider vouches for.
//
// PRIVACY: in our tables the citizen is a token of issuer and subject; the
// subject itself is not stored.
func (s *Server) citizenBack(w http.ResponseWriter, r *http.Request) {
	p := s.Guard.citizens
	who, next, ok := s.arrive(w, r, p)
	if !ok {
		return
	}
	citizen, err := s.Guard.named(p, "citizen", who.subject)
	o := opening{kind: citizenKind, who: citizen, identity: p.identity(who.claims)}
	s.admit(w, r, p, who, o, back(next, "/", s.Citizen), err)
}

// admit begins the session of somebody whom a provider vouches for, so that it
// can be found when the provider tells of a sign-out.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, p *provider, who proven, o opening, next string, err error) {
	var bad, worse error
	o.subject, bad = s.Guard.named(p, "subject", who.subject)
	o.sid, worse = s.Guard.named(p, "sid", who.sid)
	if err = errors.Join(err, bad, worse); err != nil {
		s.Guard.log.Error("sign in", "error", err)
		s.refuse(w, r, cannotTell)
		return
	}
	s.enter(w, r, o, next)
}

// named is what we keep of a name that a provider gives, "" for none.
//
// PRIVACY: whoever has the database without the keys cannot find a subject by
// guessing it, and it may be a number that can be guessed.
func (g *Guard) named(p *provider, purpose, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	return g.config.Seal.Token(p.Issuer+"\x00"+value, purpose)
}

func (s *Server) staffBegin(w http.ResponseWriter, r *http.Request) {
	s.begin(w, r, s.Guard.staff, s.staffNext(r.URL.Query().Get("next")))
}

// strangerPage is for somebody whom the provider knows and we do not.
type strangerPage struct{ Subject string }

// staffBack signs in a person whom the provider vouches for: by issuer and
// subject alone, never by a name, a number or an address in the claims. Nobody
// becomes a person by signing in; an admin adds them.
func (s *Server) staffBack(w http.ResponseWriter, r *http.Request) {
	p := s.Guard.staff
	who, next, ok := s.arrive(w, r, p)
	if !ok {
		return
	}
	person, err := s.Guard.config.Store.Vouched(r.Context(), p.Issuer, who.subject)
	switch {
	case errors.Is(err, store.ErrNobody):
		s.Guard.refused("stranger")
		s.render(w, r, http.StatusForbidden, "stranger", "还不能登录 · 问办", strangerPage{plainText(who.subject)})
	case err != nil:
		s.Guard.log.Error("sign in", "error", err)
		s.refuse(w, r, cannotTell)
	default:
		s.admit(w, r, p, who, opening{kind: staffKind, who: person.Name, granted: p.granted(who.claims)}, s.staffNext(next), nil)
	}
}
