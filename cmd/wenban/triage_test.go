package main

import (
	"strings"
	"testing"
)

func TestTriageTellsWhoseAComplaintIs(t *testing.T) {
	t.Setenv("WENBAN_DATA", t.TempDir())
	code, out := command(t, "triage", "溪南区锦溪大道88号老王烧烤油烟太大")
	if code != 0 || !strings.Contains(out, "分流：dispatch") || !strings.Contains(out, "CG09 餐饮油烟") || !strings.Contains(out, "承办：云溪市城市管理局") || !strings.Contains(out, "地点：溪南区锦溪街道") {
		t.Errorf("triage = %d, %s, want the branch, the category, the department and the place", code, out)
	}
	code, out = command(t, "triage", "--cases", "../../assistant/triage/testdata/complaints.tsv")
	if code != 0 || !strings.Contains(out, "240 个类别") || strings.Count(out, "\na ") != 1 || strings.Count(out, "\nb ") != 1 {
		t.Errorf("triage --cases = %d, %s, want a line for each group", code, out)
	}
}

func TestTriageReadsYourOwnList(t *testing.T) {
	t.Setenv("WENBAN_DATA", t.TempDir())
	own := file(t, "own.jsonl", `{"list":"甲市派单目录","region":"990100","desk":"甲市热线"}`+"\n"+`{"id":"A","name":"路灯","department":"甲市路灯所","level":"市级","words":["路灯"]}`)
	code, out := command(t, "triage", "--dispatch", own, "康宁路路灯不亮")
	if code != 0 || !strings.Contains(out, "承办：甲市路灯所") {
		t.Errorf("triage --dispatch = %d, %s, want the department of that list", code, out)
	}
	wrong := file(t, "wrong.jsonl", `{"list":"甲市派单目录","region":"990100","desk":"甲市热线"}`+"\n"+`{"id":"A","nmae":"路灯"}`)
	if _, err := called(t, "triage", "--dispatch", wrong); err == nil || !strings.Contains(err.Error(), "第2行") {
		t.Errorf("triage --dispatch = %v, want the line that is wrong", err)
	}
	holidays := file(t, "h.tsv", "rest\t2026-13-01\t2026-13-02\t节")
	if _, err := called(t, "triage", "--calendar", holidays, "路灯不亮"); err == nil || !strings.Contains(err.Error(), "第1行") {
		t.Errorf("triage --calendar = %v, want the line that is wrong", err)
	}
	if code, out := command(t, "ask", "--dispatch", own, "康宁路路灯不亮，我要投诉"); code != 0 || !strings.Contains(out, "甲市路灯所") {
		t.Errorf("ask --dispatch = %d, %s, want the department of that list", code, out)
	}
}
