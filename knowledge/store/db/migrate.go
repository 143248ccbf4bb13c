package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrationFiles is the one history of both engines. A file is never changed
// once it is released; what is new comes in a new one.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrate brings the tables up to date. Several processes may start at once.
func (d *DB) migrate(ctx context.Context) error {
	m, err := d.provider()
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	const patience = 5 // processes that may get ahead of us in SQLite, where none waits for the other
	for try := 1; ; try++ {
		has, known, err := m.GetVersions(ctx)
		switch {
		case err != nil:
			return err
		case has > known:
			return fmt.Errorf("%w: schema %d, known %d", ErrNewer, has, known)
		case has == known && try > 1:
			return nil
		}
		if _, err := m.Up(ctx); err == nil || try == patience {
			return err
		}
	}
}

func (d *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	if d.engine == SQLite {
		return goose.NewProvider(goose.DialectSQLite3, d.write, files)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120)) // a try a second
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, d.write, files, goose.WithSessionLocker(locker))
}
