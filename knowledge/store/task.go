package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/store/db"
)

// Task is something that somebody must see to by a time.
type Task struct {
	Number     int64
	Kind       string         // error: a record is said to be wrong
	Subject    knowledge.Kind // of the record it is about, or ""
	Code       string
	Element    string // path, or ""
	Edition    string // id of the edition it was seen in
	Words      string // PRIVACY: masked by whoever reports
	Reporter   string // name of a person, or "市民", "坐席"
	Origin     string // talk and turn, or "": reported twice from there, it is one task
	Department string // who answers for the record; "" is filled in from what serves
	Owner      string // name; "" is filled in with a curator of the department, where there is one
	Due        time.Time
	Opened     time.Time
	Closed     time.Time // zero: open
	ClosedBy   string
	Outcome    string
}

// patience is how long a task may take when nobody says otherwise.
const patience = 5 * 24 * time.Hour

// ErrNoTask says that a task is not there or already closed.
var ErrNoTask = errors.New("没有这个待办，或者已经办结；用 wenban task list 查看")

// Report opens a task and returns its number. Anybody may report an error: a
// citizen under an answer, an operator, a curator.
func (s *Store) Report(ctx context.Context, k Task) (number int64, err error) {
	k.Words = strings.TrimSpace(db.Text(k.Words))
	err = s.change(ctx, func(t *tx) error {
		if k.Origin != "" {
			if number, err = t.count("SELECT coalesce(max(number), 0) FROM task WHERE origin = $1", k.Origin); err != nil || number != 0 {
				return err
			}
		}
		if err := t.address(&k); err != nil {
			return err
		}
		if number, err = t.count("SELECT coalesce(max(number), 0) + 1 FROM task"); err != nil {
			return err
		}
		row := []any{number, k.Kind, string(k.Subject), k.Code, k.Element, k.Edition, k.Words, db.Text(k.Reporter), k.Origin, k.Department, k.Owner, db.Micros(k.Due), db.Micros(t.now)}
		if err := t.insert("task (number, kind, subject, code, element, edition, words, reporter, origin, department, owner, due, opened)", [][]any{row}, ""); err != nil {
			return err
		}
		return t.record(db.Text(k.Reporter), "report", fmt.Sprintf("task %d", number), k.Kind+" "+k.Code)
	})
	return number, err
}

// address finds out whose task it is and until when.
func (t *tx) address(k *Task) error {
	if k.Due.IsZero() {
		k.Due = t.now.Add(patience)
	}
	serving, err := t.serving()
	if err != nil {
		return err
	}
	if k.Department == "" && k.Code != "" {
		r, _, err := t.version(serving.Edition, k.Subject, k.Code)
		if err != nil {
			return err
		}
		k.Department = r.Department
	}
	if k.Owner != "" {
		_, err := t.person(k.Owner)
		return err
	}
	err = t.row(`SELECT min(p.name) FROM person p
		JOIN person_role r ON r.person = p.name AND r.role = 'curator'
		JOIN person_department d ON d.person = p.name AND d.department = $1 WHERE p.active`, k.Department).Scan(&nullable{&k.Owner})
	return err
}

// nullable scans a text that may be NULL, which is "".
type nullable struct{ to *string }

// Scan is part of sql.Scanner.
func (n *nullable) Scan(v any) error {
	var s sql.NullString
	err := s.Scan(v)
	*n.to = s.String
	return err
}

// Tasks returns the open tasks, those due first; with all also the closed ones.
func (s *Store) Tasks(ctx context.Context, all bool) (tasks []Task, err error) {
	err = s.view(ctx, func(t *tx) error {
		return t.rows(func(scan func(...any) error) error {
			var k Task
			var due, opened int64
			var closed sql.NullInt64
			err := scan(&k.Number, &k.Kind, &k.Subject, &k.Code, &k.Element, &k.Edition, &k.Words, &k.Reporter, &k.Origin, &k.Department, &k.Owner, &due, &opened, &closed, &k.ClosedBy, &k.Outcome)
			k.Due, k.Opened = db.Instant(due), db.Instant(opened)
			if closed.Valid {
				k.Closed = db.Instant(closed.Int64)
			}
			tasks = append(tasks, k)
			return err
		}, `SELECT number, kind, subject, code, element, edition, words, reporter, origin, department, owner, due, opened, closed, closed_by, outcome
			FROM task WHERE closed IS NULL OR $1 ORDER BY due, number`, all)
	})
	return tasks, err
}

// Close closes a task and says what came of it.
func (s *Store) Close(ctx context.Context, by string, number int64, outcome string) error {
	outcome, err := reason(outcome)
	if err != nil {
		return err
	}
	return s.change(ctx, func(t *tx) error {
		p, err := t.taskFor(by, number)
		if err != nil {
			return err
		}
		if err := t.exec("UPDATE task SET closed = $1, closed_by = $2, outcome = $3 WHERE number = $4", db.Micros(t.now), p.Name, outcome, number); err != nil {
			return err
		}
		return t.record(p.Name, "close", fmt.Sprintf("task %d", number), outcome)
	})
}

// Assign gives an open task to somebody, until a time; the zero time leaves it.
func (s *Store) Assign(ctx context.Context, by string, number int64, owner string, due time.Time) error {
	return s.change(ctx, func(t *tx) error {
		p, err := t.taskFor(by, number)
		if err != nil {
			return err
		}
		o, err := t.allowed(owner, Roles...)
		if err != nil {
			return err
		}
		until := sql.NullInt64{Int64: db.Micros(due), Valid: !due.IsZero()}
		if err := t.exec("UPDATE task SET owner = $1, due = coalesce($2, due) WHERE number = $3", o.Name, until, number); err != nil {
			return err
		}
		return t.record(p.Name, "assign", fmt.Sprintf("task %d", number), o.Name)
	})
}

// taskFor returns the person when the open task is their business.
func (t *tx) taskFor(by string, number int64) (Person, error) {
	p, err := t.allowed(by, Roles...)
	if err != nil {
		return p, err
	}
	var department string
	err = t.row("SELECT department FROM task WHERE number = $1 AND closed IS NULL", number).Scan(&department)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return p, fmt.Errorf("%w：%d", ErrNoTask, number)
	case err == nil && !p.answersFor(department):
		return p, fmt.Errorf("%w：待办 %d 属于“%s”", ErrForeign, number, department)
	}
	return p, err
}
