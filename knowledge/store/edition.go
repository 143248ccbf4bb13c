package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/store/db"
)

// State says how far an edition is.
type State string

// The states. The last three are told from the publications and the time; in
// the database all of them are Released.
const (
	Building   State = "building"   // being made; nobody sees it
	Draft      State = "draft"      // 草稿
	Review     State = "review"     // 审核中
	Approved   State = "approved"   // 审核通过
	Released   State = "released"   //
	Withdrawn  State = "withdrawn"  // 已撤回
	Scheduled  State = "scheduled"  // 定时发布
	Serving    State = "serving"    // 现行
	Superseded State = "superseded" // 已被取代
)

var stateNames = map[State]string{
	Draft: "草稿", Review: "审核中", Approved: "审核通过", Withdrawn: "已撤回", Scheduled: "定时发布", Serving: "现行", Superseded: "已被取代",
}

// Name is the Chinese name of a state.
func (s State) Name() string { return cmp.Or(stateNames[s], string(s)) }

// Edition is an edition as people see it: its way, not its content.
type Edition struct {
	Number    int64
	ID        string // names the content
	State     State
	Base      int64 // the edition it was made from; 0: from nothing
	Why       string
	Author    string // who made the draft
	Made      time.Time
	Effective time.Time // when it took or takes effect; zero: not published
	Changes   int       // records it changes in its base
}

// Shown is a time as people read it, to the second in Asia/Shanghai.
func Shown(t time.Time) string { return t.In(knowledge.Zone).Format(time.DateTime) }

// Editions returns the newest editions, newest first; limit 0: all.
func (s *Store) Editions(ctx context.Context, limit int) (all []Edition, err error) {
	if limit <= 0 {
		limit = 1 << 30
	}
	err = s.view(ctx, func(t *tx) error {
		all, err = t.editions("e.state <> 'building' ORDER BY e.number DESC LIMIT $1", limit)
		return err
	})
	return all, err
}

// Edition returns one edition; ErrNoEdition when there is none.
func (s *Store) Edition(ctx context.Context, number int64) (e Edition, err error) {
	err = s.view(ctx, func(t *tx) error {
		e, err = t.edition(number)
		return err
	})
	return e, err
}

// Find returns the newest edition with a number ("12") or an id ("e-…").
func (s *Store) Find(ctx context.Context, name string) (e Edition, err error) {
	number, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		number = -1
	}
	err = s.view(ctx, func(t *tx) error {
		all, err := t.editions("e.state <> 'building' AND (e.number = $1 OR e.id = $2) ORDER BY e.number DESC LIMIT 1", number, db.Text(name))
		if err == nil && len(all) == 0 {
			err = fmt.Errorf("%w：%q", ErrNoEdition, name)
		}
		if err == nil {
			e = all[0]
		}
		return err
	})
	return e, err
}

func (t *tx) edition(number int64) (Edition, error) {
	all, err := t.editions("e.number = $1 AND e.state <> 'building'", number)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%w：%d", ErrNoEdition, number)
	}
	if err != nil {
		return Edition{}, err
	}
	return all[0], nil
}

func (t *tx) editions(where string, values ...any) (all []Edition, err error) {
	serving, err := t.serving()
	if err != nil {
		return nil, err
	}
	err = t.rows(func(scan func(...any) error) error {
		var e Edition
		var base, effective sql.NullInt64
		var made int64
		err := scan(&e.Number, &e.ID, &e.State, &base, &e.Why, &e.Author, &made, &effective, &e.Changes)
		e.Base, e.Made = base.Int64, db.Instant(made)
		if effective.Valid {
			e.Effective = db.Instant(effective.Int64)
		}
		e.State = e.shown(serving, t.now)
		all = append(all, e)
		return err
	}, `SELECT e.number, e.id, e.state, e.base, e.why, e.author, e.made,
		(SELECT max(effective) FROM publication p WHERE p.edition = e.number AND p.cancelled IS NULL),
		(SELECT count(*) FROM (SELECT DISTINCT kind, code FROM change c WHERE c.edition = e.number) AS changed)
		FROM edition e WHERE `+where, values...)
	return all, err
}

