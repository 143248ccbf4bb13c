// Package db is the one database of a process: SQLite in a file, for a county,
// or PostgreSQL, for several replicas. Talks and knowledge stand in the same
// database and have one migration history, valid for both engines.
//
// SQL is written once: $n, bigint microseconds for times (see Micros), text for
// everything else. What differs between the engines is in this room: how to
// open, what must not be switched off, how to wait for others (Lock), which
// error says that a row is already there (IsUnique).
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Errors of Open and Update.
var (
	ErrNewer   = errors.New("数据库由更新的程序版本写成，请升级程序后再打开 (the database was written by a newer version)")
	ErrCorrupt = errors.New("数据库文件已损坏或者不是数据库，请从备份恢复 (the database file is damaged or is no database)")
	ErrUnsafe  = errors.New("数据库的设置可能丢失已经确认的数据，拒绝启动 (a setting of the database can lose what was acknowledged)")
	ErrSpace   = errors.New("磁盘空间或者配额用完了，这次没有写入任何内容；腾出空间后重做一遍 (the disk is full)")
	ErrDisk    = errors.New("磁盘已满或者读写出错；腾出空间、检查磁盘后再来 (the disk is full or fails)")
	ErrReading = errors.New("数据库现在只能读、不能写，这次没有写入任何内容；检查文件权限、磁盘是否只读挂载，或者是否连到了备库 (the database is read-only)")
	ErrAddress = errors.New("数据库地址应是文件路径，或者 postgres://用户@主机/库名 (the address of a database is a path or postgres://…)")
)

// Engine names the kind of database.
type Engine string

// The engines.
const (
	SQLite     Engine = "sqlite"
	PostgreSQL Engine = "postgresql"
)

// DB is a database that is open and up to date. It may be used by many at once.
type DB struct {
	engine  Engine
	address string  // path of the file, or URL with everything in it
	write   *sql.DB // SQLite: one connection, every transaction takes the write lock at once
	read    *sql.DB // SQLite: read-only

	said  []saying // SQLite: what the one transaction that writes has told so far
	heard hearers  // SQLite: who is told when it is committed
}

// Open opens a database, makes its tables when there are none, and brings older
// ones up to date. url is the path of an SQLite file, which is made when it is
// not there, or postgres://user@host/name.
//
// It refuses what is damaged (ErrCorrupt; files over 256 MB are checked only as
// they are read), what a newer version of the program wrote (ErrNewer), and
// settings under which something acknowledged can be lost (ErrUnsafe, naming the
// setting).
//
// PRIVACY: an SQLite file and its folder are made readable for their owner
// alone; no error holds the password of a URL.
func Open(ctx context.Context, url string) (*DB, error) {
	open := openSQLite
	switch {
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		open = openPostgres
	case url == "" || strings.Contains(url, "://"):
		return nil, ErrAddress
	}
	d, err := open(ctx, url)
	if err != nil {
		return nil, err
	}
	if err := d.ready(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s database: %w", d.engine, named(err)), d.Close())
	}
	return d, nil
}

// ready refuses unsafe settings and brings the tables up to date.
func (d *DB) ready(ctx context.Context) error {
	check := d.safeSQLite
	if d.engine == PostgreSQL {
		check = d.safePostgres
	}
	if err := check(ctx); err != nil {
		return err
	}
	return d.migrate(ctx)
}

// Engine returns the kind of database.
func (d *DB) Engine() Engine { return d.engine }

// Close waits for running queries and closes the database.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close()) // the writer last: it folds the log into the file
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	return d.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// Reader runs queries that change nothing.
func (d *DB) Reader() *sql.DB { return d.read }

// Update runs f in a transaction that is committed when f returns nil. In
// SQLite it is the only one that writes while it runs, so keep it short; in
// PostgreSQL use Lock for what must not happen twice at once. A full disk is
// ErrSpace, a database that cannot be written ErrReading; nothing of the
// transaction is kept then.
func (d *DB) Update(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return named(err)
	}
	defer tx.Rollback() // after Commit it does nothing
	d.silent()
	if err := f(tx); err != nil {
		return named(err)
	}
	tell := d.telling()
	if err := tx.Commit(); err != nil {
		return named(err)
	}
	tell()
	return nil
}

// View runs f on one state of the database: what others commit meanwhile is
// not seen.
func (d *DB) View(ctx context.Context, f func(*sql.Tx) error) error {
	o := &sql.TxOptions{ReadOnly: true}
	if d.engine == PostgreSQL {
		o.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	defer tx.Rollback() // it only read
	return f(tx)
}

// Lock waits until no other transaction holds the lock of that name, and holds
// it until tx ends: what is read after it stays true until the commit. A
// transaction of SQLite that writes holds every lock already.
func (d *DB) Lock(ctx context.Context, tx *sql.Tx, name string) error {
	if d.engine == SQLite {
		return nil
	}
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)
	return err
}

// Micros is a time as it is stored: microseconds since 1970, UTC, which compare
// and sort right in both engines. Text with zones does not.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Instant is a stored time.
func Instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// Text is a text as both engines take it: valid UTF-8 without NUL, which
// PostgreSQL refuses.
func Text(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}
