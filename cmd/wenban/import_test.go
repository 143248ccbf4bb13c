package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
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

// staffed adds two people to a database.
func staffed(t *testing.T, data string) {
	t.Helper()
	for _, args := range [][]string{{"甲", "--role", "admin", "--role", "curator"}, {"乙", "--role", "reviewer", "--as", "甲"}} {
		if code, out := command(t, append([]string{"user", "add", "--data", data}, args...)...); code != 0 {
			t.Fatalf("user add %v = %d:\n%s", args, code, out)
		}
	}
}

// steps runs commands on a database and fails at the first that fails.
func steps(t *testing.T, data string, all ...string) {
	t.Helper()
	for _, line := range all {
		args := strings.Fields(line)
		if code, out := command(t, append(args, "--data", data)...); code != 0 {
			t.Fatalf("wenban %s = %d:\n%s", line, code, out)
		}
	}
}

func TestFromAFileToWhatServes(t *testing.T) {
	data := t.TempDir()
	if e := serving(t, data); len(e.Items) < 50 {
		t.Errorf("without a database %d items serve, want the sample city", len(e.Items))
	}
	if (stored{Data: data}).exists() {
		t.Error("reading made a database")
	}
	staffed(t, data)
	steps(t, data, "import --as 甲 --why 首次 "+file(t, "a.jsonl", one))
	if e := serving(t, data); len(e.Items) < 50 {
		t.Errorf("with a draft %d items serve, want the sample city", len(e.Items))
	}
	if e, err := (source{stored: stored{Data: data}, Number: "1"}).edition(t.Context()); err != nil || len(e.Items) != 1 {
		t.Errorf("edition 1 = %v, %v, want the draft", e, err)
	}
	steps(t, data, "submit 1 --as 甲 --why 请审核", "review 1", "review 1 --approve --as 乙 --why 核对过", "publish 1 --as 乙 --why 上线")
	if e := serving(t, data); len(e.Items) != 1 || e.Items[0].Code != "X" {
		t.Fatalf("after the publication %v serve, want X", e.Items)
	}
	changed := file(t, "b.jsonl", strings.Replace(one, "甲", "丙", 1)+two)
	steps(t, data, "import --as 甲 --why 更新 "+changed, "submit 2 --as 甲 --why 请审核", "review 2 --approve --as 乙 --why 好", "publish 2 --as 乙 --why 上线")
	if code, out := command(t, "diff", "2", "--data", data); code != 0 || !strings.Contains(out, "甲 → 丙") || !strings.Contains(out, "新增 1，变更 1，撤下 0") {
		t.Errorf("diff 2 = %d:\n%s\nwant the name from 甲 to 丙 and one new", code, out)
	}
	steps(t, data, "rollback 1 --as 乙 --why 名称写错", "editions", "audit --verify")
	if e := serving(t, data); len(e.Items) != 1 {
		t.Errorf("after the rollback %v serve, want X alone", e.Items)
	}
	if code, out := command(t, "editions", "--data", data); code != 0 || !strings.Contains(out, "版次 2") || !strings.Contains(out, "已撤回") || !strings.Contains(out, "现行") {
		t.Errorf("editions = %d:\n%s", code, out)
	}
}

// I43 on the command line: every command that one person could try alone.
func TestOnePersonAloneCannotPublishFromTheCommandLine(t *testing.T) {
	data := t.TempDir()
	staffed(t, data)
	steps(t, data, "user add 甲 --role admin --role curator --role reviewer --as 甲", "import --as 甲 --why 首次 "+file(t, "a.jsonl", one))
	try := func(line string) {
		t.Helper()
		if code, out := command(t, append(strings.Fields(line), "--data", data)...); code != 1 {
			t.Errorf("wenban %s = %d, want 1:\n%s", line, code, out)
		}
	}
	try("publish 1 --as 甲 --why 自己发")
	try("review 1 --approve --as 甲 --why 自己批")
	try("rollback 1 --as 甲 --why 自己退")
	steps(t, data, "submit 1 --as 甲 --why 请审核")
	try("publish 1 --as 甲 --why 自己发")
	try("review 1 --approve --as 甲 --why 自己批")
	try("review 1 --approve --why 没有人")
	try("review 1 --approve --as 丙 --why 没有这个人")
	try("user add 丁 --role reviewer")
	if e := serving(t, data); len(e.Items) < 50 {
		t.Errorf("%d items serve, want the sample city", len(e.Items))
	}
	steps(t, data, "review 1 --approve --as 乙 --why 核对过", "publish 1 --as 甲 --why 另一人批的") // two people
	if e := serving(t, data); len(e.Items) != 1 {
		t.Errorf("%d items serve, want one", len(e.Items))
	}
}

