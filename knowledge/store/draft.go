package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/store/db"
)

// Absent says what becomes of the records of the base that an import lacks.
type Absent string

// What becomes of them.
const (
	Ask  Absent = ""     // the import is refused with AbsentError, when there are any
	Keep Absent = "keep" // they stay as they are: the import is only a part
	Drop Absent = "drop" // they are withdrawn: the import is everything
)

// Import is what a draft is made of.
type Import struct {
	By, Why  string
	Parts    knowledge.Parts
	On       int64 // the edition that Parts were put on top of; ErrMoved when another is last in line by now. 0: none
	Absent   Absent
	Progress func(done, total int) // records; nil: nobody watches
}

// Errors of drafts.
var (
	ErrSame     = errors.New("内容和现有版次完全一样，没有要改的")
	ErrConflict = errors.New("这条内容刚被别人改过，请重新打开再改")
	ErrMoved    = errors.New("读取的时候现有版次变了，请重新导入")
	ErrFrozen   = errors.New("只有草稿可以改；已提交的请先退回")
)

// AbsentError says how many records of the base an import lacks.
type AbsentError struct {
	Count int
	Some  []string // names of a few
}

func (e AbsentError) Error() string {
	return fmt.Sprintf("这批内容里没有现有版次的 %d 条（如 %s）。只更新这一批、其余不动，请加 --add；这一批就是全部、其余撤下，请加 --replace", e.Count, strings.Join(e.Some, "、"))
}

// batch is how many records are written in one transaction: about ten
// milliseconds, for which in SQLite a turn may have to wait.
const batch = 250

// Draft makes a draft of an import, on the edition that is last in line. Only
// what differs becomes a new version. It is there whole or not at all: while it
// is written nobody sees it, and what a killed import left is swept away later.
func (s *Store) Draft(ctx context.Context, i Import) (Edition, error) {
	why, err := reason(i.Why)
	if err != nil {
		return Edition{}, err
	}
	d := &drafting{s: s, progress: i.Progress, next: manifest{}}
	d.total = len(i.Parts.Items) + len(i.Parts.Documents) + len(i.Parts.Events) + len(i.Parts.Regions) + len(i.Parts.Halls) + len(i.Parts.Overrides)
	if err := s.change(ctx, func(t *tx) error { return d.begin(t, i, why) }); err != nil {
		return Edition{}, s.refused(ctx, i.By, "draft", "import", err)
	}
	err = d.write(ctx, i)
	if err == nil {
		err = s.change(ctx, func(t *tx) error { return d.finish(t, why) })
	}
	if err != nil {
		clean := context.WithoutCancel(ctx)
		err = s.refused(ctx, i.By, "draft", "import", err)
		return Edition{}, errors.Join(err, s.change(clean, func(t *tx) error { return t.drop(d.number) }))
	}
	return s.Edition(ctx, d.number)
}

// drafting is a draft while it is written.
type drafting struct {
	s        *Store
	author   Person
	number   int64
	base     int64
	before   manifest // of the base
	next     manifest
	waiting  []draftRow
	counts   [3]int // added, changed, withdrawn
	done     int
	total    int
	progress func(done, total int)
}

// draftRow is one record on its way to the database.
type draftRow struct {
	key
	record     knowledge.Record
	hash       string // "": withdrawn
	before     string // "": it is new
	department string // of the change
}

func (d *drafting) begin(t *tx, i Import, why string) (err error) {
	if d.author, err = t.allowed(i.By, Curator); err != nil {
		return err
	}
	if err := t.sweep(d.s.late); err != nil {
		return err
	}
	last, err := t.last()
	if err != nil {
		return err
	}
	if i.On != 0 && i.On != last.Edition {
		return ErrMoved
	}
	d.base = last.Edition
	if err := t.withinQuota(d.author.Name, d.base); err != nil {
		return err
	}
	if d.before, err = t.manifest(d.base); err != nil {
		return err
	}
	if d.number, err = t.count("SELECT coalesce(max(number), 0) + 1 FROM edition"); err != nil {
		return err
	}
	return t.exec(`INSERT INTO edition (number, id, state, base, why, author, made, touched) VALUES ($1, '', 'building', $2, $3, $4, $5, $5)`,
		d.number, sql.NullInt64{Int64: d.base, Valid: d.base != 0}, why, d.author.Name, db.Micros(t.now))
}

