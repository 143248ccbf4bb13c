package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// Unsent is a message as staff see it: where it is and why, and nothing of what
// it says.
type Unsent struct {
	Case    string // id
	Receipt string
	Seq     int
	Act     handoff.Act
	State   FateState
	Tries   int
	Why     string // a code
	Added   time.Time
	Next    time.Time // when it is tried again; of a dead one never
}

// ErrNotDead says that there is no dead message of a receipt number.
var ErrNotDead = errors.New("这个回执号没有停下来的待送消息；用 wenban outbox list 查看")

const selectUnsent = `SELECT case_id, receipt, outbox.seq, act, outbox.state, tries, why, added, after
	FROM outbox JOIN case_file ON case_file.id = case_id WHERE `

// Unsent returns what was not sent: the dead first, then those that wait longest;
// at most so many.
func (l *Database) Unsent(ctx context.Context, most int) ([]Unsent, error) {
	return l.unsent(ctx, selectUnsent+`outbox.state IN ('waiting', 'dead') ORDER BY outbox.state, added, case_id, outbox.seq LIMIT $1`, most)
}

// Posted returns all messages of a receipt number, in their order.
func (l *Database) Posted(ctx context.Context, receipt string) ([]Unsent, error) {
	return l.unsent(ctx, selectUnsent+`receipt = $1 ORDER BY outbox.seq`, db.Text(receipt))
}

// untoldDead returns dead messages of which the citizen was not told.
func (l *Database) untoldDead(ctx context.Context) ([]Unsent, error) {
	return l.unsent(ctx, selectUnsent+`outbox.state = 'dead' AND NOT told ORDER BY added LIMIT $1`, tellAtOnce)
}

func (l *Database) unsent(ctx context.Context, query string, values ...any) (out []Unsent, err error) {
	return db.All(scanUnsent)(l.db.Reader().QueryContext(ctx, query, values...))
}

func scanUnsent(row db.Scanner) (u Unsent, err error) {
	var added, after int64
	err = row.Scan(&u.Case, &u.Receipt, &u.Seq, &u.Act, &u.State, &u.Tries, &u.Why, &added, &after)
	u.Added, u.Next = db.Instant(added), db.InstantOrNone(after)
	return u, err
}

// Retry sets the dead messages of a receipt number going again, and returns how
// many. The case system is first asked whether it has them.
func (l *Database) Retry(ctx context.Context, receipt string) (n int64, err error) {
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `UPDATE outbox SET state = 'waiting', after = 0, why = '', told = false
			WHERE state = 'dead' AND case_id IN (SELECT id FROM case_file WHERE receipt = $1)`, db.Text(receipt))
		if err != nil {
			return err
		}
		if n, err = done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNotDead)
		}
		return l.db.Tell(ctx, tx, Outgoing, "")
	})
	return n, err
}
