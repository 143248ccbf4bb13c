package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"wenban/knowledge/store/db"
)

// stored says where everything is kept: talks, knowledge, people.
type stored struct {
	Data string `name:"data" help:"数据文件夹" default:"var" type:"path" key:"data"`
	DB   string `name:"db" help:"数据库：文件路径，或者 postgres://用户@主机/库名；不写就用配置里的 database，再没有就是数据文件夹里的 wenban.db"`

	configured string // by the key database, which may hold a password and so is no flag
}

// AfterApply takes the address of the database from the configuration.
func (s *stored) AfterApply(call *kong.Context, all *settings) error {
	c, err := all.of(call)
	s.configured = c.Database
	return err
}

// open opens the database; whoever calls it closes it.
func (s stored) open(ctx context.Context) (*db.DB, error) {
	url := cmp.Or(s.DB, s.configured)
	if url == "" {
		url = filepath.Join(s.Data, "wenban.db")
		if err := adopt(ctx, s.Data); err != nil {
			return nil, err
		}
	}
	return db.Open(ctx, url)
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
