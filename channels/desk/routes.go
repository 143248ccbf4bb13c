package desk

import (
	"net/http"

	"wenban/channels/signin"
)

func (s *Server) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /desk/{$}":                         s.begin,
		"GET /desk/queue/{queue}":               s.queue,
		"GET /desk/search":                      s.search,
		"GET /desk/case/{number}":               s.sheet,
		"POST /desk/case/{number}/act/{action}": s.act,
		"GET /desk/case/{number}/print":         s.paper,
		"GET /desk/case/{number}/files/{file}":  s.file,
		"GET /desk/figures":                     s.figures,
		"/desk/":                                s.missing,
		"GET " + s.assets.URL("desk.css"):       s.assets.ServeHTTP,
		"GET " + s.assets.URL("desk.js"):        s.assets.ServeHTTP,
	}
}

func (s *Server) policy() signin.Policy {
	return signin.Policy{
		"GET /desk/{$}":                         signin.Staff(staff...),
		"GET /desk/queue/{queue}":               signin.Staff(staff...),
		"GET /desk/search":                      signin.Staff(staff...),
		"GET /desk/case/{number}":               signin.Staff(staff...),
		"POST /desk/case/{number}/act/{action}": signin.Staff(staff...),
		"GET /desk/case/{number}/print":         signin.Staff(staff...),
		"GET /desk/case/{number}/files/{file}":  signin.Staff(staff...),
		"GET /desk/figures":                     signin.Staff(staff...),
		"/desk/":                                signin.Staff(staff...),
		"GET " + s.assets.URL("desk.css"):       signin.Public,
		"GET " + s.assets.URL("desk.js"):        signin.Public,
	}
}
