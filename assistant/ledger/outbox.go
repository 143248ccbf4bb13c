package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// The outbox is a table that is written in the transaction which acknowledges a
// case, and read by workers, of one process or of several replicas. A worker
// claims a message for a time (lease); every claim has a higher number (fence),
// and what a worker reports under an older one is refused, so that a worker that
// was thought dead spoils nothing. Messages of one case go one after the other;
// no case waits for another.

// Letter (待送消息) is a message of the outbox that was claimed.
type Letter struct {
	handoff.Message
	Seq   int       // in its case, from 1
	Tries int       // how often it was claimed, this time included
	Fence int64     // of this claim
	Added time.Time // when it was acknowledged
	Err   error     // why the case cannot be read; nil: it can
}

// Fate is what became of a message that was claimed.
type Fate struct {
	Letter
	State  FateState
	Number string        // of the case system, when it was sent
	Wait   time.Duration // until the next try, when it was not
	Why    string        // a code, of a closed set, or ""
}

// FateState is where a message is.
type FateState string

// The states.
const (
	Waiting FateState = "waiting"
	Sent    FateState = "sent"
	Dead    FateState = "dead" // nobody tries again until a person says so
)

// unblocked is a message that its case lets go: nothing is before it but what is
// done with. A dead one lets those after it go, but that of the opening, without
// which they are about nothing.
const unblocked = `o.state = 'waiting' AND NOT EXISTS (
	SELECT 1 FROM outbox b WHERE b.case_id = o.case_id AND b.seq < o.seq AND (b.state = 'waiting' OR b.state = 'dead' AND b.act = 'opened'))`

// While a worker has a message it is not due: after is the end of the lease.
const (
	claimOutbox = `WITH next AS (SELECT o.case_id, o.seq FROM outbox o WHERE ` + unblocked + ` AND o.after <= $1 ORDER BY o.after, o.added LIMIT $2 %s)
		UPDATE outbox SET lease = $3, after = $3, fence = fence + 1, tries = tries + 1 WHERE (case_id, seq) IN (SELECT case_id, seq FROM next)
		RETURNING case_id, seq, act, words, digest, tries, fence, added`
	settleOutbox = `UPDATE outbox SET state = $1, after = $2, lease = 0, why = $3, sent = $4, told = false WHERE case_id = $5 AND seq = $6 AND fence = $7 AND state = 'waiting'`
	setNumber    = `UPDATE case_file SET number = $1 WHERE id = $2 AND number = ''`
	dueOutbox    = `SELECT o.after FROM outbox o WHERE ` + unblocked + ` ORDER BY o.after LIMIT 1`
)

// clock is the time by which leases go: that of the server where there are
// several machines, whose own clocks may differ.
func (l *Database) clock(ctx context.Context, tx *sql.Tx) (now int64, err error) {
	if l.db.Engine() == db.SQLite {
		return db.Micros(time.Now()), nil
	}
	err = tx.QueryRowContext(ctx, "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").Scan(&now)
	return now, err
}

// Claim takes at most so many messages that can be sent, those that are due
// longest first. They are the caller's until the lease is over.
func (l *Database) Claim(ctx context.Context, most int, lease time.Duration) (claimed []Letter, err error) {
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		now, err := l.clock(ctx, tx)
		if err != nil {
			return err
		}
		if claimed, err = l.claim(ctx, tx, most, now, now+lease.Microseconds()); err != nil {
			return err
		}
		return l.enclose(ctx, tx, claimed)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(claimed, func(a, b Letter) int { return cmp.Or(a.Added.Compare(b.Added), cmp.Compare(a.Key, b.Key)) })
	return claimed, nil
}

// enclose puts their cases into messages that have the id alone: in one query, on
// the connection that has them. What cannot be opened is told in Err.
func (l *Database) enclose(ctx context.Context, tx *sql.Tx, claimed []Letter) error {
	if len(claimed) == 0 {
		return nil
	}
	byID := map[string][]*Letter{}
	ids := make([]any, len(claimed))
	places := make([]string, len(claimed))
	for i := range claimed {
		m := &claimed[i]
		ids[i], places[i] = m.Case.ID, fmt.Sprint("$", i+1)
		byID[m.Case.ID] = append(byID[m.Case.ID], m)
	}
	rows, err := tx.QueryContext(ctx, selectCase+`id IN (`+strings.Join(places, ", ")+`)`, ids...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		c, err := l.scanCase(rows)
		if c.ID == "" {
			return err
		}
		for _, m := range byID[c.ID] {
			m.Case, m.Err = c, errors.Join(m.Err, err)
		}
	}
	return rows.Err()
}

func (l *Database) claim(ctx context.Context, tx *sql.Tx, most int, now, until int64) (claimed []Letter, err error) {
	skip := ""
	if l.db.Engine() == db.PostgreSQL {
		skip = "FOR UPDATE OF o SKIP LOCKED"
	}
	return db.All(l.scanLetter)(tx.QueryContext(ctx, fmt.Sprintf(claimOutbox, skip), now, most, until))
}

