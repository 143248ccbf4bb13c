package store

import (
	"context"
	"database/sql"

	"wenban/knowledge/store/db"
)

// Record adds a step of another room to the audit trail, in the transaction that
// does what it tells: neither is kept without the other. Hash and Seq are filled
// in. The transaction then waits for whoever else writes the trail, so it is the
// last that it does.
//
// PRIVACY: the trail is never erased; Subject and Detail hold no personal data
// of citizens.
func Record(ctx context.Context, d *db.DB, raw *sql.Tx, s Step) error {
	if err := d.Lock(ctx, raw, "knowledge"); err != nil {
		return err
	}
	return (&tx{ctx, raw, s.At}).record(db.Text(s.Actor), s.Action, db.Text(s.Subject), s.Detail)
}
