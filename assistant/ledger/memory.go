package ledger

import (
	"context"
	"slices"
	"sync"

	"wenban/assistant"
	"wenban/assistant/handoff"
)

// Memory keeps talks for as long as the program runs: for the command line,
// for evaluation, for tests. The zero value is empty and ready.
type Memory struct {
	mu    sync.Mutex
	talks map[string]*kept
	cases map[string]handoff.Case // by receipt
}

type kept struct {
	talk  assistant.Talk
	turns []assistant.Turn
}

// NewMemory returns an empty ledger in memory.
func NewMemory() *Memory { return new(Memory) }

// Talk returns the talk with the id.
func (m *Memory) Talk(_ context.Context, id string) (assistant.Talk, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.talks[id]
	if !ok {
		return assistant.Talk{}, assistant.ErrNoTalk
	}
	return k.talk, nil
}

// Save stores a turn, the first one together with its talk.
func (m *Memory) Save(ctx context.Context, talk assistant.Talk, turn assistant.Turn) (assistant.Turn, error) {
	if err := ctx.Err(); err != nil {
		return assistant.Turn{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.talks[talk.ID]
	if !ok {
		k = &kept{talk: talk}
	}
	if saved, err := m.underKey(turn.Case); err != nil || saved != nil {
		return deref(saved), err
	}
	if i := slices.IndexFunc(k.turns, func(t assistant.Turn) bool { return t.ID != "" && t.ID == turn.ID }); i >= 0 {
		return k.turns[i], nil
	}
	if turn.Seq != len(k.turns)+1 {
		return assistant.Turn{}, assistant.ErrConflict
	}
	turn.Reply.Trace = nil
	if err := m.openCase(turn); err != nil {
		return assistant.Turn{}, err
	}
	turn.Case = nil
	k.turns = append(k.turns, turn)
	k.talk.State, k.talk.Turns, k.talk.Private = turn.State, len(k.turns), turn.Private
	if m.talks == nil {
		m.talks = map[string]*kept{}
	}
	m.talks[talk.ID] = k
	return turn, nil
}

// underKey returns the turn that used the key of a case before, or nil.
func (m *Memory) underKey(c *handoff.Case) (*assistant.Turn, error) {
	if c == nil || c.Key == "" {
		return nil, nil
	}
	for _, before := range m.cases {
		if before.Scope != c.Scope || before.Key != c.Key {
			continue
		}
		if before.Digest() != c.Digest() {
			return nil, handoff.ErrKeyReused
		}
		return &m.talks[before.Talk].turns[before.Seq-1], nil
	}
	return nil, nil
}

func deref(t *assistant.Turn) assistant.Turn {
	if t == nil {
		return assistant.Turn{}
	}
	return *t
}

func (m *Memory) openCase(turn assistant.Turn) error {
	if turn.Case == nil {
		return nil
	}
	c := *turn.Case
	if _, taken := m.cases[c.Receipt]; taken {
		return assistant.ErrReceipt
	}
	if m.cases == nil {
		m.cases = map[string]handoff.Case{}
	}
	c.Talk, c.Seq, c.State, c.Updated = turn.Talk, turn.Seq, handoff.Submitted, c.Opened
	m.cases[c.Receipt] = c
	return nil
}

// ByReceipt returns the case with the receipt number, or ErrNoCase.
func (m *Memory) ByReceipt(_ context.Context, receipt string) (handoff.Case, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.cases[receipt]
	if !ok {
		return handoff.Case{}, assistant.ErrNoCase
	}
	return c, nil
}

// CasesOfTalk returns the cases that were opened in a talk, oldest first.
func (m *Memory) CasesOfTalk(_ context.Context, talk string) (out []handoff.Case, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.cases {
		if c.Talk == talk {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b handoff.Case) int { return a.Seq - b.Seq })
	return out, nil
}

// CasesOfCitizen returns the cases of a signed-in citizen, newest first.
func (m *Memory) CasesOfCitizen(_ context.Context, citizen string) (out []handoff.Case, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.cases {
		if citizen != "" && c.Citizen == citizen {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b handoff.Case) int { return b.Opened.Compare(a.Opened) })
	return out, nil
}

// Turns returns the turns of a talk after a number, oldest first.
func (m *Memory) Turns(_ context.Context, talk string, after int) ([]assistant.Turn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.talks[talk]
	if !ok {
		return nil, assistant.ErrNoTalk
	}
	return slices.Clone(k.turns[min(max(after, 0), len(k.turns)):]), nil
}

// Feedback stores what the citizen thought of a turn; a later one replaces it.
func (m *Memory) Feedback(_ context.Context, talk string, seq int, feedback, comment string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.talks[talk]
	if !ok || seq < 1 || seq > len(k.turns) {
		return assistant.ErrNoTalk
	}
	k.turns[seq-1].Feedback, k.turns[seq-1].Comment = feedback, comment
	return nil
}

// End takes the secret of a talk away.
func (m *Memory) End(_ context.Context, talk string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.talks[talk]
	if !ok {
		return assistant.ErrNoTalk
	}
	k.talk.Secret = ""
	return nil
}
