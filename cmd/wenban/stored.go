package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// stored says where everything is kept: talks, knowledge, people.
type stored struct {
	Data string `name:"data" help:"数据文件夹" default:"var" type:"path" key:"data"`
	DB   string `name:"db" help:"数据库：文件路径，或者 postgres://用户@主机/库名；不写就用配置里的 database，再没有就是数据文件夹里的 wenban.db"`

	configured string // by the key database, which may hold a password and so is no flag
	ring       string // by the key keys
}

// AfterApply takes the address of the database from the configuration.
func (s *stored) AfterApply(call *kong.Context, all *settings) error {
	c, err := all.of(call)
	s.configured, s.ring = c.Database, c.Keys
	return err
}

// address is where the database is.
func (s stored) address() string {
	return cmp.Or(s.DB, s.configured, filepath.Join(s.Data, "wenban.db"))
}

// exists reports whether there is a database to look into: reading must not make
// one.
func (s stored) exists() bool {
	_, err := os.Stat(s.address())
	return err == nil || strings.Contains(s.address(), "://")
}

// open opens the database; whoever calls it closes it.
func (s stored) open(ctx context.Context) (*db.DB, error) {
	if cmp.Or(s.DB, s.configured) == "" {
		if err := adopt(ctx, s.Data); err != nil {
			return nil, err
		}
	}
	return db.Open(ctx, s.address())
}

// with runs f with the store and closes the database after it.
func (s stored) with(ctx context.Context, f func(*store.Store) error) error {
	d, err := s.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(newStore(d)), d.Close())
}

// keys returns the ring that personal data is sealed with: the configured one, or
// that in the data folder, where one is made at first. Replicas share one, so
// it is configured there.
func (s stored) keys() (*seal.Ring, error) {
	if s.ring != "" {
		return seal.Parse([]byte(s.ring))
	}
	return seal.File(filepath.Join(s.Data, "keys.json"))
}

// newStore returns the store in a database.
func newStore(d *db.DB) *store.Store {
	return store.New(d, store.Options{Regression: regression})
}

// adopt takes over the file of an earlier version, which held talks alone.
func adopt(ctx context.Context, data string) error {
	old, now := filepath.Join(data, "talks.db"), filepath.Join(data, "wenban.db")
	_, before := os.Stat(old)
	_, already := os.Stat(now)
	if before != nil || !errors.Is(already, fs.ErrNotExist) {
		return nil
	}
	d, err := db.Open(ctx, old)
	if err != nil {
		return fmt.Errorf("open %s of an earlier version: %w", old, err)
	}
	if err := d.Close(); err != nil { // folds the log into the file
		return err
	}
	return os.Rename(old, now)
}
