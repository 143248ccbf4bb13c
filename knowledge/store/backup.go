package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"wenban/knowledge/store/db"
)

// A backup is gzip over lines of JSON, the same for both engines, so that a
// county that grows out of its file restores it into PostgreSQL: a header, then
// for each table a line that names it with its columns, a list for every row,
// and a line with the number of rows and the SHA-256 of their lines; at the end
// the hash of the audit trail.

// tables are what a backup holds, those that are pointed at before those that
// point. What passes by itself is not kept: whoever was signed in signs in anew.
var tables = []string{
	"talk", "turn", "case_file", "case_event", "outbox", "case_cursor", "case_parked", "notice",
	"desk_case", "desk_part", "desk_message", "desk_event",
	"talk_citizen", "rating", "appointment", "draft", "attachment",
	"person", "person_role", "person_department", "person_region", "person_password", "person_subject",
	"version", "edition", "entry", "change", "approval", "examination", "publication",
	"question", "task", "audit", "audit_tip",
}

// format is the version of the form of a backup. One of the first form has the
// tables of then; the others are empty after it.
const format = 2

var firstTables = []string{
	"talk", "turn",
	"person", "person_role", "person_department",
	"version", "edition", "entry", "change", "approval", "examination", "publication",
	"question", "task", "audit", "audit_tip",
}

// Errors of backups.
var (
	ErrBackup = errors.New("这不是完整的备份，或者被改动过，没有恢复任何内容")
	ErrFull   = errors.New("数据库里已经有内容，恢复不覆盖它；请指定一个新的数据库（--db 或 --data）")
)

// Summary is what a backup holds.
type Summary struct {
	At       time.Time
	Rows     map[string]int // by table
	Editions int
	Steps    int64
	Audit    string // hash of the trail; keep it elsewhere
}

// String is one line for people.
func (s Summary) String() string {
	return fmt.Sprintf("会话 %d，轮次 %d，版次 %d，内容 %d 条，审计 %d 条，末条摘要 %s",
		s.Rows["talk"], s.Rows["turn"], s.Rows["edition"], s.Rows["version"], s.Steps, s.Audit)
}

// line is any line of a backup but a row.
type line struct {
	Backup  int      `json:"wenban_backup,omitempty"` // the format
	At      int64    `json:"at,omitempty"`
	Table   string   `json:"table,omitempty"`
	Columns []string `json:"columns,omitempty"`
	End     string   `json:"end,omitempty"` // the table that is over
	Rows    int      `json:"rows,omitempty"`
	Sum     string   `json:"sha256,omitempty"`
	Audit   *string  `json:"audit,omitempty"` // the last line
}

// Backup writes everything in the database as it is at one moment, while it is
// used. It first verifies the audit trail.
//
// PRIVACY: a backup holds all talks; keep it as the database.
func Backup(ctx context.Context, d *db.DB, to io.Writer) (sum Summary, err error) {
	zip := gzip.NewWriter(to)
	out := bufio.NewWriterSize(zip, 1<<16)
	err = New(d, Options{}).view(ctx, func(t *tx) error {
		sum = Summary{At: t.now, Rows: map[string]int{}}
		if sum.Steps, sum.Audit, err = t.trail(); err != nil {
			return err
		}
		if err := put(out, line{Backup: format, At: db.Micros(t.now)}); err != nil {
			return err
		}
		for _, table := range tables {
			if sum.Rows[table], err = t.dump(out, table); err != nil {
				return fmt.Errorf("back up %s: %w", table, err)
			}
		}
		sum.Editions = sum.Rows["edition"]
		return put(out, line{Audit: &sum.Audit})
	})
	return sum, errors.Join(err, out.Flush(), zip.Close())
}

func put(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = w.Write(append(b, '\n'))
	}
	return err
}

// dump writes one table.
func (t *tx) dump(out io.Writer, table string) (n int, err error) {
	rows, err := t.raw.QueryContext(t.ctx, "SELECT * FROM "+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		return 0, err
	}
	if err := put(out, line{Table: table, Columns: columns}); err != nil {
		return 0, err
	}
	sum := sha256.New()
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		for i, v := range values { // SQLite keeps a truth as a number
			if number, ok := v.(int64); ok && strings.HasPrefix(strings.ToUpper(types[i].DatabaseTypeName()), "BOOL") {
				values[i] = number != 0
			}
		}
		if err := put(io.MultiWriter(out, sum), values); err != nil {
			return n, err
		}
	}
	return n, errors.Join(rows.Err(), put(out, line{End: table, Rows: n, Sum: hex.EncodeToString(sum.Sum(nil))}))
}

// Restore fills an empty database with a backup, whole or not at all, and holds
// it against itself before it is committed: the sums of the tables, the audit
// trail, every version against its hash, every edition against its id.
func Restore(ctx context.Context, d *db.DB, from io.Reader) (sum Summary, err error) {
	zip, err := gzip.NewReader(from)
	if err != nil {
		return sum, fmt.Errorf("%w：%w", ErrBackup, err)
	}
	err = New(d, Options{}).change(ctx, func(t *tx) error {
		if err := t.isEmpty(); err != nil {
			return err
		}
		r := &restoring{t: t, in: bufio.NewReaderSize(zip, 1<<16), sum: Summary{Rows: map[string]int{}}}
		if err := r.all(); err != nil {
			return err
		}
		sum = r.sum
		sum.Editions, err = t.verify()
		return err
	})
	return sum, err
}

