package signin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Refusal is why a request was not let through. Text is for people.
type Refusal struct {
	Status int
	Code   string // from a closed set
	Text   string
	SignIn string // path where whoever it is can sign in, or ""
}

// Refuse tells a visitor, in the manner of a channel, why they are not let in.
type Refuse func(w http.ResponseWriter, r *http.Request, no Refusal)

// The refusals. A session that ended, was never there, or is another kind's is
// told in the same words.
var (
	signInFirst = Refusal{http.StatusUnauthorized, "sign_in", "请先登录。登录可能已经过期，重新登录后接着办。", ""}
	notYours    = Refusal{http.StatusForbidden, "role", "您的角色不能用这一页。需要的话请找管理员。", ""}
	bareRequest = Refusal{http.StatusForbidden, "origin", "没有看出这个请求从哪个页面来，没有执行。请更新浏览器，回到本页面再操作。", ""}
	cannotTell  = Refusal{http.StatusServiceUnavailable, "busy", "系统暂时没有响应，不能确认是谁在操作。请过一会儿再试。", ""}
	badMethod   = Refusal{http.StatusMethodNotAllowed, "method", "这个地址不能这样用，请从页面上操作。", ""}
	badPath     = Refusal{http.StatusBadRequest, "path", "网址里有不该有的字符，请从页面上操作。", ""}
)

// Protect returns the routes of a channel behind its table. The error names
// every route without a row.
func (g *Guard) Protect(routes map[string]http.HandlerFunc, policy Policy, refuse Refuse) (http.Handler, error) {
	if err := policy.Check(routes); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for pattern, h := range routes {
		mux.Handle(pattern, g.only(policy[pattern], h, refuse))
	}
	for path, methods := range methodsOf(routes) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", strings.Join(methods, ", "))
			refuse(w, r, badMethod)
		})
	}
	return mux, nil
}

// methodsOf returns the methods that the routes allow, by path, for the paths
// that have no route for every method.
func methodsOf(routes map[string]http.HandlerFunc) map[string][]string {
	out := map[string][]string{}
	for pattern := range routes {
		method, path, ok := strings.Cut(pattern, " ")
		if ok && routes[path] == nil {
			out[path] = append(out[path], method)
			slices.Sort(out[path])
		}
	}
	return out
}

// only lets through to a route whoever may call it.
func (g *Guard) only(who Who, h http.HandlerFunc, refuse Refuse) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.ContainsFunc(r.URL.Path, func(c rune) bool { return c < ' ' || c == 0x7f }) {
			refuse(w, r, badPath)
			return
		}
		v, err := g.visitor(r)
		open := decide(who, Visitor{}) == welcome
		if err != nil && !open {
			refuse(w, r, cannotTell)
			return
		}
		if !open {
			w.Header().Set("Cache-Control", "no-store")
		}
		switch decide(who, v) {
		case welcome:
			h(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, v)))
		case identify:
			g.askWho(w, r, who, refuse)
		default:
			refuse(w, r, notYours)
		}
	}
}

// askWho sends a visitor who opens a page to sign in, and refuses others.
func (g *Guard) askWho(w http.ResponseWriter, r *http.Request, who Who, refuse Refuse) {
	no := signInFirst
	if bare(r) {
		no = bareRequest
	}
	switch {
	case who.kind == "staff":
		no.SignIn = "/staff/sign-in"
	case g.TakesCitizens():
		no.SignIn = "/sign-in"
	default:
		no.Text = noProvider.Text
	}
	if no.Code == "sign_in" && no.SignIn != "" && opensPage(r) {
		http.Redirect(w, r, no.SignIn+"?next="+url.QueryEscape(r.URL.EscapedPath()), http.StatusSeeOther)
		return
	}
	refuse(w, r, no)
}

// opensPage reports that a browser wants to show what comes back.
func opensPage(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) &&
		strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/")
}
