package main

import (
	"encoding/json"
	"strings"
	"testing"

	"wenban/knowledge/watch"
)

func TestWatchPrintsWhatIsToBeSettled(t *testing.T) {
	t.Setenv("WENBAN_DATA", t.TempDir())
	text, err := called(t, "watch", "--at", "2026-03-01")
	if err != nil || !strings.Contains(text, "已过期 “云溪市2025年汽车置换更新补贴实施细则”") || !strings.Contains(text, "请云溪市商务局") {
		t.Errorf("watch = %v, %q, want the document that is over and who settles it", err, text)
	}
	lines, err := called(t, "watch", "--at", "2026-03-01", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var f watch.Finding
	if err := json.Unmarshal([]byte(strings.SplitN(lines, "\n", 2)[0]), &f); err != nil || f.Kind != watch.Expired || f.Due != "2026-03-02" {
		t.Errorf("watch --json = %+v, %v, want a finding a line, the most urgent first", f, err)
	}
	if _, err := called(t, "watch", "--at", "明天"); err == nil || !strings.Contains(err.Error(), "2027-03-01") {
		t.Errorf("watch --at 明天 = %v, want to be told how a date is written", err)
	}
}

// TestWatchMakesEachFindingATaskOnce watches an edition that serves, twice.
func TestWatchMakesEachFindingATaskOnce(t *testing.T) {
	data := t.TempDir()
	staffed(t, data)
	over := strings.Replace(one, `"code":"X"`, `"code":"X","effective":{"from":"2020-01-01","to":"2025-12-31"}`, 1)
	if over == one {
		t.Fatalf("the item %s has no code X", one)
	}
	steps(t, data, "import --as 甲 --why 首次 "+file(t, "a.jsonl", over), "submit 1 --as 甲 --why 好", "review 1 --approve --as 乙 --why 好", "publish 1 --as 乙 --why 发")
	for range 2 {
		if code, out := command(t, "watch", "--tasks", "--at", "2026-03-01", "--data", data); code != 0 || !strings.Contains(out, "已过期") {
			t.Fatalf("watch --tasks = %d, %s, want the item that is over", code, out)
		}
	}
	code, out := command(t, "task", "list", "--data", data)
	if code != 0 || strings.Count(out, "自动巡查") != 1 || !strings.Contains(out, " X：") {
		t.Errorf("task list = %d:\n%s\nwant one task, about X", code, out)
	}
	if code, _ := command(t, "watch", "--tasks", "--kb", file(t, "b.jsonl", two), "--data", data); code == 0 {
		t.Error("watch --tasks --kb = 0, want it refused: tasks are of the edition that serves")
	}
}
