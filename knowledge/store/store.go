// Package store keeps knowledge in the database and changes it like law.
//
// An edition (版次) is a list of immutable versions of records, and goes one way:
//
//	draft      made by an import or by editing              Draft, Amend
//	review     handed in, not to be changed any more        Submit (back: Return)
//	approved   every change approved by somebody else       Approve
//	released   examined, published now or at a time         Examine, Publish (back: Withdraw)
//	withdrawn  taken back after it had served               Rollback
//
// Who may do what, that nobody approves a change of their own, that the checks
// and the regression questions were passed, and that nobody publishes over
// something they have not seen: all of it is decided inside the transaction that
// changes the state, so that it holds on every path. Each step is a row of the
// audit trail, with who, when and why, in the same transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/store/db"
)

// Store is the knowledge in a database. It may be used by many at once, also by
// several processes.
type Store struct {
	db         *db.DB
	now        func() time.Time
	regression Regression
	late       time.Duration // for how long nothing may be done to an edition that is being made
	hashing    queue         // of passwords
}

// Regression asks the regression questions of a new edition and of the one
// before, nil for none (or where there are no questions), and tells which are
// answered worse. It is also where a program shows that the new edition can be
// made ready to answer.
type Regression func(ctx context.Context, before, after *knowledge.Edition, questions []Question) (Examination, error)

// Options of a store. The zero value is what a program without the assistant
// wants: it cannot examine editions.
type Options struct {
	Now        func() time.Time // nil: time.Now
	Regression Regression       // nil: Examine fails
}

// New returns the store in a database, which stays the caller's to close.
func New(d *db.DB, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Store{db: d, now: o.Now, regression: o.Regression, late: 10 * time.Minute, hashing: newQueue()}
}

// Errors of the store; they are told to people as they stand.
var (
	ErrWhy       = errors.New("请写明原因")
	ErrClock     = errors.New("这台机器的时钟比上一次操作还早，请先校准时间")
	ErrNoEdition = errors.New("没有这个版次，用 wenban editions 查看")
	ErrDamaged   = errors.New("版次的内容和登记的不符，不能使用；请从备份恢复")
)

// change runs f in a transaction in which nobody else changes knowledge.
func (s *Store) change(ctx context.Context, f func(*tx) error) error {
	return s.db.Update(ctx, func(raw *sql.Tx) error {
		if err := s.db.Lock(ctx, raw, "knowledge"); err != nil {
			return err
		}
		return f(&tx{ctx, raw, s.now()})
	})
}

// view runs f on one state of the database.
func (s *Store) view(ctx context.Context, f func(*tx) error) error {
	return s.db.View(ctx, func(raw *sql.Tx) error { return f(&tx{ctx, raw, s.now()}) })
}

// tx is a transaction, with its context and its time.
type tx struct {
	ctx context.Context
	raw *sql.Tx
	now time.Time
}

func (t *tx) exec(statement string, values ...any) error {
	_, err := t.raw.ExecContext(t.ctx, statement, values...)
	return err
}

func (t *tx) row(query string, values ...any) *sql.Row {
	return t.raw.QueryRowContext(t.ctx, query, values...)
}

// count runs a query that returns one number.
func (t *tx) count(query string, values ...any) (n int64, err error) {
	return n, t.row(query, values...).Scan(&n)
}

// rows calls each for every row of a query.
func (t *tx) rows(each func(scan func(...any) error) error, query string, values ...any) error {
	rows, err := t.raw.QueryContext(t.ctx, query, values...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// strings returns the one column of a query.
func (t *tx) strings(query string, values ...any) (all []string, err error) {
	err = t.rows(func(scan func(...any) error) error {
		all = append(all, "")
		return scan(&all[len(all)-1])
	}, query, values...)
	return all, err
}

// reason is a text in which something is said, or ErrWhy.
func reason(why string) (string, error) {
	if why = strings.TrimSpace(db.Text(why)); why == "" {
		return "", ErrWhy
	}
	return why, nil
}
