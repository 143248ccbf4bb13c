package web

import (
	"net/http"

	"wenban/channels/signin"
)

// signedIn is the token of the citizen who is signed in, "" for nobody.
func signedIn(r *http.Request) string {
	if who := signin.Of(r.Context()).Citizen; who != nil {
		return who.Citizen
	}
	return ""
}

// identity is who is signed in, nil for nobody.
func identity(r *http.Request) *signin.Identity { return signin.Of(r.Context()).Citizen }

// by says of a message who sent it.
func (s *Server) by(r *http.Request, q said) said {
	q.citizen, q.from = s.citizen(r), s.address(r)
	return q
}
