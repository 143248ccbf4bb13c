package read

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"wenban/knowledge"
)

// question is one line of an evaluation file.
type question struct {
	ID     string   `json:"id"`
	Q      string   `json:"q"`
	Turns  []string `json:"turns"`
	Expect string   `json:"expect"`
	Tags   []string `json:"tags"`
}

// allowed are the intents that meet an expectation.
var allowed = map[string][]Intent{
	"refuse":    {Scope, Unsafe, Abuse},
	"human":     {Human, Crisis, Emergency},
	"complaint": {Complaint},
	"progress":  {Progress},
	"smalltalk": {Greeting},
	"item":      {Find, Detail},
	"clarify":   {Find, Detail, Unknown},
	"policy":    {Policy, Find, Detail},
	"event":     {Find, Detail},
}

func (q question) met(r Reading) bool {
	return slices.Contains(allowed[q.Expect], r.Intent) || q.Expect == "refuse" && r.Elsewhere != ""
}

// TestMeasure prints how the intents of the development questions compare with
// what their writers expect. The floors are what was reached, less a little.
func TestMeasure(t *testing.T) {
	for _, f := range []struct {
		name   string
		reader *Reader
		floor  float64
	}{
		{"open", New(knowledge.Regions{}, "广东省", "广州市"), 0.9},
		{"gd", New(knowledge.Regions{}, "广东省", "广州市"), 0.98},
		{"sample", sampleReader(t), 0.97},
	} {
		t.Run(f.name, func(t *testing.T) { measure(t, f.name, f.reader, f.floor) })
	}
}

func measure(t *testing.T, name string, r *Reader, floor float64) {
	questions := load(t, "questions/"+name+".dev.questions.jsonl")
	met, table := 0, map[string]int{}
	for _, q := range questions {
		text := q.Q
		if len(q.Turns) > 0 {
			text = q.Turns[0]
		}
		got := r.Read(text, Context{Now: "2026-01-15"})
		label := string(got.Intent)
		if got.Elsewhere != "" {
			label += "+elsewhere"
		}
		table[q.Expect+" → "+label]++
		if q.met(got) && !(q.Expect == "item" && got.Elsewhere != "") {
			met++
			continue
		}
		if os.Getenv("WENBAN_SHOW") != "" {
			t.Logf("%s want %s got %s/%s elsewhere=%s out=%v", text, q.Expect, label, got.Category, got.Elsewhere, got.OutOf)
		} else {
			t.Logf("%s: want %s, got %s", q.ID, q.Expect, label)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(table)) {
		t.Logf("%-32s %d", k, table[k])
	}
	share := float64(met) / float64(len(questions))
	t.Logf("met %d of %d = %.3f", met, len(questions), share)
	if share < floor {
		t.Errorf("Read(%s) met %.3f of the expectations, want %.2f", name, share, floor)
	}
}

// load reads a file of ../shared/data, or skips the test where it is absent.
func load(t *testing.T, name string) (out []question) {
	t.Helper()
	f, err := os.Open(filepath.Join(root(t), "..", "shared", "data", name))
	if err != nil {
		t.Skipf("no shared data: %v", err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var q question
		if err := json.Unmarshal(s.Bytes(), &q); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, q)
	}
	return out
}

// root walks up to the directory of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	for ; err == nil && dir != "/"; dir = filepath.Dir(dir) {
		if _, e := os.Stat(filepath.Join(dir, "go.mod")); e == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the working directory")
	return ""
}

func sampleReader(t *testing.T) *Reader {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "knowledge/sample/regions.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []knowledge.Region
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(fmt.Errorf("regions.json: %w", err))
	}
	return New(knowledge.NewRegions(all))
}
