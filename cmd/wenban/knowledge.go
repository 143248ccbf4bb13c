package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/sandbox"
	"wenban/knowledge/sample"
	"wenban/knowledge/store"
)

// source says where knowledge comes from: files that are named, else an edition
// of the database that is named, else the one that serves, else the sample city.
type source struct {
	KB     []string `name:"kb" help:"知识文件或文件夹（交换格式，或者单个表格、文件），可多次给出" type:"path" sep:"none"`
	Number string   `name:"edition" help:"数据库里的某个版次（编号，或 e- 开头的名称），例如审核前先问问看" placeholder:"版次"`
	stored
}

// edition loads the knowledge.
func (s source) edition(ctx context.Context) (*knowledge.Edition, error) {
	e, _, err := s.numbered(ctx)
	return e, err
}

// numbered loads the knowledge, and its number in the database, 0 for what is
// not from there.
func (s source) numbered(ctx context.Context) (e *knowledge.Edition, number int64, err error) {
	if len(s.KB) > 0 {
		e, err := load(ctx, s.KB)
		return e, 0, err
	}
	if s.Number == "" && !s.exists() {
		return s.unpublished()
	}
	err = s.with(ctx, func(all *store.Store) error {
		if number, err = s.chosen(ctx, all); err == nil && number != 0 {
			e, err = all.Load(ctx, number)
		}
		return err
	})
	if err == nil && number == 0 {
		return s.unpublished()
	}
	return e, number, err
}

// chosen returns the number of the edition that was named, else of the one that
// serves, 0 for none.
func (s source) chosen(ctx context.Context, all *store.Store) (int64, error) {
	if s.Number != "" {
		e, err := all.Find(ctx, s.Number)
		return e.Number, err
	}
	p, err := all.Serving(ctx)
	return p.Edition, err
}

// unpublished returns the sample city. What an earlier version imported is
// pointed out: it was taken over without anybody's review, and must not be left
// behind in silence.
func (s source) unpublished() (*knowledge.Edition, int64, error) {
	if name, err := os.ReadFile(filepath.Join(s.Data, "knowledge", "current")); err == nil {
		old := filepath.Join(s.Data, "knowledge", filepath.Base(strings.TrimSpace(string(name))))
		return nil, 0, fmt.Errorf("以前导入的知识在 %s，现在要经另一个人审核再发布：wenban import %s --as 姓名 --why 原因；先接着用它：加 --kb %s；不要了就删掉 %s",
			old, old, old, filepath.Join(s.Data, "knowledge"))
	}
	e, err := sample.Load()
	return e, 0, err
}

func load(ctx context.Context, paths []string) (*knowledge.Edition, error) {
	bar := newProgress("读取知识")
	defer bar.done()
	o := ingest.Options{Progress: bar.set}
	if slices.ContainsFunc(paths, ingest.Foreign) {
		o.Convert = sandbox.Convert("", sandbox.Limits{})
	}
	e, report, err := ingest.Load(ctx, paths, o)
	if errors.Is(err, ingest.ErrRefused) { // the report says why
		bar.done()
		fmt.Fprint(os.Stderr, report.String())
		return nil, errors.New("知识没有读进来，按上面的报告改好再来")
	}
	if err != nil {
		return nil, fmt.Errorf("load %v: %w", paths, err)
	}
	return e, nil
}

// cache is the folder for what can be learned again at any time; "" when the
// machine has none.
func cache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "wenban")
}

// know makes all that answers from an edition, in this process, with progress.
func know(e *knowledge.Edition) (*assistant.Knowledge, error) {
	bar := newProgress("")
	defer bar.done()
	return assistant.LearnIn(cache(), e, bar.stage)
}
