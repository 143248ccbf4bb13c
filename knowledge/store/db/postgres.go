package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const connections = 16 // to PostgreSQL, of one process

func openPostgres(_ context.Context, url string) (*DB, error) {
	config, err := pgx.ParseConfig(url) // its error hides the password
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	config.RuntimeParams["application_name"] = cmp.Or(config.RuntimeParams["application_name"], "wenban")
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return &DB{engine: PostgreSQL, address: url, write: pool, read: pool}, nil
}

// settings of PostgreSQL, and what each must be for nothing to be lost or
// spoiled.
var settings = []struct {
	name string
	safe []string
	why  string
}{
	{"fsync", []string{"on"}, "断电会损坏数据库"},
	{"full_page_writes", []string{"on"}, "断电会损坏数据页"},
	{"synchronous_commit", []string{"on", "local", "remote_write", "remote_apply"}, "断电会丢失已经确认的提交"},
	{"server_encoding", []string{"UTF8"}, "存不下中文"},
	{"transaction_read_only", []string{"off"}, "这是只读的库或者备机，请连接主库"},
}

// safePostgres refuses a server that is set to lose data.
func (d *DB) safePostgres(ctx context.Context) error {
	rows, err := d.read.QueryContext(ctx, "SELECT name, setting FROM pg_settings")
	if err != nil {
		return err
	}
	defer rows.Close()
	found := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return err
		}
		found[name] = value
	}
	return errors.Join(rows.Err(), unsafeSetting(found))
}

// unsafeSetting names the first setting under which data can be lost.
func unsafeSetting(found map[string]string) error {
	for _, s := range settings {
		if !slices.Contains(s.safe, found[s.name]) {
			return fmt.Errorf("%w: PostgreSQL %s = %s，应为 %s：%s", ErrUnsafe, s.name, found[s.name], s.safe[0], s.why)
		}
	}
	return nil
}

// IsUnique reports whether an error says that a row with that key is there
// already.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) &&
		(lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE)
}
