package ledger

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

func TestDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		first := true
		ledgertest.Run(t, func(t *testing.T) assistant.Ledger {
			if !first { // each test wants an empty one
				url = dbtest.Another(t, url)
			}
			first = false
			return New(dbtest.Open(t, url), ring(t))
		})
	})
}

func TestReopeningKeepsAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d, err := db.Open(t.Context(), url)
		must(t, err)
		keys := ring(t)
		first := New(d, keys)
		for seq := 1; seq <= 3; seq++ {
			ledgertest.Save(t, first, ledgertest.Turn("a", seq, "m"+string(rune('0'+seq))))
		}
		must(t, errors.Join(first.Feedback(t.Context(), "a", 2, "wrong", "费用不对"), d.Close()))
		again := New(dbtest.Open(t, url), keys)
		want := ledgertest.Turn("a", 2, "m2")
		want.Feedback, want.Comment = "wrong", "费用不对"
		ledgertest.Same(t, "Turns(a, 1)[0] after reopening", ledgertest.Turns(t, again, "a", 1)[0], want)
		ledgertest.Same(t, "Save(a, 4, m1) after reopening", ledgertest.Save(t, again, ledgertest.Turn("a", 4, "m1")), ledgertest.Turn("a", 1, "m1"))
		ledgertest.Save(t, again, ledgertest.Turn("a", 4, "m4"))
	})
}

// A byte that PostgreSQL refuses in a text must not cost a citizen the turn.
func TestTextThatADatabaseRefusesIsKeptWithoutIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		l := New(dbtest.Open(t, url), ring(t))
		turn := ledgertest.Turn("a", 1, "m1")
		turn.Said, turn.Reply.Lead = "身份证\x00丢了\xff", "答\x00复"
		ledgertest.Save(t, l, turn)
		if got := ledgertest.Turns(t, l, "a", 0)[0]; got.Said != "身份证丢了\uFFFD" || got.Reply.Lead != "答\x00复" {
			t.Errorf("Turns(a, 0)[0] has %q, %q, want the words without the bad bytes and the reply whole", got.Said, got.Reply.Lead)
		}
		if _, err := l.Talk(t.Context(), "no\x00talk\xff"); !errors.Is(err, assistant.ErrNoTalk) {
			t.Errorf("Talk(no\\x00talk) = %v, want ErrNoTalk", err)
		}
	})
}

// ring is a new key ring.
func ring(t *testing.T) *seal.Ring {
	t.Helper()
	var none *seal.Ring
	return none.Next()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestToldNamesTheTurnsOfAnEditionThatCite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url)
		l := New(d, ring(t))
		for seq, edition := range []string{"E1", "E2", "E1"} {
			turn := ledgertest.Turn("a", seq+1, "")
			turn.Reply.Edition = edition
			ledgertest.Save(t, l, turn)
		}
		other := ledgertest.Turn("b", 1, "")
		other.Reply.Edition, other.Reply.Sections, other.Reply.Materials, other.Reply.Sources = "E1", nil, nil, nil
		ledgertest.Save(t, l, other)
		must(t, d.Update(t.Context(), func(tx *sql.Tx) error { // as an earlier version wrote it
			_, err := tx.Exec("UPDATE turn SET edition = '', cites = '' WHERE talk = 'a' AND seq = 3")
			return err
		}))
		told := func(edition string, since time.Time, ids ...string) (found []string) {
			must(t, l.Told(t.Context(), edition, ids, since, func(turn assistant.Turn) error {
				found = append(found, fmt.Sprint(turn.Talk, turn.Seq))
				return nil
			}))
			return found
		}
		at := ledgertest.Turn("a", 3, "").At
		for _, c := range []struct {
			got  []string
			want string
		}{
			{told("E1", time.Time{}, "C1"), "[a1 a3]"}, {told("E2", time.Time{}, "C0", "C1"), "[a2]"},
			{told("E1", time.Time{}, "C"), "[a3]"}, // what a turn of an earlier version cites is not known
			{told("E1", at, "C1"), "[a3]"}, {told("E3", time.Time{}, "C1"), "[]"},
		} {
			if got := fmt.Sprint(c.got); got != c.want {
				t.Errorf("Told found %s, want %s", got, c.want)
			}
		}
	})
}
