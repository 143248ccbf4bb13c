package ledger

import (
	"context"
	"database/sql"
	"errors"

	"wenban/assistant"
)

// SQLite keeps talks in one file. A turn that Save has returned is on disk: it
// survives the program being killed and the power being cut. It may be used by
// many at once; one writes at a time, readers do not wait.
type SQLite struct {
	write *sql.DB // one connection, every transaction takes the write lock at once
	read  *sql.DB // read-only
}

// Close waits for running queries and closes the file.
func (l *SQLite) Close() error {
	return errors.Join(l.read.Close(), l.write.Close()) // the writer last: it folds the log into the file
}

// Talk returns the talk with the id, or ErrNoTalk.
func (l *SQLite) Talk(ctx context.Context, id string) (assistant.Talk, error) {
	return scanTalk(l.read.QueryRowContext(ctx, selectTalk, id))
}

// Save stores a turn, the first one together with its talk.
func (l *SQLite) Save(ctx context.Context, talk assistant.Talk, turn assistant.Turn) (assistant.Turn, error) {
	turn.Talk, turn.Reply.Trace = talk.ID, nil
	row, err := rowOf(turn)
	if err != nil {
		return assistant.Turn{}, err
	}
	tx, err := l.write.BeginTx(ctx, nil) // takes the write lock: what is read below holds until the commit
	if err != nil {
		return assistant.Turn{}, err
	}
	defer tx.Rollback() // after Commit it does nothing
	switch earlier, err := scanTurn(tx.QueryRowContext(ctx, selectByClientID, talk.ID, turn.ID)); {
	case err == nil:
		return earlier, nil
	case !errors.Is(err, sql.ErrNoRows):
		return assistant.Turn{}, err
	}
	if err := insert(ctx, tx, talk, turn, row); err != nil {
		return assistant.Turn{}, err
	}
	if err := tx.Commit(); err != nil {
		return assistant.Turn{}, err
	}
	return turn, nil
}

// insert adds the rows of a turn when its number is the next one.
func insert(ctx context.Context, tx *sql.Tx, talk assistant.Talk, turn assistant.Turn, row []any) error {
	var last int
	if err := tx.QueryRowContext(ctx, selectLast, talk.ID).Scan(&last); err != nil {
		return err
	}
	if turn.Seq != last+1 {
		return assistant.ErrConflict
	}
	if last == 0 {
		if _, err := tx.ExecContext(ctx, insertTalk, talk.ID, talk.Secret, talk.Channel, talk.Began.UnixMicro()); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, insertTurn, row...)
	return err
}

// Turns returns the turns of a talk after a number, oldest first.
func (l *SQLite) Turns(ctx context.Context, talk string, after int) ([]assistant.Turn, error) {
	if _, err := l.Talk(ctx, talk); err != nil {
		return nil, err
	}
	rows, err := l.read.QueryContext(ctx, selectTurns, talk, after)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var turns []assistant.Turn
	for rows.Next() {
		turn, err := scanTurn(rows)
		if err != nil {
			return nil, err
		}
		turns = append(turns, turn)
	}
	return turns, rows.Err()
}

// Feedback stores what the citizen thought of a turn; a later one replaces it.
func (l *SQLite) Feedback(ctx context.Context, talk string, seq int, feedback, comment string) error {
	return l.change(ctx, updateFeedback, feedback, comment, talk, seq)
}

// End takes the secret of a talk away.
func (l *SQLite) End(ctx context.Context, talk string) error { return l.change(ctx, updateEnded, talk) }

// change runs a statement that must find its row.
func (l *SQLite) change(ctx context.Context, statement string, values ...any) error {
	done, err := l.write.ExecContext(ctx, statement, values...)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, assistant.ErrNoTalk)
	}
	return nil
}
