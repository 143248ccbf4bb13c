package ingest_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"wenban/knowledge/ingest"
)

const oneItem = `{"code":"X","name":"甲"}` + "\n"

// tree writes files below a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// refusal loads paths that must be refused and returns the report.
func refusal(t *testing.T, paths ...string) ingest.Report {
	t.Helper()
	e, report, err := ingest.Load(t.Context(), paths, ingest.Options{})
	if e != nil || !errors.Is(err, ingest.ErrRefused) {
		t.Errorf("Load(%v) = %v, %v, want ErrRefused", paths, e, err)
	}
	return report
}

func says(r ingest.Report, file, reason string) bool {
	return slices.ContainsFunc(r.Problems, func(p ingest.Problem) bool {
		return p.Level == ingest.Error && p.File == file && strings.Contains(p.Reason, reason) && p.Fix != ""
	})
}

func TestWhatCannotBeReadIsReportedLikeAnyOtherFault(t *testing.T) {
	dir := tree(t, map[string]string{"items/x.jsonl": oneItem, "empty/readme.txt": "说明"})
	link := filepath.Join(dir, "items", "gone.jsonl")
	loop := filepath.Join(dir, "loop.jsonl")
	if err := errors.Join(os.Symlink("nowhere", link), os.Symlink("loop.jsonl", loop)); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	for _, c := range []struct{ name, path, file, reason string }{
		{"a path that is not there", filepath.Join(dir, "none.jsonl"), filepath.Join(dir, "none.jsonl"), "找不到"},
		{"a folder without knowledge", filepath.Join(dir, "empty"), filepath.Join(dir, "empty"), "没有可以导入的文件"},
		{"a link to nothing inside a folder", dir, link, "失效的链接"},
		{"a link to itself", loop, loop, "读取失败"},
		{"a device", os.DevNull, os.DevNull, "不是普通文件"},
	} {
		if report := refusal(t, c.path); !says(report, c.file, c.reason) {
			t.Errorf("%s: Load(%s) does not say %q of %s:\n%s", c.name, c.path, c.reason, c.file, report)
		}
	}
	if report := refusal(t); !says(report, "-", "没有给出") {
		t.Errorf("Load() of nothing:\n%s", report)
	}
}

func TestAnEmptyFolderBesideAGoodOneIsNotPassedOver(t *testing.T) {
	dir := tree(t, map[string]string{"a/items/x.jsonl": oneItem, "b/readme.txt": ""})
	if report := refusal(t, filepath.Join(dir, "a"), filepath.Join(dir, "b")); report.Errors != 1 {
		t.Errorf("Load(a, b) = %d errors, want 1:\n%s", report.Errors, report)
	}
}

// locked refuses to open some names.
type locked struct {
	fstest.MapFS
	names []string
}

func (l locked) Open(name string) (fs.File, error) {
	if slices.Contains(l.names, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l locked) ReadDir(name string) ([]fs.DirEntry, error) {
	if slices.Contains(l.names, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.ReadDir(name)
}

func TestAFileOrFolderThatMayNotBeReadRefusesTheImport(t *testing.T) {
	for _, name := range []string{"items/items.jsonl", "items", "."} {
		e, report, err := load(t, locked{good(), []string{name}})
		if e != nil || !errors.Is(err, ingest.ErrRefused) || !strings.Contains(report.String(), "没有权限读取") {
			t.Errorf("LoadFS without leave to read %s = %v, want a refusal that says so:\n%s", name, err, report)
		}
	}
}

func TestLinksToFilesAreFollowed(t *testing.T) {
	dir := tree(t, map[string]string{"there/x.jsonl": oneItem, "here/readme.txt": ""})
	if err := os.Symlink(filepath.Join(dir, "there", "x.jsonl"), filepath.Join(dir, "here", "linked.jsonl")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	e, report, err := ingest.Load(t.Context(), []string{filepath.Join(dir, "here")}, ingest.Options{})
	if err != nil || len(e.Items) != 1 {
		t.Errorf("Load(here) = %v, want the item behind the link:\n%s", err, report)
	}
}

func TestFilesThatAreNoKnowledgeAreNamedAsSkipped(t *testing.T) {
	fsys := with("readme.txt", "说明")
	fsys["items/index.tsv"] = &fstest.MapFile{Data: []byte("x")}
	fsys["sample.questions.jsonl"] = &fstest.MapFile{Data: []byte("{}")}
	fsys["old/items.jsonl"] = &fstest.MapFile{Data: []byte(oneItem)}
	_, report, err := load(t, fsys)
	want := []string{"old", "readme.txt", "sample.questions.jsonl", filepath.Join("items", "index.tsv")}
	if err != nil || !slices.Equal(report.Skipped, want) {
		t.Errorf("LoadFS = %v, skipped %v, want %v", err, report.Skipped, want)
	}
	for _, name := range want {
		if !strings.Contains(report.String(), name) {
			t.Errorf("the report does not name %s:\n%s", name, report)
		}
	}
}

func TestAFileIsKnownByItsContentWhateverItsName(t *testing.T) {
	dir := tree(t, map[string]string{"catalogue-2026.txt": oneItem, "p.dat": `{"id":"P","title":"办法","text":"第一条"}`})
	e, report, err := ingest.Load(t.Context(), []string{filepath.Join(dir, "catalogue-2026.txt"), filepath.Join(dir, "p.dat")}, ingest.Options{})
	if err != nil || len(e.Items) != 1 || len(e.Documents) != 1 {
		t.Errorf("Load = %v, want one item and one document:\n%s", err, report)
	}
}

func TestAFileThatIsNamedTwiceIsReadOnce(t *testing.T) {
	dir := tree(t, map[string]string{"items/x.jsonl": oneItem})
	path := filepath.Join(dir, "items", "x.jsonl")
	e, report, err := ingest.Load(t.Context(), []string{dir, path, path}, ingest.Options{})
	if err != nil || len(e.Items) != 1 || len(report.Files) != 1 {
		t.Errorf("Load(folder, file, file) = %v, want one item from one file:\n%s", err, report)
	}
}
