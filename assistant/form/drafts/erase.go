package drafts

import (
	"context"
	"database/sql"
	"time"

	"wenban/knowledge/store/db"
)

// Erase deletes a draft on request, with what was uploaded for it and the links
// to it. What was handed in belongs to the case: its files stay, the draft goes.
// A draft that is gone is no error.
func (s *Store) Erase(ctx context.Context, id string) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := erase(ctx, tx, `id = $1`, db.Text(id))
		return err
	})
}

// EraseTalk deletes every draft of a talk and returns how many there were.
func (s *Store) EraseTalk(ctx context.Context, talk string) (n int, err error) {
	return s.eraseAll(ctx, `talk = $1 AND talk <> ''`, db.Text(talk))
}

// EraseCitizen deletes every draft of a citizen and returns how many there were.
func (s *Store) EraseCitizen(ctx context.Context, citizen string) (n int, err error) {
	return s.eraseAll(ctx, `citizen = $1 AND citizen <> ''`, db.Text(citizen))
}

// Expire deletes the drafts that were not handed in and not touched since a
// time, and the links that are over. It returns how many drafts went.
func (s *Store) Expire(ctx context.Context, before time.Time) (n int, err error) {
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		if n, err = erase(ctx, tx, `case_id = '' AND touched < $1`, db.Micros(before)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM draft_link WHERE expires <= $1`, db.Micros(s.now()))
		return err
	})
	return n, err
}

func (s *Store) eraseAll(ctx context.Context, where, value string) (n int, err error) {
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		n, err = erase(ctx, tx, where, value)
		return err
	})
	return n, err
}

// erase deletes drafts with everything that hangs on them, but for the files of
// cases.
func erase(ctx context.Context, tx *sql.Tx, where string, value any) (int, error) {
	for _, statement := range []string{
		becameCases + `(` + where + `)`,
		`UPDATE attachment SET case_id = (SELECT case_id FROM draft WHERE draft.id = attachment.draft) WHERE case_id = '' AND draft IN (SELECT id FROM draft WHERE case_id <> '' AND ` + where + `)`,
		`DELETE FROM attachment WHERE case_id = '' AND draft IN (SELECT id FROM draft WHERE ` + where + `)`,
		`DELETE FROM draft_link WHERE draft IN (SELECT id FROM draft WHERE ` + where + `)`,
	} {
		if _, err := tx.ExecContext(ctx, statement, value); err != nil {
			return 0, err
		}
	}
	done, err := tx.ExecContext(ctx, `DELETE FROM draft WHERE `+where, value)
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}

// Key is the idempotency key under which a draft is handed in, within the scope
// of its talk: however often it is sent, it is one case.
func Key(draft string) string { return keyFront + draft }

const keyFront = "draft "

// becameCases notes of drafts what nobody noted because the program was stopped
// right after it had stored the case: what was handed in is not erased.
const becameCases = `UPDATE draft SET case_id = (SELECT c.id FROM case_file AS c WHERE c.scope = 'talk ' || draft.talk AND c.key = '` + keyFront + `' || draft.id)
	WHERE case_id = '' AND EXISTS (SELECT 1 FROM case_file AS c WHERE c.scope = 'talk ' || draft.talk AND c.key = '` + keyFront + `' || draft.id) AND `