// shown tells a released edition's state from what serves and the time.
func (e Edition) shown(serving Publication, now time.Time) State {
	switch {
	case e.State != Released:
		return e.State
	case e.Number == serving.Edition:
		return Serving
	case e.Effective.After(now):
		return Scheduled
	}
	return Superseded
}

// key names a record.
type key struct{ kind, code string }

func (a key) compare(b key) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.code, b.code))
}

// manifest is what an edition holds: the hash of the version of each record.
type manifest map[key]string

// manifest reads the list of an edition; number 0 is the empty one.
func (t *tx) manifest(number int64) (manifest, error) {
	m := manifest{}
	err := t.rows(func(scan func(...any) error) error {
		var k key
		var hash string
		err := scan(&k.kind, &k.code, &hash)
		m[k] = hash
		return err
	}, "SELECT kind, code, hash FROM entry WHERE edition = $1", number)
	return m, err
}

// id names the content of a manifest.
func (m manifest) id() string {
	keys := make([]key, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, key.compare) // not by the database, whose order depends on its locale
	var n knowledge.Naming
	for _, k := range keys {
		n.Add(knowledge.Kind(k.kind), k.code, m[k])
	}
	return n.ID()
}

// Load reads the content of an edition and holds it against its id and every
// version against its hash: what was altered in the database is ErrDamaged and
// never answers.
func (s *Store) Load(ctx context.Context, number int64) (*knowledge.Edition, error) {
	var e Edition
	var all []knowledge.Record
	err := s.view(ctx, func(t *tx) (err error) {
		if e, err = t.edition(number); err == nil {
			all, err = t.records(number)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return assemble(e.ID, all)
}

// records reads the records of an edition, by kind and id.
func (t *tx) records(number int64) (all []knowledge.Record, err error) {
	err = t.rows(func(scan func(...any) error) error {
		var r knowledge.Record
		var hash string
		if err := scan(&r.Kind, &r.ID, &hash, &r.Body); err != nil {
			return err
		}
		if r.Hash() != hash {
			return fmt.Errorf("%w（%s %s）", ErrDamaged, r.Kind.Name(), r.ID)
		}
		all = append(all, r)
		return nil
	}, `SELECT e.kind, e.code, e.hash, v.body FROM entry e
		JOIN version v ON v.kind = e.kind AND v.code = e.code AND v.hash = e.hash WHERE e.edition = $1`, number)
	slices.SortFunc(all, func(a, b knowledge.Record) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// assemble makes an edition of its records, which it lets go one by one.
func assemble(id string, all []knowledge.Record) (*knowledge.Edition, error) {
	var p knowledge.Parts
	var n knowledge.Naming
	for i, r := range all {
		n.Add(r.Kind, r.ID, r.Hash())
		if err := p.Add(r.Kind, r.Body); err != nil {
			return nil, errors.Join(fmt.Errorf("%w（%s %s）", ErrDamaged, r.Kind.Name(), r.ID), err)
		}
		all[i].Body = nil
	}
	if n.ID() != id {
		return nil, fmt.Errorf("%w（%s 读出来是 %s）", ErrDamaged, id, n.ID())
	}
	return knowledge.NewEdition(id, p), nil
}

// subject names an edition in the audit trail.
func subject(number int64) string { return "edition " + strconv.FormatInt(number, 10) }

// History returns the steps of an edition, oldest first.
func (s *Store) History(ctx context.Context, number int64) ([]Step, error) {
	return s.Audit(ctx, subject(number))
}

// String is one line for people.
func (e Edition) String() string {
	line := fmt.Sprintf("版次 %d（%s）%s，%s 起草：%s", e.Number, e.ID, e.State.Name(), e.Author, e.Why)
	if !e.Effective.IsZero() {
		line += "，" + Shown(e.Effective) + " 起生效"
	}
	return strings.TrimSpace(line)
}
