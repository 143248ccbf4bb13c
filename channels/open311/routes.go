package open311

import (
	"net/http"

	"wenban/channels/signin"
)

func (s *Server) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /open311/v2/services.json":      s.services,
		"GET /open311/v2/services.xml":       s.services,
		"GET /open311/v2/services/{service}": s.definition,
		"POST /open311/v2/requests.json":     s.post,
		"POST /open311/v2/requests.xml":      s.post,
		"GET /open311/v2/requests.json":      s.requests,
		"GET /open311/v2/requests.xml":       s.requests,
		"GET /open311/v2/requests/{request}": s.request,
		"GET /open311/v2/tokens/{token}":     s.token,
		"/open311/":                          s.missing,
	}
}

// policy says who may call each route. The handlers ask for the api_key, which
// the specification puts in the form or the query.
var policy = signin.Policy{
	"GET /open311/v2/services.json":      signin.Public,
	"GET /open311/v2/services.xml":       signin.Public,
	"GET /open311/v2/services/{service}": signin.Public,
	"POST /open311/v2/requests.json":     signin.Signed,
	"POST /open311/v2/requests.xml":      signin.Signed,
	"GET /open311/v2/requests.json":      signin.Signed,
	"GET /open311/v2/requests.xml":       signin.Signed,
	"GET /open311/v2/requests/{request}": signin.Signed,
	"GET /open311/v2/tokens/{token}":     signin.Signed,
	"/open311/":                          signin.Public, // says that there is no such address
}
