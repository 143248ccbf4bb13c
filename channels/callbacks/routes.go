package callbacks

import (
	"net/http"

	"wenban/channels/signin"
)

func (s *Server) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"POST /api/v1/callbacks/{system}": s.receiver.ServeHTTP,
		"GET /openapi-cases.json":         contract,
		"/api/v1/callbacks/":              missing,
	}
}

// policy says who may call each route.
var policy = signin.Policy{
	"POST /api/v1/callbacks/{system}": signin.Signed, // by the system's secret
	"GET /openapi-cases.json":         signin.Public,
	"/api/v1/callbacks/":              signin.Public, // says that there is no such address
}
