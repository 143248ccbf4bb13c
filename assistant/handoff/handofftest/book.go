package handofftest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/assistant/handoff"
)

// Book is the ledger of a test: the cases that were sent and where they stand.
type Book struct {
	mu    sync.Mutex
	cases []handoff.Case
	heard map[string]bool
}

// Cases returns the cases that have a number and are not at their end.
func (b *Book) Cases(context.Context) ([]handoff.Case, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	open := slices.DeleteFunc(slices.Clone(b.cases), func(c handoff.Case) bool { return c.Number == "" || c.State.Final() })
	return open, nil
}

// Owner returns the id of the case that has a number, or "".
func (b *Book) Owner(_ context.Context, number string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.cases {
		if c.Number == number {
			return c.ID, nil
		}
	}
	return "", nil
}

// sent notes the number of a case.
func (b *Book) sent(c handoff.Case, number string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c.Number = number
	b.cases = append(b.cases, c)
}

// apply does an update to its case as the ledger does, and returns the case.
func (b *Book) apply(u handoff.Update) (handoff.Case, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.cases, func(c handoff.Case) bool { return c.ID == u.Case || u.Case == "" && c.Number == u.Number })
	if i < 0 {
		return handoff.Case{}, fmt.Errorf("no case for update %+v", u)
	}
	if b.heard == nil {
		b.heard = map[string]bool{}
	}
	if b.heard[u.ID] {
		return b.cases[i], nil
	}
	next, err := handoff.Next(b.cases[i].State, u.Action)
	if err != nil {
		return b.cases[i], err
	}
	b.heard[u.ID], b.cases[i].State = true, next
	return b.cases[i], nil
}

// Case returns the n-th case of a test.
func Case(n int) handoff.Case {
	at := time.Now().UTC().Truncate(time.Microsecond)
	return handoff.Case{
		ID: fmt.Sprintf("01KB%022d", n), Receipt: handoff.NewReceipt(at), Kind: handoff.Complaint, State: handoff.Submitted, Talk: "t", Seq: 1,
		Region: "990102", Category: "noise", Department: "云东区城市管理局", Title: "夜间施工噪声", Opened: at, Updated: at,
		Content: handoff.Content{Name: "王秀兰", Phone: "13800138000", What: fmt.Sprintf("楼下工地半夜施工，第 %d 次了", n), Where: "青年路 12 号"},
	}
}

// Message returns a message about a case, by its number in the case.
func Message(c handoff.Case, seq int, act handoff.Act, text string) handoff.Message {
	return handoff.Message{Key: fmt.Sprintf("%s/%d", c.ID, seq), Act: act, Case: c, Text: text, Digest: c.Digest()}
}

// deliver hands a new case over.
func deliver(t *testing.T, b *Book, s Subject, c handoff.Case) handoff.Answer {
	t.Helper()
	a, err := s.System.Deliver(t.Context(), Message(c, 1, handoff.Opened, ""))
	if err != nil || a.Number == "" {
		t.Fatalf("Deliver(%s) = %+v, %v, want a number", c.ID, a, err)
	}
	b.sent(c, a.Number)
	return a
}

// seen returns what the far side has, by number.
func seen(t *testing.T, s Subject) map[string]Taken {
	t.Helper()
	all, err := s.Desk.Taken(t.Context())
	if err != nil {
		t.Fatalf("Taken() = %v, want nil", err)
	}
	out := map[string]Taken{}
	for _, one := range all {
		if _, twice := out[one.Number]; twice {
			t.Fatalf("Taken() has the number %s twice", one.Number)
		}
		out[one.Number] = one
	}
	return out
}

// listen reads all updates after a cursor.
func listen(t *testing.T, s Subject, cursor string) (all []handoff.Update, next string) {
	t.Helper()
	for range 1000 {
		got, after, err := s.System.Updates(t.Context(), cursor)
		if err != nil {
			t.Fatalf("Updates(%q) = %v, want nil", cursor, err)
		}
		all = append(all, got...)
		if len(got) == 0 || after == cursor {
			return all, after
		}
		cursor = after
	}
	t.Fatalf("Updates: no end after 1000 pages")
	return nil, ""
}

// without is a text without NUL, which no database takes: a system may leave it out.
func without(s string) string { return strings.ReplaceAll(s, "\x00", "") }
