package ingest

import (
	"cmp"
	"errors"
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

// fromPaths lists the files of files and folders, those in other formats too
// where all are wanted; a file named twice is read once. What cannot be found becomes a source that cannot be opened, so that the
// report names it like everything else that is wrong.
func fromPaths(paths []string, all bool) (sources []source, skipped []string) {
	seen := map[string]bool{}
	for _, p := range paths {
		found, passed := fromPath(p, all)
		skipped = append(skipped, passed...)
		for _, s := range found {
			if abs, err := filepath.Abs(s.name); err != nil || !seen[abs] {
				seen[abs] = true
				sources = append(sources, s)
			}
		}
	}
	return sources, skipped
}

// unopenable is a source that only says why it cannot be read.
func unopenable(name string, err error) source {
	return source{name: name, open: func() (io.ReadCloser, error) { return nil, err }}
}

// errNotRegular is the error of a pipe or a device: it has no size and may never
// end.
var errNotRegular = errors.New("not a regular file")

// errNoFiles is the error of a folder in which nothing is knowledge: whoever
// named it expected something.
var errNoFiles = errors.New("no file to import")

func fromPath(p string, all bool) (sources []source, skipped []string) {
	info, err := os.Stat(p)
	switch {
	case err != nil:
		return []source{unopenable(p, err)}, nil
	case !info.IsDir() && !info.Mode().IsRegular():
		return []source{unopenable(p, errNotRegular)}, nil
	case !info.IsDir():
		open := func() (io.ReadCloser, error) { return os.Open(p) }
		return []source{{name: p, size: info.Size(), open: open}}, nil
	}
	return fromFolder(os.DirFS(p), p, all)
}

// fromFolder lists the files of a folder and of its folder items, by name.
// Links are followed; other folders are not entered.
func fromFolder(fsys fs.FS, prefix string, all bool) (sources []source, skipped []string) {
	names, others, err := listFolder(fsys, all)
	if err != nil {
		return []source{unopenable(cmp.Or(prefix, "."), err)}, nil
	}
	for _, name := range others {
		skipped = append(skipped, filepath.Join(prefix, filepath.FromSlash(name)))
	}
	for _, name := range names {
		sources = append(sources, fromFS(fsys, name, filepath.Join(prefix, filepath.FromSlash(name))))
	}
	if len(sources) == 0 {
		sources = append(sources, unopenable(cmp.Or(prefix, "."), errNoFiles))
	}
	return sources, skipped
}

func fromFS(fsys fs.FS, name, shown string) source {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return unopenable(shown, err)
	case !info.Mode().IsRegular():
		return unopenable(shown, errNotRegular)
	}
	return source{name: shown, size: info.Size(), open: func() (io.ReadCloser, error) { return fsys.Open(name) }}
}

// listFolder returns the names of the files that are knowledge, sorted, and of all
// else. A folder items that is there but cannot be read is an error: without it
// half a catalogue would look whole.
func listFolder(fsys fs.FS, all bool) (names, others []string, err error) {
	for _, dir := range []string{".", "items"} {
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil && !(dir == "items" && errors.Is(err, fs.ErrNotExist)) {
			return nil, nil, err
		}
		for _, e := range entries {
			switch name := path.Join(dir, e.Name()); {
			case e.IsDir() && name == "items":
			case !e.IsDir() && (ours(name) || all && taken(name)):
				names = append(names, name)
			default:
				others = append(others, name)
			}
		}
	}
	slices.Sort(names)
	return names, others, nil
}

// taken reports whether a file of another format in a folder is meant: notes that
// go with files are not, nor the lock files of office programs.
func taken(name string) bool {
	base := path.Base(name)
	return Foreign(name) && path.Ext(base) != ".md" && !strings.HasPrefix(base, "~$") && !strings.HasPrefix(base, ".")
}

// ours reports whether a file of a folder is part of the knowledge: JSON lines,
// but not evaluation questions, and the tree of regions.
func ours(name string) bool {
	base := path.Base(name)
	return strings.HasSuffix(base, ".jsonl") && !strings.HasSuffix(base, ".questions.jsonl") ||
		name == "regions.json"
}
