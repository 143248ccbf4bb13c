package web

import (
	"context"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/gorilla/websocket"

	"wenban/assistant"
	"wenban/channels/signin"
)

// maxFrame bounds one message of a client.
const maxFrame = 64 << 10

// pageSocket is the socket of the page: the cookie says which talk. A visitor
// without one gets it with the answer to the upgrade.
func (s *Server) pageSocket(w http.ResponseWriter, r *http.Request) {
	s.socket(w, r, func(header http.Header) (*assistant.Talk, *problem) {
		t, ok := s.kept(r)
		if ok {
			return &t, nil
		}
		if t, ok = s.begin(r, "web", ""); !ok {
			return nil, &tooMany
		}
		header.Set("Set-Cookie", s.talkCookie(r, t).String())
		return &t, nil
	})
}

// apiSocket is the socket of programs and of the widget: the first frame says
// which talk. It looks at no cookie, so no other site can use one.
func (s *Server) apiSocket(w http.ResponseWriter, r *http.Request) {
	s.socket(w, r, func(http.Header) (*assistant.Talk, *problem) { return nil, nil })
}

// socket upgrades and leaves the conversation to a goroutine of its own: the
// request with its buffers, headers and deep stack, half of what an idle socket
// cost, is let go. find returns the talk where the request names one, and may
// add to the answer's header.
func (s *Server) socket(w http.ResponseWriter, r *http.Request, find func(http.Header) (*assistant.Talk, *problem)) {
	if !s.mayUpgrade(w, r) {
		return
	}
	leave, p := s.seat(r)
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	c, t := s.upgrade(w, r, find)
	if c == nil {
		leave()
		return
	}
	go s.converse(c, t, leave)
}

// seat counts a socket in; leave must follow where there is no problem.
func (s *Server) seat(r *http.Request) (leave func(), p *problem) {
	if !s.gate.enter() {
		return nil, &leaving
	}
	rise, ok := s.guard.enter(s.address(r))
	if !ok {
		s.gate.leave()
		return nil, &problem{http.StatusServiceUnavailable, "sockets", "现在同时使用的人太多。页面不用刷新也能用，请直接发送。"}
	}
	return func() { rise(); s.gate.leave() }, nil
}

// converse runs a conversation to its end. What goes wrong in one must not end
// the others.
func (s *Server) converse(c *conversation, t *assistant.Talk, leave func()) {
	defer leave()
	defer func() {
		if cause := recover(); cause != nil {
			s.log.Error("conversation", "panic", cause, "stack", string(debug.Stack()))
		}
	}()
	c.run(context.Background(), t) // nothing of the request is kept
}

// upgrade answers the request; nil means that it was refused.
func (s *Server) upgrade(w http.ResponseWriter, r *http.Request, find func(http.Header) (*assistant.Talk, *problem)) (*conversation, *assistant.Talk) {
	header := http.Header{}
	t, p := find(header)
	if p != nil {
		s.fail(w, r, *p)
		return nil, nil
	}
	c := &conversation{server: s, address: s.address(r), citizen: s.citizen(r)}
	if t != nil {
		c.region, c.visitor = s.here(r), signin.Of(r.Context())
	}
	up := websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 4 << 10, WriteBufferPool: &buffers, CheckOrigin: s.ours}
	wire := &watching{ResponseWriter: w}
	var err error
	if c.conn, err = up.Upgrade(wire, r, header); err != nil {
		return nil, nil // gorilla has answered 400
	}
	c.wire = wire.conn
	return c, t
}

// buffers are shared: most sockets are silent most of the time.
var buffers sync.Pool

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
