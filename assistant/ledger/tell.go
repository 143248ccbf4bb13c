package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// tellAtOnce bounds how many events are read at a time.
const tellAtOnce = 200

// News (新进展) is an event of a case that the citizen is to be told of: what a
// case system did, or that a message of the case is dead.
type News struct {
	Case  handoff.Case
	Event Event  // of what was done; zero: a message is dead
	Dead  Unsent // what is dead
}

// Untold returns what the citizens were not told yet, oldest first, with those of
// a case in their order. Besides an error of what cannot be read, which holds up
// nothing else, it returns all the rest.
func (l *Database) Untold(ctx context.Context) (out []News, err error) {
	dead, err := l.untoldDead(ctx)
	if err != nil {
		return nil, err
	}
	events, unread, err := l.untoldEvents(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range dead {
		out = append(out, News{Dead: d, Case: handoff.Case{ID: d.Case}})
	}
	for _, e := range events {
		out = append(out, News{Event: e, Case: handoff.Case{ID: e.Case}})
	}
	readable := out[:0]
	for _, n := range out {
		c, err := l.Case(ctx, n.Case.ID)
		if err != nil {
			unread = errors.Join(unread, err)
			continue
		}
		n.Case = c
		readable = append(readable, n)
	}
	return readable, unread
}

func (l *Database) untoldEvents(ctx context.Context) (out []Event, unread, err error) {
	rows, err := l.db.Reader().QueryContext(ctx, `SELECT `+eventColumns+` FROM case_event WHERE NOT told ORDER BY case_id, seq LIMIT $1`, tellAtOnce)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		e, err := l.scanEvent(rows)
		if err != nil {
			unread = errors.Join(unread, err)
			continue
		}
		out = append(out, e)
	}
	return out, unread, rows.Err()
}

// Tell records that the citizen was told in the talk, and puts the short text
// that goes with it, if there is one, on its way: both or neither.
func (l *Database) Tell(ctx context.Context, n News, text *Notice) error {
	return l.db.Update(ctx, func(tx *sql.Tx) error {
		statement, seq := `UPDATE case_event SET told = true WHERE case_id = $1 AND seq = $2`, n.Event.Seq
		if seq == 0 {
			statement, seq = `UPDATE outbox SET told = true WHERE case_id = $1 AND seq = $2 AND state = 'dead'`, n.Dead.Seq
		}
		if _, err := tx.ExecContext(ctx, statement, n.Case.ID, seq); err != nil {
			return err
		}
		if text != nil {
			if err := l.notify(ctx, tx, *text); err != nil {
				return err
			}
		}
		return l.db.Tell(ctx, tx, Spoken, n.Case.Talk)
	})
}

// Notice (短信通知) is a short text that is due to a phone. The SMS channel sends
// it.
type Notice struct {
	ID      string // what it is about: asked for twice, it is one
	Phone   string // PRIVACY: sealed at rest
	Text    string // at most 70 characters, without personal data
	Added   time.Time
	After   time.Time // not to be sent before
	Expires time.Time // nor after
}

// Notify puts a short text on its way.
func (l *Database) Notify(ctx context.Context, n Notice) error {
	return l.db.Update(ctx, func(tx *sql.Tx) error { return l.notify(ctx, tx, n) })
}

func (l *Database) notify(ctx context.Context, tx *sql.Tx, n Notice) error {
	phone, err := l.keys.Seal(n.Phone, noticePlace(n.ID))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO notice (id, phone, words, state, added, after, expires) VALUES ($1, $2, $3, 'waiting', $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
		n.ID, phone, db.Text(n.Text), db.Micros(n.Added), db.MicrosOrNone(n.After), db.Micros(n.Expires))
	return err
}

func noticePlace(id string) string { return "notice " + id }

// Notices returns the short texts that are due at a time, at most so many.
func (l *Database) Notices(ctx context.Context, at time.Time, most int) ([]Notice, error) {
	return db.All(l.scanNotice)(l.db.Reader().QueryContext(ctx, `SELECT id, phone, words, added, after, expires FROM notice
		WHERE state = 'waiting' AND after <= $1 AND expires > $1 ORDER BY after, id LIMIT $2`, db.Micros(at), most))
}

func (l *Database) scanNotice(row scanner) (n Notice, err error) {
	var phone string
	var added, after, expires int64
	if err := row.Scan(&n.ID, &phone, &n.Text, &added, &after, &expires); err != nil {
		return n, err
	}
	n.Added, n.After, n.Expires = db.Instant(added), db.InstantOrNone(after), db.Instant(expires)
	n.Phone, err = l.keys.Open(phone, noticePlace(n.ID))
	return n, err
}
