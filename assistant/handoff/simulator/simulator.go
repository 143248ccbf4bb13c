// Package simulator is a case system to try Wenban with: it takes the events of
// the webhook, keeps them in a log that only grows, gives numbers, lets staff
// act on a small page, and calls back. It can be told to fail in the ways in
// which case systems do.
//
// It is the other side of the contract in webhook/openapi-cases.json, and an
// example of how to write it.
package simulator

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/webhook"
)

// Config is how a simulator runs.
type Config struct {
	Keys     webhook.Keys     // shared with Wenban
	Log      string           // file of what was taken and done, one JSON object a line; "": in memory alone
	Callback string           // where updates are posted; "": they are polled
	Faults   Faults           // zero: none
	Now      func() time.Time // nil: time.Now
}

// System is the simulated case system.
type System struct {
	config Config
	client *http.Client
	more   chan struct{} // something may have to be called back

	mu      sync.Mutex
	log     *os.File
	events  map[string]entry // by key
	cases   []*file          // in the order of their numbers
	byID    map[string]*file
	updates []handoff.Update
	called  int // how many of updates were called back
	random  *rand.Rand
}

// file is one case as the far side has it.
type file struct {
	Number string
	Case   handoff.Case // as it came first
	State  handoff.State
	More   []string // what was added
	Done   []handoff.Update
}

// Open returns a simulator with what its log holds.
func Open(c Config) (*System, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &System{
		config: c, client: &http.Client{Timeout: 10 * time.Second}, more: make(chan struct{}, 1),
		events: map[string]entry{}, byID: map[string]*file{}, random: rand.New(rand.NewPCG(c.Faults.Seed, 1)),
	}
	if c.Log == "" {
		return s, nil
	}
	return s, s.restore(c.Log)
}

// Close closes the log.
func (s *System) Close() error {
	if s.log == nil {
		return nil
	}
	return s.log.Close()
}

// take takes a message in, once.
func (s *System) take(m handoff.Message) (webhook.Taken, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.events[m.Key]; ok {
		if e.Digest != m.Digest {
			return webhook.Taken{}, handoff.ErrAltered
		}
		return webhook.Taken{Key: m.Key, Number: e.Number, Digest: e.Digest}, nil
	}
	number, err := s.numberFor(m)
	if err != nil {
		return webhook.Taken{}, err
	}
	err = s.add(entry{Type: "taken", At: s.config.Now(), Key: m.Key, Number: number, Digest: m.Digest, Message: &m})
	return webhook.Taken{Key: m.Key, Number: number, Digest: m.Digest}, err
}

// errNoCase says that something was added to a case that is not here.
var errNoCase = errors.New("没有这个工单")

// numberFor returns the number of a message's case: a new one for a new case.
func (s *System) numberFor(m handoff.Message) (string, error) {
	if f := s.byID[m.Case.ID]; f != nil {
		return f.Number, nil
	}
	if m.Act != handoff.Opened {
		return "", errNoCase
	}
	return fmt.Sprintf("GD%s%06d", s.config.Now().Format("20060102"), len(s.cases)+1), nil
}

// add writes an entry down and does it.
func (s *System) add(e entry) error {
	if err := s.write(e); err != nil {
		return err
	}
	s.do(e)
	return nil
}

// do is what an entry does, when it happens and when the log is read again.
func (s *System) do(e entry) {
	switch {
	case e.Message != nil && s.byID[e.Message.Case.ID] == nil:
		f := &file{Number: e.Number, Case: e.Message.Case, State: handoff.Submitted}
		s.cases, s.byID[f.Case.ID], s.events[e.Key] = append(s.cases, f), f, e
	case e.Message != nil:
		f := s.byID[e.Message.Case.ID]
		f.More, s.events[e.Key] = append(f.More, e.Message.Text), e
	case e.Update != nil:
		if f := s.find(e.Update.Number); f != nil {
			f.State, _ = handoff.Next(f.State, e.Update.Action)
			f.Done = append(f.Done, *e.Update)
		}
		s.updates = append(s.updates, *e.Update)
	case e.Type == "called":
		s.called++
	}
}

func (s *System) find(number string) *file {
	for _, f := range s.cases {
		if f.Number == number {
			return f
		}
	}
	return nil
}

// Act does something to a case, as staff do on the page.
func (s *System) Act(_ context.Context, number string, u handoff.Update) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.find(number)
	if f == nil {
		return errNoCase
	}
	if _, err := handoff.Next(f.State, u.Action); err != nil {
		return err
	}
	u.ID, u.Case, u.Number, u.At = ulid.Make().String(), f.Case.ID, number, s.config.Now().UTC()
	if err := s.add(entry{Type: "update", At: u.At, Update: &u}); err != nil {
		return err
	}
	select {
	case s.more <- struct{}{}:
	default: // it looks anyway
	}
	return nil
}

// Cases returns the cases as they came, with their numbers and states.
func (s *System) Cases() []handoff.Case {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []handoff.Case
	for _, f := range s.cases {
		c := f.Case
		c.Number, c.State = f.Number, f.State
		out = append(out, c)
	}
	return out
}
