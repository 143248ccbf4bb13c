package rekey_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/rekey"
	"wenban/knowledge/store/seal"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// turns is a column whose key has two parts.
var turns = []seal.Column{{Table: "turn", Name: "private", Key: []string{"talk", "seq"}, Place: func(k []any) string { return fmt.Sprintf("turn %v %v", k[0], k[1]) }}}

func ring() *seal.Ring {
	var none *seal.Ring
	return none.Next()
}

// fill stores n sealed texts under a ring.
func fill(t *testing.T, d *db.DB, r *seal.Ring, talk string, n int) {
	t.Helper()
	must(t, d.Update(t.Context(), func(tx *sql.Tx) error {
		if _, err := tx.Exec("INSERT INTO talk (id, secret, channel, began) VALUES ($1, '', 'web', 1)", talk); err != nil {
			return err
		}
		for i := 1; i <= n; i++ {
			sealed, err := r.Seal(fmt.Sprint("电话", i), fmt.Sprintf("turn %s %d", talk, i))
			if err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT INTO turn (talk, seq, said, reply, state, at, private) VALUES ($1, $2, '', '{}', '{}', 1, $3)", talk, i, sealed); err != nil {
				return err
			}
		}
		return nil
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func quiet(int, int) {}

func TestEverythingStandsUnderTheNewKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		first := ring()
		fill(t, d, first, "a", 250)
		fill(t, d, first, "b", 3)
		second := first.Next()
		var told []int
		done, bad, err := rekey.Run(t.Context(), d, second, turns, func(done, all int) { told = append(told, done, all) })
		if err != nil || done != 253 || bad != 0 || told[len(told)-2] != 253 || told[len(told)-1] != 253 || len(told) < 6 {
			t.Errorf("Run = %d, %d, %v, told %v, want 253 in steps", done, bad, err, told)
		}
		if counts, err := rekey.Counts(t.Context(), d, turns); err != nil || len(counts) != 1 || counts["k002"] != 253 {
			t.Errorf("Counts = %v, %v, want all under k002", counts, err)
		}
		alone, err := second.Without("k001")
		must(t, err)
		var sealed string
		must(t, d.Reader().QueryRow("SELECT private FROM turn WHERE talk = 'a' AND seq = 200").Scan(&sealed))
		if text, err := alone.Open(sealed, "turn a 200"); err != nil || text != "电话200" {
			t.Errorf("Open with the new key alone = %q, %v, want 电话200", text, err)
		}
		if done, _, err := rekey.Run(t.Context(), d, second, turns, quiet); err != nil || done != 0 {
			t.Errorf("Run again = %d, %v, want nothing to do", done, err)
		}
	})
}

// What is stopped in the middle goes on where it was.
func TestAStoppedRunGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		first := ring()
		fill(t, d, first, "a", 250)
		second := first.Next()
		ctx, stop := withStop(t)
		_, _, err := rekey.Run(ctx, d, second, turns, func(int, int) { stop() })
		if err == nil {
			t.Fatal("Run that is stopped = nil, want an error")
		}
		counts, err := rekey.Counts(t.Context(), d, turns)
		if err != nil || counts["k001"] == 0 || counts["k002"] == 0 {
			t.Fatalf("after a stop Counts = %v, %v, want some under each key", counts, err)
		}
		if done, _, err := rekey.Run(t.Context(), d, second, turns, quiet); err != nil || done != counts["k001"] {
			t.Errorf("Run again = %d, %v, want the other %d", done, err, counts["k001"])
		}
	})
}

// What somebody writes meanwhile is never overwritten.
func TestItRunsWhileOthersWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		first := ring()
		fill(t, d, first, "a", 300)
		second := first.Next()
		var all sync.WaitGroup
		all.Go(func() {
			for i := 1; i <= 300; i += 3 {
				sealed, err := first.Seal("新的", fmt.Sprintf("turn a %d", i)) // a process that has the old keys
				must(t, err)
				must(t, d.Update(t.Context(), func(tx *sql.Tx) error {
					_, err := tx.Exec("UPDATE turn SET private = $1 WHERE talk = 'a' AND seq = $2", sealed, i)
					return err
				}))
			}
		})
		for range 3 {
			_, _, err := rekey.Run(t.Context(), d, second, turns, quiet)
			must(t, err)
		}
		all.Wait()
		_, _, err := rekey.Run(t.Context(), d, second, turns, quiet)
		must(t, err)
		for i := 1; i <= 300; i++ {
			var sealed string
			must(t, d.Reader().QueryRow("SELECT private FROM turn WHERE talk = 'a' AND seq = $1", i).Scan(&sealed))
			want := fmt.Sprint("电话", i)
			if i%3 == 1 {
				want = "新的"
			}
			if text, err := second.Open(sealed, fmt.Sprintf("turn a %d", i)); err != nil || text != want || !strings.HasPrefix(sealed, "s1.k002.") {
				t.Fatalf("row %d = %q, %v under %.8s, want %q under k002", i, text, err, sealed, want)
			}
		}
	})
}

func TestWhatDoesNotOpenIsLeftAndCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		fill(t, d, ring(), "lost", 2) // keys that nobody has any more
		second := ring().Next()
		if done, bad, err := rekey.Run(t.Context(), d, second, turns, quiet); err != nil || done != 0 || bad != 2 {
			t.Errorf("Run = %d done, %d bad, %v, want 2 bad", done, bad, err)
		}
	})
}

func TestAColumnThatIsNotListedIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		fill(t, d, ring(), "a", 1)
		if got, err := rekey.Strangers(t.Context(), d, nil); err != nil || fmt.Sprint(got) != "[turn.private]" {
			t.Errorf("Strangers with nothing listed = %v, %v, want turn.private", got, err)
		}
		if got, err := rekey.Strangers(t.Context(), d, turns); err != nil || len(got) != 0 {
			t.Errorf("Strangers = %v, %v, want none", got, err)
		}
	})
}

func withStop(t *testing.T) (context.Context, func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	return ctx, stop
}
