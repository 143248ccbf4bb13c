package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// Event (流转记录) is one thing that was done to a case.
type Event struct {
	Place      int64 // in the order over all cases, from 1
	Number     string
	Version    int64          // of the case after it
	Action     handoff.Action // as the citizen's side knows it
	Act        handoff.Action // as the desk knows it
	Before     handoff.State
	After      handoff.State
	At         time.Time
	Department string
	Due        time.Time // zero: as it was
	Words      string    // to the citizen
	Remark     string    // among departments: never leaves the desk
	Actor      string
	Inside     bool // not for the citizen
}

const eventColumns = `place, number, version, action, act, before, after, at, department, due, words, remark, actor, inside`

func wordsPlace(number string, version int64) string {
	return fmt.Sprintf("desk case %s event %d", number, version)
}

// happened adds an event to the log. Whoever calls it holds the lock "desk
// events": places have no gap, and nobody reads past one that is not committed.
func (d *Desk) happened(ctx context.Context, tx *sql.Tx, e Event) error {
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(place), 0) + 1 FROM desk_event`).Scan(&e.Place); err != nil {
		return err
	}
	words, err := d.keys.Seal(e.Words, wordsPlace(e.Number, e.Version)+" words")
	if err != nil {
		return err
	}
	remark, err := d.keys.Seal(e.Remark, wordsPlace(e.Number, e.Version)+" remark")
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO desk_event (`+eventColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.Place, e.Number, e.Version, string(e.Action), string(e.Act), string(e.Before), string(e.After), db.Micros(e.At), db.Text(e.Department), db.MicrosOrNone(e.Due),
		words, remark, db.Text(e.Actor), e.Inside)
	return err
}

// queryer is a transaction or the reader of a database.
type queryer interface {
	QueryContext(ctx context.Context, query string, values ...any) (*sql.Rows, error)
}

func (d *Desk) events(ctx context.Context, from queryer, where string, values ...any) (all []Event, err error) {
	return db.All(func(row scanner) (Event, error) { return d.scanEvent(row) })(from.QueryContext(ctx, `SELECT `+eventColumns+` FROM desk_event WHERE `+where, values...))
}

func (d *Desk) scanEvent(row scanner, more ...any) (e Event, err error) {
	var at, due int64
	var words, remark string
	if err := row.Scan(append([]any{&e.Place, &e.Number, &e.Version, &e.Action, &e.Act, &e.Before, &e.After, &at, &e.Department, &due, &words, &remark, &e.Actor, &e.Inside}, more...)...); err != nil {
		return e, err
	}
	e.At, e.Due = db.Instant(at), db.InstantOrNone(due)
	e.Words, err = d.keys.Open(words, wordsPlace(e.Number, e.Version)+" words")
	if err == nil {
		e.Remark, err = d.keys.Open(remark, wordsPlace(e.Number, e.Version)+" remark")
	}
	return e, err
}

// most is how many events Updates reads at once.
const most = 200

// ErrCursor says that a cursor is none of ours.
var ErrCursor = errors.New("desk: no such cursor")

// Updates returns what was done after a cursor, oldest first, without what
// departments note for themselves. It is part of handoff.System.
func (d *Desk) Updates(ctx context.Context, cursor string) (updates []handoff.Update, next string, err error) {
	after := int64(0)
	if cursor != "" {
		if after, err = strconv.ParseInt(cursor, 10, 64); err != nil || after < 0 {
			return nil, cursor, fmt.Errorf("%w: %q", ErrCursor, cursor)
		}
	}
	rows, err := d.db.Reader().QueryContext(ctx, `SELECT `+eventColumns+`, (SELECT id FROM desk_case c WHERE c.number = e.number)
		FROM desk_event e WHERE place > $1 ORDER BY place LIMIT $2`, after, most)
	if err != nil {
		return nil, cursor, err
	}
	defer rows.Close()
	next = cursor
	for rows.Next() {
		var id string
		e, err := d.scanEvent(rows, &id)
		if err != nil {
			return nil, cursor, err
		}
		next = strconv.FormatInt(e.Place, 10)
		if !(e.Inside && e.Action == handoff.Note) {
			updates = append(updates, e.update(id))
		}
	}
	return updates, next, rows.Err()
}

// update is an event as it is told outside of the desk.
//
// PRIVACY: what departments say among themselves (Remark) is not in it.
func (e Event) update(id string) handoff.Update {
	return handoff.Update{
		ID: fmt.Sprintf("desk %s %d", e.Number, e.Version), Case: id, Number: e.Number, Action: e.Action, At: e.At,
		Department: e.Department, Due: e.Due, Text: e.Words, Actor: e.Actor, Inside: e.Inside,
	}
}
