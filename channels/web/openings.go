package web

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"wenban/assistant"
)

// openings is the ledger with one thing added: talks that were opened and in
// which nothing was said yet. A talk is stored with its first turn; until then
// its id and secret are kept here, so that twenty copies of a first message,
// sent by an impatient thumb or a bad line, become one turn of one talk.
//
// They are kept in memory, for an hour, and the oldest make room for new ones:
// losing one costs a visitor nothing but a new id.
type openings struct {
	assistant.Ledger
	most int
	now  func() time.Time

	mu    sync.Mutex
	byID  map[string]assistant.Talk
	byKey map[string]string // key of the form it was opened by → id
	order []opening         // oldest first
}

type opening struct {
	id, key string
	at      time.Time
}

const openingLives = time.Hour

func newOpenings(l assistant.Ledger, most int, now func() time.Time) *openings {
	return &openings{Ledger: l, most: most, now: now, byID: map[string]assistant.Talk{}, byKey: map[string]string{}}
}

// open returns a new talk. With a key that opened a talk before it returns that
// one; key must be unguessable, "" is no key.
func (o *openings) open(channel, key string) assistant.Talk {
	o.mu.Lock()
	defer o.mu.Unlock()
	if t, ok := o.byID[o.byKey[key]]; ok && key != "" {
		return t
	}
	o.forget()
	t := assistant.Talk{ID: ulid.Make().String(), Secret: rand.Text(), Channel: channel, Began: o.now()}
	o.byID[t.ID] = t
	if key != "" {
		o.byKey[key] = t.ID
	}
	o.order = append(o.order, opening{t.ID, key, o.now()})
	return t
}

// forget drops what is too old or too many.
func (o *openings) forget() {
	n := 0
	for n < len(o.order) && (len(o.order)-n >= o.most || o.now().Sub(o.order[n].at) > openingLives) {
		delete(o.byID, o.order[n].id)
		delete(o.byKey, o.order[n].key)
		n++
	}
	o.order = o.order[n:]
}

// Talk returns a talk of the ledger, or one that was opened here.
func (o *openings) Talk(ctx context.Context, id string) (assistant.Talk, error) {
	t, err := o.Ledger.Talk(ctx, id)
	if !errors.Is(err, assistant.ErrNoTalk) {
		return t, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if t, ok := o.byID[id]; ok {
		return t, nil
	}
	return assistant.Talk{}, assistant.ErrNoTalk
}

// Turns returns the turns of a talk; one that was only opened has none.
func (o *openings) Turns(ctx context.Context, talk string, after int) ([]assistant.Turn, error) {
	turns, err := o.Ledger.Turns(ctx, talk, after)
	if errors.Is(err, assistant.ErrNoTalk) {
		if _, open := o.Talk(ctx, talk); open == nil {
			return nil, nil
		}
	}
	return turns, err
}

// End takes the secret of a talk away; one that was only opened is forgotten.
func (o *openings) End(ctx context.Context, talk string) error {
	o.mu.Lock()
	_, open := o.byID[talk]
	delete(o.byID, talk)
	o.mu.Unlock()
	err := o.Ledger.End(ctx, talk)
	if open && errors.Is(err, assistant.ErrNoTalk) {
		return nil
	}
	return err
}
