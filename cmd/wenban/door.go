package main

import (
	"net/http"
	"strings"

	"wenban/channels/signin"
	"wenban/cmd/wenban/config"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// backTo are the pages that a citizen may be sent back to after signing in.
var backTo = []string{"/", "/list", "/mine", "/mine/", "/apply/", "/case", "/case/"}

// door returns who knows who is signed in, and the pages of signing in. leave is
// told that a citizen signed out.
func (c serveCommand) door(d *db.DB, people *store.Store, keys *seal.Ring, set config.SignIn, o *operations, leave http.HandlerFunc, consoles ...signin.Console) (*signin.Guard, *signin.Server, error) {
	guard, err := signin.New(signin.Config{
		DB: d, Store: people, Seal: keys, Secure: c.TLS || strings.HasPrefix(set.Site, "https://"), Proxies: c.Proxy, Refused: o.metrics.Refused,
		Citizens: citizenProvider(set), Staff: staffProvider(set),
	})
	if err != nil {
		return nil, nil, err
	}
	door, err := signin.NewServer(signin.Pages{Guard: guard, Origins: c.Origin, Consoles: consoles, Citizen: backTo, SignedOut: leave})
	return guard, door, err
}

// citizenProvider is the provider of citizens as it was configured, nil for none.
func citizenProvider(c config.SignIn) *signin.OpenID {
	if c.Citizen.Issuer == "" {
		return nil
	}
	o := &signin.OpenID{
		Issuer: c.Citizen.Issuer, ClientID: c.Citizen.Client, ClientSecret: c.Citizen.Secret, Site: c.Site,
		Claims: map[string]string{}, Scopes: []string{"profile", "phone", "address"},
	}
	for _, p := range c.Citizen.Claims { // ours=theirs, as the configuration has checked
		ours, theirs, _ := strings.Cut(p, "=")
		o.Claims[ours] = theirs
	}
	return o
}

// staffProvider is the provider of staff as it was configured, nil for none.
func staffProvider(c config.SignIn) *signin.OpenID {
	if c.Staff.Issuer == "" {
		return nil
	}
	o := &signin.OpenID{
		Issuer: c.Staff.Issuer, ClientID: c.Staff.Client, ClientSecret: c.Staff.Secret, Site: c.Site,
		RoleClaim: c.Staff.RoleClaim, Roles: map[string]store.Role{}, Scopes: []string{"profile"},
	}
	for _, p := range c.Staff.Roles { // ours=theirs, as the configuration has checked
		ours, theirs, _ := strings.Cut(p, "=")
		o.Roles[theirs] = store.Role(ours)
	}
	return o
}

// room is a part of the program that answers some paths.
type room interface {
	http.Handler
	Paths() []string
}

// together returns one handler: the rooms for their paths, the citizen's channel
// for everything else.
func together(citizens http.Handler, rooms ...room) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", citizens)
	for _, r := range rooms {
		for _, path := range r.Paths() {
			mux.Handle(path, r)
		}
	}
	return mux
}
