package desk

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"wenban/knowledge/store/db"
)

// Figure is how a department does with the cases that came in during a time.
type Figure struct {
	Department string // "": not assigned
	Cases      int
	Done       int           // replied to, or ended in another way
	OnTime     int           // of those done: within the limit, or without one
	Late       int           // over the limit, done or not
	Returned   int           // times that it gave a case back
	Took       time.Duration // on average, of those done, from the day it came in
}

// finishedAt is Case.finished, in SQL.
const finishedAt = `CASE WHEN state IN ('replied', 'reviewed') OR (state = 'closed' AND replied > 0) THEN replied ELSE done END`

// Figures returns the figures of the departments that a person may see, over the
// cases that came in from one time until before another. Every figure can be
// counted again from the rows of desk_case and desk_event.
func (d *Desk) Figures(ctx context.Context, p Person, from, until time.Time) (all []Figure, err error) {
	err = d.db.View(ctx, func(tx *sql.Tx) error {
		if all, err = d.figures(ctx, tx, p, from, until); err != nil {
			return err
		}
		all, err = d.returns(ctx, tx, all, p, from, until)
		return err
	})
	slices.SortFunc(all, func(a, b Figure) int { return cmp.Or(b.Cases-a.Cases, cmp.Compare(a.Department, b.Department)) })
	return all, err
}

// during is true for the cases of a person that came in during a time.
func (d *Desk) during(q *query, p Person, from, until time.Time) string {
	return q.seen(p, d.Parts) + " AND taken >= " + q.value(db.Micros(from)) + " AND taken < " + q.value(db.Micros(until))
}

func (d *Desk) figures(ctx context.Context, tx *sql.Tx, p Person, from, until time.Time) (all []Figure, err error) {
	var q query
	rows, err := tx.QueryContext(ctx, `WITH f AS MATERIALIZED (SELECT department, state, due, taken, `+finishedAt+` AS finished FROM desk_case WHERE `+d.during(&q, p, from, until)+`)
		SELECT department, count(*), count(*) FILTER (WHERE finished > 0),
			count(*) FILTER (WHERE finished > 0 AND (due = 0 OR finished <= due)),
			count(*) FILTER (WHERE due > 0 AND state <> 'lacking' AND CASE finished WHEN 0 THEN `+q.value(db.Micros(d.Now()))+` ELSE finished END > due),
			coalesce(sum(CASE WHEN finished > 0 THEN finished - taken ELSE 0 END), 0)
		FROM f GROUP BY department`, q.values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f Figure
		var took int64
		if err := rows.Scan(&f.Department, &f.Cases, &f.Done, &f.OnTime, &f.Late, &took); err != nil {
			return nil, err
		}
		if f.Done > 0 {
			f.Took = time.Duration(took/int64(f.Done)) * time.Microsecond
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// returns adds how often departments gave a case back, also those that have no
// case left.
func (d *Desk) returns(ctx context.Context, tx *sql.Tx, all []Figure, p Person, from, until time.Time) ([]Figure, error) {
	var q query
	rows, err := tx.QueryContext(ctx, `WITH f AS MATERIALIZED (SELECT department, state, due, taken, `+finishedAt+` AS finished FROM desk_case WHERE `+d.during(&q, p, from, until)+`)
		SELECT department, count(*) FROM desk_event WHERE act = 'return'
		AND number IN (SELECT number FROM desk_case WHERE `+d.during(&q, p, from, until)+`) GROUP BY department`, q.values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f Figure
		if err := rows.Scan(&f.Department, &f.Returned); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(x Figure) bool { return x.Department == f.Department })
		if i < 0 {
			all = append(all, f)
		} else {
			all[i].Returned = f.Returned
		}
	}
	return all, rows.Err()
}
