// Package handofftest is the conformance suite of handoff.System: what every
// case system must do so that nothing is lost, doubled or altered on the way,
// and what comes back can be believed.
package handofftest

import (
	"context"
	"testing"

	"wenban/assistant/handoff"
)

// Desk is the people on the far side of a case system, and what they see.
type Desk interface {
	// Act does to the case with the system's number what u says: Action,
	// Department, Due, Text and Actor. Its other fields are the system's to fill in.
	Act(ctx context.Context, number string, u handoff.Update) error
	// Taken returns the cases that were taken in, in any order.
	Taken(ctx context.Context) ([]Taken, error)
}

// Taken is one case as the far side has it.
type Taken struct {
	Number string
	What   string // Content.What
	Secret bool
}

// Subject is a case system under test, with nothing in it yet.
type Subject struct {
	System handoff.System
	Desk   Desk
	Least  bool // it cannot do all, which it must say by refusing: no message but the first, no secret case, no text over Limit; it tells of Close alone
	Limit  int  // characters of a text when Least
}

// Run tests a case system; start returns a new one, which may ask the book for
// the cases under way.
func Run(t *testing.T, start func(t *testing.T, b *Book) Subject) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, *Book, Subject)
	}{
		{"a message is taken with a number", taken},
		{"every kind is taken", kinds},
		{"the same key is one case with one number", sameKey},
		{"twenty at once under a key are one case", atOnce},
		{"a key is found, one that never came is not", found},
		{"another content under a key is altered", altered},
		{"every text arrives as it was said", texts},
		{"a secret report keeps its mark", secret},
		{"what is added reaches the same case", added},
		{"nothing is taken once the time is up", cancelled},
		{"updates come in order and after the cursor", updates},
		{"a case goes its whole way", way},
		{"cases do not get mixed up", apart},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := new(Book)
			test.run(t, b, start(t, b))
		})
	}
}