// sweep removes what killed imports left.
func (t *tx) sweep(late time.Duration) error {
	var old []int64
	err := t.rows(func(scan func(...any) error) error {
		old = append(old, 0)
		return scan(&old[len(old)-1])
	}, "SELECT number FROM edition WHERE state = 'building' AND touched < $1", db.Micros(t.now.Add(-late)))
	for _, n := range old {
		err = errors.Join(err, t.drop(n))
	}
	return err
}

// drop removes an edition that is still being made. Its versions stay: others
// may hold them, and the next try of the same import finds them.
func (t *tx) drop(number int64) error {
	if n, err := t.count("SELECT count(*) FROM edition WHERE number = $1 AND state = 'building'", number); err != nil || n == 0 {
		return err
	}
	for _, table := range []string{"change WHERE edition", "entry WHERE edition", "edition WHERE number"} {
		if err := t.exec("DELETE FROM "+table+" = $1", number); err != nil {
			return err
		}
	}
	return nil
}

// write writes the records of an import, and what becomes of the others.
func (d *drafting) write(ctx context.Context, i Import) error {
	departments, err := d.s.departments(ctx, d.base)
	if err != nil {
		return err
	}
	err = i.Parts.Records(func(r knowledge.Record) error {
		k := key{string(r.Kind), r.ID}
		return d.put(ctx, draftRow{key: k, record: r, hash: r.Hash(), before: d.before[k], department: departments[k]})
	})
	if err == nil {
		err = d.others(ctx, i.Absent, departments)
	}
	if err == nil {
		err = d.flush(ctx)
	}
	return err
}

// departments reads who answers for each record of an edition.
func (s *Store) departments(ctx context.Context, number int64) (map[key]string, error) {
	all := map[key]string{}
	err := s.view(ctx, func(t *tx) error {
		return t.rows(func(scan func(...any) error) error {
			var k key
			var department string
			err := scan(&k.kind, &k.code, &department)
			all[k] = department
			return err
		}, `SELECT e.kind, e.code, v.department FROM entry e
			JOIN version v ON v.kind = e.kind AND v.code = e.code AND v.hash = e.hash WHERE e.edition = $1`, number)
	})
	return all, err
}

