package main

import (
	"encoding/json"
	"strings"
	"testing"

	"wenban/knowledge"
)

// line is an item as a line of a file.
func line(t *testing.T, it knowledge.Item) string {
	t.Helper()
	b, err := json.Marshal(it)
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n"
}

// A copy of an item with another fee looks like any new item. Who reviews it is
// told, and nobody publishes it alone.
func TestI36ACopyWithAnotherFeeIsShownToTheReviewer(t *testing.T) {
	data := t.TempDir()
	staffed(t, data)
	right := knowledge.Item{
		Code: "A", Name: "居住证遗失补领换领", Department: "市公安局", Type: "行政确认",
		Conditions: []string{"申请人在本市经常居住满半年，有合法稳定住所、合法稳定就业或者连续就读条件之一，原居住证遗失、损坏难以辨认的，可以申请补领、换领。由本人提出，未成年人由监护人代为提出。"},
		Fees:       []knowledge.Fee{{Name: "居住证工本费", Amount: 20, Unit: "元/证", Basis: "粤价〔2016〕1号"}},
	}
	copied := right
	copied.Code, copied.Name = "B", "居住证遗失补领换领证"
	copied.Fees = []knowledge.Fee{{Name: "证照代办费", Amount: 90, Unit: "元/证", Basis: "粤价〔2016〕1号"}}
	other := knowledge.Item{Code: "C", Name: "养犬登记", Department: "市公安局", Type: "行政确认"}

	steps(t, data, "import --as 甲 --why 首次 "+file(t, "a.jsonl", line(t, right)), "submit 1 --as 甲 --why x", "review 1 --approve --as 乙 --why x", "publish 1 --as 乙 --why x")
	for _, c := range []struct {
		edition string
		adds    knowledge.Item
		want    bool
	}{{"2", other, false}, {"3", copied, true}} {
		steps(t, data, "import --add --as 甲 --why 新增 "+file(t, "b.jsonl", line(t, c.adds)))
		code, out := command(t, "review", c.edition, "--data", data)
		if told := strings.Contains(out, "这个版次带来 1 处可疑的内容") && strings.Contains(out, "收费不同"); code != 0 || told != c.want {
			t.Errorf("review of a draft with %s = %d, told %v, want %v:\n%s", c.adds.Name, code, told, c.want, out)
		}
	}
	steps(t, data, "submit 3 --as 甲 --why 请审核")
	if code, out := command(t, "review", "3", "--approve", "--as", "甲", "--why", "自己批", "--data", data); code != 1 {
		t.Errorf("review --approve by the author = %d, want 1:\n%s", code, out)
	}
}

// What was wrong before is not held against the draft.
func TestDoubtsAreThoseOfTheDraftAlone(t *testing.T) {
	data := t.TempDir()
	staffed(t, data)
	twin := func(code, name string) string { return line(t, knowledge.Item{Code: code, Name: name}) }
	base := twin("A", "居住证办理") + twin("B", "居住证的办理")
	steps(t, data, "import --as 甲 --why 首次 "+file(t, "a.jsonl", base))
	if code, out := command(t, "review", "1", "--data", data); code != 0 || !strings.Contains(out, "这个版次带来 1 处可疑的内容") {
		t.Errorf("review of a first draft with twins = %d, want them told:\n%s", code, out)
	}
	steps(t, data, "submit 1 --as 甲 --why x", "review 1 --approve --as 乙 --why x", "publish 1 --as 乙 --why x",
		"import --add --as 甲 --why 新增 "+file(t, "b.jsonl", twin("C", "养犬登记")))
	if code, out := command(t, "review", "2", "--data", data); code != 0 || strings.Contains(out, "可疑") {
		t.Errorf("review of a draft that brings nothing wrong = %d, want no doubts:\n%s", code, out)
	}
}
