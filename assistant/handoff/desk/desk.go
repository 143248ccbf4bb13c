// Package desk is the built-in case desk (工单台): the case system of a house
// that has no other. It stands in the same database and shares nothing with the
// ledger but the messages of handoff: what was handed in arrives by Deliver, what
// departments do is read by Updates, exactly as with a system elsewhere.
//
// The desk keeps four promises. Who may see a case is asked before everything
// else, and a case that is not theirs is not there (ErrNone). What is not
// possible in a state is refused by handoff.Next. Two who act at once do not
// overwrite each other: the second is told (ErrConflict). And every look at a
// case, every act and every refusal is a step of the audit trail, in the same
// transaction.
//
// decide.go and rights.go decide, purely; act.go does.
package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// Options of a desk. The zero value works for one house without regions.
type Options struct {
	Now         func() time.Time                     // nil: time.Now
	Prefix      string                               // of numbers, as 云; "": none
	Due         func(c Case, at time.Time) time.Time // end of the time limit of a case that has none, counted from at; nil: none
	ReturnBy    func(assigned time.Time) time.Time   // until when a department may return or object; nil: a day
	Parts       func(region string) []string         // a region and all that belong to it; nil: itself
	Departments func() []string                      // names that a report may be about; nil: only the proposed one is looked for
	Acted       func()                               // is called after something was done; must not block; nil: nobody waits
}

// Desk is the case desk in a database. It may be used by many at once, also by
// several processes.
type Desk struct {
	db   *db.DB
	keys *seal.Ring
	Options
}

// New returns the desk in a database, which stays the caller's to close. What is
// personal is sealed with keys; without any (nil) it is refused.
func New(d *db.DB, keys *seal.Ring, o Options) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Due == nil {
		o.Due = func(Case, time.Time) time.Time { return time.Time{} }
	}
	if o.ReturnBy == nil {
		o.ReturnBy = func(assigned time.Time) time.Time { return assigned.Add(24 * time.Hour) }
	}
	if o.Parts == nil {
		o.Parts = func(region string) []string { return []string{region} }
	}
	if o.Departments == nil {
		o.Departments = func() []string { return nil }
	}
	if o.Acted == nil {
		o.Acted = func() {}
	}
	return &Desk{d, keys, o}
}

// Errors of the desk; they are told to staff as they stand.
var (
	ErrNone     = errors.New("没有这个工单，或者不归您办")
	ErrRight    = errors.New("您的角色不能这样操作")
	ErrConflict = errors.New("这个工单刚被别人改过，您的操作没有保存；看看变了什么，再决定")
	ErrRecused  = errors.New("这个部门是被反映的一方，要回避，不能派给它")
)

// settled returns the options with what is asked of the house asked already: who
// waits for a connection inside a transaction may wait for ever.
func (d *Desk) settled() Options {
	o := d.Options
	departments := o.Departments()
	o.Departments = func() []string { return departments }
	return o
}

// Fault says what is wrong with one field of an act.
type Fault struct {
	Field string // words, remark, department, helpers, due, into, result
	Text  string // for people: what to do
}

func (f Fault) Error() string { return f.Text }

// Channel is the channel of the database on which it is told that something was
// done at the desk.
const Channel = "desk"

// audit adds a step about a case to the audit trail.
func (d *Desk) audit(ctx context.Context, tx *sql.Tx, at time.Time, actor, action, number, detail string) error {
	return store.Record(ctx, d.db, tx, store.Step{At: at, Actor: actor, Action: action, Subject: "case " + number, Detail: detail})
}

// denied keeps in the trail that somebody tried what is not theirs, and returns
// err. Of numbers that are none nothing is kept, or anybody could fill the trail.
func (d *Desk) denied(ctx context.Context, p Person, what, number string, err error) error {
	if !errors.Is(err, errForeign) && !errors.Is(err, ErrRight) && !errors.Is(err, ErrRecused) {
		return err
	}
	kept := d.db.Update(context.WithoutCancel(ctx), func(tx *sql.Tx) error {
		return d.audit(ctx, tx, d.Now(), p.Name, "refused", number, fmt.Sprint(what, "：", err))
	})
	return errors.Join(err, kept)
}

// errForeign is ErrNone of a case that is there.
var errForeign = fmt.Errorf("%w", ErrNone)
