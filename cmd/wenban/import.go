package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
)

// importCommand takes interchange files over as the knowledge that serves.
type importCommand struct {
	Data   string   `name:"data" help:"数据文件夹" default:"var" type:"path" env:"WENBAN_DATA"`
	DryRun bool     `help:"只检查，不接收"`
	JSON   bool     `name:"json" help:"以 JSON 输出报告"`
	Files  []string `arg:"" help:"交换格式的文件或文件夹" type:"path"`
}

// Run checks everything first: an import is accepted whole or not at all.
func (c importCommand) Run(ctx context.Context) error {
	bar := newProgress("导入")
	e, report, err := ingest.Load(ctx, c.Files, ingest.Options{Progress: bar.set})
	bar.done()
	if printed := c.print(report); printed != nil {
		return printed
	}
	if err != nil {
		return fmt.Errorf("没有接收任何内容：%w", err)
	}
	if c.DryRun {
		return nil
	}
	if err := install(e, filepath.Join(c.Data, "knowledge")); err != nil {
		return fmt.Errorf("install edition %s: %w", e.ID, err)
	}
	fmt.Printf("已接收，版次 %s：事项 %d，政策文件 %d，一件事 %d\n", e.ID, len(e.Items), len(e.Documents), len(e.Events))
	return nil
}

func (c importCommand) print(r ingest.Report) error {
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	_, err := fmt.Print(r.String())
	return err
}

// install writes an edition beside the one that serves and swaps the folders,
// so that a reader sees the old one or the new one and a killed import leaves
// the old one.
func install(e *knowledge.Edition, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	next, err := os.MkdirTemp(filepath.Dir(to), ".knowledge-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(next)
	if err := write(e, next); err != nil {
		return err
	}
	old := to + ".before"
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	if err := os.Rename(to, old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Rename(next, to)
}

// write stores the lists of an edition in the interchange format.
func write(e *knowledge.Edition, dir string) error {
	if err := os.Mkdir(filepath.Join(dir, "items"), 0o700); err != nil {
		return err
	}
	return errors.Join(
		writeLines(filepath.Join(dir, "items", "items.jsonl"), e.Items),
		writeLines(filepath.Join(dir, "policies.jsonl"), e.Documents),
		writeLines(filepath.Join(dir, "events.jsonl"), e.Events),
		writeLines(filepath.Join(dir, "halls.jsonl"), e.Halls),
		writeLines(filepath.Join(dir, "overrides.jsonl"), e.Overrides),
		writeRegions(filepath.Join(dir, "regions.json"), e.Regions.All),
	)
}

// writeLines writes one JSON object per line and makes it durable; an empty
// list writes no file.
func writeLines[T any](path string, all []T) error {
	if len(all) == 0 {
		return nil
	}
	return writeFile(path, func(enc *json.Encoder) error {
		for _, x := range all {
			if err := enc.Encode(x); err != nil {
				return err
			}
		}
		return nil
	})
}

func writeRegions(path string, all []knowledge.Region) error {
	if len(all) == 0 {
		return nil
	}
	return writeFile(path, func(enc *json.Encoder) error { return enc.Encode(all) })
}

func writeFile(path string, write func(*json.Encoder) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	if err := write(enc); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return f.Sync()
}
