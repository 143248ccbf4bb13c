package memory

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/embed"
)

// recipe names how Learn and Lend work; it changes when they make another model
// of the same words, so that no kept file outlives them.
const recipe = "2"

// Name tells the model that Learn makes of an edition from all others.
func Name(e *knowledge.Edition) string {
	return e.ID + "-" + strings.TrimSpace(baseSum)[:12] + "-" + recipe
}

// Recall is Learn with the result kept in a folder, so that the next start need
// not learn again. A file that is missing, damaged or of other words is learned
// anew; one that cannot be written is done without. dir "" keeps nothing.
func Recall(dir string, e *knowledge.Edition, progress func(done, total int)) *embed.Model {
	path := filepath.Join(dir, Name(e)+".embed")
	if m, err := load(path); dir != "" && err == nil {
		return m
	}
	m := Learn(e, progress)
	if dir != "" {
		_ = keep(path, m) // the model is there; only the next start is slower
	}
	return m
}

func load(path string) (*embed.Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return embed.Load(bufio.NewReader(f))
}

// keep writes beside the file and renames: a reader sees all of it or nothing.
func keep(path string, m *embed.Model) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keep embedder: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".embed-*")
	if err != nil {
		return fmt.Errorf("keep embedder: %w", err)
	}
	defer os.Remove(f.Name())
	if err := errors.Join(m.Save(f), f.Close()); err != nil {
		return fmt.Errorf("keep embedder: %w", err)
	}
	return os.Rename(f.Name(), path)
}
