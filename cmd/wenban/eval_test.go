package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const someCases = `{"id":"a","q":"身份证丢了怎么补","expect":"item","items":["1199010000990109120007090210103"],"tags":["short"]}
{"id":"b","q":"你好","expect":"smalltalk","items":[],"tags":[]}
`

func TestAnEvaluationWritesTableJSONPageAndCases(t *testing.T) {
	data, cases := t.TempDir(), file(t, "x.questions.jsonl", someCases)
	page, rows := filepath.Join(data, "report.html"), filepath.Join(data, "rows.jsonl")
	code, out := command(t, "eval", "--data", data, "--cases", cases, "--json", "--html", page, "--out", rows)
	var report struct {
		N        int            `json:"n"`
		ByExpect map[string]any `json:"by_expect"`
	}
	if err := json.Unmarshal([]byte(out), &report); code != 0 || err != nil || report.N != 2 || len(report.ByExpect) != 2 {
		t.Errorf("eval --json = %d, %v, %+v, want two cases:\n%.500s", code, err, report, out)
	}
	html, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(html), "<svg") {
		t.Errorf("eval --html wrote %d bytes, %v, want a page with plots", len(html), err)
	}
	if lines, err := os.ReadFile(rows); err != nil || strings.Count(string(lines), "\n") != 2 {
		t.Errorf("eval --out wrote %q, %v, want two lines", lines, err)
	}
	if code, out := command(t, "eval", "--data", data, "--cases", cases, "--baselines"); code != 0 || !strings.Contains(out, "bleve cjk") || !strings.Contains(out, "问办") {
		t.Errorf("eval --baselines = %d:\n%s\nwant us beside bleve", code, out)
	}
}

func TestAnEvaluationOfNothingIsRefused(t *testing.T) {
	data := t.TempDir()
	if code, _ := command(t, "eval", "--data", data); code != 1 {
		t.Errorf("eval without cases = %d, want 1", code)
	}
	if code, _ := command(t, "eval", "--data", data, "--cases", file(t, "bad.jsonl", "{")); code != 1 {
		t.Errorf("eval of a bad file = %d, want 1", code)
	}
	if code, _ := command(t, "eval", "--nonsense"); code != 2 {
		t.Errorf("eval --nonsense = %d, want 2", code)
	}
}

func TestCheckPrintsEveryFindingAndTheirNumber(t *testing.T) {
	data := t.TempDir()
	code, out := command(t, "check", "--data", data)
	if code != 0 || !strings.Contains(out, "检查了 92 个事项") {
		t.Errorf("check = %d:\n%.500s", code, out)
	}
	code, out = command(t, "check", "--data", data, "--json")
	var findings []map[string]string
	if err := json.Unmarshal([]byte(out), &findings); code != 0 || err != nil || len(findings) == 0 || findings[0]["fix"] == "" {
		t.Errorf("check --json = %d, %v, %d findings", code, err, len(findings))
	}
}

func TestInterruptedWorkIsNoSuccess(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	data := t.TempDir()
	for _, args := range [][]string{
		{"eval", "--data", data, "--cases", file(t, "x.jsonl", someCases)}, {"import", "--data", data, file(t, "a.jsonl", one)}, {"bench", "--data", data, "--n", "50"},
	} {
		if code := run(ctx, args); code != 130 {
			t.Errorf("%v interrupted = %d, want 130", args, code)
		}
	}
	if _, err := os.Stat(filepath.Join(data, "knowledge")); err == nil {
		t.Error("an interrupted import took something")
	}
}
