package ingest

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// source is one file to read.
type source struct {
	name string // as people know it
	size int64  // bytes, as the file system says before reading
	open func() (io.ReadCloser, error)
}

func total(sources []source) (n int64) {
	for _, s := range sources {
		n += s.size
	}
	return n
}

// fromPaths lists the files of files and folders; a file named twice is read once.
func fromPaths(paths []string) (sources []source, skipped []string, err error) {
	seen := map[string]bool{}
	for _, p := range paths {
		found, passed, err := fromPath(p)
		if err != nil {
			return nil, nil, err
		}
		skipped = append(skipped, passed...)
		for _, s := range found {
			if abs, err := filepath.Abs(s.name); err == nil && !seen[abs] {
				seen[abs] = true
				sources = append(sources, s)
			}
		}
	}
	return sources, skipped, nil
}

func fromPath(p string) (sources []source, skipped []string, err error) {
	info, err := os.Stat(p)
	if err != nil {
		return nil, nil, fmt.Errorf("find %q: %w", p, err)
	}
	if info.IsDir() {
		sources, skipped, err = fromFolder(os.DirFS(p), p)
		if err != nil {
			return nil, nil, fmt.Errorf("list folder %q: %w", p, err)
		}
		return sources, skipped, nil
	}
	// A pipe or a device has no size and may never end.
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("read %q: not a regular file", p)
	}
	open := func() (io.ReadCloser, error) { return os.Open(p) }
	return []source{{name: p, size: info.Size(), open: open}}, nil, nil
}

// fromFolder lists the files of a folder and of its folder items, by name.
func fromFolder(fsys fs.FS, prefix string) (sources []source, skipped []string, err error) {
	names, err := names(fsys)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		shown := filepath.Join(prefix, filepath.FromSlash(name))
		if !ours(name) {
			skipped = append(skipped, shown)
			continue
		}
		info, err := fs.Stat(fsys, name)
		if err != nil {
			return nil, nil, err
		}
		if !info.Mode().IsRegular() {
			skipped = append(skipped, shown)
			continue
		}
		open := func() (io.ReadCloser, error) { return fsys.Open(name) }
		sources = append(sources, source{name: shown, size: info.Size(), open: open})
	}
	return sources, skipped, nil
}

func names(fsys fs.FS) (names []string, err error) {
	for _, dir := range []string{".", "items"} {
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil && dir == "." {
			return nil, err
		}
		for _, e := range entries {
			if !e.IsDir() {
				names = append(names, path.Join(dir, e.Name()))
			}
		}
	}
	slices.Sort(names)
	return names, nil
}

// ours reports whether a file of a folder is part of the knowledge: JSON lines,
// but not evaluation questions, and the tree of regions.
func ours(name string) bool {
	base := path.Base(name)
	return strings.HasSuffix(base, ".jsonl") && !strings.HasSuffix(base, ".questions.jsonl") ||
		name == "regions.json"
}
