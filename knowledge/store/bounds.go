package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// What one person may do at a time, and what of a refusal is kept.

const (
	mostDrafts = 50   // of one person, on the edition last in line
	muchGone   = 100  // records withdrawn that are many when they are more than a tenth
	tooMuch    = 1000 // and of which more are always many
)

// Errors of the bounds.
var (
	ErrQuota = errors.New("您没有办完的草稿太多了；先用 wenban submit 提交，或者用 wenban withdraw 撤回不要的")
	ErrMass  = errors.New("这个版次撤下的内容很多")
)

// withinQuota refuses another draft to whoever has many that nobody reviewed: a
// script must not bury the reviewers. Drafts on an edition that was replaced can
// never be published and do not count.
func (t *tx) withinQuota(author string, base int64) error {
	n, err := t.count("SELECT count(*) FROM edition WHERE author = $1 AND coalesce(base, 0) = $2 AND state IN ('draft', 'review')", author, base)
	if err == nil && n >= mostDrafts {
		err = fmt.Errorf("%w（%s 已有 %d 个）", ErrQuota, author, n)
	}
	return err
}

// meant refuses to withdraw many records unless the reason says how many: the
// one who hands in and the one who approves must both have seen the number.
func (t *tx) meant(e Edition, why string) error {
	gone, err := t.count("SELECT count(*) FROM (SELECT DISTINCT kind, code FROM change WHERE edition = $1 AND after IS NULL) AS gone", e.Number)
	if err != nil || gone <= muchGone {
		return err
	}
	all, err := t.count("SELECT count(*) FROM entry WHERE edition = $1", e.Base)
	said := fmt.Sprintf("撤下%d条", gone)
	if err != nil || gone <= tooMuch && gone*10 <= all || strings.Contains(strings.ReplaceAll(why, " ", ""), said) {
		return err
	}
	return fmt.Errorf("%w：现有 %d 条，要撤下 %d 条。用 wenban review %d 看清楚；确实要撤，在 --why 里写上“%s”", ErrMass, all, gone, e.Number, said)
}

// refused keeps a step of what somebody tried and may not do, and returns err. Of
// people who are not known nothing is kept, or anybody could fill the trail.
func (s *Store) refused(ctx context.Context, by, action, subject string, err error) error {
	denied := func(e error) bool { return errors.Is(err, e) }
	if !denied(ErrRole) && !denied(ErrForeign) && !denied(ErrOwn) && !denied(ErrNobody) && !denied(ErrQuota) {
		return err
	}
	kept := s.change(context.WithoutCancel(ctx), func(t *tx) error {
		p, unknown := t.person(NameOf(by))
		if errors.Is(unknown, ErrNobody) {
			return nil
		}
		return errors.Join(unknown, t.record(p.Name, "refused", subject, action+"："+err.Error()))
	})
	if kept != nil {
		err = errors.Join(err, kept)
	}
	return err
}
