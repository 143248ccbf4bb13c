package phrase

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wenban/knowledge"
)

// ErrArray says that a file holds one list instead of a record a line.
var ErrArray = errors.New("文件是一个 JSON 列表，请改成每行一条事项（.jsonl）再写入问法")

// Written is what AddTo did.
type Written struct {
	Added   int      // phrasings that are new
	Files   []string // that were written
	Kept    []string // the originals, beside them
	Missing []string // codes of items that no file holds
}

// AddTo writes accepted phrasings into the items of knowledge files: paths are
// files and folders as `wenban import` takes them. A file that changes is
// replaced whole or not at all, and its original stays beside it with the moment
// in its name (items.jsonl.20261125-163000.bak). What stands there already is
// not written again, so that a second run after a kill is harmless.
func AddTo(paths []string, accepted []Decision, at time.Time) (w Written, err error) {
	add := map[string][]knowledge.Phrasing{}
	for _, d := range accepted {
		add[d.Item] = append(add[d.Item], phrasingOf(d))
	}
	if len(add) == 0 {
		return w, nil
	}
	files, err := itemFiles(paths)
	if err != nil {
		return w, err
	}
	found := map[string]bool{}
	for _, f := range files {
		if err := w.file(f, add, found, at); err != nil {
			return w, fmt.Errorf("写入 %s：%w", f, err)
		}
	}
	for code := range add {
		if !found[code] {
			w.Missing = append(w.Missing, code)
		}
	}
	slices.Sort(w.Missing)
	return w, nil
}

func phrasingOf(d Decision) knowledge.Phrasing {
	source := d.Source
	if source == "" {
		source = "curator"
	}
	return knowledge.Phrasing{Q: normal(d.Text()), Source: source, Confirmed: d.At, Reviewer: d.By}
}

// itemFiles lists the files in which items may stand.
func itemFiles(paths []string) (files []string, err error) {
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case err != nil:
			return nil, err
		case !info.IsDir():
			files = append(files, p)
			continue
		}
		for _, pattern := range []string{"*.jsonl", filepath.Join("items", "*.jsonl")} {
			more, err := fs.Glob(os.DirFS(p), filepath.ToSlash(pattern))
			if err != nil {
				return nil, err
			}
			for _, m := range more {
				if !strings.HasSuffix(m, ".questions.jsonl") {
					files = append(files, filepath.Join(p, filepath.FromSlash(m)))
				}
			}
		}
	}
	return files, nil
}

// file adds to the items of one file.
func (w *Written) file(path string, add map[string][]knowledge.Phrasing, found map[string]bool, at time.Time) error {
	before, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	after, n, err := added(before, add, found)
	if err != nil || n == 0 {
		return err
	}
	kept, err := replace(path, before, after, at)
	if err != nil {
		return err
	}
	w.Added += n
	w.Files, w.Kept = append(w.Files, path), append(w.Kept, kept)
	return nil
}

// added returns the text of a file with the phrasings, and how many are new. A
// line that is no item is left as it stands.
func added(text []byte, add map[string][]knowledge.Phrasing, found map[string]bool) ([]byte, int, error) {
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(text, bom), " \t\r\n"), []byte("[")) {
		return nil, 0, ErrArray
	}
	var out bytes.Buffer
	total := 0
	in := bufio.NewReader(bytes.NewReader(text))
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			next, more, err := addedLine(line, add, found)
			if err != nil {
				return nil, 0, fmt.Errorf("第%d行：%w", n, err)
			}
			out.Write(next)
			total += more
		}
		if errors.Is(err, io.EOF) {
			return out.Bytes(), total, nil
		}
	}
}

var bom = []byte("\ufeff")

func addedLine(line []byte, add map[string][]knowledge.Phrasing, found map[string]bool) ([]byte, int, error) {
	body, marked := bytes.CutPrefix(line, bom)
	var it struct {
		Code string `json:"code"`
		Name string `json:"name"`
	}
	if json.Unmarshal(body, &it) != nil || it.Code == "" || it.Name == "" || add[it.Code] == nil {
		return line, 0, nil
	}
	found[it.Code] = true
	next, n, err := splice(body, add[it.Code])
	if marked {
		next = slices.Concat(bom, next)
	}
	return next, n, err
}

// replace puts a new text in the place of a file, all of it or nothing, and
// keeps the original under another name.
func replace(path string, before, after []byte, at time.Time) (kept string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if kept, err = keep(path, before, info.Mode().Perm(), at); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".phrase-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name()) // it is gone where all went well
	_, err = f.Write(after)
	if err := errors.Join(err, f.Chmod(info.Mode().Perm()), f.Sync(), f.Close()); err != nil {
		return "", err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return "", err
	}
	return kept, syncFolder(filepath.Dir(path))
}

// keep writes the original beside the file. One that was kept in the same second
// is not written over.
func keep(path string, text []byte, mode fs.FileMode, at time.Time) (string, error) {
	for i := 0; ; i++ {
		name := path + "." + at.Format("20060102-150405")
		if i > 0 {
			name += fmt.Sprintf("-%d", i)
		}
		f, err := os.OpenFile(name+".bak", os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(text)
		return f.Name(), errors.Join(err, f.Sync(), f.Close())
	}
}

// syncFolder makes the names in a folder durable.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
