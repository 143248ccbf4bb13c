package web

import (
	"context"
	"errors"
	"io"
	"net"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"wenban/assistant"
	"wenban/channels/signin"
)

// times are how long a socket waits.
type times struct {
	write   time.Duration // for a reader; a slower one is closed, and gets what it missed when it is back
	message time.Duration // from the first byte of a message to its last
	silence time.Duration // without a message or a pong: the other side is gone
	ping    time.Duration // between two pings
	hello   time.Duration // for the first frame
}

var usualTimes = times{write: 8 * time.Second, message: 30 * time.Second, silence: 75 * time.Second, ping: 25 * time.Second, hello: 15 * time.Second}

const pingsAllowed = 10 // of a client, a second

// conversation is one socket. It blocks in run; a second goroutine only reads.
type conversation struct {
	server  *Server
	conn    *websocket.Conn
	wire    *watched
	address string
	citizen string // who was signed in when the socket was opened, or ""
	region  string // chosen on the page before the talk began, or ""
	talk    assistant.Talk
	visitor signin.Visitor // who opened it; the socket ends with their session
	ear     *ear
	html    bool
	sent    int // number of the last turn that was sent
	reading bool
	pings   *rate.Limiter
}

// Reasons to end a conversation.
var (
	errPings  = errors.New("too many pings")
	errBinary = errors.New("not text")
)

// run talks until either side has enough. kept is the talk of the cookie; nil
// means that the first frame names it.
func (c *conversation) run(ctx context.Context, kept *assistant.Talk) {
	ctx, cancel := c.server.config.SignIn.Hold(ctx, c.visitor)
	defer cancel()
	defer func() { _ = c.conn.Close() }() // already closed, or nothing to be done
	messages := make(chan []byte)
	go c.listen(ctx, cancel, messages)
	defer func() { c.server.hub.part(c.talk.ID, c.ear) }()
	if !c.welcome(ctx, kept, messages) {
		return
	}
	if c.catchUp(ctx) == nil {
		c.serve(ctx, messages)
	}
}

// serve is the loop of a conversation that has begun.
func (c *conversation) serve(ctx context.Context, messages <-chan []byte) {
	tick := time.NewTicker(c.server.times.ping)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-c.ear.end:
			c.end()
			return
		case <-c.ear.news:
			err = c.catchUp(ctx)
		case m := <-messages:
			err = c.hear(ctx, m)
		case <-tick.C:
			err = c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(c.server.times.write))
		}
		if err != nil {
			return
		}
	}
}

// end says why the socket is closed: a page comes back after the program was
// started anew, not after the citizen left the talk.
func (c *conversation) end() {
	if c.ear.away {
		c.goAway()
		return
	}
	c.close(websocket.CloseNormalClosure, "ended")
}

// goAway tells the client to come back, with its talk and secret or its cookie,
// after the last turn it has.
func (c *conversation) goAway() {
	_ = c.send(answer{Type: "reconnect", Seq: c.sent}) // who does not hear it comes back all the same
	c.close(websocket.CloseGoingAway, "stopping")
}

// listen reads messages until the socket ends. It waits for each to be taken:
// who sends faster than we answer is slowed down by the network.
func (c *conversation) listen(ctx context.Context, cancel context.CancelFunc, messages chan<- []byte) {
	defer cancel()
	c.limits()
	for {
		m, err := c.read()
		if err != nil {
			c.explain(err)
			return
		}
		select {
		case messages <- m:
		case <-ctx.Done():
			return
		}
	}
}

// limits sets what a client may do to the connection.
func (c *conversation) limits() {
	c.conn.SetReadLimit(maxFrame)
	c.pings = rate.NewLimiter(pingsAllowed, pingsAllowed)
	_ = c.conn.SetReadDeadline(time.Now().Add(c.server.times.silence)) // a closed socket shows at the next read
	c.conn.SetPongHandler(c.onPong)
	c.conn.SetPingHandler(c.onPing)
	c.conn.SetCloseHandler(c.onClose)
}

// onPong notes that the other side is there. A message under way has a limit of
// its own, which pongs do not extend.
func (c *conversation) onPong(string) error {
	if c.reading {
		return nil
	}
	return c.conn.SetReadDeadline(time.Now().Add(c.server.times.silence))
}

func (c *conversation) onPing(data string) error {
	if !c.pings.Allow() {
		return errPings
	}
	err := c.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(c.server.times.write))
	if errors.Is(err, websocket.ErrCloseSent) {
		return nil
	}
	return err
}

func (c *conversation) onClose(code int, _ string) error {
	if code == websocket.CloseNoStatusReceived && c.wire.brokenClose() {
		code = websocket.CloseProtocolError
	}
	c.close(code, "")
	return nil
}

// read reads one message, whole and in time.
func (c *conversation) read() ([]byte, error) {
	c.reading = false
	kind, r, err := c.conn.NextReader()
	if err != nil {
		return nil, err
	}
	if kind != websocket.TextMessage {
		return nil, errBinary
	}
	c.reading = true
	if err := c.conn.SetReadDeadline(time.Now().Add(c.server.times.message)); err != nil {
		return nil, err
	}
	m, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(m) {
		return nil, errEncoding
	}
	return m, c.conn.SetReadDeadline(time.Now().Add(c.server.times.silence))
}

// explain ends the socket with the code that says why.
func (c *conversation) explain(err error) {
	var slow net.Error
	switch {
	case errors.Is(err, errBinary):
		c.close(websocket.CloseUnsupportedData, "text only")
	case errors.Is(err, errEncoding):
		c.close(websocket.CloseInvalidFramePayloadData, "not UTF-8")
	case errors.Is(err, errPings):
		c.close(websocket.ClosePolicyViolation, "too many pings")
	case errors.Is(err, websocket.ErrReadLimit):
		c.close(websocket.CloseMessageTooBig, "message too big")
	case errors.As(err, &slow) && slow.Timeout():
		c.close(websocket.CloseGoingAway, "too slow")
	}
}

func (c *conversation) close(code int, text string) {
	_ = c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(time.Second)) // best effort
}

// send writes one answer; a reader that does not take it in time is closed.
func (c *conversation) send(a answer) error {
	if err := c.conn.SetWriteDeadline(time.Now().Add(c.server.times.write)); err != nil {
		return err
	}
	return c.conn.WriteJSON(a)
}

func (c *conversation) refuse(id string, p *problem) error {
	c.server.refused(*p)
	return c.send(answer{Type: "error", ID: id, Code: p.Code, Message: p.Text})
}
