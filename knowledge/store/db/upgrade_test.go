package db_test

import (
	"database/sql"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"wenban/knowledge/store/db/dbtest"
)

// Talks that the first version kept are there after an upgrade, on both engines.
func TestAnEarlierSchemaIsBroughtUpToDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		driver, dialect := "sqlite", goose.DialectSQLite3
		if strings.HasPrefix(url, "postgres") {
			driver, dialect = "pgx", goose.DialectPostgres
		}
		raw, err := sql.Open(driver, url)
		must(t, err)
		m, err := goose.NewProvider(dialect, raw, os.DirFS("migrations"))
		must(t, err)
		_, err = m.UpTo(t.Context(), 2)
		must(t, err)
		_, err = raw.Exec("INSERT INTO talk (id, secret, channel, began) VALUES ('T', 's', 'web', 1)")
		must(t, err)
		_, err = raw.Exec("INSERT INTO turn (talk, seq, said, pick, reply, state, at) VALUES ('T', 1, '话', 'option:a', '{}', '{}', 1)")
		must(t, errors.Join(err, raw.Close()))
		d := dbtest.Open(t, url)
		var said, edition string
		if err := d.Reader().QueryRow("SELECT said, edition FROM turn").Scan(&said, &edition); err != nil || said != "话" || edition != "" {
			t.Errorf("after the upgrade the turn is %q, %q, %v, want 话 of no known edition", said, edition, err)
		}
	})
}
