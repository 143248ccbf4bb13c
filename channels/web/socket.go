package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/websocket"

	"wenban/assistant"
)

// maxFrame bounds one message of a client.
const maxFrame = 64 << 10

// pageSocket is the socket of the page: the cookie says which talk. A visitor
// without one gets it with the answer to the upgrade.
func (s *Server) pageSocket(w http.ResponseWriter, r *http.Request) {
	t, ok := s.kept(r)
	header := http.Header{}
	if !ok {
		if !s.mayUpgrade(w, r) {
			return
		}
		if t, ok = s.begin(r, "web", ""); !ok {
			s.fail(w, r, tooMany)
			return
		}
		header.Set("Set-Cookie", s.talkCookie(r, t).String())
	}
	s.socket(w, r, header, &t)
}

// apiSocket is the socket of programs and of the widget: the first frame says
// which talk. It looks at no cookie, so no other site can use one.
func (s *Server) apiSocket(w http.ResponseWriter, r *http.Request) {
	s.socket(w, r, http.Header{}, nil)
}

// socket upgrades and blocks until the conversation is over.
func (s *Server) socket(w http.ResponseWriter, r *http.Request, header http.Header, t *assistant.Talk) {
	if !s.mayUpgrade(w, r) {
		return
	}
	leave, ok := s.guard.enter(s.address(r))
	if !ok {
		s.fail(w, r, problem{http.StatusServiceUnavailable, "sockets", "现在同时使用的人太多。页面不用刷新也能用，请直接发送。"})
		return
	}
	defer leave()
	up := websocket.Upgrader{ReadBufferSize: 4 << 10, WriteBufferSize: 4 << 10, CheckOrigin: s.ours}
	conn, err := up.Upgrade(w, r, header)
	if err != nil {
		return // gorilla has answered 400
	}
	c := &conversation{server: s, conn: conn, address: s.address(r)}
	c.run(r.Context(), t)
}

// mayUpgrade refuses what is not a request of ours to open a socket.
func (s *Server) mayUpgrade(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case !r.ProtoAtLeast(1, 1) || !websocket.IsWebSocketUpgrade(r):
		s.fail(w, r, problem{http.StatusBadRequest, "upgrade", "这个地址只用于页面的实时连接，请打开首页。"})
	case !s.ours(r):
		s.fail(w, r, problem{http.StatusForbidden, "origin", "这个连接来自别的网站，没有接受。"})
	default:
		return true
	}
	return false
}

// ours reports that a socket is opened by our own page, by a named origin, or
// by a program, which sends no Origin. Another site could otherwise open it
// with the visitor's cookie.
//
// PRIVACY: the whole origin is compared, never a part of it.
func (s *Server) ours(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if len(r.Header.Values("Origin")) == 0 {
		return true
	}
	if slices.Contains(s.config.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && strings.EqualFold(u.Host, r.Host)
}
