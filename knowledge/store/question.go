package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"wenban/knowledge/store/db"
)

// Question is a regression question (回归问题): what an edition must answer as
// well as the one before.
type Question struct {
	ID   string
	Body []byte // JSON, as in FORMAT.md, "Evaluation question"
}

// SetQuestions replaces all regression questions.
func (s *Store) SetQuestions(ctx context.Context, by string, all []Question) error {
	return s.change(ctx, func(t *tx) error {
		p, err := t.allowed(by, Curator, Reviewer, Admin)
		if err != nil {
			return err
		}
		if err := t.exec("DELETE FROM question"); err != nil {
			return err
		}
		for _, q := range all {
			if q.ID == "" || !json.Valid(q.Body) {
				return fmt.Errorf("回归问题 %q 没有编号或者不是 JSON", q.ID)
			}
			err := t.exec("INSERT INTO question (id, body, by, added) VALUES ($1, $2, $3, $4)", db.Text(q.ID), db.Text(string(q.Body)), p.Name, db.Micros(t.now))
			if db.IsUnique(err) {
				return errors.Join(fmt.Errorf("回归问题的编号 %q 出现了两次", q.ID), err)
			}
			if err != nil {
				return err
			}
		}
		return t.record(p.Name, "questions", "questions", fmt.Sprintf("回归问题换成 %d 道", len(all)))
	})
}

// Questions returns the regression questions, by id.
func (s *Store) Questions(ctx context.Context) (all []Question, err error) {
	err = s.view(ctx, func(t *tx) error {
		return t.rows(func(scan func(...any) error) error {
			var q Question
			err := scan(&q.ID, &q.Body)
			all = append(all, q)
			return err
		}, "SELECT id, body FROM question ORDER BY id")
	})
	return all, err
}
