package web

import "wenban/channels/signin"

// policy says who may call each route. A route without a row keeps the server
// from being made.
var policy = signin.Policy{
	"GET /{$}":           signin.Public, // without the secret of a talk it is the first page
	"POST /ask":          signin.Public, // without the secret a new talk begins
	"POST /region":       signin.Public,
	"POST /size":         signin.Public,
	"POST /restart":      signin.Public,
	"POST /feedback":     signin.Talk,
	"GET /list":          signin.Talk,
	"GET /list.txt":      signin.Talk,
	"GET /talk":          signin.Talk,
	"GET /receipt/{seq}": signin.Talk,
	"GET /ws":            signin.Public, // as /ask

	"GET /progress":              signin.Public, // shows what needs no proof
	"POST /progress":             signin.Public, // asks for a proof
	"POST /progress/more":        signin.Public, // asks for a pass
	"GET /appointment":           signin.Public, // shows times alone
	"POST /appointment":          signin.Public,
	"GET /appointments":          signin.Public, // shows what needs no proof
	"POST /appointments":         signin.Public, // asks for a proof
	"POST /appointment/move":     signin.Public, // asks for a pass
	"POST /appointment/cancel":   signin.Public, // asks for a pass
	"POST /appointment/calendar": signin.Public, // asks for a pass
	"GET /mine":                  signin.Public, // shows what is the visitor's: by their talk, or signed in
	"POST /mine/keep":            signin.Public, // asks for the talk and who is signed in
	"POST /mine/export":          signin.Public, // as /mine
	"GET /mine/erase":            signin.Public, // as /mine
	"POST /mine/erase":           signin.Public, // as /mine
	"GET /rate":                  signin.Public, // asks for a pass
	"POST /rate":                 signin.Public, // asks for a pass
	"POST /rate/case":            signin.Public, // asks for a pass
	"POST /rate/skip":            signin.Public,

	"POST /apply":                           signin.Talk,
	"GET /apply/{draft}":                    signin.Talk, // or who is signed in: Server.opened asks for both
	"GET /apply/{draft}/sources":            signin.Talk,
	"POST /apply/{draft}/sources":           signin.Talk,
	"GET /apply/{draft}/about/{situation}":  signin.Talk,
	"POST /apply/{draft}/about/{situation}": signin.Talk,
	"GET /apply/{draft}/field/{field}":      signin.Talk,
	"POST /apply/{draft}/field/{field}":     signin.Talk,
	"GET /apply/{draft}/check":              signin.Talk,
	"POST /apply/{draft}/check":             signin.Talk,
	"GET /apply/{draft}/papers":             signin.Talk,
	"POST /apply/{draft}/papers":            signin.Talk,
	"POST /apply/{draft}/papers/remove":     signin.Talk,
	"GET /apply/{draft}/file/{file}":        signin.Talk,
	"POST /apply/{draft}/link":              signin.Talk,
	"GET /apply/{draft}/arrived":            signin.Talk,
	"GET /apply/{draft}/send":               signin.Talk,
	"POST /apply/{draft}/send":              signin.Talk,
	"GET /apply/{draft}/sent":               signin.Talk,
	"GET /apply/{draft}/form.pdf":           signin.Talk,
	"GET /apply/{draft}/form.json":          signin.Talk,
	"GET /apply/{draft}/erase":              signin.Talk,
	"POST /apply/{draft}/erase":             signin.Talk,
	"GET /r/{token}":                        signin.Signed, // the link is the key, and can be used once
	"POST /r/{token}":                       signin.Signed, // the link is the key, and can be used once
	"GET /photos":                           signin.Signed, // the cookie that a link gave
	"POST /photos":                          signin.Signed,

	"GET /widget":    signin.Public,
	"GET /widget.js": signin.Public,

	"POST /api/v1/talks":               signin.Public,
	"DELETE /api/v1/talks/{id}":        signin.Talk,
	"POST /api/v1/talks/{id}/turns":    signin.Talk,
	"GET /api/v1/talks/{id}/turns":     signin.Talk,
	"POST /api/v1/talks/{id}/feedback": signin.Talk,
	"POST /api/v1/talks/{id}/cases":    signin.Talk,
	"GET /api/v1/talks/{id}/cases":     signin.Talk,
	"POST /api/v1/progress":            signin.Public, // asks for a proof
	"POST /api/v1/progress/more":       signin.Public, // asks for a pass
	"POST /api/v1/progress/rating":     signin.Public, // asks for a pass
	"POST /api/v1/talks/{id}/rating":   signin.Talk,
	"GET /api/v1/regions":              signin.Public,
	"GET /api/v1/examples":             signin.Public,
	"GET /api/v1/ws":                   signin.Public, // the first frame names the talk, with its secret
	"GET /openapi.json":                signin.Public,

	"GET /healthz": signin.Public,
	"GET /readyz":  signin.Public,
	"GET /assets/": signin.Public,
	"/":            signin.Public, // says that there is no such page
}
