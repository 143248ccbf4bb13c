package main

import (
	"net/http"

	"wenban/channels/signin"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// consoles are the pages of staff, in the order in which they are shown.
var consoles = []signin.Console{}

// door returns who knows who is signed in, and the pages of signing in.
func (c serveCommand) door(d *db.DB, people *store.Store, keys *seal.Ring, o *operations) (*signin.Guard, *signin.Server, error) {
	guard, err := signin.New(signin.Config{
		DB: d, Store: people, Seal: keys, Secure: c.TLS, Proxies: c.Proxy, Refused: o.metrics.Refused,
	})
	if err != nil {
		return nil, nil, err
	}
	door, err := signin.NewServer(signin.Pages{Guard: guard, Origins: c.Origin, Consoles: consoles})
	return guard, door, err
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
