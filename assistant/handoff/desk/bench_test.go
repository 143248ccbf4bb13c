package desk

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"wenban/assistant/handoff"
	"wenban/knowledge/store/db/dbtest"
)

// BenchmarkDesk is what a person at the desk waits for, among a hundred thousand
// cases of which two thousand are open:
//
//	go test ./assistant/handoff/desk -run - -bench Desk
func BenchmarkDesk(b *testing.B) {
	for engine, url := range map[string]func() string{
		"sqlite": func() string { return filepath.Join(b.TempDir(), "wenban.db") }, "postgresql": func() string { return dbtest.Postgres(b) },
	} {
		b.Run(engine, func(b *testing.B) {
			o := newOffice(b, url())
			number := o.assigned()
			fill(b, o, number)
			accept, _ := QueueOf("all")
			version := o.version(number)
			for name, run := range map[string]func() error{
				"Counts/dispatcher": func() error { _, err := o.Counts(b.Context(), boss); return err },
				"Counts/handler":    func() error { _, err := o.Counts(b.Context(), li); return err },
				"List":              func() error { _, _, err := o.List(b.Context(), boss, accept, ""); return err },
				"Search":            func() error { _, _, err := o.Search(b.Context(), boss, "路灯 没有", ""); return err },
				"Figures": func() error {
					_, err := o.Figures(b.Context(), boss, o.now().AddDate(0, -1, 0), o.now().AddDate(0, 1, 0))
					return err
				},
				"View": func() error { _, err := o.View(b.Context(), li, number); return err },
				"Do": func() error {
					c, err := o.Do(b.Context(), li, Act{Number: number, Version: version, Action: handoff.Note, Remark: "看过了"})
					version = c.Version
					return err
				},
			} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						if err := run(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

// fill adds a hundred thousand cases, made of the first.
func fill(b *testing.B, o *office, number string) {
	b.Helper()
	of := strings.NewReplacer(
		"number,", "'X' || i,", "serial,", "serial + i,", "id,", "id || i,", "state,", "CASE i % 50 WHEN 0 THEN 'working' ELSE 'closed' END,",
		"department,", "CASE i % 40 WHEN 0 THEN department ELSE '别的部门' || (i % 40) END,", "taken,", "taken - i * 1000000,", "due,", "due + i * 1000000,",
	).Replace(caseColumns)
	o.must(o.db.Update(b.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO desk_case (`+caseColumns+`, content) WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
			SELECT `+of+`, content FROM desk_case, n WHERE number = $1`, number)
		return err
	}))
	o.must(o.db.Update(b.Context(), func(tx *sql.Tx) error { _, err := tx.Exec("ANALYZE"); return err })) // PostgreSQL does it by itself, later
}
