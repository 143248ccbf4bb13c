package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"wenban/knowledge/store/db"
)

// Publication says which edition serves from when.
type Publication struct {
	Seq       int64 // 0: nothing was ever published
	Edition   int64 // number
	ID        string
	Kind      string // publish, rollback
	Effective time.Time
	By, Why   string
}

// Errors of publishing.
var (
	ErrStale   = errors.New("这个版次所依据的版次已经不是最新的，发布会盖掉别人的改动；请在最新版次上重新导入")
	ErrPast    = errors.New("生效时间不能早于现在；立即发布就不写 --at")
	ErrFar     = errors.New("生效时间最多定到两年以后")
	ErrQueue   = errors.New("前面还有定时发布的版次，生效时间不能比它早；先用 wenban withdraw 撤回它")
	ErrNever   = errors.New("这个版次从没有发布过，不能回退到它")
	ErrAlready = errors.New("这个版次就是现行版次")
)

// farthest is how far ahead a publication may lie.
const farthest = 2 * 366 * 24 * time.Hour

// channel is where processes hear that the publications have changed.
const channel = "wenban_publication"

const publicationColumns = `p.seq, p.edition, e.id, p.kind, p.effective, p.author, p.why
	FROM publication p JOIN edition e ON e.number = p.edition WHERE p.cancelled IS NULL`

func (t *tx) publication(where string, values ...any) (p Publication, err error) {
	var effective int64
	err = t.row("SELECT "+publicationColumns+" AND "+where+" LIMIT 1", values...).
		Scan(&p.Seq, &p.Edition, &p.ID, &p.Kind, &effective, &p.By, &p.Why)
	if errors.Is(err, sql.ErrNoRows) {
		return Publication{}, nil
	}
	p.Effective = db.Instant(effective)
	return p, err
}

// serving is the last publication that has taken effect. One that was seen to do
// so stays, even when the clock is set back.
func (t *tx) serving() (Publication, error) {
	return t.publication("(p.taken IS NOT NULL OR p.effective <= $1) ORDER BY p.seq DESC", db.Micros(t.now))
}

// last is the publication last in line, which may be still to come.
func (t *tx) last() (Publication, error) { return t.publication("true ORDER BY p.seq DESC") }

// coming is the next publication that has not taken effect.
func (t *tx) coming() (Publication, error) {
	return t.publication("p.taken IS NULL AND p.effective > $1 ORDER BY p.seq", db.Micros(t.now))
}

// Serving returns what serves now; its Seq is 0 when nothing was published.
func (s *Store) Serving(ctx context.Context) (p Publication, err error) {
	err = s.view(ctx, func(t *tx) error {
		p, err = t.serving()
		return err
	})
	return p, err
}

// Before returns the publication that served before the one that serves now; its
// Seq is 0 when there was none.
func (s *Store) Before(ctx context.Context) (p Publication, err error) {
	err = s.view(ctx, func(t *tx) error {
		now, err := t.serving()
		if err == nil {
			p, err = t.publication("p.taken IS NOT NULL AND p.seq < $1 ORDER BY p.seq DESC", now.Seq)
		}
		return err
	})
	return p, err
}

// Last returns the number of the edition last in line, on which the next draft is
// made; 0 when there is none.
func (s *Store) Last(ctx context.Context) (number int64, err error) {
	err = s.view(ctx, func(t *tx) error {
		p, err := t.last()
		number = p.Edition
		return err
	})
	return number, err
}

// Publish makes an edition serve from a time on, to the second; the zero time is
// now. It must be approved, examined, and made from the edition last in line:
// whoever publishes has seen what they replace.
func (s *Store) Publish(ctx context.Context, by string, number int64, at time.Time, why string) (p Publication, err error) {
	err = s.step(ctx, by, number, "publish", why, []Role{Reviewer, Admin}, []State{Approved}, func(t *tx, who Person, e Edition) error {
		last, err := t.last()
		if err != nil {
			return err
		}
		effective, err := due(at, t.now, last)
		if err != nil {
			return err
		}
		if e.Base != last.Edition {
			return fmt.Errorf("%w（依据版次 %d，最新是 %d）", ErrStale, e.Base, last.Edition)
		}
		if open, err := t.open(number); err != nil || len(open) > 0 {
			return errors.Join(err, ErrOwn) // approved already; held here for any other path
		}
		if err := t.examined(e); err != nil {
			return err
		}
		p, err = s.release(t, who, e, "publish", effective, why)
		return err
	})
	return p, err
}

// due is the time at which a publication takes effect.
func due(at, now time.Time, last Publication) (time.Time, error) {
	effective := at.Truncate(time.Second)
	switch {
	case at.IsZero():
		effective = now.Truncate(time.Second)
		if effective.Before(last.Effective) && last.Effective.Before(now) {
			effective = last.Effective
		}
	case effective.Before(now.Truncate(time.Second)):
		return effective, ErrPast
	case effective.After(now.Add(farthest)):
		return effective, ErrFar
	}
	if effective.Before(last.Effective) {
		return effective, fmt.Errorf("%w（版次 %d 定在 %s）", ErrQueue, last.Edition, Shown(last.Effective))
	}
	return effective, nil
}

