package drafts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"wenban/knowledge/store/db"
)

// LinkLife is how long a link is good.
const LinkLife = 10 * time.Minute

// LinkTo says what a link opens on another device.
type LinkTo string

// What a link opens.
const (
	ToPhotos LinkTo = "photos" // sending files to the draft, nothing else of it
	ToDraft  LinkTo = "draft"  // the whole talk with the draft
)

// Link returns the token of a new link (手机接力) to a draft: 130 random bits,
// for the path /r/{token}, good once and for LinkLife. Only its hash is stored.
func (s *Store) Link(ctx context.Context, draft string, to LinkTo) (token string, err error) {
	token = rand.Text()
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		const insert = `INSERT INTO draft_link (hash, draft, leads, expires) SELECT $1, id, $3, $4 FROM draft WHERE id = $2 AND case_id = ''`
		done, err := tx.ExecContext(ctx, insert, hash(token), db.Text(draft), string(to), db.Micros(s.now().Add(LinkLife)))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNoDraft)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Redeem uses a link up and returns the draft it leads to. One that was used, is
// over or never was is ErrNoLink.
func (s *Store) Redeem(ctx context.Context, token string) (draft string, to LinkTo, err error) {
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		const take = `DELETE FROM draft_link WHERE hash = $1 AND expires > $2 RETURNING draft, leads`
		return tx.QueryRowContext(ctx, take, hash(token), db.Micros(s.now())).Scan(&draft, &to)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", ErrNoLink
	}
	if err != nil {
		return "", "", err
	}
	return draft, to, nil
}

// hash of a token, which has enough chance in it to need no salt.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
