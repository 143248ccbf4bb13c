package assistant

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/knowledge"
)

// Submission is something that a citizen hands in outside of their words: a
// finished form, a request of another system. It becomes a turn of the talk.
type Submission struct {
	Talk  string       // id
	ID    string       // the client's id of the message: sent twice, it is one turn
	Said  string       // what the talk shows that was done, without personal data: 提交《居民身份证申领登记表》
	Case  handoff.Case // Kind, Scope, Key, Title, Content and what else is known; the rest is filled in
	State *guide.State // of the talk afterwards; nil: as it is
	At    time.Time    // zero: now
}

// Submit hands a case in and acknowledges it in the talk: "已提交，待受理". When
// it returns without an error the case is durable and on its way. The same key
// again is answered with the same reply; the error is handoff.ErrKeyReused when
// it comes with something else.
func (a *Assistant) Submit(ctx context.Context, s Submission) (Reply, error) {
	talk, err := a.Ledger.Talk(ctx, s.Talk)
	if err != nil {
		return Reply{}, fmt.Errorf("load talk %q: %w", s.Talk, err)
	}
	at := a.at(Question{At: s.At})
	state := talk.State
	if s.State != nil {
		state = *s.State
	}
	know := a.Knowledge()
	turn, err := a.acknowledge(ctx, talk, s.Case, at, func(c handoff.Case) Turn {
		return Turn{ID: s.ID, Said: s.Said, Reply: handedIn(know, state, c), State: state, At: at, Private: talk.Private}
	})
	if err != nil {
		return Reply{}, fmt.Errorf("hand in a case in talk %q: %w", s.Talk, err)
	}
	return turn.Reply, nil
}

// receipts is how many receipt numbers are tried: one is taken already about
// once in a hundred, when there are a hundred thousand cases in a day.
const receipts = 20

// acknowledge saves the turn that make makes for a case together with the case.
func (a *Assistant) acknowledge(ctx context.Context, talk Talk, c handoff.Case, at time.Time, make func(handoff.Case) Turn) (Turn, error) {
	for range receipts {
		c.ID, c.Receipt, c.Opened, c.State = ulid.Make().String(), handoff.NewReceipt(at.In(knowledge.Zone)), at, handoff.Submitted
		turn := make(c)
		turn.Talk, turn.Seq, turn.Case = talk.ID, talk.Turns+1, &c
		turn.Reply.Talk, turn.Reply.Seq = turn.Talk, turn.Seq
		saved, err := a.keep(ctx, talk, turn)
		if !errors.Is(err, ErrReceipt) {
			return saved, err
		}
	}
	return Turn{}, ErrReceipt
}

// ReceiptOf is what the citizen is told of a case.
func ReceiptOf(c handoff.Case) *Receipt {
	return &Receipt{Case: c.ID, Number: c.Receipt, Kind: c.Kind.Name(), Title: c.Title, State: c.State.Name(), Department: c.Department, Due: c.Due}
}

// handedIn is the acknowledgement of a case: never that it was accepted, which
// is for the department to say. The number stands in the receipt, which every
// channel shows, and not in the lead as well.
func handedIn(know *Knowledge, s guide.State, c handoff.Case) Reply {
	lead := handoff.Submitted.Name() + "。请记下回执号，查进度时凭它和手机号后四位。"
	if c.Content.Phone == "" && c.Citizen == "" {
		lead = handoff.Submitted.Name() + "。请记下回执号；您没有留手机号，进度只能在这次对话里看。"
	}
	reply := Reply{
		Outcome: guide.Submitted, Reason: guide.Complete, Lead: lead, Focus: s.Focus, Region: s.Region, Edition: know.Edition.ID,
		Items: []Ranked{}, Materials: []Line{}, Sources: []Source{}, Choices: []Choice{}, Receipt: ReceiptOf(c),
	}
	reply.Text = plainText(reply)
	return reply
}
