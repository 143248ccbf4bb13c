package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"wenban/knowledge"
	"wenban/knowledge/store/db"
)

// Amendment is a change of one record in a draft.
type Amendment struct {
	By     string
	Draft  int64            // number of the draft
	Seen   string           // hash of the version the change was made to, as Version returned it; "": there was none
	Record knowledge.Record // Body nil: the record is withdrawn
}

// Version returns a record as an edition has it, and its hash; hash is "" when
// the edition does not have it.
func (s *Store) Version(ctx context.Context, number int64, kind knowledge.Kind, id string) (r knowledge.Record, hash string, err error) {
	err = s.view(ctx, func(t *tx) error {
		r, hash, err = t.version(number, kind, id)
		return err
	})
	return r, hash, err
}

func (t *tx) version(number int64, kind knowledge.Kind, id string) (knowledge.Record, string, error) {
	r := knowledge.Record{Kind: kind, ID: id}
	var hash string
	err := t.row(`SELECT v.hash, v.name, v.department, v.body FROM entry e
		JOIN version v ON v.kind = e.kind AND v.code = e.code AND v.hash = e.hash
		WHERE e.edition = $1 AND e.kind = $2 AND e.code = $3`, number, string(kind), db.Text(id)).Scan(&hash, &r.Name, &r.Department, &r.Body)
	if errors.Is(err, sql.ErrNoRows) {
		return r, "", nil
	}
	return r, hash, err
}

// Amend changes one record of a draft. When somebody else changed it since it
// was read the error is ErrConflict and nothing is overwritten.
func (s *Store) Amend(ctx context.Context, a Amendment) error {
	return s.refused(ctx, a.By, "amend", subject(a.Draft), s.change(ctx, func(t *tx) error {
		author, err := t.allowed(a.By, Curator)
		if err != nil {
			return err
		}
		e, err := t.edition(a.Draft)
		if err != nil {
			return err
		}
		if e.State != Draft {
			return fmt.Errorf("%w（版次 %d 是“%s”）", ErrFrozen, e.Number, e.State.Name())
		}
		before, seen, err := t.version(a.Draft, a.Record.Kind, a.Record.ID)
		if err != nil {
			return err
		}
		if seen != a.Seen {
			return ErrConflict
		}
		return t.amend(author, e, before, seen, a.Record)
	}))
}

func (t *tx) amend(author Person, e Edition, before knowledge.Record, seen string, r knowledge.Record) error {
	if (seen != "" && !author.answersFor(before.Department)) || (r.Body != nil && !author.answersFor(r.Department)) {
		return fmt.Errorf("%w：%s %s", ErrForeign, r.Kind.Name(), r.ID)
	}
	base, original, err := t.version(e.Base, r.Kind, r.ID)
	if err != nil {
		return err
	}
	hash := ""
	if r.Body != nil {
		hash = r.Hash()
	}
	if err := errors.Join(t.setEntry(e.Number, r, hash), t.setChange(author, e.Number, base, original, r, hash)); err != nil {
		return err
	}
	m, err := t.manifest(e.Number)
	if err != nil {
		return err
	}
	if err := t.exec("UPDATE edition SET id = $1 WHERE number = $2", m.id(), e.Number); err != nil {
		return err
	}
	return t.record(author.Name, "amend", subject(e.Number), r.Kind.Name()+" "+r.ID+" "+hash)
}

func (t *tx) setEntry(number int64, r knowledge.Record, hash string) error {
	if hash == "" {
		return t.exec("DELETE FROM entry WHERE edition = $1 AND kind = $2 AND code = $3", number, string(r.Kind), r.ID)
	}
	row := []any{string(r.Kind), r.ID, hash, db.Text(r.Name), db.Text(r.Department), string(r.Body), db.Micros(t.now)}
	if err := t.insert("version (kind, code, hash, name, department, body, made)", [][]any{row}, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	return t.insert("entry (edition, kind, code, hash)", [][]any{{number, string(r.Kind), r.ID, hash}},
		"ON CONFLICT (edition, kind, code) DO UPDATE SET hash = excluded.hash")
}

// setChange notes what the draft now changes in its base. Whoever had a hand in
// a change stays its author: the last one to touch it does not clear the first.
func (t *tx) setChange(author Person, number int64, base knowledge.Record, original string, r knowledge.Record, hash string) error {
	if hash == original {
		return t.exec("DELETE FROM change WHERE edition = $1 AND kind = $2 AND code = $3", number, string(r.Kind), r.ID)
	}
	department := base.Department
	if original == "" {
		department = r.Department
	}
	if err := t.insert("change (edition, kind, code, author, before, after, department)",
		[][]any{{number, string(r.Kind), r.ID, author.Name, orNull(original), orNull(hash), db.Text(department)}},
		"ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	return t.exec("UPDATE change SET after = $1, department = $2 WHERE edition = $3 AND kind = $4 AND code = $5",
		orNull(hash), db.Text(department), number, string(r.Kind), r.ID)
}
