package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	readers    = 8         // connections that read at once
	checkLimit = 256 << 20 // bytes up to which a file is read through when it is opened: about a second
)

// The two kinds of connection to SQLite. A writer takes the lock when its
// transaction begins: one that upgrades later fails with SQLITE_BUSY_SNAPSHOT,
// for which no timeout helps.
var (
	writer = url.Values{
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"},
		"_txlock": {"immediate"},
	}
	reader = url.Values{"_pragma": {"busy_timeout(10000)", "query_only(1)"}}
)

func openSQLite(_ context.Context, path string) (*DB, error) {
	path, err := private(path)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	d := &DB{engine: SQLite, address: path}
	if d.write, err = sql.Open("sqlite", dataSource(path, writer)); err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	d.write.SetMaxOpenConns(1) // writers queue here, where a context can end the wait
	if d.read, err = sql.Open("sqlite", dataSource(path, reader)); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), d.write.Close())
	}
	d.read.SetMaxOpenConns(readers)
	d.read.SetMaxIdleConns(readers)
	return d, nil
}

// dataSource is the data source name of a file.
func dataSource(path string, options url.Values) string {
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: options.Encode()}).String()
}

// private makes the file, and its folder when there is none, for the owner
// alone; SQLite gives its side files the mode of the main one.
func private(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return path, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return path, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return path, err
	}
	return path, errors.Join(f.Chmod(0o600), f.Close())
}

// safeSQLite reads a file of moderate size through, so that damage is found now
// and not in the middle of a talk, and looks whether the file system let the
// log and the forced writes be switched on.
func (d *DB) safeSQLite(ctx context.Context) error {
	if err := d.connect(ctx); err != nil {
		return err
	}
	info, err := os.Stat(d.address)
	if err != nil {
		return err
	}
	if info.Size() <= checkLimit {
		var found string
		if err := d.write.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
			return err
		}
		if found != "ok" {
			return fmt.Errorf("%w: %s", ErrCorrupt, found)
		}
	}
	return d.forced(ctx)
}

// connect makes the first connection. While another process switches a new file
// to the log, SQLite says that it is busy at once, whatever the timeout.
func (d *DB) connect(ctx context.Context) error {
	const tries, between = 100, 50 * time.Millisecond
	for try := 1; ; try++ {
		err := d.write.PingContext(ctx)
		if busy := (*sqlite.Error)(nil); !errors.As(err, &busy) || busy.Code()&0xff != sqlite3.SQLITE_BUSY || try == tries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(between):
		}
	}
}

// forced refuses a connection whose commits are not forced to disk.
func (d *DB) forced(ctx context.Context) error {
	for _, s := range []struct{ pragma, want, why string }{
		{"journal_mode", "wal", "所在的磁盘不支持预写日志，请换到本机磁盘"},
		{"synchronous", "2", "提交时没有强制写盘"},
	} {
		var got string
		if err := d.write.QueryRowContext(ctx, "PRAGMA "+s.pragma).Scan(&got); err != nil {
			return err
		}
		if !strings.EqualFold(got, s.want) {
			return fmt.Errorf("%w: SQLite %s = %s，应为 %s：%s", ErrUnsafe, s.pragma, got, s.want, s.why)
		}
	}
	return nil
}
