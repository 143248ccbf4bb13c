package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/profile"
	"wenban/knowledge/ingest/sandbox"
	"wenban/knowledge/store"
)

// intake says how files are read and what becomes of what is known already.
type intake struct {
	Profile string `help:"表格的导入配置：名称或者 YAML 文件；不写时按表头挑选" placeholder:"名称"`
	Full    bool   `help:"给出的是全量名单：同一区划里名单没有的事项撤下，其余不动"`
	Many    bool   `name:"withdraw-many" help:"允许全量名单一次撤下五分之一以上"`
}

// options returns the options of an import. What is added to, or compared with a
// full list, is the edition last in line; its number is returned, 0 for none.
func (c intake) options(ctx context.Context, db stored, add bool) (o ingest.Options, base int64, err error) {
	text, err := c.mapping()
	if err != nil {
		return o, 0, err
	}
	o = ingest.Options{Convert: sandbox.Convert(text, sandbox.Limits{}), Foreign: text != "", Full: c.Full, WithdrawMany: c.Many}
	if (add || c.Full) && db.exists() {
		o.Base, base, err = last(ctx, db)
	}
	return o, base, err
}

// last returns what the edition last in line holds; nothing where there is none.
func last(ctx context.Context, db stored) (parts *knowledge.Parts, base int64, err error) {
	err = db.with(ctx, func(s *store.Store) error {
		if base, err = s.Last(ctx); err != nil || base == 0 {
			return err
		}
		e, err := s.Load(ctx, base)
		if err != nil {
			return err
		}
		all := takenApart(e)
		parts = &all
		return nil
	})
	return parts, base, err
}

// mapping returns the text of the profile that was named, "" for none.
func (c intake) mapping() (string, error) {
	if c.Profile == "" {
		return "", nil
	}
	text, err := profile.Text(c.Profile)
	if err != nil && (strings.ContainsAny(c.Profile, "./\\") || exists(c.Profile)) {
		text, err = os.ReadFile(c.Profile)
	}
	if err != nil {
		return "", fmt.Errorf("导入配置：%w", err)
	}
	if _, err := profile.Parse(text); err != nil {
		return "", fmt.Errorf("导入配置 %s：%w", filepath.Base(c.Profile), err)
	}
	return string(text), nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
