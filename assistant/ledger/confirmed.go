package ledger

import (
	"context"
	"fmt"

	"wenban/assistant"
	"wenban/knowledge/store/db"
)

// selectConfirmed names the talks in which an item was chosen or an answer found
// useful, oldest first.
const selectConfirmed = `SELECT id FROM talk WHERE EXISTS (
	SELECT 1 FROM turn WHERE turn.talk = talk.id AND (feedback = 'useful' OR pick LIKE 'item:%')) ORDER BY began, id`

// Confirmed calls each with the turns of every talk in which the citizen chose an
// item or found an answer useful, oldest talk first, until each returns an error.
// Only one talk is in memory at a time.
func (l *Database) Confirmed(ctx context.Context, each func([]assistant.Turn) error) error {
	ids, err := l.confirmedTalks(ctx)
	if err != nil {
		return fmt.Errorf("list confirmed talks: %w", err)
	}
	for _, id := range ids {
		turns, err := l.Turns(ctx, id, 0)
		if err != nil {
			return fmt.Errorf("read talk %q: %w", id, err)
		}
		if err := each(turns); err != nil {
			return err
		}
	}
	return nil
}

func (l *Database) confirmedTalks(ctx context.Context) (ids []string, err error) {
	return db.All(db.One[string])(l.db.Reader().QueryContext(ctx, selectConfirmed))
}
