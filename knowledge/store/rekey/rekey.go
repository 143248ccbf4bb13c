// Package rekey seals anew, under the current key of a ring, everything in the
// database that stands under an older one, while the database is used.
//
// It goes table by table, a hundred rows a transaction; a row that somebody
// changes meanwhile is left to the next round. It can be stopped at any time and
// begun again: what is left to do is what still stands under another key.
package rekey

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// One transaction seals so many rows anew, and fewer where they are large: files
// are sealed too.
const (
	batch = 100
	bytes = 8 << 20
)

// Counts returns how many sealed texts stand under each key, by its name.
func Counts(ctx context.Context, d *db.DB, columns []seal.Column) (map[string]int, error) {
	counts := map[string]int{}
	for _, c := range columns {
		if err := count(ctx, d, c.Table, c.Name, counts); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// count adds what a column holds. A sealed text begins with s1, a dot, the name
// of its key, a dot.
func count(ctx context.Context, d *db.DB, table, column string, counts map[string]int) error {
	rows, err := d.Reader().QueryContext(ctx, `SELECT prefix, count(*) FROM (SELECT substr(`+column+`, 1, 24) AS prefix FROM `+table+` WHERE `+column+` LIKE 's1.%') AS sealed GROUP BY prefix`)
	if err != nil {
		return fmt.Errorf("count %s.%s: %w", table, column, err)
	}
	defer rows.Close()
	for rows.Next() {
		var prefix string
		var n int
		if err := rows.Scan(&prefix, &n); err != nil {
			return err
		}
		if name, ok := keyOf(prefix); ok {
			counts[name] += n
		}
	}
	return rows.Err()
}

// keyOf returns the name of the key in the beginning of a sealed text.
func keyOf(prefix string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(prefix, "s1.")
	name, _, dot := strings.Cut(rest, ".")
	return name, ok && dot && name != ""
}

// Run seals everything anew that stands under another key than the current one,
// and calls told with how much is done of all. What does not open is left as it
// is and counted as bad: its key is not on the ring, or somebody altered it.
func Run(ctx context.Context, d *db.DB, ring *seal.Ring, columns []seal.Column, told func(done, all int)) (done, bad int, err error) {
	counts, err := Counts(ctx, d, columns)
	if err != nil {
		return 0, 0, err
	}
	all := 0
	for name, n := range counts {
		if name != ring.Current() {
			all += n
		}
	}
	for _, c := range columns {
		w := work{db: d, ring: ring, column: c}
		if err := w.all(ctx, func(n int) { done += n; told(done, all) }); err != nil {
			return done, bad, fmt.Errorf("seal %s.%s anew: %w", c.Table, c.Name, err)
		}
		bad += w.bad
	}
	return done, bad, nil
}

// work is the sealing anew of one column.
type work struct {
	db     *db.DB
	ring   *seal.Ring
	column seal.Column
	after  []any // key of the last row that was looked at
	bad    int
}

// all goes once through the column in the order of its key.
func (w *work) all(ctx context.Context, told func(done int)) error {
	for {
		n, last, err := w.batch(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			told(n)
		}
		if last {
			return nil
		}
	}
}

// row is one row to seal anew.
type row struct {
	key  []any
	text string
}

// batch seals the next rows anew in one transaction. last is true when there are
// no more.
func (w *work) batch(ctx context.Context) (done int, last bool, err error) {
	rows, more, err := w.next(ctx)
	if err != nil || len(rows) == 0 {
		return 0, true, err
	}
	err = w.db.Update(ctx, func(tx *sql.Tx) error {
		for _, r := range rows {
			n, err := w.one(ctx, tx, r)
			if err != nil {
				return err
			}
			done += n
		}
		return nil
	})
	w.after = rows[len(rows)-1].key
	return done, !more, err
}

// next reads rows that stand under another key, after the last ones; more tells
// that there may be others after them.
func (w *work) next(ctx context.Context) (out []row, more bool, err error) {
	c := w.column
	names := strings.Join(c.Key, ", ")
	where, values := "", []any{"s1." + w.ring.Current() + ".%", batch}
	if w.after != nil {
		where = " AND (" + names + ") > (" + places(len(values)+1, len(c.Key)) + ")"
		values = append(values, w.after...)
	}
	rows, err := w.db.Reader().QueryContext(ctx, `SELECT `+names+`, `+c.Name+` FROM `+c.Table+` WHERE `+c.Name+` LIKE 's1.%' AND `+c.Name+` NOT LIKE $1`+where+` ORDER BY `+names+` LIMIT $2`, values...)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	for size := 0; size < bytes && rows.Next(); {
		r := row{key: make([]any, len(c.Key))}
		into := []any{}
		for i := range r.key {
			into = append(into, &r.key[i])
		}
		if err := rows.Scan(append(into, &r.text)...); err != nil {
			return nil, false, err
		}
		out = append(out, r)
		size += len(r.text)
		more = len(out) == batch || size >= bytes
	}
	return out, more, rows.Err()
}

// places returns $from, $from+1, … for n values.
func places(from, n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("$%d", from+i))
	}
	return strings.Join(all, ", ")
}

// one seals one row anew, if it is still as it was read.
func (w *work) one(ctx context.Context, tx *sql.Tx, r row) (done int, err error) {
	c := w.column
	place := c.Place(r.key)
	text, err := w.ring.Open(r.text, place)
	if err != nil {
		w.bad++
		return 0, nil // it is counted, and keeps its key from being dropped
	}
	sealed, err := w.ring.Seal(text, place)
	if err != nil {
		return 0, err
	}
	var where []string
	for i, name := range c.Key {
		where = append(where, fmt.Sprintf("%s = $%d", name, i+3))
	}
	result, err := tx.ExecContext(ctx, `UPDATE `+c.Table+` SET `+c.Name+` = $1 WHERE `+c.Name+` = $2 AND `+strings.Join(where, " AND "), append([]any{sealed, r.text}, r.key...)...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// Strangers names the columns of the database that hold sealed text and are not
// listed, as table.column: nobody would seal them anew.
func Strangers(ctx context.Context, d *db.DB, columns []seal.Column) (out []string, err error) {
	known := map[string]bool{}
	for _, c := range columns {
		known[c.Table+"."+c.Name] = true
	}
	texts, err := textColumns(ctx, d)
	if err != nil {
		return nil, err
	}
	for _, t := range texts {
		if known[t[0]+"."+t[1]] {
			continue
		}
		counts := map[string]int{}
		if err := count(ctx, d, quoted(t[0]), quoted(t[1]), counts); err != nil {
			return nil, err
		}
		if len(counts) > 0 {
			out = append(out, t[0]+"."+t[1])
		}
	}
	return out, nil
}

// quoted is a name as both engines take it, whatever it is.
func quoted(name string) string { return `"` + name + `"` }

// textColumns lists the columns of the database that hold text.
func textColumns(ctx context.Context, d *db.DB) (out [][2]string, err error) {
	query := `SELECT m.name, p.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p WHERE m.type = 'table' AND lower(p.type) = 'text' ORDER BY m.name, p.name`
	if d.Engine() == db.PostgreSQL {
		query = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'text' ORDER BY table_name, column_name`
	}
	rows, err := d.Reader().QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c [2]string
		if err := rows.Scan(&c[0], &c[1]); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}
