package main

import (
	"path/filepath"
	"testing"
	"time"

	"wenban/assistant/ledger"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
)

func TestQueuesTellHowLongTheOldestHasWaited(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "wenban.db"))
	if err != nil {
		t.Fatal(err)
	}
	s := newStore(d)
	now := time.Now()
	ask := queues(s, ledger.New(d, nil), func() time.Time { return now })
	if got := ask(); got["tasks"] != 0 || got["review"] != 0 || got["outbox"] != 0 || len(got) != 3 {
		t.Errorf("queues of an empty database: got %v, want tasks, review and outbox 0", got)
	}
	if _, err := s.Report(t.Context(), store.Task{Kind: "error", Words: "电话不对", Reporter: "市民"}); err != nil {
		t.Fatal(err)
	}
	now = time.Now().Add(3 * time.Hour)
	if got := ask()["tasks"]; got < 3*time.Hour || got > 4*time.Hour {
		t.Errorf("three hours after a report: tasks waited %v, want 3h", got)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := ask(); len(got) != 0 {
		t.Errorf("queues of a database that is down: got %v, want none", got)
	}
}
