package signin

import (
	"net/http"
	"time"
)

// The cookies of signing in. Over TLS each has the prefix __Host-, which a
// browser accepts from this host alone and only over TLS.
const (
	staffCookie   = "wenban_staff"
	citizenCookie = "wenban_citizen"
	flowCookie    = "wenban_flow"  // a sign-in with a provider that has begun
	knownCookie   = "wenban_known" // a browser from which somebody of the staff has signed in
)

func (g *Guard) cookieName(name string) string {
	if g.config.Secure {
		return "__Host-" + name
	}
	return name
}

// setCookie keeps a value in the browser for a time; 0: until it is closed.
func (g *Guard) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: g.cookieName(name), Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: g.config.Secure, SameSite: http.SameSiteLaxMode,
	})
}

func (g *Guard) dropCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: g.cookieName(name), Path: "/", MaxAge: -1,
		HttpOnly: true, Secure: g.config.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// token returns the value of a cookie, "" where there is none or more than one:
// then another has put one beside ours, and which is ours cannot be known.
func (g *Guard) token(r *http.Request, name string) string {
	all := r.CookiesNamed(g.cookieName(name))
	if len(all) != 1 {
		return ""
	}
	return all[0].Value
}
