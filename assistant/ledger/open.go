package ledger

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Errors of Open.
var (
	ErrNewer   = errors.New("会话账本由更新的程序版本写成，请升级程序后再打开 (the ledger was written by a newer version)")
	ErrCorrupt = errors.New("会话账本文件已损坏或者不是账本，请从备份恢复 (the ledger file is damaged or is no ledger)")
)

const (
	readers    = 8         // connections that read at once
	checkLimit = 256 << 20 // bytes up to which a file is read through when it is opened: about a second
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Open opens the ledger in a file, makes it when there is none, and brings an
// older one up to date. It refuses a file that is damaged (ErrCorrupt; files
// over 256 MB are checked only as they are read) or that a newer version of
// the program wrote (ErrNewer).
//
// PRIVACY: the file and its folder are made readable for their owner alone.
func Open(ctx context.Context, path string) (*SQLite, error) {
	path, err := private(path)
	if err != nil {
		return nil, fmt.Errorf("open ledger %s: %w", path, err)
	}
	l := new(SQLite)
	if l.write, err = sql.Open("sqlite", address(path, writer)); err != nil {
		return nil, fmt.Errorf("open ledger %s: %w", path, err)
	}
	l.write.SetMaxOpenConns(1) // writers queue here, where a context can end the wait
	if l.read, err = sql.Open("sqlite", address(path, reader)); err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger %s: %w", path, err), l.write.Close())
	}
	l.read.SetMaxOpenConns(readers)
	l.read.SetMaxIdleConns(readers)
	if err := l.ready(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger %s: %w", path, named(err)), l.Close())
	}
	return l, nil
}

// ready checks the file and brings its tables up to date.
func (l *SQLite) ready(ctx context.Context, path string) error {
	if err := l.check(ctx, path); err != nil {
		return err
	}
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	m, err := goose.NewProvider(goose.DialectSQLite3, l.write, files)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	switch has, known, err := m.GetVersions(ctx); {
	case err != nil:
		return err
	case has > known:
		return fmt.Errorf("%w: schema %d, known %d", ErrNewer, has, known)
	}
	_, err = m.Up(ctx)
	return err
}

// check reads a file of moderate size through, so that damage is found now and
// not in the middle of a talk.
func (l *SQLite) check(ctx context.Context, path string) error {
	if info, err := os.Stat(path); err != nil || info.Size() > checkLimit {
		return err
	}
	var found string
	if err := l.write.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, found)
	}
	return nil
}

// named gives SQLite's two codes for a damaged file one name.
func named(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_NOTADB || e.Code()&0xff == sqlite3.SQLITE_CORRUPT) {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return err
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

// The two kinds of connection. A writer takes the lock when its transaction
// begins: one that upgrades later fails with SQLITE_BUSY_SNAPSHOT, for which
// no timeout helps.
var (
	writer = url.Values{
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"},
		"_txlock": {"immediate"},
	}
	reader = url.Values{"_pragma": {"busy_timeout(10000)", "query_only(1)"}}
)

// address is the data source name of a file.
func address(path string, options url.Values) string {
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: options.Encode()}).String()
}
