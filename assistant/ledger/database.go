package ledger

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/knowledge/failpoint"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// Database keeps talks in a database. A turn that Save has returned is on disk:
// it survives the program being killed and the power being cut. It may be used
// by many at once, also by several processes.
type Database struct {
	db   *db.DB
	keys *seal.Ring
}

// New returns the ledger in a database, which stays the caller's to close. What
// is personal is sealed with keys; without any (nil) it is refused.
func New(d *db.DB, keys *seal.Ring) *Database { return &Database{d, keys} }

// Talk returns the talk with the id, or ErrNoTalk.
func (l *Database) Talk(ctx context.Context, id string) (assistant.Talk, error) {
	return l.scanTalk(l.db.Reader().QueryRowContext(ctx, selectTalk, db.Text(id)))
}

// Save stores a turn, the first one together with its talk.
func (l *Database) Save(ctx context.Context, talk assistant.Talk, turn assistant.Turn) (assistant.Turn, error) {
	turn.Talk, turn.Reply.Trace = talk.ID, nil
	row, err := l.rowOf(turn)
	if err != nil {
		return assistant.Turn{}, err
	}
	if failpoint.Early && turn.Case != nil { // what the crash test must catch
		return failpoint.Hasty(func(about func()) (assistant.Turn, error) {
			return l.save(context.WithoutCancel(ctx), talk, turn, row, about)
		}, turn)
	}
	return l.save(ctx, talk, turn, row, func() { failpoint.Here("before_commit") })
}

// save calls about when the transaction is about to be committed.
func (l *Database) save(ctx context.Context, talk assistant.Talk, turn assistant.Turn, row []any, about func()) (saved assistant.Turn, err error) {
	err = l.db.Update(ctx, func(tx *sql.Tx) error {
		if err := l.lock(ctx, tx, talk, turn); err != nil {
			return err
		}
		saved, err = l.before(ctx, tx, talk, turn)
		if errors.Is(err, sql.ErrNoRows) {
			saved, err = turn, l.insert(ctx, tx, talk, turn, row)
		}
		if err == nil {
			about()
		}
		return err
	})
	failpoint.Here("after_commit")
	if err != nil {
		return assistant.Turn{}, err
	}
	return saved, nil
}

// lock makes everything else wait that would save the same: a turn of the talk,
// and a case under the same key.
func (l *Database) lock(ctx context.Context, tx *sql.Tx, talk assistant.Talk, turn assistant.Turn) error {
	if c := turn.Case; c != nil && c.Key != "" {
		if err := l.db.Lock(ctx, tx, "case "+c.Scope+" "+c.Key); err != nil {
			return err
		}
	}
	return l.db.Lock(ctx, tx, "talk "+talk.ID)
}

// before returns the turn that was saved for the same message or under the same
// key; sql.ErrNoRows when there is none.
func (l *Database) before(ctx context.Context, tx *sql.Tx, talk assistant.Talk, turn assistant.Turn) (assistant.Turn, error) {
	if turn.Case != nil && turn.Case.Key != "" {
		saved, err := l.underKey(ctx, tx, *turn.Case)
		if !errors.Is(err, sql.ErrNoRows) {
			return saved, err
		}
	}
	return l.scanTurn(tx.QueryRowContext(ctx, selectByClientID, talk.ID, turn.ID))
}

// insert adds the rows of a turn, and of its case, when its number is the next
// one.
func (l *Database) insert(ctx context.Context, tx *sql.Tx, talk assistant.Talk, turn assistant.Turn, row []any) error {
	var last int
	if err := tx.QueryRowContext(ctx, selectLast, talk.ID).Scan(&last); err != nil {
		return err
	}
	if turn.Seq != last+1 {
		return assistant.ErrConflict
	}
	if last == 0 {
		if _, err := tx.ExecContext(ctx, insertTalk, talk.ID, talk.Secret, talk.Channel, db.Micros(talk.Began)); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, insertTurn, row...); err != nil {
		return err
	}
	return l.openCase(ctx, tx, turn)
}

// Turns returns the turns of a talk after a number, oldest first.
func (l *Database) Turns(ctx context.Context, talk string, after int) ([]assistant.Turn, error) {
	if _, err := l.Talk(ctx, talk); err != nil {
		return nil, err
	}
	return db.All(l.scanTurn)(l.db.Reader().QueryContext(ctx, selectTurns, talk, after))
}

// Told calls each for every turn since a time that was answered from an edition
// and cites one of the ids, oldest first. It reads the turns one by one.
func (l *Database) Told(ctx context.Context, edition string, ids []string, since time.Time, each func(assistant.Turn) error) error {
	return l.db.View(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectTold, edition, db.Micros(since))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			turn, err := l.scanTurn(citing{rows, ids})
			switch {
			case errors.Is(err, errOther) || err == nil && turn.Reply.Edition != edition:
				continue
			case err == nil:
				err = each(turn)
			}
			if err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// citing is a row of turns that begins with what the turn cites.
type citing struct {
	rows *sql.Rows
	ids  []string
}

// errOther says that a turn cites none of the ids.
var errOther = errors.New("cites others")

// Scan reads the row, or returns errOther before its content is decoded. What
// a turn of an earlier version cites is not known.
func (c citing) Scan(dest ...any) error {
	var cites string
	if err := c.rows.Scan(append([]any{&cites}, dest...)...); err != nil {
		return err
	}
	if cites != "" && !slices.ContainsFunc(c.ids, func(id string) bool { return strings.Contains(cites, " "+id+" ") }) {
		return errOther
	}
	return nil
}

// Feedback stores what the citizen thought of a turn; a later one replaces it.
func (l *Database) Feedback(ctx context.Context, talk string, seq int, feedback, comment string) error {
	return l.change(ctx, updateFeedback, db.Text(feedback), db.Text(comment), db.Text(talk), seq)
}

// End takes the secret of a talk away.
func (l *Database) End(ctx context.Context, talk string) error {
	return l.change(ctx, updateEnded, db.Text(talk))
}

// change runs a statement that must find its row.
func (l *Database) change(ctx context.Context, statement string, values ...any) error {
	return l.db.Update(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, statement, values...)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, assistant.ErrNoTalk)
		}
		return nil
	})
}
