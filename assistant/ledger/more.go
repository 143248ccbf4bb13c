package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// More is what the owner of a case adds to it: a supplement, a withdrawal, a
// rating.
type More struct {
	Case string // id
	Act  handoff.Act
	Key  string // of the owner's form: sent twice, it is one
	Text string
	At   time.Time
}

// ErrOver says that a case is closed and nothing can be added to it.
var ErrOver = errors.New("the case is closed")

// Add puts what the owner adds on its way to the case system and into the
// history of the case, in one transaction. The same key again does nothing; it
// is handoff.ErrKeyReused with another text. A closed case takes no supplement
// and no withdrawal: ErrOver.
func (l *Database) Add(ctx context.Context, m More) (handoff.Case, error) {
	var c handoff.Case
	err := l.db.Update(ctx, func(tx *sql.Tx) error {
		var err error
		if c, err = l.updated(ctx, tx, handoff.Update{Case: m.Case}); err != nil {
			return err
		}
		return l.add(ctx, tx, c, m)
	})
	return c, err
}

func (l *Database) add(ctx context.Context, tx *sql.Tx, c handoff.Case, m More) error {
	u := handoff.Update{ID: "owner " + digestOf(c.ID, string(m.Act), m.Key), Case: c.ID, Action: handoff.Note, At: m.At, Text: ownWords(m)}
	switch e, err := l.heard(ctx, tx, c.ID, u.ID); {
	case err == nil && e.Update.Text != u.Text:
		return handoff.ErrKeyReused
	case err == nil:
		return nil
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	if c.State.Final() && m.Act != handoff.Rated {
		return ErrOver
	}
	if err := l.note(ctx, tx, c, u); err != nil {
		return err
	}
	return l.post(ctx, tx, c.ID, m.Act, m.Text)
}

// ownWords is how the history tells what the owner added.
func ownWords(m More) string {
	switch m.Act {
	case handoff.Withdrawn:
		return "您申请撤回。" + m.Text
	case handoff.Rated:
		return "您作了评价。"
	}
	return "您补充说明：" + m.Text
}

// note adds to the history what the citizen did and need not be told.
func (l *Database) note(ctx context.Context, tx *sql.Tx, c handoff.Case, u handoff.Update) error {
	var seq int
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) + 1 FROM case_event WHERE case_id = $1`, c.ID).Scan(&seq); err != nil {
		return err
	}
	words, err := l.keys.Seal(db.Text(u.Text), eventPlace(c.ID, seq))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, insertEvent, c.ID, seq, u.ID, string(u.Action), string(c.State), string(c.State), db.Micros(u.At), "", int64(0), words, "", false, true)
	return err
}

// Steps returns what was done to a case as its owner may see it, oldest first.
func (l *Database) Steps(ctx context.Context, id string) (out []handoff.Step, err error) {
	events, err := l.Events(ctx, id)
	for _, e := range events {
		if s, ok := handoff.StepOf(e.Update, e.After); ok && Telling(e.Update) {
			out = append(out, s)
		}
	}
	return out, err
}

var _ assistant.Cases = (*Database)(nil)
