package assistant

import (
	"context"
	"errors"
	"time"

	"wenban/knowledge/index"
)

// Errors of a Ledger.
var (
	ErrNoTalk   = errors.New("no such talk")
	ErrConflict = errors.New("the talk has moved on")
	ErrReceipt  = errors.New("the receipt number is taken")
	ErrNoCase   = errors.New("no such case")
)

// Finder finds items, life events and passages; *index.Index is one.
type Finder interface {
	Items(ctx context.Context, q index.Query) ([]index.Hit, error)
	Events(ctx context.Context, q index.Query) ([]index.Hit, error)
	Passages(ctx context.Context, q index.Query) ([]index.Hit, error)
}

// TooSoon says that somebody has tried too often and when they may try again.
type TooSoon struct{ Wait time.Duration }

func (e TooSoon) Error() string { return "too many tries: wait " + e.Wait.String() }