// release adds a publication and wakes everyone who follows.
func (s *Store) release(t *tx, who Person, e Edition, kind string, effective time.Time, why string) (Publication, error) {
	seq, err := t.count("SELECT coalesce(max(seq), 0) + 1 FROM publication")
	if err != nil {
		return Publication{}, err
	}
	taken := sql.NullInt64{Int64: db.Micros(t.now), Valid: !effective.After(t.now)}
	if err := t.exec(`INSERT INTO publication (seq, edition, kind, effective, taken, author, why, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		seq, e.Number, kind, db.Micros(effective), taken, who.Name, db.Text(why), db.Micros(t.now)); err != nil {
		return Publication{}, err
	}
	if err := t.setState(e.Number, Released); err != nil {
		return Publication{}, err
	}
	p := Publication{Seq: seq, Edition: e.Number, ID: e.ID, Kind: kind, Effective: effective, By: who.Name, Why: why}
	return p, s.db.Notify(t.ctx, t.raw, channel)
}

// Withdraw takes back what does not serve yet: of a scheduled edition the
// publication, so that it is only approved again; any other goes for good.
func (s *Store) Withdraw(ctx context.Context, by string, number int64, why string) error {
	return s.step(ctx, by, number, "withdraw", why, []Role{Curator, Reviewer, Admin}, []State{Draft, Review, Approved, Scheduled}, func(t *tx, p Person, e Edition) error {
		if e.State != Scheduled {
			return t.setState(number, Withdrawn)
		}
		if _, err := t.allowed(p.Name, Reviewer, Admin); err != nil {
			return err
		}
		last, err := t.last()
		if err != nil {
			return err
		}
		if last.Edition != number {
			return fmt.Errorf("%w：先撤回排在它后面的版次 %d", ErrState, last.Edition)
		}
		return s.cancel(t, number)
	})
}

// cancel takes the coming publications of an edition back.
func (s *Store) cancel(t *tx, number int64) error {
	if err := t.exec("UPDATE publication SET cancelled = $1 WHERE edition = $2 AND taken IS NULL AND cancelled IS NULL", db.Micros(t.now), number); err != nil {
		return err
	}
	if err := t.setState(number, Approved); err != nil {
		return err
	}
	return s.db.Notify(t.ctx, t.raw, channel)
}

// Rollback makes an edition that served before serve again, at once, and takes
// back the one that serves and all that is scheduled: it is a publication like
// any other, and recorded as one. Two people have stood behind that edition
// already, so one may bring it back. What is not whole any more is ErrDamaged, and
// what serves goes on.
func (s *Store) Rollback(ctx context.Context, by string, number int64, why string) (p Publication, err error) {
	if _, err := s.Load(ctx, number); errors.Is(err, ErrDamaged) { // before the lock: it takes a moment
		return p, err
	}
	err = s.step(ctx, by, number, "rollback", why, []Role{Reviewer, Admin}, []State{Superseded, Serving, Withdrawn}, func(t *tx, who Person, e Edition) error {
		now, err := t.serving()
		if err != nil {
			return err
		}
		if now.Edition == number {
			return ErrAlready
		}
		if len(who.Departments) > 0 { // it takes the changes of all departments back
			return fmt.Errorf("%w：回退影响所有部门，%s 只负责其中几个", ErrForeign, who.Name)
		}
		if n, err := t.count("SELECT count(*) FROM publication WHERE edition = $1 AND cancelled IS NULL AND (taken IS NOT NULL OR effective <= $2)", number, db.Micros(t.now)); err != nil || n == 0 {
			return errors.Join(err, ErrNever)
		}
		if err := s.clear(t, now.Edition); err != nil {
			return err
		}
		p, err = s.release(t, who, e, "rollback", t.now.Truncate(time.Second), why)
		return err
	})
	return p, err
}

// clear takes back the edition that serves and everything scheduled.
func (s *Store) clear(t *tx, serving int64) error {
	for {
		next, err := t.coming()
		if err != nil {
			return err
		}
		if next.Seq == 0 {
			return t.setState(serving, Withdrawn)
		}
		if err := s.cancel(t, next.Edition); err != nil {
			return err
		}
	}
}

// take notes in the trail that what was scheduled serves.
func (t *tx) take() error {
	for {
		p, err := t.publication("p.taken IS NULL AND p.effective <= $1 ORDER BY p.seq", db.Micros(t.now))
		if err != nil || p.Seq == 0 {
			return err
		}
		if err := t.exec("UPDATE publication SET taken = $1 WHERE seq = $2", db.Micros(t.now), p.Seq); err != nil {
			return err
		}
		if err := t.record("wenban", "effective", subject(p.Edition), "到了定好的时间，"+Shown(p.Effective)+" 起生效"); err != nil {
			return err
		}
	}
}
