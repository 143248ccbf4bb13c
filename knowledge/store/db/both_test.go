package db_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"

	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
)

func TestASecondOpeningFindsTheTablesUpToDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		for range 2 {
			d, err := db.Open(t.Context(), url)
			must(t, err)
			must(t, errors.Join(d.Ping(t.Context()), d.Close()))
		}
	})
}

// Several processes start on a new database at once.
func TestManyMayOpenANewDatabaseAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				d, err := db.Open(t.Context(), url)
				if err != nil {
					t.Errorf("Open(%s) = %v, want nil", url, err)
					return
				}
				_ = d.Close()
			})
		}
		all.Wait()
	})
}

func TestAFailedUpdateLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		oops := errors.New("oops")
		if err := d.Update(t.Context(), func(tx *sql.Tx) error { return errors.Join(addTalk(tx, "a"), oops) }); !errors.Is(err, oops) {
			t.Errorf("Update = %v, want %v", err, oops)
		}
		if n := talks(t, d); n != 0 {
			t.Errorf("after a failed update there are %d talks, want 0", n)
		}
	})
}

func TestAViewSeesOneState(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		must(t, d.View(t.Context(), func(tx *sql.Tx) error {
			var before, after int
			count := "SELECT count(*) FROM talk"
			if err := tx.QueryRow(count).Scan(&before); err != nil {
				return err
			}
			must(t, d.Update(t.Context(), func(tx *sql.Tx) error { return addTalk(tx, "a") }))
			if err := tx.QueryRow(count).Scan(&after); err != nil || after != before {
				t.Errorf("in a view: %d talks, then %d, %v, want the same", before, after, err)
			}
			return nil
		}))
		if n := talks(t, d); n != 1 {
			t.Errorf("after the view there are %d talks, want 1", n)
		}
	})
}

func TestARowThatIsThereIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		add := func() error { return d.Update(t.Context(), func(tx *sql.Tx) error { return addTalk(tx, "a") }) }
		must(t, add())
		if err := add(); !db.IsUnique(err) {
			t.Errorf("IsUnique(%v) = false, want true", err)
		}
		if _, err := d.Reader().Exec("SELECT nothing"); err == nil || db.IsUnique(err) {
			t.Errorf("IsUnique(%v) = true, want false", err)
		}
	})
}

// Counting up needs the lock: without it two transactions of PostgreSQL read the
// same number.
func TestALockHoldsOthersUntilTheCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		must(t, d.Update(t.Context(), func(tx *sql.Tx) error { return addTalk(tx, "0") }))
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { must(t, countUp(t.Context(), d)) })
		}
		all.Wait()
		var got string
		must(t, d.Reader().QueryRow("SELECT secret FROM talk").Scan(&got))
		if want := strings.Repeat("1", 21); got != want {
			t.Errorf("twenty at once made %q, want %q", got, want)
		}
	})
}

func countUp(ctx context.Context, d *db.DB) error {
	return d.Update(ctx, func(tx *sql.Tx) error {
		if err := d.Lock(ctx, tx, "count"); err != nil {
			return err
		}
		var before string
		if err := tx.QueryRow("SELECT secret FROM talk").Scan(&before); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE talk SET secret = $1", before+"1")
		return err
	})
}

func addTalk(tx *sql.Tx, id string) error {
	_, err := tx.Exec("INSERT INTO talk (id, secret, channel, began) VALUES ($1, '1', 'web', 1)", id)
	return err
}

func talks(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	must(t, d.Reader().QueryRow("SELECT count(*) FROM talk").Scan(&n))
	return n
}
