package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"wenban/knowledge/store/db"
)

// Try is somebody who says who they are and gives a password.
type Try struct {
	Name, Password string
	Address        string // what the visitor is counted by
	Known          string // names a browser from which the person has signed in before; "": none
}

// Errors of signing in. They are the same whether there is somebody of that
// name, or whether they were switched off.
var (
	ErrWrong = errors.New("姓名或者密码不对")
	ErrWait  = errors.New("试得太多了")
	ErrBusy  = errors.New("现在登录的人太多，请过几秒再试")
	ErrTaken = errors.New("这个统一认证账号已经是别人的")
)

// limit is how wrong tries slow down what comes after them. A try that comes too
// early is refused unseen and does not count, so every wait ends.
type limit struct {
	free        int           // wrong tries without a wait
	first, most time.Duration // the first wait, which doubles with every further wrong try, and the longest
	forget      time.Duration // after which nothing is counted any more
}

// The limits. Who tries one name from one place is stopped soon; who tries it
// from many slows down everyone who comes from a place it is not known at, by at
// most half a minute. A person's own browser is counted apart from all others,
// so that nobody can lock them out of it.
var (
	onePlace = limit{free: 5, first: 30 * time.Second, most: 15 * time.Minute, forget: 24 * time.Hour}
	oneName  = limit{free: 20, first: 2 * time.Second, most: 30 * time.Second, forget: time.Hour}
	oneHost  = limit{free: 50, first: 2 * time.Second, most: time.Minute, forget: 15 * time.Minute}
)

// wait is how long after the last of so many wrong tries the next may be.
func (l limit) wait(wrong int) time.Duration {
	if wrong < l.free {
		return 0
	}
	return min(l.first<<min(wrong-l.free, 20), l.most)
}

// count is one of the counts that a try falls under.
type count struct {
	limit
	id  string
	who string // whose name it counts, "": anybody's
}

func (c Try) counts() []count {
	name := NameOf(c.Name)
	who := digest("who", name)
	host := count{oneHost, digest("host", c.Address), ""}
	if c.Known != "" {
		return []count{{onePlace, digest("known", name, c.Known), who}, host}
	}
	return []count{{onePlace, digest("place", name, c.Address), who}, {oneName, digest("name", name), who}, host}
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// Prove returns the person whose name and password were given, who is active.
// The error is ErrWrong, ErrWait with how long, or ErrBusy.
//
// The try is counted as wrong before it is looked at, so that many at once are
// no more tries than one after the other.
func (s *Store) Prove(ctx context.Context, c Try) (Person, error) {
	var p Person
	hash := nobody
	free, err := s.hashing.enter(ctx)
	if err != nil {
		return Person{}, err
	}
	defer free()
	err = s.db.Update(ctx, func(raw *sql.Tx) (err error) {
		t := &tx{ctx, raw, s.now()}
		if err := s.db.Lock(ctx, raw, "signin "+digest(NameOf(c.Name))); err != nil {
			return err
		}
		if err := t.mayTry(c); err != nil {
			return err
		}
		p, hash, err = t.secret(NameOf(c.Name))
		return err
	})
	if err != nil {
		return Person{}, err
	}
	if !matches(hash, c.Password) || !p.Active {
		return Person{}, ErrWrong
	}
	return p, s.change(ctx, func(t *tx) error {
		return errors.Join(t.undo(c), t.record(p.Name, "signin", "person "+p.Name, "用密码登录"))
	})
}

// secret returns a person and the hash of their password, that of nobody where
// there is none.
func (t *tx) secret(name string) (Person, string, error) {
	p, err := t.person(name)
	if errors.Is(err, ErrNobody) {
		return Person{}, nobody, nil
	}
	if err != nil {
		return Person{}, "", err
	}
	hash := nobody
	if err = t.row("SELECT hash FROM person_password WHERE person = $1", name).Scan(&hash); errors.Is(err, sql.ErrNoRows) {
		return Person{}, nobody, nil
	}
	return p, hash, err
}

// mayTry counts a try, or refuses it: the error is ErrWait.
func (t *tx) mayTry(c Try) error {
	if err := t.exec("DELETE FROM signin_try WHERE last < $1", db.Micros(t.now.Add(-onePlace.forget))); err != nil {
		return err
	}
	var late time.Duration
	for _, n := range c.counts() {
		wrong, last, err := t.tries(n)
		if err != nil {
			return err
		}
		late = max(late, last.Add(n.wait(wrong)).Sub(t.now))
	}
	if late > 0 {
		return fmt.Errorf("%w，请 %s后再来；急用请找管理员", ErrWait, shortly(late))
	}
	for _, n := range c.counts() {
		if err := t.exec(`INSERT INTO signin_try (id, who, wrong, last) VALUES ($1, $2, 1, $3)
			ON CONFLICT (id) DO UPDATE SET wrong = signin_try.wrong + 1, last = excluded.last`, n.id, n.who, db.Micros(t.now)); err != nil {
			return err
		}
	}
	return nil
}

// tries returns how many wrong tries count, and when the last was. What is to be
// forgotten is forgotten here.
func (t *tx) tries(n count) (wrong int, last time.Time, err error) {
	var at int64
	err = t.row("SELECT wrong, last FROM signin_try WHERE id = $1", n.id).Scan(&wrong, &at)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, last, err
	}
	if last = db.Instant(at); err == nil && t.now.Sub(last) > n.forget {
		return 0, last, t.exec("DELETE FROM signin_try WHERE id = $1", n.id)
	}
	return wrong, last, nil
}

