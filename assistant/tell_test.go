package assistant_test

import (
	"context"
	"errors"
	"testing"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/handoff"
)

// news is that a case of a talk was accepted.
func news(talk, id string) assistant.News {
	return assistant.News{ID: id, Case: handoff.Case{ID: "c", Receipt: "WB26112500000018", Kind: handoff.Complaint, State: handoff.Accepted, Talk: talk}, Lead: "您的投诉：已受理。", Words: "说明：马上去看"}
}

// News that comes in the middle of a question takes nothing away: the question is
// still there, its buttons work, and an answer in words does too.
func TestNewsLeavesTheQuestionOpen(t *testing.T) {
	c := meet(t)
	asked := c.say("护照")
	if asked.Ask == nil || len(asked.Choices) == 0 {
		t.Fatalf("say(护照) asks %+v, want an offer", asked.Ask)
	}
	for range 3 { // told again it is the same
		if err := c.a.Tell(t.Context(), news(asked.Talk, "n1")); err != nil {
			t.Fatalf("Tell = %v, want nil", err)
		}
	}
	turns, err := c.a.Ledger.Turns(t.Context(), asked.Talk, 1)
	if err != nil || len(turns) != 1 || !turns[0].IsNews() {
		t.Fatalf("Turns after the first = %d, %v, want one that is news", len(turns), err)
	}
	told := turns[0].Reply
	if told.Outcome != guide.Informed || told.Reason != guide.AsProgress || told.Receipt.Words != "说明：马上去看" || told.Ask == nil || *told.Ask != *asked.Ask || told.Receipt.State != "已受理" {
		t.Errorf("the news is %+v, want it informed, with the question again", told)
	}
	c.last = told
	if next := c.tap(asked.Choices[0].Label); next.Focus != asked.Choices[0].Item || next.Seq != 3 {
		t.Errorf("tap(%s) after the news = turn %d about %s, want turn 3 about %s", asked.Choices[0].Label, next.Seq, next.Focus, asked.Choices[0].Item)
	}
}

func TestNewsForATalkThatIsGone(t *testing.T) {
	c := meet(t)
	if err := c.a.Tell(t.Context(), news("nobody", "n1")); !errors.Is(err, assistant.ErrNoTalk) {
		t.Errorf("Tell(no talk) = %v, want ErrNoTalk", err)
	}
}

// meddling is a ledger into which news comes just before a turn is saved.
type meddling struct {
	assistant.Ledger
	before func()
}

func (m *meddling) Save(ctx context.Context, talk assistant.Talk, turn assistant.Turn) (assistant.Turn, error) {
	if before := m.before; before != nil {
		m.before = nil
		before()
	}
	return m.Ledger.Save(ctx, talk, turn)
}

// What a citizen says while news comes in is not refused as if they had gone on
// elsewhere; what they said elsewhere still is.
func TestNewsInBetweenCostsNoTurn(t *testing.T) {
	c := meet(t)
	first := c.say("身份证丢了")
	below := c.a.Ledger
	m := &meddling{Ledger: below}
	c.a.Ledger = m
	teller := &assistant.Assistant{Ledger: below}
	m.before = func() {
		for _, id := range []string{"n1", "n2"} {
			if err := teller.Tell(t.Context(), news(first.Talk, id)); err != nil {
				t.Errorf("Tell = %v", err)
			}
		}
	}
	if r := c.say("要多少钱"); r.Seq != 4 {
		t.Errorf("say while two news come in = turn %d, want 4", r.Seq)
	}
	m.before = func() {
		other := *c.a
		other.Ledger = below
		if _, err := other.Ask(t.Context(), assistant.Question{Talk: first.Talk, Text: "在哪办", At: c.at}); err != nil {
			t.Errorf("Ask = %v", err)
		}
	}
	if _, err := c.a.Ask(t.Context(), assistant.Question{Talk: first.Talk, Text: "几天", At: c.at}); !errors.Is(err, assistant.ErrConflict) {
		t.Errorf("Ask while another turn comes in = %v, want ErrConflict", err)
	}
}
