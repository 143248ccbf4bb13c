// Package signin is who is at the door: citizens and staff who signed in, with
// an OpenID provider or, for staff, with a password of their own; the sessions
// that remember it; and the policy table that every route of every channel needs
// a row in.
//
// A channel gives its routes and its table to Guard.Protect, which lets a request
// through, sends its visitor to sign in, or refuses it. A handler asks Of who is
// there.
//
// Nothing about a session is believed from the browser but the token in its
// cookie. It is looked up at every request, so that signing out, switching a
// person off and taking a role away hold at once, in every process.
package signin

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// Config is what signing in stands on. DB, Store and Seal are needed.
type Config struct {
	DB      *db.DB
	Store   *store.Store
	Seal    *seal.Ring        // identities are unreadable at rest
	Secure  bool              // cookies only over TLS, under a name that no other site can set
	Proxies []netip.Prefix    // whose X-Forwarded-For is believed
	Now     func() time.Time  // nil: time.Now
	Log     *slog.Logger      // nil: slog.Default
	Refused func(code string) // is told why somebody was refused, from a closed set; nil: nobody counts
	Times   Times

	Citizens *OpenID // where citizens sign in; nil: nowhere, all are anonymous
	Staff    *OpenID // where staff sign in besides with a password; nil: nowhere
}

// Times are how long somebody stays signed in.
type Times struct {
	StaffIdle, CitizenIdle time.Duration // without a request; 0: 30 minutes
	StaffMost, CitizenMost time.Duration // in all; 0: 12 hours
	Each                   int           // sessions of one person; 0: 10
}

func (t Times) withDefaults() Times {
	return Times{
		StaffIdle: cmp.Or(t.StaffIdle, 30*time.Minute), CitizenIdle: cmp.Or(t.CitizenIdle, 30*time.Minute),
		StaffMost: cmp.Or(t.StaffMost, 12*time.Hour), CitizenMost: cmp.Or(t.CitizenMost, 12*time.Hour),
		Each: cmp.Or(t.Each, 10),
	}
}

// Guard knows who is signed in. It is shared by all channels of a process. A nil
// guard lets nobody in but where anybody may go.
type Guard struct {
	config   Config
	sessions *sessions
	watch    *watch
	citizens *provider
	staff    *provider
	log      *slog.Logger
	now      func() time.Time
}

// New returns a guard; it starts nothing.
func New(c Config) (*Guard, error) {
	if c.DB == nil || c.Store == nil || c.Seal == nil {
		return nil, fmt.Errorf("signin needs a database, a store and keys")
	}
	g := &Guard{config: c, log: c.Log, now: c.Now}
	if g.log == nil {
		g.log = slog.Default()
	}
	if g.now == nil {
		g.now = time.Now
	}
	g.sessions = &sessions{db: c.DB, seal: c.Seal, times: c.Times.withDefaults(), now: g.now}
	g.watch = newWatch(g.sessions)
	g.citizens = newProvider(c.Citizens, citizenKind, "/sign-in/back", g.now)
	g.staff = newProvider(c.Staff, staffKind, "/staff/sign-in/back", g.now)
	return g, nil
}

// TakesCitizens reports whether citizens can sign in.
func (g *Guard) TakesCitizens() bool { return g != nil && g.citizens != nil }

// Visitor is who sent a request. Both may be nil, and both may be there: a
// member of staff is a citizen too.
type Visitor struct {
	Person  *store.Person // signed in as staff, with the roles that hold now
	Citizen *Identity     // signed in as a citizen
	staff   Session
	citizen Session
}

// Called is how whoever is signed in as a citizen is called, "" for nobody.
func (v Visitor) Called() string {
	if v.Citizen == nil {
		return ""
	}
	return cmp.Or(v.Citizen.Name, "已登录")
}

// Used says that a visitor did something on a socket, so that their sessions are
// not taken for idle.
func (g *Guard) Used(ctx context.Context, v Visitor) error {
	for _, s := range []Session{v.staff, v.citizen} {
		if s.id == "" {
			continue
		}
		now, err := g.sessions.look(ctx, s.id, s.kind)
		if err == nil {
			err = g.sessions.touch(ctx, now)
		}
		if err != nil && !isNone(err) { // what has ended is for Hold to end
			return err
		}
	}
	return nil
}

type visitorKey struct{}

// Of returns who sent the request of a context, as Protect saw it.
func Of(ctx context.Context) Visitor {
	v, _ := ctx.Value(visitorKey{}).(Visitor)
	return v
}

// visitor looks up who sent a request.
//
// PRIVACY: a session that another site may have made the browser send is not
// looked at; see bare.
func (g *Guard) visitor(r *http.Request) (v Visitor, err error) {
	if g == nil || bare(r) {
		return v, nil
	}
	if t := g.token(r, staffCookie); t != "" {
		if v.staff, err = g.sessions.find(r.Context(), t, staffKind); err == nil {
			v.Person = &v.staff.person
		}
	}
	if err != nil && !isNone(err) {
		return v, err
	}
	if t := g.token(r, citizenCookie); t != "" {
		if v.citizen, err = g.sessions.find(r.Context(), t, citizenKind); err == nil {
			v.Citizen = &v.citizen.identity
		}
	}
	if err != nil && !isNone(err) {
		return v, err
	}
	return v, nil
}

// bare reports that a request changes something and does not say from which site
// it comes. Every browser of the last years says it, so such a request must not
// act in the name of whoever is signed in.
func bare(r *http.Request) bool {
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	return !safe && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == ""
}

func (g *Guard) refused(code string) {
	g.log.Info("refused", "reason", code)
	if g.config.Refused != nil {
		g.config.Refused(code)
	}
}