// undo takes back that a try was counted as wrong: it was right. What was wrong
// from the same place before is forgotten.
func (t *tx) undo(c Try) error {
	counts := c.counts()
	if err := t.exec("DELETE FROM signin_try WHERE id = $1", counts[0].id); err != nil {
		return err
	}
	for _, n := range counts[1:] {
		if err := t.exec("UPDATE signin_try SET wrong = wrong - 1 WHERE id = $1 AND wrong > 0", n.id); err != nil {
			return err
		}
	}
	return nil
}

// shortly is a time to wait as people say it.
func shortly(d time.Duration) string {
	if d <= time.Minute {
		return fmt.Sprintf("%d 秒", cmp.Or(int((d+time.Second-1)/time.Second), 1))
	}
	return fmt.Sprintf("%d 分钟", int((d+time.Minute-1)/time.Minute))
}

// Unlock forgets the wrong tries of a name. by is an admin.
func (s *Store) Unlock(ctx context.Context, by, name string) error {
	name = NameOf(name)
	return s.refused(ctx, by, "unlock", "person "+name, s.change(ctx, func(t *tx) error {
		admin, err := t.allowed(by, Admin)
		if err != nil {
			return err
		}
		if _, err := t.person(name); err != nil {
			return err
		}
		if err := t.exec("DELETE FROM signin_try WHERE who = $1", digest("who", name)); err != nil {
			return err
		}
		return t.record(admin.Name, "unlock", "person "+name, "解除登录等待")
	}))
}

// SetSubject notes who a person is at a provider of identities. by is an admin.
func (s *Store) SetSubject(ctx context.Context, by, name, issuer, subject string) error {
	name = NameOf(name)
	return s.refused(ctx, by, "subject", "person "+name, s.change(ctx, func(t *tx) error {
		admin, err := t.allowed(by, Admin)
		if err != nil {
			return err
		}
		if _, err := t.person(name); err != nil {
			return err
		}
		id := digest("subject", issuer, subject)
		var whose string
		switch err := t.row("SELECT person FROM person_subject WHERE subject = $1", id).Scan(&whose); {
		case err == nil && whose != name:
			return fmt.Errorf("%w：%s", ErrTaken, whose)
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		}
		if err := t.exec("INSERT INTO person_subject (subject, person) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, name); err != nil {
			return err
		}
		return t.record(admin.Name, "subject", "person "+name, issuer)
	}))
}

// Vouched returns the active person whom a provider calls so, and records that
// they signed in. The error is ErrNobody where there is none.
func (s *Store) Vouched(ctx context.Context, issuer, subject string) (p Person, err error) {
	err = s.change(ctx, func(t *tx) error {
		var name string
		err := t.row("SELECT person FROM person_subject WHERE subject = $1", digest("subject", issuer, subject)).Scan(&name)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNobody
		}
		if err != nil {
			return err
		}
		if p, err = t.allowed(name, Roles...); errors.Is(err, ErrRole) {
			err = ErrNobody
		}
		if err != nil {
			return err
		}
		return t.record(p.Name, "signin", "person "+p.Name, "用统一认证登录")
	})
	return p, err
}
