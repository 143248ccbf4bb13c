package signin

import "net/http"

func (s *Server) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /staff":           s.whoAmI,
		"GET /staff/sign-in":   s.staffForm,
		"POST /staff/sign-in":  s.staffPassword,
		"POST /staff/sign-out": s.staffOut,
	}
}

func (s *Server) policy() Policy {
	return Policy{
		"GET /staff":           Staff(),
		"GET /staff/sign-in":   Public,
		"POST /staff/sign-in":  Public,
		"POST /staff/sign-out": Public, // whoever is signed out already may sign out again
	}
}
