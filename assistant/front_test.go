package assistant_test

import (
	"sync"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

// These tests go through the front door: assistant.Ask over the sample city,
// at a fixed moment.

// noon is when the tests ask, unless a test is about time.
var noon = time.Date(2026, 11, 16, 12, 0, 0, 0, knowledge.Zone)

// sampleCity is what the assistant knows of the sample city; built once.
var sampleCity = sync.OnceValues(func() (*assistant.Knowledge, error) {
	e, err := sample.Load()
	if err != nil {
		return nil, err
	}
	return knowing(e)
})

func knowing(e *knowledge.Edition) (*assistant.Knowledge, error) {
	return assistant.Learn(e, nil)
}

// talk is one conversation with the assistant.
type talk struct {
	t    testing.TB
	a    *assistant.Assistant
	last assistant.Reply
	at   time.Time
}

// meet begins a talk with the assistant of the sample city.
func meet(t testing.TB) *talk {
	t.Helper()
	know, err := sampleCity()
	return meetWith(t, know, err)
}

func meetWith(t testing.TB, know *assistant.Knowledge, err error) *talk {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return know }, Ledger: ledger.NewMemory()}
	return &talk{t: t, a: a, at: noon}
}

// say asks with words and returns the reply.
func (c *talk) say(text string) assistant.Reply {
	c.t.Helper()
	return c.ask(assistant.Question{Text: text})
}

// tap chooses by its label what the last reply offered.
func (c *talk) tap(label string) assistant.Reply {
	c.t.Helper()
	for _, choice := range c.last.Choices {
		if choice.Label == label {
			return c.ask(assistant.Question{Pick: choice.ID})
		}
	}
	c.t.Fatalf("tap(%s): the last reply offers %v", label, labels(c.last))
	return assistant.Reply{}
}

func (c *talk) ask(q assistant.Question) assistant.Reply {
	c.t.Helper()
	q.Talk, q.Channel, q.At = c.last.Talk, "web", c.at
	reply, err := c.a.Ask(c.t.Context(), q)
	if err != nil {
		c.t.Fatalf("Ask(%.60q, pick %q) = %v, want nil", q.Text, q.Pick, err)
	}
	c.last = reply
	return reply
}

func labels(r assistant.Reply) (out []string) {
	for _, c := range r.Choices {
		out = append(out, c.Label)
	}
	return out
}

// materials names what is certain on a list, then in brackets what may be.
func materials(r assistant.Reply) (out []string) {
	for _, l := range r.Materials {
		name := l.Name
		if l.Open != "" {
			name = "（" + l.Open + "）" + l.Name
		}
		out = append(out, name)
	}
	return out
}

// named is the name of the item or life event a reply is about.
func named(c *talk, r assistant.Reply) string {
	e := c.a.Knowledge().Edition
	if it, ok := e.Item(r.Focus); ok {
		return it.Name
	}
	ev, _ := e.Event(r.Focus)
	return ev.Name
}
