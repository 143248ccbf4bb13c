package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wenban/assistant/handoff"
	casedesk "wenban/assistant/handoff/desk"
	"wenban/assistant/ledger"
	"wenban/assistant/ledger/ledgertest"
	"wenban/assistant/rating"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/rekey"
	"wenban/knowledge/store/seal"
)

// vault is a data folder in which every room has sealed something.
type vault struct {
	dir  string
	ring *seal.Ring
	db   *db.DB
	book *ledger.Database
	c    handoff.Case
}

func newVault(t *testing.T) vault {
	t.Helper()
	v := vault{dir: t.TempDir()}
	var err error
	if v.ring, err = seal.File(filepath.Join(v.dir, "keys.json")); err != nil {
		t.Fatal(err)
	}
	v.db = dbtest.Open(t, filepath.Join(v.dir, "wenban.db"))
	v.book = ledger.New(v.db, v.ring)
	v.c = ledgertest.Case(1, "k")
	ledgertest.Save(t, v.book, ledgertest.Handed("a", 1, "m1", v.c))
	v.c, err = v.book.Case(t.Context(), v.c.ID)
	v.must(t, err)
	_, err = v.book.Add(t.Context(), ledger.More{Case: v.c.ID, Act: handoff.Supplemented, Key: "k", Text: "补充", At: v.c.Opened})
	v.must(t, err)
	_, _, err = v.book.Apply(t.Context(), handoff.Update{ID: "u", Case: v.c.ID, Action: handoff.Decline, At: v.c.Opened, Text: "不受理"})
	v.must(t, err)
	v.must(t, v.book.Rate(t.Context(), rating.Rating{Subject: "case " + v.c.ID, Level: 4, Words: "还行", At: v.c.Opened}, &v.c, nil))
	return v
}

func (v vault) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (v vault) file() keyFile { return keyFile{stored: stored{Data: v.dir}} }

// rotated changes keys without waiting for other processes.
func (v vault) rotated(t *testing.T) error {
	t.Helper()
	return keysRotate{v.file(), func(context.Context, time.Duration) error { return nil }}.Run(t.Context())
}

func TestKeysAreChangedWhileTheProgramRuns(t *testing.T) {
	v := newVault(t)
	if err := (keysDrop{v.file(), "k001"}).Run(t.Context()); err == nil {
		t.Error("keys drop k001 while it is used = nil, want it refused")
	}
	v.must(t, v.rotated(t))
	counts, err := rekey.Counts(t.Context(), v.db, sealedColumns)
	if err != nil || len(counts) != 1 || counts["k002"] < 7 {
		t.Errorf("after keys rotate the keys hold %v, %v, want all under k002", counts, err)
	}
	got, err := v.book.Case(t.Context(), v.c.ID) // the ring that was opened before follows the file
	if err != nil || got.Content.Phone != v.c.Content.Phone {
		t.Errorf("Case by a running program = %+v, %v, want it as before", got.Content, err)
	}
	v.must(t, keysDrop{v.file(), "k001"}.Run(t.Context()))
	fresh, err := seal.File(filepath.Join(v.dir, "keys.json"))
	v.must(t, err)
	if strings.Join(fresh.Names(), " ") != "k002" {
		t.Errorf("after keys drop the ring has %v, want k002", fresh.Names())
	}
	if got, err := ledger.New(v.db, fresh).Case(t.Context(), v.c.ID); err != nil || got.Content.Name != "王秀兰" {
		t.Errorf("Case with the new key alone = %+v, %v, want it as before", got.Content, err)
	}
	if steps, err := store.New(v.db, store.Options{}).Audit(t.Context(), "keys"); err != nil || len(steps) != 2 {
		t.Errorf("the audit trail has %v, %v, want the change and the drop", steps, err)
	}
	before, _ := v.ring.Token("x", "citizen")
	if after, _ := fresh.Token("x", "citizen"); after != before {
		t.Error("a token has changed with the keys, want it the same")
	}
	v.must(t, v.rotated(t))
	if fresh, err = seal.File(filepath.Join(v.dir, "keys.json")); err != nil || fresh.Current() != "k003" {
		t.Errorf("a second keys rotate: current %s, %v, want k003: no name comes twice", fresh.Current(), err)
	}
}

func TestARotationThatWasStoppedGoesOn(t *testing.T) {
	v := newVault(t)
	v.must(t, seal.Save(filepath.Join(v.dir, "keys.json"), v.ring.Next(), true)) // as it stands when it is killed before the first row
	v.must(t, v.rotated(t))
	fresh, err := seal.File(filepath.Join(v.dir, "keys.json"))
	if err != nil || strings.Join(fresh.Names(), " ") != "k001 k002" {
		t.Errorf("the ring has %v, %v, want no third key", fresh.Names(), err)
	}
	if counts, err := rekey.Counts(t.Context(), v.db, sealedColumns); err != nil || len(counts) != 1 || counts["k002"] == 0 {
		t.Errorf("the keys hold %v, %v, want all under k002", counts, err)
	}
}

// On several machines a key is known everywhere before it seals anything.
func TestAKeyIsAddedFirst(t *testing.T) {
	v := newVault(t)
	v.must(t, keysAdd{v.file()}.Run())
	fresh, err := seal.File(filepath.Join(v.dir, "keys.json"))
	if err != nil || fresh.Current() != "k001" || len(fresh.Names()) != 2 {
		t.Errorf("after keys add: %v, current %s, %v, want two and k001", fresh.Names(), fresh.Current(), err)
	}
	v.must(t, v.rotated(t))
	if fresh, err = seal.File(filepath.Join(v.dir, "keys.json")); err != nil || fresh.Current() != "k002" || len(fresh.Names()) != 2 {
		t.Errorf("after keys rotate: %v, current %s, %v, want the key that was added", fresh.Names(), fresh.Current(), err)
	}
}

func TestEveryRoomThatSealsIsListed(t *testing.T) {
	v := newVault(t)
	if got, err := rekey.Strangers(t.Context(), v.db, sealedColumns); err != nil || len(got) != 0 {
		t.Errorf("Strangers = %v, %v, want none: list them in the Sealed of their room", got, err)
	}
	listed := map[string]bool{"assistant/ledger": len(ledger.Sealed) > 0, "assistant/handoff/desk": len(casedesk.Sealed) > 0, "channels/signin": true, "assistant/form/drafts": true, "knowledge/store/seal": true, "knowledge/store/rekey": true}
	// What seals words that only travel, and stand in no column.
	listed["channels/web"] = true
	for _, room := range sealing(t) {
		if !listed[room] {
			t.Errorf("%s seals something; its columns are not in sealedColumns", room)
		}
	}
}

// sealing lists the rooms whose source seals something.
func sealing(t *testing.T) (rooms []string) {
	t.Helper()
	seen := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		room, err := filepath.Rel("../..", filepath.Dir(path))
		if strings.Contains(string(source), ".Seal(") && !seen[room] {
			seen[room] = true
			rooms = append(rooms, room)
		}
		return err
	})
	if err != nil || len(rooms) == 0 {
		t.Fatalf("rooms that seal: %v, %v, want some", rooms, err)
	}
	return rooms
}
