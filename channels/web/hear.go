package web

import (
	"context"
	"time"

	"github.com/gorilla/websocket"

	"wenban/assistant"
	"wenban/knowledge"
)

// welcome waits for the hello, finds the talk, and says where it stands. Frames
// that cannot be read are answered and the hello is still waited for.
func (c *conversation) welcome(ctx context.Context, kept *assistant.Talk, messages <-chan []byte) bool {
	late := time.NewTimer(c.server.times.hello)
	defer late.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-c.server.gate.closing:
			c.goAway()
			return false
		case <-late.C:
			c.close(websocket.ClosePolicyViolation, "no hello")
			return false
		case m := <-messages:
			f, p := parse(m)
			if p == nil && f.Type != "hello" {
				p = &badType
			}
			if p != nil {
				c.noteDenied(f, p)
				if c.refuse(f.ID, p) != nil {
					return false
				}
				continue
			}
			return c.begin(ctx, kept, f)
		}
	}
}

// begin answers a hello.
func (c *conversation) begin(ctx context.Context, kept *assistant.Talk, f frame) bool {
	a, p := c.enter(ctx, kept, f)
	if p != nil {
		_ = c.refuse("", p) // it is closed either way
		c.close(websocket.ClosePolicyViolation, p.Code)
		return false
	}
	c.ear = c.server.hub.join(c.talk.ID) // before the welcome: what happens from then on is heard
	c.html = f.As == "html"
	c.sent = f.After
	a.Type, a.Seq = "welcome", c.talk.Turns
	if f.After > c.talk.Turns {
		c.sent = c.talk.Turns // nothing is there; what comes is sent
		if c.refuse("", &badNumber) != nil {
			return false
		}
	}
	return c.send(a) == nil
}

// enter finds the talk of a hello, or opens one for a client without a cookie,
// who must be told how to come back.
func (c *conversation) enter(ctx context.Context, kept *assistant.Talk, f frame) (answer, *problem) {
	s := c.server
	var p *problem
	switch {
	case kept != nil:
		c.talk = *kept
		return answer{}, nil
	case f.Talk != "":
		c.talk, p = s.talk(ctx, f.Talk, f.Secret)
		return answer{}, p
	case !s.guard.talks.allow(c.address):
		return answer{}, &tooMany
	}
	c.talk = s.openings.open("web", "")
	return answer{Talk: c.talk.ID, Secret: c.talk.Secret}, nil
}

// hear does what a frame says. A frame that is wrong is answered; only a socket
// that cannot be written to ends the conversation.
func (c *conversation) hear(ctx context.Context, m []byte) error {
	f, p := parse(m)
	if p == nil {
		switch f.Type {
		case "ask":
			return c.ask(ctx, f)
		case "feedback":
			p = c.server.rate(ctx, c.talk, f.Seq, f.Feedback, f.Comment)
		case "ping":
			return c.send(answer{Type: "pong"})
		default:
			p = &badType
		}
	}
	if p != nil {
		c.noteDenied(f, p)
		return c.refuse(f.ID, p)
	}
	return c.send(answer{Type: "done", ID: f.ID, Seq: f.Seq})
}

// ask takes a turn. The first one is for the region that was chosen on the page.
func (c *conversation) ask(ctx context.Context, f frame) error {
	q := said{ID: f.ID, Text: f.Text, Pick: f.Pick, Drop: f.Drop, Region: f.Region, On: f.On, citizen: c.citizen, from: c.address}
	if c.sent == 0 && q.Region == "" {
		q.Region = c.region
	}
	if err := c.server.config.SignIn.Used(ctx, c.visitor); err != nil {
		return c.refuse(f.ID, c.server.problemOf(err))
	}
	reply, p := c.server.take(ctx, c.talk, q)
	if p != nil {
		return c.refuse(f.ID, p)
	}
	if err := c.catchUp(ctx); err != nil {
		return err
	}
	return c.send(answer{Type: "done", ID: f.ID, Seq: reply.Seq})
}

// catchUp sends the turns that the client has not got. Every turn is read from
// the ledger, so none is lost by a slow or broken line.
func (c *conversation) catchUp(ctx context.Context) error {
	turns, err := c.server.assistant.Ledger.Turns(ctx, c.talk.ID, max(c.sent-1, 0))
	if err != nil {
		return c.refuse("", c.server.problemOf(err))
	}
	for i, t := range turns {
		if t.Seq <= c.sent {
			continue
		}
		var prev *assistant.Turn
		if i > 0 {
			prev = &turns[i-1]
		}
		if err := c.turn(prev, t, i == len(turns)-1); err != nil {
			return err
		}
		c.sent = t.Seq
	}
	return nil
}

func (c *conversation) turn(prev *assistant.Turn, t assistant.Turn, last bool) error {
	s := c.server
	t.Reply.Trace = nil
	if !c.html {
		return c.send(answer{Type: "turn", Seq: t.Seq, ID: t.ID, Said: spoken(s.know(), prev, t), Reply: t.Reply})
	}
	v := viewTurn(s.know(), prev, t, last, s.now().In(knowledge.Zone))
	s.offerForm(&v, t)
	s.offerAppointment(&v, t)
	html, err := s.pages.Part("turn", v)
	if err != nil {
		s.log.Error("render turn", "error", err)
		return c.refuse(t.ID, &busy)
	}
	return c.send(answer{Type: "turn", Seq: t.Seq, ID: t.ID, HTML: html})
}

// noteDenied logs that a visitor sent what only operators may: the kind, from a
// closed list, and nothing of what was in it.
func (c *conversation) noteDenied(f frame, p *problem) {
	if p == &denied {
		c.server.log.Warn("denied frame", "type", f.Type, "talk", c.talk.ID)
	}
}
