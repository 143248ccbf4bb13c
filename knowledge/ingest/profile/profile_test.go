package profile_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"wenban/knowledge/ingest/format"
	"wenban/knowledge/ingest/profile"
)

func TestEveryShippedProfileIsWholeAndIsFoundByItsOwnHeaders(t *testing.T) {
	all, err := profile.Shipped()
	if err != nil || len(all) < 5 {
		t.Fatalf("Shipped() = %d profiles, %v", len(all), err)
	}
	for _, p := range all {
		if p.Title == "" || p.About == "" {
			t.Errorf("profile %s has no title or says nothing about itself", p.Name)
		}
		var header []format.Cell
		for _, c := range p.Sheets[0].Columns {
			header = append(header, format.Cell{Text: c.From[len(c.From)-1]})
		}
		best, ok := profile.Choose(all, []format.Sheet{{Rows: []format.Row{{Line: 1, Cells: header}}}})
		if !ok || best.Name != p.Name {
			t.Errorf("Choose(headers of %s) = %s, %t", p.Name, best.Name, ok)
		}
	}
}

func TestAProfileThatIsWrongSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"": "要有 name 和 sheets", "name: x\n": "要有 name 和 sheets", "name: [": "写法有误", "name: x\nsheetz: []\n": "写法有误",
		"name: x\nsheets: [{kind: thing}]\n":                                           "kind 应为",
		"name: x\nsheets: [{kind: item, columns: {kode: [a]}}]\n":                      "列 kode:没有这个要素",
		"name: x\nsheets: [{kind: item, columns: {type: {from: [a], table: 没有的表}}}]\n": "没有代码表“没有的表”",
		"name: x\nsheets: [{kind: item, columns: {type: {required: true}}}]\n":         "没有写 from",
		strings.Repeat("x", 2<<20):                                                     "超过1兆字节",
	} {
		if _, err := profile.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%.60q) = %v, want %q", text, err, want)
		}
	}
}

// FuzzRecords holds that no table makes the reading fail, and that a record that
// is handed out is JSON and has a code and a name.
func FuzzRecords(f *testing.F) {
	f.Add("实施编码\t事项名称\t承诺时限\t收费标准\nA\t甲\t5个工作日\t10元/本\n\t\t\t免费")
	f.Add("实施编码\t问题\t选项\nA\t甲\t乙")
	f.Add("task_code\ttask_name\ttask_type\ttask_state\nA\t甲\t01\t3")
	f.Add("path\ttitle\tinfo\ttext\na\t条例\t2020年1月1日 施行\t第一条")
	all, err := profile.Shipped()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var s format.Sheet
		for i, line := range strings.Split(text, "\n") {
			row := format.Row{Line: i + 1}
			for _, c := range strings.Split(line, "\t") {
				row.Cells = append(row.Cells, format.Cell{Text: c})
			}
			s.Rows = append(s.Rows, row)
		}
		for _, p := range all {
			_, err := p.Records([]format.Sheet{s}, func(r profile.Record) error {
				out, err := json.Marshal(r.Value)
				if err != nil || r.Value == nil && len(r.Problems) == 0 {
					t.Errorf("record of line %d = %s, %v with no problem", r.Line, out, err)
				}
				return nil
			})
			if err != nil {
				t.Errorf("Records = %v", err)
			}
		}
	})
}

// catalogue is real public data beside the checkout.
const catalogue = "../../../../shared/data/gd_catalog/catalog.jsonl"

func TestARealCatalogueInItsOwnShape(t *testing.T) {
	data, err := os.ReadFile(catalogue)
	if err != nil {
		t.Skip("no public data beside the checkout: ", err)
	}
	c, err := format.Read("catalog.jsonl", data)
	if err != nil {
		t.Fatal(err)
	}
	p, err := profile.ByName("guangdong")
	if err != nil {
		t.Fatal(err)
	}
	items, materials := 0, 0
	if _, err := p.Records(c.Sheets, func(r profile.Record) error {
		if m, ok := r.Value.(map[string]any); ok {
			items++
			list, _ := m["materials"].([]any)
			materials += len(list)
		}
		return nil
	}); err != nil || items != 2262 || materials < 2000 {
		t.Errorf("Records = %d items with %d materials, %v, want 2262 and thousands", items, materials, err)
	}
}
