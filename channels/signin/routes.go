package signin

import "net/http"

func (s *Server) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /sign-in":        s.citizenBegin,
		"GET /sign-in/back":   s.citizenBack,
		"POST /sign-in/ended": s.citizenEnded,
		"POST /sign-out":      s.citizenOut,

		"GET /staff":                s.whoAmI,
		"GET /staff/sign-in":        s.staffForm,
		"POST /staff/sign-in":       s.staffPassword,
		"GET /staff/sign-in/begin":  s.staffBegin,
		"GET /staff/sign-in/back":   s.staffBack,
		"POST /staff/sign-in/ended": s.staffEnded,
		"POST /staff/sign-out":      s.staffOut,
	}
}

func (s *Server) policy() Policy {
	return Policy{
		"GET /sign-in":        Public,
		"GET /sign-in/back":   Public, // the code, the state and the cookie say who it is
		"POST /sign-in/ended": Signed, // by the provider
		"POST /sign-out":      Public, // whoever is signed out already may sign out again

		"GET /staff":                Staff(),
		"GET /staff/sign-in":        Public,
		"POST /staff/sign-in":       Public,
		"GET /staff/sign-in/begin":  Public,
		"GET /staff/sign-in/back":   Public,
		"POST /staff/sign-in/ended": Signed,
		"POST /staff/sign-out":      Public,
	}
}
