package db

import (
	"database/sql"
	"time"
)

// Scanner is a row: *sql.Row or *sql.Rows.
type Scanner interface{ Scan(dest ...any) error }

// All reads every row of a query, which it is given as the query returns it:
// db.All(scanCase)(tx.QueryContext(…)).
func All[T any](scan func(Scanner) (T, error)) func(*sql.Rows, error) ([]T, error) {
	return func(rows *sql.Rows, err error) (all []T, _ error) {
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			one, err := scan(rows)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		return all, rows.Err()
	}
}

// One reads a row of one column.
func One[T any](row Scanner) (x T, err error) { return x, row.Scan(&x) }

// MicrosOrNone is Micros of a time that may be none, which is 0.
func MicrosOrNone(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return Micros(t)
}

// InstantOrNone is the time that MicrosOrNone stored.
func InstantOrNone(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return Instant(micros)
}
