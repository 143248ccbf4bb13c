package handofftest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"wenban/assistant/handoff"
)

// memory is the smallest case system that passes; it is wrong on demand, to
// show that the suite catches that.
type memory struct {
	mu      sync.Mutex
	taken   []handoff.Message // first messages of cases, in order
	digests map[string]string
	numbers map[string]string
	updates []handoff.Update
	wrong   string // what it does wrong, see wrongs
}

// wrongs are the faults that the suite must catch.
var wrongs = []string{"forgets keys", "takes anything under a key", "cuts texts", "drops the mark", "finds everything", "repeats updates", "turns updates round", "ignores the time"}

func newMemory() *memory {
	return &memory{digests: map[string]string{}, numbers: map[string]string{}}
}

func (m *memory) Deliver(ctx context.Context, msg handoff.Message) (handoff.Answer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil && m.wrong != "ignores the time" {
		return handoff.Answer{}, err
	}
	if number, ok := m.numbers[msg.Key]; ok && m.wrong != "forgets keys" {
		if m.digests[msg.Key] != msg.Digest && m.wrong != "takes anything under a key" {
			return handoff.Answer{}, handoff.ErrAltered
		}
		return handoff.Answer{Number: number, Digest: msg.Digest}, nil
	}
	number := msg.Case.Number
	if msg.Act == handoff.Opened {
		m.taken = append(m.taken, msg)
		number = fmt.Sprint("N", len(m.taken))
	}
	m.numbers[msg.Key], m.digests[msg.Key] = number, msg.Digest
	return handoff.Answer{Number: number, Digest: msg.Digest}, nil
}

func (m *memory) Find(_ context.Context, key string) (handoff.Answer, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	number, ok := m.numbers[key]
	return handoff.Answer{Number: number, Digest: m.digests[key]}, ok || m.wrong == "finds everything", nil
}

func (m *memory) Updates(_ context.Context, cursor string) ([]handoff.Update, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	after, _ := strconv.Atoi(cursor)
	if m.wrong == "repeats updates" {
		after = max(after-1, 0)
	}
	all := slices.Clone(m.updates[after:])
	if m.wrong == "turns updates round" {
		slices.Reverse(all)
	}
	if len(all) > 3 {
		all = all[:3] // a page
	}
	return all, strconv.Itoa(after + len(all)), nil
}

func (m *memory) Act(_ context.Context, number string, u handoff.Update) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if number == "" {
		return errors.New("no number")
	}
	u.ID, u.Number, u.At = fmt.Sprint("u", len(m.updates)), number, time.Now()
	m.updates = append(m.updates, u)
	return nil
}

func (m *memory) Taken(context.Context) (out []Taken, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, msg := range m.taken {
		one := Taken{m.numbers[msg.Key], msg.Case.Content.What, msg.Case.Secret && m.wrong != "drops the mark"}
		if m.wrong == "cuts texts" {
			one.What = one.What[:min(len(one.What), 4000)]
		}
		out = append(out, one)
	}
	return out, nil
}

func TestTheSuitePassesWhatIsRight(t *testing.T) {
	Run(t, func(*testing.T, *Book) Subject {
		m := newMemory()
		m.wrong = os.Getenv("WENBAN_TEST_WRONG")
		return Subject{System: m, Desk: m}
	})
}

// TestTheSuiteCatchesWhatIsWrong is the positive control: the same test in a
// process of its own fails with each of the faults.
func TestTheSuiteCatchesWhatIsWrong(t *testing.T) {
	for _, wrong := range wrongs {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestTheSuitePassesWhatIsRight$")
		cmd.Env = append(os.Environ(), "WENBAN_TEST_WRONG="+wrong)
		if out, err := cmd.CombinedOutput(); err == nil {
			t.Errorf("a system that %s passes, want a failure:\n%s", wrong, out)
		}
	}
}
