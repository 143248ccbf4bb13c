package drafts

import (
	"context"
	"database/sql"

	"wenban/knowledge/store/db"
)

// sealed is a column that is sealed, and the place its rows are sealed for.
type sealed struct {
	table, column string
	place         func(id string) string
}

var sealedColumns = []sealed{
	{"draft", "content", contentPlace},
	{"attachment", "name", namePlace},
	{"attachment", "body", bodyPlace},
}

// Reseal seals what is under an older key of the ring under the current one and
// returns how many texts that were. Each is a transaction of its own: it may be
// stopped and begun again.
func (s *Store) Reseal(ctx context.Context) (n int, err error) {
	for _, c := range sealedColumns {
		ids, err := s.ids(ctx, c.table)
		if err != nil {
			return n, err
		}
		for _, id := range ids {
			done, err := s.reseal(ctx, c, id)
			if err != nil {
				return n, err
			}
			if done {
				n++
			}
		}
	}
	return n, nil
}

func (s *Store) ids(ctx context.Context, table string) (ids []string, err error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT id FROM `+table+` ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// reseal changes one text, if it is old and nobody else has changed it since it
// was read.
func (s *Store) reseal(ctx context.Context, c sealed, id string) (done bool, err error) {
	var old string
	err = s.db.Reader().QueryRowContext(ctx, `SELECT `+c.column+` FROM `+c.table+` WHERE id = $1`, id).Scan(&old)
	if err == sql.ErrNoRows || err == nil && !s.keys.Old(old) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	text, err := s.keys.Open(old, c.place(id))
	if err != nil {
		return false, err
	}
	anew, err := s.keys.Seal(text, c.place(id))
	if err != nil {
		return false, err
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE `+c.table+` SET `+c.column+` = $2 WHERE id = $1 AND `+c.column+` = $3`, db.Text(id), anew, old)
		return err
	})
	return err == nil, err
}
