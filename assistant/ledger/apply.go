package ledger

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// Apply does to a case what its system did to it, and returns what came of it.
// An update that was heard before changes nothing: applied is false and the
// event is that of then. The error is ErrNoCase when there is no such case, and
// handoff.ErrTransition for what is not possible in its state.
func (l *Database) Apply(ctx context.Context, u handoff.Update) (e Event, applied bool, err error) {
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		c, err := l.updated(ctx, tx, u)
		if err != nil {
			return err
		}
		e, err = l.heard(ctx, tx, c.ID, u.ID)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		applied = true
		e, err = l.apply(ctx, tx, c, u)
		return err
	})
	return e, applied && err == nil, err
}

// updated returns the case of an update, which nothing else changes meanwhile.
func (l *Database) updated(ctx context.Context, tx *sql.Tx, u handoff.Update) (handoff.Case, error) {
	where, value := `id = $1`, u.Case
	if u.Case == "" {
		where, value = `number <> '' AND number = $1`, u.Number
	}
	c, err := l.scanCase(tx.QueryRowContext(ctx, selectCase+where, db.Text(value)))
	if err != nil {
		return c, err
	}
	if err := l.db.Lock(ctx, tx, "case "+c.ID); err != nil {
		return c, err
	}
	return l.scanCase(tx.QueryRowContext(ctx, selectCase+`id = $1`, c.ID)) // as it is now that it is ours
}

// heard returns the event of an update that was heard before. An id belongs to
// one case: another's is ErrNoCase, which tells nothing of it.
func (l *Database) heard(ctx context.Context, tx *sql.Tx, id, update string) (Event, error) {
	e, err := l.scanEvent(tx.QueryRowContext(ctx, `SELECT `+eventColumns+` FROM case_event WHERE id = $1`, db.Text(update)))
	if err == nil && e.Case != id {
		return Event{}, assistant.ErrNoCase
	}
	return e, err
}

func (l *Database) apply(ctx context.Context, tx *sql.Tx, c handoff.Case, u handoff.Update) (Event, error) {
	next, err := handoff.Next(c.State, u.Action)
	if err != nil {
		return Event{}, err
	}
	e := Event{Case: c.ID, Update: u, Before: c.State, After: next, Told: !Telling(u)}
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) + 1 FROM case_event WHERE case_id = $1`, c.ID).Scan(&e.Seq); err != nil {
		return Event{}, err
	}
	words, err := l.keys.Seal(db.Text(u.Text), eventPlace(c.ID, e.Seq))
	if err != nil {
		return Event{}, err
	}
	if _, err := tx.ExecContext(ctx, insertEvent, c.ID, e.Seq, db.Text(u.ID), string(u.Action), string(e.Before), string(e.After), db.Micros(u.At),
		db.Text(u.Department), db.MicrosOrNone(u.Due), words, db.Text(u.Actor), u.Inside, e.Told); err != nil {
		return Event{}, err
	}
	c = after(c, u, next)
	_, err = tx.ExecContext(ctx, `UPDATE case_file SET state = $1, department = $2, due = $3, number = $4, updated = $5 WHERE id = $6`,
		string(c.State), db.Text(c.Department), db.MicrosOrNone(c.Due), db.Text(c.Number), db.Micros(c.Updated), c.ID)
	if err != nil {
		return Event{}, err
	}
	return e, l.db.Tell(ctx, tx, Incoming, "")
}

// Incoming is the channel on which it is told that something was done to a case.
const Incoming = "case"

// after is a case after an update.
func after(c handoff.Case, u handoff.Update, next handoff.State) handoff.Case {
	c.State = next
	if u.Department != "" && slices.Contains([]handoff.Action{handoff.Assign, handoff.Accept, handoff.Sign}, u.Action) {
		c.Department = u.Department
	}
	if !u.Due.IsZero() {
		c.Due = u.Due
	}
	if u.Number != "" && c.Number == "" {
		c.Number = u.Number
	}
	c.Updated = later(c.Updated, u.At)
	return c
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Telling reports whether the citizen is told of an update: what changes where
// their case stands, not what departments do among themselves.
func Telling(u handoff.Update) bool {
	quiet := []handoff.Action{handoff.Sign, handoff.Object, handoff.Uphold, handoff.Approve, handoff.Supervise, handoff.Rate, handoff.Note, handoff.Contact, handoff.Return}
	return !u.Inside && !(slices.Contains(quiet, u.Action) && strings.TrimSpace(u.Text) == "")
}