// isEmpty refuses a database that holds anything.
func (t *tx) isEmpty() error {
	for _, table := range tables[:len(tables)-1] {
		n, err := t.count("SELECT count(*) FROM " + table)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrFull
		}
	}
	return t.exec("DELETE FROM audit_tip") // the row of an empty trail
}

// restoring reads a backup.
type restoring struct {
	t    *tx
	in   *bufio.Reader
	sum  Summary
	what line // the table at hand
	hash hash.Hash
	wait [][]any
	n    int
	has  []string // tables that it must hold
	seen int      // tables
}

func (r *restoring) all() error {
	head, err := r.next()
	var first line
	if err != nil || json.Unmarshal(head, &first) != nil || first.Backup == 0 {
		return ErrBackup
	}
	if first.Backup > format {
		return fmt.Errorf("%w：备份由更新的程序版本写成，请升级程序", ErrBackup)
	}
	if r.has = tables; first.Backup == 1 {
		r.has = firstTables
	}
	r.sum.At = db.Instant(first.At)
	for {
		b, err := r.next()
		if err != nil {
			return fmt.Errorf("%w：在“%s”处断了", ErrBackup, r.what.Table)
		}
		if b[0] == '[' {
			err = r.row(b)
		} else if over, lineErr := r.line(b); over {
			return lineErr
		} else {
			err = lineErr
		}
		if err != nil {
			return err
		}
	}
}

func (r *restoring) next() ([]byte, error) {
	b, err := r.in.ReadBytes('\n')
	if len(bytes.TrimSpace(b)) == 0 && err == nil {
		err = io.ErrUnexpectedEOF
	}
	return b, err
}

// row takes one row of the table at hand.
func (r *restoring) row(b []byte) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var values []any
	if err := dec.Decode(&values); err != nil || len(values) != len(r.what.Columns) || r.hash == nil {
		return r.bad("有一行读不出来")
	}
	for i, v := range values {
		if n, ok := v.(json.Number); ok {
			whole, err := n.Int64()
			if err != nil {
				return r.bad("有一个数读不出来")
			}
			values[i] = whole
		}
	}
	r.hash.Write(b)
	r.n++
	if r.wait = append(r.wait, values); len(r.wait) < batch {
		return nil
	}
	return r.flush()
}

func (r *restoring) flush() error {
	into := r.what.Table + " (" + strings.Join(r.what.Columns, ", ") + ")"
	err := r.t.insert(into, r.wait, "")
	r.wait = nil
	if err != nil {
		return fmt.Errorf("%w：%w", r.bad("有一行放不进去"), err)
	}
	return nil
}

// line takes a line that is no row; over is true after the last one.
func (r *restoring) line(b []byte) (over bool, err error) {
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return false, r.bad("有一行读不出来")
	}
	switch {
	case l.Table != "":
		if r.seen >= len(r.has) || l.Table != r.has[r.seen] || !plain(l.Columns) {
			return false, r.bad("接着的是不认识的表")
		}
		r.what, r.hash, r.n = l, sha256.New(), 0
		return false, nil
	case l.End != "":
		if l.End != r.what.Table || r.hash == nil || l.Rows != r.n || l.Sum != hex.EncodeToString(r.hash.Sum(nil)) {
			return false, r.bad("内容和登记的不符")
		}
		r.seen++
		r.sum.Rows[l.End], r.hash = r.n, nil
		return false, r.flush()
	case l.Audit != nil && r.seen == len(r.has):
		return true, r.ends(*l.Audit)
	}
	return false, r.bad("有一行不认识")
}

// plain reports whether names can stand in a statement as they are.
func plain(names []string) bool {
	for _, n := range names {
		if n == "" || strings.Trim(n, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
			return false
		}
	}
	return len(names) > 0
}

// ends holds the trail against the hash at the end of the backup.
func (r *restoring) ends(audit string) (err error) {
	if r.sum.Steps, r.sum.Audit, err = r.t.trail(); err != nil {
		return errors.Join(ErrBackup, err)
	}
	if audit != r.sum.Audit {
		return r.bad("审计记录的末条对不上")
	}
	return nil
}

func (r *restoring) bad(why string) error {
	return fmt.Errorf("%w：“%s”第 %d 行之后，%s", ErrBackup, r.what.Table, r.n, why)
}

// verify holds every version against its hash and every edition against its id.
func (t *tx) verify() (editions int, err error) {
	if err := t.verifyVersions(); err != nil {
		return 0, err
	}
	all, err := t.editions("e.state <> 'building' ORDER BY e.number")
	if err != nil {
		return 0, err
	}
	for _, e := range all {
		m, err := t.manifest(e.Number)
		if err != nil {
			return 0, err
		}
		if m.id() != e.ID {
			return 0, fmt.Errorf("%w（版次 %d）", ErrDamaged, e.Number)
		}
	}
	return len(all), nil
}

func (t *tx) verifyVersions() error {
	return t.rows(func(scan func(...any) error) error {
		var kind, code, hash string
		var body []byte
		if err := scan(&kind, &code, &hash, &body); err != nil {
			return err
		}
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != hash {
			return fmt.Errorf("%w（%s %s）", ErrDamaged, kind, code)
		}
		return nil
	}, "SELECT kind, code, hash, body FROM version")
}

// Verify holds everything in the store against itself: the audit trail, every
// version against its hash, every edition against its id.
func (s *Store) Verify(ctx context.Context) error {
	return s.view(ctx, func(t *tx) error {
		_, _, err := t.trail()
		if err == nil {
			_, err = t.verify()
		}
		return err
	})
}
