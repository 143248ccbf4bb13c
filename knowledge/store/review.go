package store

import (
	"context"
	"errors"
	"fmt"

	"wenban/knowledge/store/db"
)

// Errors of reviews.
var (
	ErrOwn   = errors.New("自己改的内容要由别人审核")
	ErrState = errors.New("这个版次现在不能这样做")
)

// everyDepartment stands in an approval for a reviewer of all departments.
const everyDepartment = "*"

// step runs one step of an edition's way: the person must have one of the roles,
// the edition must be in one of the states, and the step is recorded, also when it
// is refused to that person.
func (s *Store) step(ctx context.Context, by string, number int64, action, why string, roles []Role, from []State, f func(*tx, Person, Edition) error) error {
	why, err := reason(why)
	if err != nil {
		return err
	}
	return s.refused(ctx, by, action, subject(number), s.change(ctx, func(t *tx) error {
		p, err := t.allowed(by, roles...)
		if err != nil {
			return err
		}
		e, err := t.edition(number)
		if err != nil {
			return err
		}
		if err := e.in(from); err != nil {
			return err
		}
		if err := f(t, p, e); err != nil {
			return err
		}
		return t.record(p.Name, action, subject(number), why)
	}))
}

// in refuses an edition that is in none of the states.
func (e Edition) in(states []State) error {
	names := ""
	for _, s := range states {
		if e.State == s {
			return nil
		}
		names += "、" + s.Name()
	}
	return fmt.Errorf("%w：版次 %d 是“%s”，应是%s", ErrState, e.Number, e.State.Name(), names[len("、"):])
}

func (t *tx) setState(number int64, to State) error {
	return t.exec("UPDATE edition SET state = $1 WHERE number = $2", string(to), number)
}

// Submit hands a draft in for review; its content cannot be changed any more.
// Where it withdraws many records the reason must say how many, or the error is
// ErrMass.
func (s *Store) Submit(ctx context.Context, by string, number int64, why string) error {
	return s.step(ctx, by, number, "submit", why, []Role{Curator}, []State{Draft}, func(t *tx, _ Person, e Edition) error {
		if e.Changes == 0 {
			return ErrSame
		}
		if err := t.meant(e, why); err != nil {
			return err
		}
		return t.setState(number, Review)
	})
}

// Return gives an edition back to its authors; what was approved is forgotten.
func (s *Store) Return(ctx context.Context, by string, number int64, why string) error {
	return s.step(ctx, by, number, "return", why, []Role{Reviewer, Admin}, []State{Review, Approved}, func(t *tx, _ Person, _ Edition) error {
		if err := t.exec("DELETE FROM approval WHERE edition = $1", number); err != nil {
			return err
		}
		return t.setState(number, Draft)
	})
}

// Approve approves what a reviewer answers for and has no hand in. The edition
// is approved when somebody has approved every change. Where it withdraws many
// records their reason, too, must say how many.
func (s *Store) Approve(ctx context.Context, by string, number int64, why string) error {
	return s.step(ctx, by, number, "approve", why, []Role{Reviewer}, []State{Review}, func(t *tx, p Person, e Edition) error {
		if err := t.mayApprove(p, number); err != nil {
			return err
		}
		if err := t.meant(e, why); err != nil {
			return err
		}
		departments := p.Departments
		if len(departments) == 0 {
			departments = []string{everyDepartment}
		}
		for _, d := range departments {
			if err := t.exec("INSERT INTO approval (edition, person, department, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
				number, p.Name, d, db.Micros(t.now)); err != nil {
				return err
			}
		}
		if open, err := t.open(number); err != nil || len(open) > 0 {
			return err
		}
		return t.setState(number, Approved)
	})
}

// mayApprove refuses a reviewer who had a hand in everything they answer for.
func (t *tx) mayApprove(p Person, number int64) error {
	mine, others := 0, 0
	err := t.rows(func(scan func(...any) error) error {
		var department string
		var own int
		err := scan(&department, &own)
		switch {
		case !p.answersFor(department):
		case own > 0:
			mine++
		default:
			others++
		}
		return err
	}, `SELECT min(department), count(CASE WHEN author = $2 THEN 1 END) FROM change WHERE edition = $1 GROUP BY kind, code`, number, p.Name)
	switch {
	case err != nil:
		return err
	case others == 0 && mine > 0:
		return fmt.Errorf("%w（%s）", ErrOwn, p.Name)
	case others == 0:
		return fmt.Errorf("%w：%s 负责的部门在这个版次里没有改动", ErrForeign, p.Name)
	}
	return nil
}

// Open is what of an edition nobody has approved yet.
type Open struct {
	Department string
	Changes    int
}

// Open returns, by department, how many changes of an edition still need
// somebody's approval.
func (s *Store) Open(ctx context.Context, number int64) (all []Open, err error) {
	err = s.view(ctx, func(t *tx) error {
		all, err = t.open(number)
		return err
	})
	return all, err
}

// open finds the changes that no one has approved who answers for them and had
// no hand in them.
func (t *tx) open(number int64) (all []Open, err error) {
	err = t.rows(func(scan func(...any) error) error {
		var o Open
		err := scan(&o.Department, &o.Changes)
		all = append(all, o)
		return err
	}, `SELECT department, count(*) FROM (SELECT DISTINCT kind, code, department FROM change c WHERE edition = $1 AND NOT EXISTS (
			SELECT 1 FROM approval a WHERE a.edition = c.edition AND (a.department = '*' OR a.department = c.department)
			AND NOT EXISTS (SELECT 1 FROM change o WHERE o.edition = c.edition AND o.kind = c.kind AND o.code = c.code AND o.author = a.person)
		)) AS waiting GROUP BY department ORDER BY department`, number)
	return all, err
}
