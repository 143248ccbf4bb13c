package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"wenban/knowledge"
)

// editions is the folder of imported knowledge: one folder per edition, in the
// interchange format, and the file "current", which names the one that serves.
// Replacing that file is the only step that changes what serves, and it is
// atomic: a kill at any moment leaves the old edition or the new one.
type editions string

func (d editions) pointer() string { return filepath.Join(string(d), "current") }

// current returns the folder of the edition that serves; the error is
// fs.ErrNotExist when nothing was ever imported.
func (d editions) current() (string, error) {
	text, err := os.ReadFile(d.pointer())
	if err != nil {
		return "", err
	}
	name := strings.TrimSpace(string(text))
	if !filepath.IsLocal(name) {
		return "", fmt.Errorf("%s names no edition: %.40q", d.pointer(), name)
	}
	return filepath.Join(string(d), name), nil
}

// install writes an edition to disk and makes it the one that serves. The one
// before stays, for whoever is reading it and for going back; older ones go.
func (d editions) install(e *knowledge.Edition) error {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return err
	}
	before, err := d.current()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	next, err := os.MkdirTemp(string(d), e.ID+"-*")
	if err != nil {
		return err
	}
	if err := write(e, next); err != nil {
		return errors.Join(err, os.RemoveAll(next))
	}
	if err := d.point(filepath.Base(next)); err != nil {
		return err // it may serve all the same, so it stays
	}
	if err := d.prune(next, before); err != nil {
		slog.Warn("old editions were not removed", "folder", string(d), "error", err)
	}
	return nil
}

// point makes an edition the one that serves.
func (d editions) point(name string) error {
	f, err := os.CreateTemp(string(d), ".current-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // it is gone where all went well
	_, err = f.WriteString(name + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), d.pointer()); err != nil {
		return err
	}
	return syncFolder(string(d))
}

// prune removes what is older than the edition before, killed imports among it.
// What is younger may be an import that is just going on.
func (d editions) prune(current, before string) error {
	info, err := os.Stat(before)
	if err != nil {
		return nil // nothing came before
	}
	entries, err := os.ReadDir(string(d))
	if err != nil {
		return err
	}
	for _, x := range entries {
		path := filepath.Join(string(d), x.Name())
		if path != current && path != before && path != d.pointer() && olderThan(x, info.ModTime()) {
			err = errors.Join(err, os.RemoveAll(path))
		}
	}
	return err
}

func olderThan(x fs.DirEntry, t time.Time) bool {
	info, err := x.Info()
	return err == nil && info.ModTime().Before(t)
}

// syncFolder makes the names in a folder durable.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
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
		syncFolder(filepath.Join(dir, "items")), syncFolder(dir),
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