// others decides about the records of the base that the import lacks.
func (d *drafting) others(ctx context.Context, absent Absent, departments map[key]string) error {
	var lacking []key
	for k := range d.before {
		if _, ok := d.next[k]; !ok {
			lacking = append(lacking, k)
		}
	}
	slices.SortFunc(lacking, key.compare)
	if absent == Ask && len(lacking) > 0 {
		some := []string{}
		for _, k := range lacking[:min(3, len(lacking))] {
			some = append(some, knowledge.Kind(k.kind).Name()+" "+k.code)
		}
		return AbsentError{len(lacking), some}
	}
	for _, k := range lacking {
		row := draftRow{key: k, before: d.before[k], department: departments[k]}
		if absent == Keep {
			row.hash = row.before
		}
		if err := d.put(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// put takes a record, and writes when there are enough.
func (d *drafting) put(ctx context.Context, r draftRow) error {
	if err := d.mine(&r); err != nil {
		return err
	}
	if r.hash != "" {
		d.next[r.key] = r.hash
	}
	d.waiting = append(d.waiting, r)
	if len(d.waiting) < batch {
		return nil
	}
	return d.flush(ctx)
}

// mine refuses a change outside the author's departments, and counts.
func (d *drafting) mine(r *draftRow) error {
	switch {
	case r.hash == r.before:
		return nil
	case r.before != "" && !d.author.answersFor(r.department):
		return foreign(r.key, r.department)
	case r.hash != "" && !d.author.answersFor(r.record.Department):
		return foreign(r.key, r.record.Department)
	case r.before == "":
		d.counts[0]++
		r.department = r.record.Department
	case r.hash == "":
		d.counts[2]++
	default:
		d.counts[1]++
	}
	return nil
}

func foreign(k key, department string) error {
	return fmt.Errorf("%w：%s %s 属于“%s”", ErrForeign, knowledge.Kind(k.kind).Name(), k.code, department)
}

// flush writes what waits, in one short transaction.
func (d *drafting) flush(ctx context.Context) error {
	if len(d.waiting) == 0 {
		return nil
	}
	began := time.Now()
	err := d.s.change(ctx, func(t *tx) error { return d.store(t) })
	d.done += len(d.waiting)
	d.waiting = d.waiting[:0]
	if d.progress != nil {
		d.progress(min(d.done, d.total), d.total)
	}
	if err != nil || d.s.db.Engine() != db.SQLite {
		return err
	}
	return pause(ctx, min(time.Since(began), 50*time.Millisecond))
}

// pause leaves the file to other processes: SQLite gives the lock to whoever
// asks at the right moment, and one that asks all the time leaves none.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func (d *drafting) store(t *tx) error {
	var versions, entries, changes [][]any
	for _, r := range d.waiting {
		if r.hash != r.before {
			changes = append(changes, []any{d.number, r.kind, r.code, d.author.Name, orNull(r.before), orNull(r.hash), r.department})
		}
		if r.hash != "" {
			entries = append(entries, []any{d.number, r.kind, r.code, r.hash})
		}
		if r.hash != "" && r.hash != r.before {
			versions = append(versions, []any{r.kind, r.code, r.hash, db.Text(r.record.Name), db.Text(r.record.Department), string(r.record.Body), db.Micros(t.now)})
		}
	}
	if err := t.insert("version (kind, code, hash, name, department, body, made)", versions, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	if err := t.insert("entry (edition, kind, code, hash)", entries, ""); err != nil {
		return err
	}
	if err := t.insert("change (edition, kind, code, author, before, after, department)", changes, ""); err != nil {
		return err
	}
	return t.exec("UPDATE edition SET touched = $1 WHERE number = $2", db.Micros(t.now), d.number)
}

func orNull(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// insert writes rows in one statement.
func (t *tx) insert(into string, rows [][]any, tail string) error {
	if len(rows) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString("INSERT INTO " + into + " VALUES ")
	var values []any
	for i, row := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, v := range row {
			b.WriteByte("(,"[min(j, 1)])
			values = append(values, v)
			fmt.Fprintf(&b, "$%d", len(values))
		}
		b.WriteByte(')')
	}
	return t.exec(b.String()+" "+tail, values...)
}

// finish makes the draft visible.
func (d *drafting) finish(t *tx, why string) error {
	if _, err := t.allowed(d.author.Name, Curator); err != nil { // while it was written, the role may have gone
		return err
	}
	if maps.Equal(d.before, d.next) {
		return ErrSame
	}
	if n, err := t.count("SELECT count(*) FROM entry WHERE edition = $1", d.number); err != nil || int(n) != len(d.next) {
		return errors.Join(err, fmt.Errorf("%w（写入 %d 条，应有 %d 条）", ErrDamaged, n, len(d.next)))
	}
	if err := t.exec("UPDATE edition SET id = $1, state = 'draft' WHERE number = $2", d.next.id(), d.number); err != nil {
		return err
	}
	return t.record(d.author.Name, "draft", subject(d.number),
		fmt.Sprintf("%s；新增 %d，变更 %d，撤下 %d", why, d.counts[0], d.counts[1], d.counts[2]))
}
