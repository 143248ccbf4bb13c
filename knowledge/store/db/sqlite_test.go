package db_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// filled makes a database with some rows, closes it, so that all is in the
// main file, and returns its path.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data", "新 目录?#%", "wenban.db") // every sign that a file address escapes
	d, err := db.Open(t.Context(), path)
	must(t, err)
	must(t, d.Update(t.Context(), func(tx *sql.Tx) error {
		for i := range 200 {
			if _, err := tx.Exec(`INSERT INTO talk (id, secret, channel, began) VALUES ($1, 's', 'web', 1)`, fmt.Sprintf("%0100d", i)); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, d.Close())
	return path
}

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	path := filled(t)
	d := dbtest.Open(t, path)
	must(t, d.Update(t.Context(), func(tx *sql.Tx) error { _, err := tx.Exec("DELETE FROM talk"); return err }))
	for name, want := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		must(t, err)
		if got := info.Mode().Perm(); got != want {
			t.Errorf("mode of %s = %o, want %o", filepath.Base(name), got, want)
		}
	}
}

func TestEveryCommitIsForcedToDisk(t *testing.T) {
	d := dbtest.Open(t, filled(t))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		err := d.Update(t.Context(), func(tx *sql.Tx) error {
			var got string
			err := tx.QueryRow("PRAGMA " + pragma).Scan(&got)
			if got != want {
				t.Errorf("PRAGMA %s = %q, %v, want %q", pragma, got, err, want)
			}
			return err
		})
		must(t, err)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	d := dbtest.Open(t, filled(t))
	if _, err := d.Reader().ExecContext(t.Context(), "DELETE FROM talk"); err == nil {
		t.Error("DELETE on a reading connection = nil, want an error")
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, path string)
		want  error
	}{
		{"a file of something else", overwritten(0, 4096), db.ErrCorrupt},
		{"a file with a damaged page", overwritten(4096, 512), db.ErrCorrupt},
		{"a file cut in half", func(t *testing.T, path string) { must(t, os.Truncate(path, 4096*3)) }, db.ErrCorrupt},
		{"a file of a newer version", newer, db.ErrNewer},
		{"a folder", func(t *testing.T, path string) { must(t, errors.Join(os.Remove(path), os.Mkdir(path, 0o700))) }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filled(t)
			c.spoil(t, path)
			refused(t, path, c.want)
		})
	}
	for _, url := range []string{"", "mysql://x/y", "sqlite://a.db"} {
		refused(t, url, db.ErrAddress)
	}
	refused(t, "postgres://用户:secret@/%zz", db.ErrAddress)
}

// refused opens what must not open.
func refused(t *testing.T, url string, want error) {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err == nil {
		must(t, d.Close())
	}
	if err == nil || want != nil && !errors.Is(err, want) {
		t.Errorf("Open(%s) = %v, want %v", url, err, want)
	}
}

func overwritten(at int64, n int) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		must(t, err)
		junk := make([]byte, n)
		for i := range junk {
			junk[i] = 0xA5
		}
		_, err = f.WriteAt(junk, at)
		must(t, errors.Join(err, f.Close()))
	}
}

func newer(t *testing.T, path string) {
	d, err := db.Open(t.Context(), path)
	must(t, err)
	must(t, d.Update(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
		return err
	}))
	must(t, d.Close())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
