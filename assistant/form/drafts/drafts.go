// Package drafts keeps forms that are being filled in, with what was uploaded
// for them, in the database: what New, Save and Attach have returned is on disk.
//
// PRIVACY: content, names of files and files are sealed at rest. Nothing here
// asks who may see a draft: whoever calls proves first that its talk or its
// citizen is theirs.
package drafts

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wenban/assistant/form"
	"wenban/knowledge"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// Errors of a store.
var (
	ErrNoDraft = errors.New("no such draft")
	ErrMoved   = errors.New("the draft was changed elsewhere")
	ErrNoLink  = errors.New("no such link")
)

// Life is how long a draft is kept after it was touched last; one that became a
// case stays until its case goes.
const Life = 30 * 24 * time.Hour

// Draft (草稿) is a form that is being filled in.
type Draft struct {
	ID      string
	Talk    string
	Citizen string // token of who signed in, or "": then whoever has the talk may see it
	Item    string // code
	Region  string
	Edition string
	Version int // from 1, one more with each Save
	Touched time.Time
	Expires time.Time
	Case    string // id of the case that it became, or ""
	Content Content
}

// Content is what is personal in a draft.
type Content struct {
	Asked   bool              `json:"asked,omitempty"` // which sources may be used was answered
	Allow   form.Consent      `json:"allow"`
	Outage  bool              `json:"outage,omitempty"` // the licence library could not be asked
	Held    []string          `json:"held,omitempty"`   // names of the licences on file that are in force
	Pick    map[string]string `json:"pick,omitempty"`   // licence name → number, where several are held
	Answers knowledge.Answers `json:"answers,omitempty"`
	Values  []form.Value      `json:"values,omitempty"`
	Changed map[string]int    `json:"changed,omitempty"` // field → version in which it was changed last
	Seen    int               `json:"seen,omitempty"`    // version of which the citizen confirmed the whole form
	Who     Applicant         `json:"who"`
}

// Applicant is who hands a form in without signing in: said, and checked at the
// window.
type Applicant struct {
	Name   string `json:"name,omitempty"`
	IDCard string `json:"id_card,omitempty"`
	Phone  string `json:"phone,omitempty"`
}

// Store keeps drafts. It may be used by many at once, also by several processes.
type Store struct {
	db   *db.DB
	keys *seal.Ring
	now  func() time.Time
}

// New returns the drafts of a database, which stays the caller's to close.
func New(d *db.DB, keys *seal.Ring, now func() time.Time) *Store { return &Store{d, keys, now} }