// scanLetter reads a row of the outbox. Of the case it knows the id alone. Words
// that cannot be opened are told in Err: one bad row holds up no other.
func (l *Database) scanLetter(row scanner) (m Letter, err error) {
	var words string
	var added int64
	if err := row.Scan(&m.Case.ID, &m.Seq, &m.Act, &words, &m.Digest, &m.Tries, &m.Fence, &added); err != nil {
		return m, err
	}
	m.Key, m.Added = messageKey(m.Case.ID, m.Seq), db.Instant(added)
	m.Text, m.Err = l.keys.Open(words, messagePlace(m.Case.ID, m.Seq))
	return m, nil
}

func messageKey(id string, seq int) string   { return fmt.Sprintf("%s/%d", id, seq) }
func messagePlace(id string, seq int) string { return fmt.Sprintf("case %s message %d", id, seq) }

// Settle records what became of messages, together. It returns how many came too
// late: another worker has claimed them since.
func (l *Database) Settle(ctx context.Context, fates ...Fate) (late int, err error) {
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		late = 0
		now, err := l.clock(ctx, tx)
		if err != nil {
			return err
		}
		waiting, err := l.parks(ctx, tx)
		if err != nil {
			return err
		}
		for _, f := range fates {
			switch ok, err := l.settle(ctx, tx, f, now, waiting); {
			case err != nil:
				return err
			case !ok:
				late++
			}
		}
		return nil
	})
	return late, err
}

func (l *Database) settle(ctx context.Context, tx *sql.Tx, f Fate, now int64, parks bool) (ok bool, err error) {
	sent := int64(0)
	if f.State == Sent {
		sent = now
	}
	done, err := tx.ExecContext(ctx, settleOutbox, string(f.State), now+f.Wait.Microseconds(), f.Why, sent, f.Case.ID, f.Seq, f.Fence)
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	if f.State == Sent && f.Act == handoff.Opened {
		_, err = tx.ExecContext(ctx, setNumber, db.Text(f.Number), f.Case.ID)
	}
	if f.State == Dead || parks { // the citizen is to be told, or something may wait for the number
		err = errors.Join(err, l.db.Tell(ctx, tx, Incoming, ""))
	}
	return true, err
}

// parks reports whether something waits for a case to have its number.
func (l *Database) parks(ctx context.Context, tx *sql.Tx) (some bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM case_parked)`).Scan(&some)
	return some, err
}

// Release ends the leases of a process that is gone: with an SQLite file there is
// one, so whatever is leased when it starts was its predecessor's. Replicas wait
// until a lease is over: it may be another's.
func (l *Database) Release(ctx context.Context) error {
	if l.db.Engine() != db.SQLite {
		return nil
	}
	return l.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE outbox SET after = 0, lease = 0 WHERE state = 'waiting' AND lease <> 0`)
		return err
	})
}

// Due returns how long until something may be claimed; ok is false when nothing
// waits.
func (l *Database) Due(ctx context.Context) (wait time.Duration, ok bool, err error) {
	err = l.db.View(ctx, func(tx *sql.Tx) error {
		now, err := l.clock(ctx, tx)
		if err != nil {
			return err
		}
		var at int64
		err = tx.QueryRowContext(ctx, dueOutbox).Scan(&at)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		wait, ok = max(0, time.Duration(at-now)*time.Microsecond), err == nil
		return err
	})
	return wait, ok, err
}

// Post puts one more message of a case on its way: a supplement, a withdrawal, a
// rating. The error is ErrNoCase when there is none.
func (l *Database) Post(ctx context.Context, id string, act handoff.Act, words string) error {
	return l.db.Update(ctx, func(tx *sql.Tx) error { return l.post(ctx, tx, id, act, words) })
}

// post is Post in the transaction that acknowledges it.
func (l *Database) post(ctx context.Context, tx *sql.Tx, id string, act handoff.Act, words string) error {
	if err := l.db.Lock(ctx, tx, "case "+id); err != nil {
		return err
	}
	var seq int
	var digest sql.NullString
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) + 1, max(digest) FROM outbox WHERE case_id = $1`, id).Scan(&seq, &digest); err != nil {
		return err
	}
	if !digest.Valid {
		return assistant.ErrNoCase
	}
	sealed, err := l.keys.Seal(db.Text(words), messagePlace(id, seq))
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, insertMessage, id, seq, string(act), sealed, digest.String, db.Micros(time.Now())); err != nil {
		return err
	}
	return l.db.Tell(ctx, tx, Outgoing, "")
}

// Backlog is how much is on its way.
type Backlog struct {
	Waiting, Dead int
	Oldest        time.Time // when the oldest that waits was acknowledged; zero: none waits
}

// Backlog counts what was not sent.
func (l *Database) Backlog(ctx context.Context) (b Backlog, err error) {
	var oldest sql.NullInt64
	err = l.db.Reader().QueryRowContext(ctx, `SELECT count(CASE WHEN state = 'waiting' THEN 1 END), count(CASE WHEN state = 'dead' THEN 1 END),
		min(CASE WHEN state = 'waiting' THEN added END) FROM outbox WHERE state IN ('waiting', 'dead')`).Scan(&b.Waiting, &b.Dead, &oldest)
	if oldest.Valid {
		b.Oldest = db.Instant(oldest.Int64)
	}
	return b, err
}
