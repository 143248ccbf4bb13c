package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"wenban/assistant"
	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/sample"
)

// source says where knowledge comes from: files that are named, else what was
// imported, else the sample city.
type source struct {
	KB []string `name:"kb" help:"知识文件或文件夹（交换格式），可多次给出" type:"path" sep:"none"`
	stored
}

// imported is the folder that `wenban import` fills.
func (s source) imported() string { return filepath.Join(s.Data, "knowledge") }

// edition loads the knowledge.
func (s source) edition(ctx context.Context) (*knowledge.Edition, error) {
	if len(s.KB) > 0 {
		return load(ctx, s.KB)
	}
	switch dir, err := editions(s.imported()).current(); {
	case err == nil:
		return load(ctx, []string{dir})
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("look for imported knowledge: %w", err)
	}
	return sample.Load()
}

func load(ctx context.Context, paths []string) (*knowledge.Edition, error) {
	bar := newProgress("读取知识")
	defer bar.done()
	e, report, err := ingest.Load(ctx, paths, ingest.Options{Progress: bar.set})
	if err != nil {
		fmt.Fprint(os.Stderr, report.String())
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