func TestABadImportTakesNothing(t *testing.T) {
	data := t.TempDir()
	staffed(t, data)
	lines := strings.Split(strings.Repeat(two, 1000), "\n")
	for i := range 1000 {
		lines[i] = strings.Replace(lines[i], "Y", fmt.Sprint("Y", i), 1)
	}
	lines[500] = `{"code":"bad"}`
	code, out := command(t, "import", "--data", data, "--as", "甲", "--why", "x", file(t, "b.jsonl", strings.Join(lines, "\n")))
	if code != 1 || !strings.Contains(out, "第501行") || !strings.Contains(out, "整批未收") {
		t.Errorf("import of one bad line in 1,000 = %d, want 1 and line 501:\n%.500s", code, out)
	}
	if code, out := command(t, "editions", "--data", data); code != 0 || !strings.Contains(out, "还没有版次") {
		t.Errorf("editions after a bad import = %d:\n%s", code, out)
	}
}

func TestAnImportSaysWhatItLacks(t *testing.T) {
	data := t.TempDir()
	staffed(t, data)
	steps(t, data, "import --as 甲 --why 首次 "+file(t, "a.jsonl", one+two), "submit 1 --as 甲 --why x", "review 1 --approve --as 乙 --why x", "publish 1 --as 乙 --why x")
	part := file(t, "b.jsonl", strings.Replace(one, "甲", "丙", 1))
	if code, _ := command(t, "import", "--data", data, "--as", "甲", "--why", "x", part); code != 1 {
		t.Errorf("import of a part = %d, want 1", code)
	}
	for flag, want := range map[string]string{"--add": "新增 0，变更 1，撤下 0", "--replace": "新增 0，变更 1，撤下 1"} {
		if code, out := command(t, "import", flag, "--data", data, "--as", "甲", "--why", "x", part); code != 0 || !strings.Contains(out, want) {
			t.Errorf("import %s of a part = %d, want %s:\n%s", flag, code, want, out)
		}
	}
}

func TestAnImportInJSONPrintsTheReportAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		code int
	}{"good": {one, 0}, "bad": {`{"code":1}`, 1}} {
		data := t.TempDir()
		staffed(t, data)
		code, out := command(t, "import", "--json", "--data", data, "--as", "甲", "--why", "x", file(t, "a.jsonl", c.text))
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
	if (stored{Data: data}).exists() {
		t.Error("a dry run made a database")
	}
}

func TestADataFolderThatCannotBeWrittenIsSaid(t *testing.T) {
	blocked := file(t, "blocked", "a file, not a folder")
	if code, out := command(t, "import", "--data", blocked, "--as", "甲", "--why", "x", file(t, "a.jsonl", one)); code != 1 || strings.Contains(out, "已存为草稿") {
		t.Errorf("import into a file = %d, want 1:\n%s", code, out)
	}
}

// What an earlier version imported, without review, is not left behind in
// silence.
func TestKnowledgeOfAnEarlierVersionIsPointedOut(t *testing.T) {
	data := t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(data, "knowledge"), 0o700), os.WriteFile(filepath.Join(data, "knowledge", "current"), []byte("e-1\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	_, err := source{stored: stored{Data: data}}.edition(t.Context())
	if err == nil || !strings.Contains(err.Error(), "wenban import "+filepath.Join(data, "knowledge", "e-1")) {
		t.Errorf("edition = %v, want the commands that take it over", err)
	}
}

func TestTheDatabaseOfTheConfigurationIsUsed(t *testing.T) {
	url := filepath.Join(t.TempDir(), "elsewhere.db")
	t.Setenv("WENBAN_DATABASE", url)
	data := t.TempDir()
	staffed(t, data)
	if _, err := os.Stat(url); err != nil {
		t.Errorf("Stat(%s) = %v, want the database there", url, err)
	}
	if code, out := command(t, "user", "list", "--data", data); code != 0 || !strings.Contains(out, "乙：审核人") {
		t.Errorf("user list = %d:\n%s", code, out)
	}
}

func TestI49Moment(t *testing.T) {
	want := time.Date(2026, 12, 1, 8, 30, 0, 0, knowledge.Zone)
	for _, text := range []string{"2026-12-01 08:30:00", "2026-12-01T08:30:00", "2026-12-01 08:30"} {
		if got, err := moment(text); err != nil || !got.Equal(want) {
			t.Errorf("moment(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"明天", "2026-02-30", "1e9", "08:30", "2026-12-01T08:30:00Z", "2026-12-01 08:30:00 +0900", "2026-12-01 24:00:00"} {
		if got, err := moment(text); err == nil {
			t.Errorf("moment(%q) = %v, want an error", text, got)
		}
	}
}
