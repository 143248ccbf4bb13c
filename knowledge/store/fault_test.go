package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
)

// pragma sets something on the connection through which SQLite is written.
func (o *office) pragma(statement string) {
	o.t.Helper()
	o.must(o.db.Update(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(statement)
		return err
	}))
}

// wantNothing fails when an import left something that is seen, or the trail a
// step of it.
func (o *office) wantNothing(call string) {
	o.t.Helper()
	all, err := o.Editions(o.t.Context(), 0)
	o.must(err)
	steps, err := o.Audit(o.t.Context(), "edition 1")
	o.must(err)
	if len(all) != 0 || len(steps) != 0 {
		o.t.Errorf("after %s there are %v and the steps %v, want none", call, all, steps)
	}
}

// A full disk: the import says so and leaves nothing, and is whole when it is
// done again.
func TestI63AFullDiskLeavesNoHalfImport(t *testing.T) {
	o := newOffice(t, dbtest.Another(t, ""))
	var pages int
	o.must(o.db.Reader().QueryRow("PRAGMA page_count").Scan(&pages))
	o.pragma(fmt.Sprint("PRAGMA max_page_count = ", pages+40))
	written := 0
	_, err := o.Draft(t.Context(), store.Import{By: writer, Why: "x", Parts: parts(3000, 1), Progress: func(done, _ int) { written = done }})
	o.want("Draft on a full disk", err, db.ErrSpace)
	if written == 0 {
		t.Error("the disk was full before anything was written: the test shows nothing")
	}
	o.wantNothing("an import on a full disk")
	o.pragma("PRAGMA max_page_count = 1073741823")
	o.pass(time.Hour)
	if e := o.draft(parts(3000, 1)); e.Changes != 3000 {
		t.Errorf("Draft when there is room again = %v, want 3,000 changes", e)
	}
}

// A database that can only be read: a disk that was mounted anew.
func TestI63AReadOnlyFileTakesNothing(t *testing.T) {
	o := newOffice(t, dbtest.Another(t, ""))
	o.pragma("PRAGMA query_only = 1")
	_, err := o.Draft(t.Context(), store.Import{By: writer, Why: "x", Parts: parts(3, 1)})
	o.want("Draft into a read-only file", err, db.ErrReading)
	o.wantNothing("an import into a read-only file")
	o.db = dbtest.Open(t, o.url)
	o.Store = store.New(o.db, store.Options{Now: o.now, Regression: passes})
	if e := o.draft(parts(3, 1)); e.Changes != 3 {
		t.Errorf("Draft when it can be written again = %v, want 3 changes", e)
	}
}

// A replica of PostgreSQL that can only be read is not begun with.
func TestI63AReadOnlyServerIsNotOpened(t *testing.T) {
	url := dbtest.Postgres(t)
	dbtest.Open(t, url)
	d, err := db.Open(t.Context(), url+"&default_transaction_read_only=on")
	if !errors.Is(err, db.ErrUnsafe) {
		t.Errorf("Open of a read-only server = %v, %v, want ErrUnsafe", d, err)
	}
}
