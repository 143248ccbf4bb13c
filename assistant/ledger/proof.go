package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
)

// Prove returns the case of a receipt number to whoever knows the last four
// digits of the phone number it was handed in with. from names who tries (an
// address, a talk). That there is no such case, that it has no phone number, and
// that the digits are wrong are all ErrNoCase, after the same work; too many
// tries are an assistant.TooSoon, whether there is a case or not.
//
// PRIVACY: it is the one way to a case from outside of its talk and its citizen.
func (l *Database) Prove(ctx context.Context, receipt, tail, from string, at time.Time) (handoff.Case, error) {
	tries := []try{{digestOf("from", receipt, from), patienceOfOne}, {digestOf("all", receipt), patienceOfAll}}
	if err := l.admit(ctx, tries, at); err != nil {
		return handoff.Case{}, err
	}
	c, err := l.ByReceipt(ctx, receipt)
	if errors.Is(err, assistant.ErrNoCase) {
		c, err = l.decoy()
	}
	if err != nil {
		return handoff.Case{}, err
	}
	if !sameTail(handoff.Tail(c.Content.Phone), tail) || c.ID == "" {
		return handoff.Case{}, assistant.ErrNoCase
	}
	return c, l.forgive(ctx, tries, store.Step{At: at, Actor: "凭回执的人", Action: "prove", Subject: "case " + c.ID, Detail: c.Receipt})
}

// sameTail compares without telling by its time how much was right.
func sameTail(real, said string) bool {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	sum := func(s string) []byte {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(s))
		return mac.Sum(nil)
	}
	return hmac.Equal(sum(real), sum(said)) && len(real) == 4
}

// decoy does for a case that is not there what is done for one that is.
func (l *Database) decoy() (c handoff.Case, err error) {
	row, err := l.caseRow(handoff.Case{Content: handoff.Content{Name: "无", Phone: "00000000000", What: strings.Repeat("无", 100)}})
	if err != nil {
		return c, err
	}
	content, err := l.keys.Open(row[len(row)-2].(string), contentPlace(""))
	if err != nil {
		return c, err
	}
	return c, decode([]byte(content), &c.Content)
}

// try is one way in which tries are counted.
type try struct {
	id string
	patience
}

// patience says how many tries are free, and how long the wait grows to. It is
// short where it could be somebody else who tries: nobody is locked out of
// their own case by a stranger for longer than that.
type patience struct {
	free int64
	most time.Duration
}

var (
	patienceOfOne = patience{5, time.Hour}
	patienceOfAll = patience{50, 15 * time.Minute}
)

// wait is how long after the last of so many tries the next one is let through:
// none for the free ones, then a minute that doubles.
func (p patience) wait(tries int64) time.Duration {
	if tries < p.free {
		return 0
	}
	return min(time.Minute<<min(tries-p.free, 16), p.most)
}

// admit counts a try before it is made, so that many at once count as many.
func (l *Database) admit(ctx context.Context, tries []try, at time.Time) error {
	return l.db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM proof_try WHERE last < $1`, db.Micros(at.Add(-24*time.Hour))); err != nil {
			return err
		}
		for i := len(tries) - 1; i >= 0; i-- { // always in this order, so that none waits for another in a circle
			if err := l.db.Lock(ctx, tx, "proof "+tries[i].id); err != nil {
				return err
			}
			if err := patient(ctx, tx, tries[i], at); err != nil {
				return err
			}
		}
		for _, t := range tries {
			if _, err := tx.ExecContext(ctx, `INSERT INTO proof_try (id, wrong, last) VALUES ($1, 1, $2)
				ON CONFLICT (id) DO UPDATE SET wrong = proof_try.wrong + 1, last = excluded.last`, t.id, db.Micros(at)); err != nil {
				return err
			}
		}
		return nil
	})
}

func patient(ctx context.Context, tx *sql.Tx, t try, at time.Time) error {
	var wrong, last int64
	err := tx.QueryRowContext(ctx, `SELECT wrong, last FROM proof_try WHERE id = $1`, t.id).Scan(&wrong, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if left := db.Instant(last).Add(t.wait(wrong)).Sub(at); err == nil && left > 0 {
		return assistant.TooSoon{Wait: left.Round(time.Second)}
	}
	return err
}

// forgive takes back that a try was counted, which was right, and keeps in the
// audit trail what was looked at.
func (l *Database) forgive(ctx context.Context, tries []try, s store.Step) error {
	return l.db.Update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM proof_try WHERE id = $1`, tries[0].id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE proof_try SET wrong = wrong - 1 WHERE id = $1 AND wrong > 0`, tries[1].id); err != nil {
			return err
		}
		return store.Record(ctx, l.db, tx, s)
	})
}

func digestOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// passPlace is where a pass is sealed for.
const passPlace = "pass"

// Pass is a word that opens one thing ("case " and its id) until a time: what a
// page that has just shown it sends along with a form. It tells nothing.
func (l *Database) Pass(what string, until time.Time) (string, error) {
	return l.keys.Seal(fmt.Sprintf("%d %s", until.Unix(), what), passPlace)
}

// Passed returns what a pass opens; "" when it is none, or too old.
func (l *Database) Passed(pass string, at time.Time) string {
	text, err := l.keys.Open(pass, passPlace)
	if err != nil {
		return ""
	}
	until, what, _ := strings.Cut(text, " ")
	if n, err := strconv.ParseInt(until, 10, 64); err != nil || at.Unix() > n {
		return ""
	}
	return what
}
