package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wenban/assistant"
	"wenban/assistant/guide"
)

// said is what a citizen sent: words, a tapped choice, or a removed tag.
type said struct {
	ID     string // the client's id of the message
	Text   string
	Pick   string
	Drop   string
	Region string
	On     int // number of the reply that Pick or Drop belongs to; 0: the last

	citizen string // token of the signed-in citizen, or ""
	from    string // address, for counting wrong tries
}

// turnTakes bounds one turn. It is not cut short when the citizen's connection
// breaks: what was sent is answered, and found when they are back.
const turnTakes = 20 * time.Second

// take takes a turn of a talk that the caller was allowed to reach. A problem
// means that nothing was saved.
func (s *Server) take(ctx context.Context, talk assistant.Talk, q said) (assistant.Reply, *problem) {
	q.Text = tidy(q.Text)
	if p := s.check(talk, q); p != nil {
		return assistant.Reply{}, p
	}
	if !s.gate.enter() {
		return assistant.Reply{}, &leaving
	}
	defer s.gate.leave()
	defer s.hub.lock(talk.ID)()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnTakes)
	defer cancel()
	if p := s.current(ctx, talk.ID, q); p != nil {
		return assistant.Reply{}, p
	}
	reply, err := s.assistant.Ask(ctx, assistant.Question{
		Talk: talk.ID, ID: q.ID, Text: q.Text, Pick: q.Pick, Drop: q.Drop, Region: q.Region, Channel: talk.Channel, At: s.now(),
		Citizen: q.citizen, From: q.from,
	})
	if err != nil {
		return assistant.Reply{}, s.problemOf(err)
	}
	if beganAnew(reply) {
		if err := s.eraseDrafts(ctx, talk.ID, every); err != nil {
			s.log.Error("erase drafts", "error", err) // they are erased at the next try, or when they expire
		}
	}
	reply.Trace = nil
	s.hub.tell(talk.ID)
	return reply, nil
}

// beganAnew reports that the citizen wants to begin anew (重新开始, 取消): what
// they had begun to fill in goes too.
func beganAnew(r assistant.Reply) bool {
	if r.Trace == nil {
		return false
	}
	plan, ok := r.Trace.Plan.(guide.Plan)
	return ok && plan.Act == guide.Restart
}

// check refuses what no talk would take.
func (s *Server) check(talk assistant.Talk, q said) *problem {
	switch {
	case utf8.RuneCountInString(q.Text) > s.config.Limits.Text:
		return &tooLong
	case len(q.ID) > 80 || len(q.Pick) > 200 || len(q.Drop) > 200 || len(q.Region) > 20 || q.On < 0:
		return &badForm
	case strings.ContainsFunc(q.ID+q.Pick+q.Drop+q.Region, hidden):
		return &badForm
	case !s.guard.messages.allow(talk.ID):
		return &tooFast
	}
	return nil
}

// current refuses a tap on the buttons of a reply that is no longer the last
// one: an old page, a second tab. The same message again is let through, so
// that it is answered with the turn that was saved.
func (s *Server) current(ctx context.Context, id string, q said) *problem {
	if q.On == 0 || q.Pick == "" && q.Drop == "" {
		return nil
	}
	turns, err := s.assistant.Ledger.Turns(ctx, id, q.On)
	if err != nil {
		return s.problemOf(err)
	}
	for _, t := range turns {
		if q.ID != "" && t.ID == q.ID {
			return nil
		}
	}
	if slices.ContainsFunc(turns, func(t assistant.Turn) bool { return !t.IsNews() }) {
		return &stale
	}
	return nil
}

// problemOf tells an error as a problem. What cannot be the citizen's doing is
// logged; the words are never part of it.
func (s *Server) problemOf(err error) *problem {
	switch {
	case errors.Is(err, assistant.ErrNoTalk):
		return &noTalk
	case errors.Is(err, assistant.ErrConflict):
		return &stale
	}
	s.log.Error("take a turn", "error", err)
	return &busy
}

// talk returns the talk with the id to whoever knows its secret. That there is
// none and that the secret is wrong look the same.
//
// PRIVACY: every way to a talk goes through here.
func (s *Server) talk(ctx context.Context, id, secret string) (assistant.Talk, *problem) {
	t, err := s.assistant.Ledger.Talk(ctx, id)
	if err != nil {
		return assistant.Talk{}, s.problemOf(err)
	}
	if t.Secret == "" || subtle.ConstantTimeCompare([]byte(t.Secret), []byte(secret)) != 1 {
		return assistant.Talk{}, &noTalk
	}
	return t, nil
}
