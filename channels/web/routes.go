package web

import (
	"net/http"

	"wenban/channels/internal/page"
	"wenban/channels/signin"
)

// Handler returns all routes of the channel, each behind its row of the policy
// table.
func (s *Server) Handler() http.Handler {
	s.cross.SetDenyHandler(http.HandlerFunc(s.foreign))
	return page.Headers(s.cross.Handler(s.guarded), isWidget, s.config.Embed)
}

func (s *Server) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		// the page; every form posts and is redirected to it
		"GET /{$}":           s.home,
		"POST /ask":          s.ask,
		"POST /region":       s.region,
		"POST /size":         s.size,
		"POST /restart":      s.restart,
		"POST /feedback":     s.feedback,
		"GET /list":          s.list,
		"GET /list.txt":      s.listText,
		"GET /talk":          s.said,
		"GET /receipt/{seq}": s.receipt,
		"GET /ws":            s.pageSocket,
		// what a citizen handed in; the form posts, so that no number stands in an address
		"GET /progress":              s.progress,
		"POST /progress":             s.seeProgress,
		"POST /progress/more":        s.addToCase,
		"GET /appointment":           s.appointment,
		"POST /appointment":          s.book,
		"GET /appointments":          s.appointments,
		"POST /appointments":         s.findAppointment,
		"POST /appointment/move":     s.moveAppointment,
		"POST /appointment/cancel":   s.cancelAppointment,
		"POST /appointment/calendar": s.appointmentCalendar,
		"GET /mine":                  s.mine,
		"POST /mine/keep":            s.keepTalk,
		"POST /mine/export":          s.exportMine,
		"GET /mine/erase":            s.erasingMine,
		"POST /mine/erase":           s.eraseMine,
		"GET /rate":                  s.ratePage,
		"POST /rate":                 s.rateForm,
		"POST /rate/case":            s.offerCase,
		"POST /rate/skip":            s.skipRating,
		// filling in the form of an item, a page a step
		"POST /apply":                           s.applyBegin,
		"GET /apply/{draft}":                    s.apply,
		"GET /apply/{draft}/sources":            s.applySources,
		"POST /apply/{draft}/sources":           s.applyAllow,
		"GET /apply/{draft}/about/{situation}":  s.applyAbout,
		"POST /apply/{draft}/about/{situation}": s.applyAnswer,
		"GET /apply/{draft}/field/{field}":      s.applyField,
		"POST /apply/{draft}/field/{field}":     s.applySet,
		"GET /apply/{draft}/check":              s.applyCheck,
		"POST /apply/{draft}/check":             s.applyConfirm,
		"GET /apply/{draft}/papers":             s.applyPapers,
		"POST /apply/{draft}/papers":            s.applyUpload,
		"POST /apply/{draft}/papers/remove":     s.applyDetach,
		"GET /apply/{draft}/file/{file}":        s.applyFile,
		"POST /apply/{draft}/link":              s.applyLink,
		"GET /apply/{draft}/arrived":            s.applyArrived,
		"GET /apply/{draft}/send":               s.applySend,
		"POST /apply/{draft}/send":              s.applySubmit,
		"GET /apply/{draft}/sent":               s.applySent,
		"GET /apply/{draft}/form.pdf":           s.applyPDF,
		"GET /apply/{draft}/form.json":          s.applyJSON,
		"GET /apply/{draft}/erase":              s.applyErasing,
		"POST /apply/{draft}/erase":             s.applyErase,
		"GET /r/{token}":                        s.linked,
		"POST /r/{token}":                       s.linkedUse,
		"GET /photos":                           s.photos,
		"POST /photos":                          s.photo,
		// for other sites
		"GET /widget":    s.widget,
		"GET /widget.js": s.widgetScript,
		// for programs
		"POST /api/v1/talks":               s.apiOpen,
		"DELETE /api/v1/talks/{id}":        s.apiEnd,
		"POST /api/v1/talks/{id}/turns":    s.apiAsk,
		"GET /api/v1/talks/{id}/turns":     s.apiTurns,
		"POST /api/v1/talks/{id}/feedback": s.apiFeedback,
		"POST /api/v1/talks/{id}/cases":    s.apiSubmit,
		"GET /api/v1/talks/{id}/cases":     s.apiCases,
		"POST /api/v1/progress":            s.apiProgress,
		"POST /api/v1/progress/more":       s.apiMore,
		"POST /api/v1/progress/rating":     s.apiRateCase,
		"POST /api/v1/talks/{id}/rating":   s.apiRateTalk,
		"GET /api/v1/regions":              s.apiRegions,
		"GET /api/v1/examples":             s.apiExamples,
		"GET /api/v1/ws":                   s.apiSocket,
		"GET /openapi.json":                s.openAPI,
		"GET /healthz":                     s.healthz,
		"GET /readyz":                      s.readyz,
		"GET /assets/":                     s.assets.ServeHTTP,
		"/":                                s.missing,
	}
}

func isWidget(r *http.Request) bool { return r.URL.Path == "/widget" }

// refuse tells whoever the policy table does not let in.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, no signin.Refusal) {
	s.fail(w, r, problem{no.Status, no.Code, no.Text})
}

// foreign answers a form that another site sent in the citizen's name.
func (s *Server) foreign(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, problem{http.StatusForbidden, "origin", "这个请求来自别的网站，没有执行。请回到本页面再操作。"})
}

// missing answers an address that is not there.
func (s *Server) missing(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, problem{http.StatusNotFound, "not_found", "没有这个页面。可以回到首页，直接说您想办什么事。"})
}
