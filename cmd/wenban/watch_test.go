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