const (
	draftColumns = `id, talk, citizen, region, item, edition, content, version, made, touched, case_id`
	selectDraft  = `SELECT ` + draftColumns + ` FROM draft WHERE (case_id <> '' OR touched > $1) AND `
	insertDraft  = `INSERT INTO draft (` + draftColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8, '')`
	updateDraft  = `UPDATE draft SET citizen = $3, edition = $4, content = $5, version = version + 1, touched = $6, case_id = $7
		WHERE id = $1 AND version = $2 AND case_id IN ('', $7)`
)

// New stores a new draft under its id, as version 1.
func (s *Store) New(ctx context.Context, d Draft) (Draft, error) {
	d.Version, d.Case = 1, ""
	d = s.touch(d)
	content, err := s.seal(d)
	if err != nil {
		return Draft{}, err
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, insertDraft, db.Text(d.ID), db.Text(d.Talk), db.Text(d.Citizen), db.Text(d.Region), db.Text(d.Item), db.Text(d.Edition), content, db.Micros(d.Touched))
		return err
	})
	if err != nil {
		return Draft{}, fmt.Errorf("store a draft: %w", err)
	}
	return d, nil
}

// touch sets the times of a draft that is stored now.
func (s *Store) touch(d Draft) Draft {
	d.Touched = db.Instant(db.Micros(s.now()))
	d.Expires = d.Touched.Add(Life)
	return d
}

// Draft returns a draft, or ErrNoDraft; one that has expired is not there.
func (s *Store) Draft(ctx context.Context, id string) (Draft, error) {
	return s.scan(s.db.Reader().QueryRowContext(ctx, selectDraft+`id = $2`, s.oldest(), db.Text(id)))
}

// oldest is when a draft was touched last that expires now.
func (s *Store) oldest() int64 { return db.Micros(s.now().Add(-Life)) }

// OfTalk returns the drafts of a talk, the oldest first, also those that became
// cases.
func (s *Store) OfTalk(ctx context.Context, talk string) ([]Draft, error) {
	return s.list(ctx, `talk = $2 ORDER BY made, id`, talk)
}

// OfCitizen returns the drafts of a signed-in citizen, the oldest first, also
// those that became cases.
func (s *Store) OfCitizen(ctx context.Context, citizen string) ([]Draft, error) {
	return s.list(ctx, `citizen = $2 AND citizen <> '' ORDER BY made, id`, citizen)
}

func (s *Store) list(ctx context.Context, where, value string) (out []Draft, err error) {
	return db.All(s.scan)(s.db.Reader().QueryContext(ctx, selectDraft+where, s.oldest(), db.Text(value)))
}

// Save stores a draft over the version it has, as the next one. The error is
// ErrMoved when another version is stored, or the draft became another case.
// With a Case, what was uploaded belongs to the case from now on, and no link
// leads to the draft any more.
func (s *Store) Save(ctx context.Context, d Draft) (Draft, error) {
	d = s.touch(d)
	content, err := s.seal(d)
	if err != nil {
		return Draft{}, err
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, updateDraft, db.Text(d.ID), d.Version, db.Text(d.Citizen), db.Text(d.Edition), content, db.Micros(d.Touched), db.Text(d.Case))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, s.missed(ctx, tx, d.ID))
		}
		return handOver(ctx, tx, d)
	})
	if err != nil {
		return Draft{}, err
	}
	d.Version++
	return d, nil
}

// missed says why a draft could not be changed: it is gone, or another than was
// thought.
func (s *Store) missed(ctx context.Context, tx *sql.Tx, id string) error {
	var there int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM draft WHERE id = $1`, db.Text(id)).Scan(&there); err != nil {
		return err
	}
	if there == 0 {
		return ErrNoDraft
	}
	return ErrMoved
}

// handOver gives what was uploaded for a draft to the case that it became.
func handOver(ctx context.Context, tx *sql.Tx, d Draft) error {
	if d.Case == "" {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE attachment SET case_id = $2 WHERE draft = $1`, db.Text(d.ID), db.Text(d.Case)); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM draft_link WHERE draft = $1`, db.Text(d.ID))
	return err
}

func contentPlace(id string) string { return "draft " + id + " content" }

func (s *Store) seal(d Draft) (string, error) {
	content, err := json.Marshal(d.Content)
	if err != nil {
		return "", fmt.Errorf("encode a draft: %w", err)
	}
	return s.keys.Seal(string(content), contentPlace(d.ID))
}

// scanner is a row: *sql.Row or *sql.Rows.
type scanner = db.Scanner

func (s *Store) scan(row scanner) (d Draft, err error) {
	var content string
	var made, touched int64
	err = row.Scan(&d.ID, &d.Talk, &d.Citizen, &d.Region, &d.Item, &d.Edition, &content, &d.Version, &made, &touched, &d.Case)
	if errors.Is(err, sql.ErrNoRows) {
		return Draft{}, ErrNoDraft
	}
	if err != nil {
		return Draft{}, err
	}
	d.Touched = db.Instant(touched)
	d.Expires = d.Touched.Add(Life)
	opened, err := s.keys.Open(content, contentPlace(d.ID))
	if err != nil {
		return Draft{}, err
	}
	if json.Unmarshal([]byte(opened), &d.Content) != nil {
		return Draft{}, errors.New("a draft is not readable") // PRIVACY: the cause would show what is in it
	}
	return d, nil
}
