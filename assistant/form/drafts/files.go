package drafts

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"

	"wenban/assistant/form"
	"wenban/assistant/form/attach"
	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// Limits of what is uploaded for one draft.
const (
	MaxFiles = 40
	MaxTotal = 80 << 20 // bytes
)

// errFull is for a draft that has as many files as it may.
const errFull = form.Wrong("上传的文件太多了（一份表最多40个、共80MB），请先删掉不需要的")

const (
	fileColumns = `id, material, name, type, size, sha256`
	selectFiles = `SELECT ` + fileColumns + ` FROM attachment WHERE `
	insertFile  = `INSERT INTO attachment (` + fileColumns + `, draft, case_id, at, key, body) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10)`
)

// Attach stores a file for a draft, cleaned (attach.Clean). The same file for
// the same material is stored once, however often it is sent. The error is a
// form.Wrong that says what is wrong with it, or that the draft has as many as
// it may, or ErrNoDraft.
func (s *Store) Attach(ctx context.Context, draft, material, name string, body []byte) (handoff.Attachment, error) {
	f, err := attach.Clean(name, body)
	if err != nil {
		return handoff.Attachment{}, err
	}
	a := handoff.Attachment{ID: rand.Text(), Material: db.Text(material), Name: f.Name, Type: f.Type, Size: int64(len(f.Body)), SHA256: f.SHA256}
	sealedName, err := s.keys.Seal(f.Name, namePlace(a.ID))
	if err != nil {
		return handoff.Attachment{}, err
	}
	key, sealedBody, err := s.sealBody(a.ID, f.Body)
	if err != nil {
		return handoff.Attachment{}, err
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		there, err := s.sent(ctx, tx, draft, a)
		if !errors.Is(err, errNew) {
			a = there
			return err
		}
		_, err = tx.ExecContext(ctx, insertFile, a.ID, a.Material, sealedName, a.Type, a.Size, a.SHA256, draft, db.Micros(s.now()), key, sealedBody)
		return err
	})
	if err != nil {
		return handoff.Attachment{}, err
	}
	return a, nil
}

// errNew says that a file was not sent before.
var errNew = errors.New("a new file")

// sent returns the file that was sent before, or errNew when the draft takes
// this one. From here on nobody else adds to the draft until tx ends: the row of
// the draft is written.
func (s *Store) sent(ctx context.Context, tx *sql.Tx, draft string, a handoff.Attachment) (handoff.Attachment, error) {
	done, err := tx.ExecContext(ctx, `UPDATE draft SET touched = $2 WHERE id = $1 AND case_id = ''`, db.Text(draft), db.Micros(s.now()))
	if err != nil {
		return a, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return a, errors.Join(err, ErrNoDraft)
	}
	there, err := s.scanFile(tx.QueryRowContext(ctx, selectFiles+`draft = $1 AND material = $2 AND sha256 = $3`, draft, a.Material, a.SHA256))
	if !errors.Is(err, ErrNoDraft) {
		return there, err
	}
	var count, total int64
	if err := tx.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(size), 0) FROM attachment WHERE draft = $1`, draft).Scan(&count, &total); err != nil {
		return a, err
	}
	if count >= MaxFiles || total+a.Size > MaxTotal {
		return a, errFull
	}
	return a, errNew
}

// Files lists the files of a draft, in the order they came.
func (s *Store) Files(ctx context.Context, draft string) (out []handoff.Attachment, err error) {
	return db.All(s.scanFile)(s.db.Reader().QueryContext(ctx, selectFiles+`draft = $1 ORDER BY at, id`, db.Text(draft)))
}

// File returns a file of a draft with its content, or ErrNoDraft. Give it out to
// be saved, never to be shown as a page of ours.
func (s *Store) File(ctx context.Context, draft, id string) (handoff.Attachment, []byte, error) {
	return s.file(ctx, `draft = $2`, draft, id)
}

// FileOf returns the content of a file that a case has, or ErrNoDraft. The
// caller has proven that they may see the case.
func (s *Store) FileOf(ctx context.Context, a handoff.Attachment) ([]byte, error) {
	_, body, err := s.file(ctx, `sha256 = $2`, a.SHA256, a.ID)
	return body, err
}

func (s *Store) file(ctx context.Context, where, of, id string) (handoff.Attachment, []byte, error) {
	a, err := s.scanFile(s.db.Reader().QueryRowContext(ctx, selectFiles+`id = $1 AND `+where, db.Text(id), db.Text(of)))
	if err != nil {
		return handoff.Attachment{}, nil, err
	}
	var key, sealed string
	if err := s.db.Reader().QueryRowContext(ctx, `SELECT key, body FROM attachment WHERE id = $1`, a.ID).Scan(&key, &sealed); err != nil {
		return handoff.Attachment{}, nil, gone(err)
	}
	body, err := s.openBody(a.ID, key, sealed)
	if err != nil {
		return handoff.Attachment{}, nil, err
	}
	return a, body, nil
}

// gone says in our words that there is no row.
func gone(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNoDraft
	}
	return err
}

// Detach takes a file of a draft away. Twice is once; what belongs to a case
// stays.
func (s *Store) Detach(ctx context.Context, draft, id string) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM attachment WHERE id = $1 AND draft = $2 AND case_id = ''`, db.Text(id), db.Text(draft))
		return err
	})
}

func namePlace(id string) string { return "attachment " + id + " name" }

func (s *Store) scanFile(row scanner) (a handoff.Attachment, err error) {
	var name string
	if err := row.Scan(&a.ID, &a.Material, &name, &a.Type, &a.Size, &a.SHA256); err != nil {
		return handoff.Attachment{}, gone(err)
	}
	a.Name, err = s.keys.Open(name, namePlace(a.ID))
	return a, err
}
