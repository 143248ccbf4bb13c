package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/store/db"
)

// The examinations that an edition must pass before it is published.
const (
	CheckName      = "check"      // the rules of a good item, see knowledge.Check
	RegressionName = "regression" // no regression question answered worse than before
)

var examinationNames = map[string]string{CheckName: "内容检查", RegressionName: "回归问题"}

// Examination (检验) is what the program found in the content of an edition.
type Examination struct {
	Name    string
	Passed  bool
	Summary string   // one line for people
	Detail  []string // what is wrong, a line each
	At      time.Time
}

// String is one line for people.
func (x Examination) String() string {
	verdict := "没有通过"
	if x.Passed {
		verdict = "通过"
	}
	return examinationNames[x.Name] + verdict + "：" + x.Summary
}

// ErrUnexamined says that an edition did not pass all examinations.
var ErrUnexamined = errors.New("检查和回归问题没有全部通过，不能发布；用 wenban review 编号 --examine 重新检验并查看")

// detailLines bounds what of an examination is kept.
const detailLines = 200

// Examine checks an edition and asks the regression questions, and keeps what
// was found. It does not change the edition: who changes it later must have it
// examined again, since the result holds for this content alone.
func (s *Store) Examine(ctx context.Context, by string, number int64) ([]Examination, error) {
	if s.regression == nil {
		return nil, errors.New("这个程序里没有回归检验，请用 wenban review")
	}
	e, err := s.Edition(ctx, number)
	if err != nil {
		return nil, err
	}
	after, err := s.Load(ctx, number)
	if err != nil {
		return nil, err
	}
	regression, err := s.regressed(ctx, after)
	if err != nil {
		return nil, err
	}
	found := []Examination{checked(after), regression}
	for i := range found {
		found[i].At = s.now()
		if len(found[i].Detail) > detailLines {
			found[i].Detail = append(found[i].Detail[:detailLines:detailLines], fmt.Sprintf("另有 %d 条", len(found[i].Detail)-detailLines))
		}
	}
	return found, s.change(ctx, func(t *tx) error { return t.keepFindings(by, e, found) })
}

// checked holds an edition against the rules of a good item.
func checked(e *knowledge.Edition) Examination {
	x := Examination{Name: CheckName, Passed: true}
	counts := map[knowledge.Level]int{}
	for _, f := range knowledge.Check(e) {
		counts[f.Level]++
		if f.Level == knowledge.Error {
			x.Passed = false
			x.Detail = append(x.Detail, f.String())
		}
	}
	x.Summary = fmt.Sprintf("错误 %d，提醒 %d，建议 %d", counts[knowledge.Error], counts[knowledge.Warning], counts[knowledge.Hint])
	return x
}

// regressed asks the regression questions of an edition and of the one it would
// replace.
func (s *Store) regressed(ctx context.Context, after *knowledge.Edition) (Examination, error) {
	questions, err := s.Questions(ctx)
	if err != nil {
		return Examination{}, err
	}
	serving, err := s.Serving(ctx)
	if err != nil {
		return Examination{}, err
	}
	var before *knowledge.Edition
	if serving.Edition != 0 && len(questions) > 0 { // without questions it is not worth its memory
		if before, err = s.Load(ctx, serving.Edition); err != nil {
			return Examination{}, err
		}
	}
	x, err := s.regression(ctx, before, after, questions)
	x.Name = RegressionName
	return x, err
}

func (t *tx) keepFindings(by string, e Edition, found []Examination) error {
	p, err := t.allowed(by, Curator, Reviewer, Admin)
	if err != nil {
		return err
	}
	for _, x := range found {
		detail, _ := json.Marshal(x.Detail) // strings always encode
		row := []any{e.Number, x.Name, e.ID, x.Passed, db.Text(x.Summary), db.Text(string(detail)), db.Micros(x.At)}
		if err := t.insert("examination (edition, name, id, passed, summary, detail, at)", [][]any{row},
			`ON CONFLICT (edition, name) DO UPDATE SET id = excluded.id, passed = excluded.passed, summary = excluded.summary, detail = excluded.detail, at = excluded.at`); err != nil {
			return err
		}
		if err := t.record(p.Name, "examine", subject(e.Number), x.String()); err != nil {
			return err
		}
	}
	return nil
}

// Examinations returns what was found in the content that an edition has now.
func (s *Store) Examinations(ctx context.Context, number int64) (all []Examination, err error) {
	err = s.view(ctx, func(t *tx) error {
		return t.rows(func(scan func(...any) error) error {
			var x Examination
			var at int64
			var detail []byte
			err := errors.Join(scan(&x.Name, &x.Passed, &x.Summary, &detail, &at), json.Unmarshal(detail, &x.Detail))
			x.At = db.Instant(at)
			all = append(all, x)
			return err
		}, `SELECT x.name, x.passed, x.summary, x.detail, x.at FROM examination x
			JOIN edition e ON e.number = x.edition AND e.id = x.id WHERE x.edition = $1 ORDER BY x.name`, number)
	})
	return all, err
}

// examined refuses an edition whose content did not pass everything.
func (t *tx) examined(e Edition) error {
	passed, err := t.count(`SELECT count(*) FROM examination WHERE edition = $1 AND id = $2 AND passed AND name IN ('check', 'regression')`, e.Number, e.ID)
	if err == nil && passed != 2 {
		err = ErrUnexamined
	}
	return err
}
