package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"wenban/assistant/ledger"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db"
)

func TestTheFileOfAnEarlierVersionIsTakenOver(t *testing.T) {
	data := t.TempDir()
	old, err := db.Open(t.Context(), filepath.Join(data, "talks.db"))
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.Save(t, ledger.New(old, nil), ledgertest.Turn("a", 1, ""))
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to take over
		d, err := stored{Data: data}.open(t.Context())
		if err != nil {
			t.Fatalf("open = %v, want nil", err)
		}
		if got := ledgertest.Turns(t, ledger.New(d, nil), "a", 0); len(got) != 1 {
			t.Errorf("after taking over there are %d turns, want 1", len(got))
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(data, "talks.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Stat(talks.db) = %v, want fs.ErrNotExist", err)
	}
}
