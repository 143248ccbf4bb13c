package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/sample"
)

// stdout returns what f writes to standard output.
func stdout(t *testing.T, f func()) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	old := os.Stdout
	os.Stdout = w
	said := make(chan string)
	go func() {
		b, _ := io.ReadAll(r)
		said <- string(b)
	}()
	f()
	os.Stdout = old
	_ = w.Close()
	return <-said
}

// command runs the program and returns its exit code and what it printed.
func command(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	out = stdout(t, func() { code = run(t.Context(), args) })
	return code, out
}

// file writes a file and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// serving is the edition that the data folder serves.
func serving(t *testing.T, data string) *knowledge.Edition {
	t.Helper()
	e, err := source{stored: stored{Data: data}}.edition(t.Context())
	if err != nil {
		t.Fatalf("edition(%s) = %v", data, err)
	}
	return e
}

const one, two = `{"code":"X","name":"甲"}` + "\n", `{"code":"Y","name":"乙"}` + "\n"

func TestAnImportTakesOverAndABadOneLeavesTheOld(t *testing.T) {
	data := t.TempDir()
	if e := serving(t, data); len(e.Items) < 50 {
		t.Errorf("without an import %d items serve, want the sample city", len(e.Items))
	}
	if code, out := command(t, "import", "--data", data, file(t, "a.jsonl", one)); code != 0 || !strings.Contains(out, "已接收") {
		t.Fatalf("import of a good file = %d:\n%s", code, out)
	}
	lines := strings.Split(strings.Repeat(two, 1000), "\n")
	for i := range 1000 {
		lines[i] = strings.Replace(lines[i], "Y", fmt.Sprint("Y", i), 1)
	}
	lines[500] = `{"code":"bad"}`
	code, out := command(t, "import", "--data", data, file(t, "b.jsonl", strings.Join(lines, "\n")))
	if code != 1 || !strings.Contains(out, "第501行") || !strings.Contains(out, "整批未收") {
		t.Errorf("import of one bad line in 1,000 = %d, want 1 and line 501:\n%.500s", code, out)
	}
	if e := serving(t, data); len(e.Items) != 1 || e.Items[0].Code != "X" {
		t.Errorf("after a bad import %d items serve, want the old one", len(e.Items))
	}
	if code, _ := command(t, "import", "--data", data, file(t, "c.jsonl", two)); code != 0 {
		t.Errorf("import of another good file = %d, want 0", code)
	}
	if e := serving(t, data); len(e.Items) != 1 || e.Items[0].Code != "Y" {
		t.Errorf("after another import %v serves, want Y", e.Items)
	}
}

func TestAnImportInJSONPrintsTheReportAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		code int
	}{"good": {one, 0}, "bad": {`{"code":1}`, 1}} {
		code, out := command(t, "import", "--json", "--data", t.TempDir(), file(t, "a.jsonl", c.text))
		var report ingest.Report
		if err := json.Unmarshal([]byte(out), &report); code != c.code || err != nil || (report.Edition != "") != (c.code == 0) {
			t.Errorf("%s: import --json = %d, %v, edition %q, want %d:\n%s", name, code, err, report.Edition, c.code, out)
		}
	}
}

func TestADryRunTakesNothing(t *testing.T) {
	data := t.TempDir()
	if code, out := command(t, "import", "--dry-run", "--data", data, file(t, "a.jsonl", one)); code != 0 || !strings.Contains(out, "检查通过:1条") {
		t.Errorf("import --dry-run = %d:\n%s", code, out)
	}
	if _, err := editions(filepath.Join(data, "knowledge")).current(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after a dry run current() = %v, want fs.ErrNotExist", err)
	}
}

func TestWhatWasImportedIsTheVeryEdition(t *testing.T) {
	want, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	if err := editions(filepath.Join(data, "knowledge")).install(want); err != nil {
		t.Fatal(err)
	}
	if got := serving(t, data); got.ID != want.ID {
		t.Errorf("after install of the sample city edition %s serves, want %s", got.ID, want.ID)
	}
}

func TestADataFolderThatCannotBeWrittenIsSaid(t *testing.T) {
	blocked := file(t, "blocked", "a file, not a folder")
	if code, out := command(t, "import", "--data", blocked, file(t, "a.jsonl", one)); code != 1 || strings.Contains(out, "已接收") {
		t.Errorf("import into a file = %d, want 1:\n%s", code, out)
	}
}

func TestAPointerOutOfTheFolderIsRefused(t *testing.T) {
	d := editions(t.TempDir())
	for _, name := range []string{"../elsewhere", "/etc", ""} {
		if err := os.WriteFile(d.pointer(), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := d.current(); err == nil {
			t.Errorf("current() with pointer %q = %q, want an error", name, got)
		}
	}
}

func TestOldEditionsGoAndTheOneBeforeStays(t *testing.T) {
	d := editions(t.TempDir())
	for i := range 5 {
		e := edition(i)
		if err := d.install(e); err != nil {
			t.Fatalf("install %d = %v", i, err)
		}
	}
	entries, err := os.ReadDir(string(d))
	if err != nil || len(entries) != 3 {
		t.Errorf("after five imports the folder holds %v, want current, the newest and the one before", entries)
	}
}

func edition(i int) *knowledge.Edition {
	return knowledge.NewEdition(fmt.Sprintf("e-%d", i), knowledge.Parts{Items: []knowledge.Item{{Code: fmt.Sprint("C", i), Name: "事项"}}})
}

// TestAKillAtAnyMomentLeavesAWholeEdition kills a program that imports one
// edition after the other. What it had acknowledged must serve, or the one
// after it, each of them whole.
func TestAKillAtAnyMomentLeavesAWholeEdition(t *testing.T) {
	if d := os.Getenv("WENBAN_TEST_IMPORT_FOR_EVER"); d != "" {
		importForEver(t, editions(d))
	}
	for acknowledged := range 12 {
		data := t.TempDir()
		last := killedImport(t, filepath.Join(data, "knowledge"), acknowledged+1)
		e := serving(t, data)
		if len(e.Items) != 1 || e.Items[0].Code != fmt.Sprint("C", last) && e.Items[0].Code != fmt.Sprint("C", last+1) {
			t.Errorf("after a kill %d items serve, the first %q, want C%d or C%d", len(e.Items), e.Items[0].Code, last, last+1)
		}
		if err := editions(filepath.Join(data, "knowledge")).install(edition(99)); err != nil {
			t.Errorf("install after a kill = %v", err)
		}
	}
}

// importForEver prints the number of each edition that was installed.
func importForEver(t *testing.T, d editions) {
	for i := 0; ; i++ {
		if err := d.install(edition(i)); err != nil {
			t.Fatal(err)
		}
		fmt.Println("installed", i)
	}
}

// killedImport kills the program after n acknowledgements and returns the last.
func killedImport(t *testing.T, dir string, n int) (last int) {
	c := exec.Command(os.Args[0], "-test.run", "^TestAKillAtAnyMomentLeavesAWholeEdition$")
	c.Env = append(os.Environ(), "WENBAN_TEST_IMPORT_FOR_EVER="+dir)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n > 0 && lines.Scan() {
		if _, err := fmt.Sscanf(lines.Text(), "installed %d", &last); err == nil {
			n--
		}
	}
	_ = c.Process.Kill()
	for lines.Scan() { // what it acknowledged before the kill arrived
		_, _ = fmt.Sscanf(lines.Text(), "installed %d", &last)
	}
	_ = c.Wait() // it was killed
	return last
}
