package index

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wenban/knowledge"
)

// day is the day of the questions in the tests.
var day = time.Date(2026, 6, 1, 9, 0, 0, 0, knowledge.Zone)

// root returns the folder of the module.
func root(t testing.TB) string {
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the working directory")
	return ""
}

// shared returns a file of the public data beside the module, or skips.
func shared(t testing.TB, name string) string {
	path := filepath.Join(root(t), "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("public data is absent: %v", err)
	}
	return path
}

// readLines reads a file of one JSON value a line.
func readLines[T any](t testing.TB, path string) (all []T) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range bytes.Split(data, []byte("\n")) {
		var v T
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, v)
	}
	return all
}

// sampleCity loads the sample city.
func sampleCity(t testing.TB) *knowledge.Edition {
	dir := filepath.Join(root(t), "knowledge", "sample")
	p := knowledge.Parts{
		Documents: readLines[knowledge.Document](t, filepath.Join(dir, "policies.jsonl")),
		Events:    readLines[knowledge.LifeEvent](t, filepath.Join(dir, "events.jsonl")),
	}
	files, _ := filepath.Glob(filepath.Join(dir, "items", "*.jsonl"))
	for _, f := range files {
		p.Items = append(p.Items, readLines[knowledge.Item](t, f)...)
	}
	data, err := os.ReadFile(filepath.Join(dir, "regions.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &p.Regions); err != nil {
		t.Fatal(err)
	}
	return knowledge.NewEdition("sample", p)
}

// province loads the real catalogue of a province.
func province(t testing.TB) *knowledge.Edition {
	return knowledge.NewEdition("gd", knowledge.Parts{Items: readLines[knowledge.Item](t, shared(t, "gd_catalog/items.jsonl"))})
}

// asked is a question with the codes that answer it.
type labelled struct {
	id, text string
	region   string
	gold     []string
}

func questions(t testing.TB, name, expect string) (all []labelled) {
	type row struct {
		ID, Q, Region, Expect string
		Turns, Items          []string
	}
	for _, r := range readLines[row](t, shared(t, "questions/"+name)) {
		if expect != "" && r.Expect != expect {
			continue
		}
		if r.Q == "" && len(r.Turns) > 0 {
			r.Q = r.Turns[0]
		}
		all = append(all, labelled{r.ID, r.Q, r.Region, r.Items})
	}
	return all
}

func aliases(t testing.TB) (all []labelled) {
	data, err := os.ReadFile(shared(t, "gd_catalog/alias_queries_dev.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(data), "\n")[1:] {
		f := strings.Split(strings.TrimRight(line, "\r"), "\t")
		if len(f) == 8 && (f[2] == "partial" || f[2] == "low_overlap" || f[2] == "no_overlap") {
			all = append(all, labelled{id: f[0], text: f[0], gold: strings.FieldsFunc(f[7], func(r rune) bool { return r == ' ' || r == '|' || r == ';' || r == ',' })})
		}
	}
	return all
}
