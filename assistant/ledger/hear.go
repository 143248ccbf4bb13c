package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// Heard says what came of an update.
type Heard string

// What may come of an update.
const (
	Applied Heard = "applied"
	Again   Heard = "again"   // it was heard before: nothing changed
	Parked  Heard = "parked"  // its case is not here yet; it is kept until it is
	Refused Heard = "refused" // not possible in the state of the case
	Full    Heard = "full"    // too many are parked: this one was not kept
)

const (
	parkedLive = 72 * time.Hour
	parkedMost = 10_000
)

// Take is Apply for what comes from outside: an update whose case is not here, or
// not yet under that number, is parked and applied when it is, before those that
// come later. The error is handoff.ErrTransition with Refused, ErrNoCase with
// Full; any other is of the database: then it is to be told again.
func (l *Database) Take(ctx context.Context, u handoff.Update) (Heard, error) {
	if err := l.unpark(ctx, u.Case, u.Number); err != nil {
		return "", err
	}
	_, applied, err := l.Apply(ctx, u)
	switch {
	case errors.Is(err, assistant.ErrNoCase):
		return l.park(ctx, u)
	case errors.Is(err, handoff.ErrTransition):
		return Refused, err
	case err != nil:
		return "", err
	case applied:
		return Applied, nil
	}
	return Again, nil
}

func parkedPlace(id string) string { return "parked " + id }

// about is what an update calls its case.
func about(u handoff.Update) string {
	if u.Case != "" {
		return u.Case
	}
	return u.Number
}

func (l *Database) park(ctx context.Context, u handoff.Update) (Heard, error) {
	body, _ := json.Marshal(u) // plain values always encode
	sealed, err := l.keys.Seal(string(body), parkedPlace(db.Text(u.ID)))
	if err != nil {
		return "", err
	}
	heard, now := Parked, time.Now()
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM case_parked WHERE expires <= $1`, db.Micros(now)); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM case_parked`).Scan(&n); err != nil {
			return err
		}
		if n >= parkedMost {
			heard = Full
			return assistant.ErrNoCase
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO case_parked (id, about, body, added, expires) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
			db.Text(u.ID), db.Text(about(u)), sealed, db.Micros(now), db.Micros(now.Add(parkedLive)))
		return err
	})
	return heard, err
}

// Unpark applies what is parked and whose case is here by now.
func (l *Database) Unpark(ctx context.Context) error {
	return l.unparkWhere(ctx, `SELECT p.id, p.body FROM case_parked p WHERE EXISTS (SELECT 1 FROM case_file c WHERE c.id = p.about OR c.number <> '' AND c.number = p.about) ORDER BY p.added, p.id LIMIT 1000`)
}

// unpark applies what is parked for a case.
func (l *Database) unpark(ctx context.Context, id, number string) error {
	return l.unparkWhere(ctx, `SELECT id, body FROM case_parked WHERE about IN ($1, $2) ORDER BY added, id`, db.Text(id), db.Text(number))
}

func (l *Database) unparkWhere(ctx context.Context, query string, values ...any) error {
	parked, err := l.parked(ctx, query, values...)
	if err != nil {
		return err
	}
	for _, u := range parked {
		_, _, err := l.Apply(ctx, u)
		if errors.Is(err, assistant.ErrNoCase) {
			continue
		}
		if err != nil && !errors.Is(err, handoff.ErrTransition) { // what came too late is dropped
			return err
		}
		if err := l.change(ctx, `DELETE FROM case_parked WHERE id = $1`, db.Text(u.ID)); err != nil && !errors.Is(err, assistant.ErrNoTalk) {
			return err
		}
	}
	return nil
}

func (l *Database) parked(ctx context.Context, query string, values ...any) ([]handoff.Update, error) {
	return db.All(l.scanParked)(l.db.Reader().QueryContext(ctx, query, values...))
}

func (l *Database) scanParked(row scanner) (u handoff.Update, err error) {
	var id, sealed string
	if err := row.Scan(&id, &sealed); err != nil {
		return u, err
	}
	body, err := l.keys.Open(sealed, parkedPlace(id))
	if err != nil {
		return u, err
	}
	return u, decode([]byte(body), &u)
}

// Cursor returns how far we have heard of a case system, "" for not at all.
func (l *Database) Cursor(ctx context.Context, system string) (place string, err error) {
	err = l.db.Reader().QueryRowContext(ctx, `SELECT place FROM case_cursor WHERE system = $1`, system).Scan(&place)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return place, err
}

// Advance moves a cursor from one place to the next. Where another replica has
// moved it meanwhile it stays: what is heard twice is one.
func (l *Database) Advance(ctx context.Context, system, from, to string) error {
	return l.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO case_cursor (system, place) VALUES ($1, $2)
			ON CONFLICT (system) DO UPDATE SET place = $2 WHERE case_cursor.place = $3`, system, db.Text(to), db.Text(from))
		return err
	})
}
