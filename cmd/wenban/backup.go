package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
)

// backupCommand writes everything in the database to a file, while it serves.
type backupCommand struct {
	stored
	File string `arg:"" help:"备份文件，不能已经存在" type:"path"`
}

// Run writes beside the file and renames: a backup is whole or not there.
//
// PRIVACY: the file is readable for its owner alone.
func (c backupCommand) Run(ctx context.Context) error {
	if !c.exists() {
		return fmt.Errorf("没有数据库 %s，没有可备份的", c.address())
	}
	if _, err := os.Stat(c.File); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s 已经存在，备份不覆盖它；请换一个文件名", c.File)
	}
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(c.write(ctx, d), d.Close())
}

func (c backupCommand) write(ctx context.Context, d *db.DB) error {
	f, err := os.CreateTemp(filepath.Dir(c.File), ".backup-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // it is gone where all went well
	sum, err := store.Backup(ctx, d, f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("没有备份：%w", err)
	}
	if err := os.Rename(f.Name(), c.File); err != nil {
		return err
	}
	fmt.Printf("已备份到 %s：%s\n用 wenban restore --dry-run %s 核对它能恢复\n", c.File, sum, c.File)
	return nil
}

// restoreCommand fills an empty database with a backup.
type restoreCommand struct {
	stored
	DryRun bool   `help:"恢复到一个临时的数据库来核对，然后删掉"`
	File   string `arg:"" help:"备份文件" type:"existingfile"`
}

// Run restores whole or not at all, and only into what is empty.
func (c restoreCommand) Run(ctx context.Context) error {
	if c.DryRun {
		dir, err := os.MkdirTemp("", "wenban-restore-*")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		c.stored = stored{DB: filepath.Join(dir, "wenban.db")}
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	sum, err := store.Restore(ctx, d, bufio.NewReader(f))
	if err := errors.Join(err, d.Close()); err != nil {
		return err
	}
	verb := "已恢复"
	if c.DryRun {
		verb = "核对过，可以恢复"
	}
	fmt.Printf("%s %s 的备份：%s\n", verb, store.Shown(sum.At), sum)
	return nil
}
