package ledger

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger/ledgertest"
)

func TestSQLite(t *testing.T) {
	ledgertest.Run(t, func(t *testing.T) assistant.Ledger { return open(t, filepath.Join(t.TempDir(), "talks.db")) })
}

// open opens a ledger for the length of a test.
func open(t *testing.T, path string) *SQLite {
	t.Helper()
	l, err := Open(t.Context(), path)
	if err != nil {
		t.Fatalf("Open(%s) = %v, want nil", path, err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("Close(%s) = %v, want nil", path, err)
		}
	})
	return l
}

func TestReopeningKeepsAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "新 目录?#%", "talks.db") // every sign that a file address escapes
	first, err := Open(t.Context(), path)
	if err != nil {
		t.Fatalf("Open(%s) = %v, want nil", path, err)
	}
	for seq := 1; seq <= 3; seq++ {
		ledgertest.Save(t, first, ledgertest.Turn("a", seq, "m"+string(rune('0'+seq))))
	}
	if err := errors.Join(first.Feedback(t.Context(), "a", 2, "wrong", "费用不对"), first.Close()); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	want := ledgertest.Turn("a", 2, "m2")
	want.Feedback, want.Comment = "wrong", "费用不对"
	ledgertest.Same(t, "Turns(a, 1)[0] after reopening", ledgertest.Turns(t, again, "a", 1)[0], want)
	ledgertest.Same(t, "Save(a, 4, m1) after reopening", ledgertest.Save(t, again, ledgertest.Turn("a", 4, "m1")), ledgertest.Turn("a", 1, "m1"))
	ledgertest.Save(t, again, ledgertest.Turn("a", 4, "m4"))
}

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "talks.db")
	l := open(t, path)
	ledgertest.Save(t, l, ledgertest.Turn("a", 1, ""))
	for name, want := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("mode of %s = %o, want %o", filepath.Base(name), got, want)
		}
	}
}

func TestEveryCommitIsForcedToDisk(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "talks.db"))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := l.write.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("PRAGMA %s = %q, %v, want %q", pragma, got, err, want)
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "talks.db"))
	if _, err := l.read.ExecContext(t.Context(), "DELETE FROM turn"); err == nil {
		t.Error("DELETE on a reading connection = nil, want an error")
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, path string)
		want  error
	}{
		{"a file of something else", overwritten(0, 4096), ErrCorrupt},
		{"a file with a damaged page", overwritten(4096, 512), ErrCorrupt},
		{"a file cut in half", func(t *testing.T, path string) { must(t, os.Truncate(path, 4096*3)) }, ErrCorrupt},
		{"a file of a newer version", newer, ErrNewer},
		{"a folder", func(t *testing.T, path string) { must(t, errors.Join(os.Remove(path), os.Mkdir(path, 0o700))) }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "talks.db")
			filled(t, path)
			c.spoil(t, path)
			l, err := Open(t.Context(), path)
			if err == nil {
				must(t, l.Close())
			}
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("Open = %v, want %v", err, c.want)
			}
		})
	}
}

// filled makes a ledger with some turns and closes it, so that all is in the
// main file.
func filled(t *testing.T, path string) {
	l, err := Open(t.Context(), path)
	must(t, err)
	for seq := 1; seq <= 20; seq++ {
		ledgertest.Save(t, l, ledgertest.Turn("a", seq, ""))
	}
	must(t, l.Close())
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
	db, err := sql.Open("sqlite", address(path, writer))
	must(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	must(t, errors.Join(err, db.Close()))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
