package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// Do does something to a case in the name of a person, and returns the case
// after it. Nothing is kept when it fails, but that it was tried; see decide for
// the errors.
func (d *Desk) Do(ctx context.Context, p Person, a Act) (c Case, err error) {
	a = a.cleaned()
	o := d.settled()
	err = d.db.Update(ctx, func(tx *sql.Tx) error {
		if err := d.lock(ctx, tx, a.Number, a.Into); err != nil {
			return err
		}
		before, err := d.read(ctx, tx, a.Number)
		if err != nil {
			return err
		}
		after, e, err := decide(before, p, a, d.Now(), o)
		if err == nil && a.Action == Merge {
			err = d.mayMerge(ctx, tx, p, after, a.Into)
		}
		if err != nil {
			return err
		}
		c = after
		return d.keep(ctx, tx, after, e)
	})
	if err != nil {
		return Case{}, d.denied(ctx, p, NameOf(a.Action), a.Number, err)
	}
	d.Acted()
	return c, nil
}

// lock makes everybody else wait who would change one of the cases; in one
// order, so that nobody waits for ever.
func (d *Desk) lock(ctx context.Context, tx *sql.Tx, numbers ...string) error {
	slices.Sort(numbers)
	for _, n := range numbers {
		if n == "" {
			continue
		}
		if err := d.db.Lock(ctx, tx, "desk case "+n); err != nil {
			return err
		}
	}
	return nil
}

// mayMerge refuses to merge a case into one that is not there for the person, or
// that cannot take it. Cases that were merged into it before go along.
func (d *Desk) mayMerge(ctx context.Context, tx *sql.Tx, p Person, c Case, number string) error {
	into, err := d.read(ctx, tx, number)
	switch {
	case errors.Is(err, ErrNone) || err == nil && len(into.parts(p, d.Parts)) == 0:
		return Fault{"into", "没有这个编号的工单，或者不归您办"}
	case err != nil:
		return err
	}
	if err := mergeable(c, into); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE desk_case SET merged = $1 WHERE merged = $2`, into.Number, c.Number)
	return err
}

// keep stores a case after an act, the event of it, and what it brings with it.
func (d *Desk) keep(ctx context.Context, tx *sql.Tx, c Case, e Event) error {
	if err := d.put(ctx, tx, c); err != nil {
		return err
	}
	if err := d.db.Lock(ctx, tx, "desk events"); err != nil {
		return err
	}
	if err := d.happened(ctx, tx, e); err != nil {
		return err
	}
	if c.State.Final() && e.Before != c.State && c.Merged == "" {
		if err := d.tellMerged(ctx, tx, c, e); err != nil {
			return err
		}
	}
	if err := d.db.Notify(ctx, tx, Channel); err != nil {
		return err
	}
	return d.audit(ctx, tx, e.At, e.Actor, string(e.Act), c.Number, c.State.Name())
}

// tellMerged tells everybody whose case went on as this one how it ended: it was
// promised to them.
func (d *Desk) tellMerged(ctx context.Context, tx *sql.Tx, c Case, e Event) error {
	children, err := d.merged(ctx, tx, c.Number)
	if err != nil || len(children) == 0 {
		return err
	}
	words, err := d.result(ctx, tx, c, e)
	if err != nil {
		return err
	}
	for _, child := range children {
		after := touch(child, child.State, e.At)
		if _, err := tx.ExecContext(ctx, `UPDATE desk_case SET version = $2, updated = $3 WHERE number = $1`, after.Number, after.Version, db.MicrosOrNone(after.Updated)); err != nil {
			return err
		}
		note := Event{Number: after.Number, Version: after.Version, Action: handoff.Note, Act: handoff.Note, Before: after.State, After: after.State, At: e.At,
			Department: after.Department, Words: words, Actor: e.Actor}
		if err := d.happened(ctx, tx, note); err != nil {
			return err
		}
	}
	return nil
}

// result is how a case ended, for the citizens whose cases were merged into it:
// what was said at the end or, where nothing was, in the last reply.
func (d *Desk) result(ctx context.Context, tx *sql.Tx, c Case, e Event) (string, error) {
	words := e.Words
	if words == "" {
		events, err := d.events(ctx, tx, `number = $1 AND action = 'reply' ORDER BY version DESC LIMIT 1`, c.Number)
		if err != nil {
			return "", err
		}
		if len(events) == 1 {
			words = events[0].Words
		}
	}
	return fmt.Sprintf("合并办理的事情%s。%s", c.State.Name(), words), nil
}

// merged returns the cases that were merged into one.
func (d *Desk) merged(ctx context.Context, tx *sql.Tx, number string) ([]Case, error) {
	return cases(tx.QueryContext(ctx, `SELECT `+caseColumns+` FROM desk_case WHERE merged <> '' AND merged = $1 ORDER BY number`, db.Text(number)))
}

// cases reads the rows of a query for caseColumns.
var cases = db.All(func(row scanner) (Case, error) { return scanCase(row) })
