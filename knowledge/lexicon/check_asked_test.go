package lexicon

import (
	"strings"
	"testing"
	"testing/fstest"
)

// known is how many rows of asked/ and told/ are doubtful today: nearly all are
// names that two services share. Their repair calls for training anew. It may
// only fall.
const known = 154

// TestTheCompiledInDataGetsNoWorse holds the rows of asked/ and told/. What
// Check doubts in the groups is mostly a word in two meanings and only counted.
func TestTheCompiledInDataGetsNoWorse(t *testing.T) {
	var found []string
	groups := 0
	for _, p := range CheckData(Data()) {
		if strings.HasPrefix(p.File, "groups/") {
			groups++
			continue
		}
		found = append(found, p.Error())
	}
	t.Logf("%d doubts in asked and told, %d in the groups", len(found), groups)
	if len(found) > known {
		t.Errorf("CheckData finds %d problems, want %d at most:\n%s", len(found), known, strings.Join(found, "\n"))
	}
	questions, words := 0, 0
	for _, s := range Asked() {
		questions += len(s.Questions)
	}
	for _, c := range Told() {
		words += len(c.Words)
	}
	t.Logf("%d services with %d questions, %d circumstances with %d fragments", len(Asked()), questions, len(Told()), words)
	if len(Asked()) < 2000 || questions < 20_000 || len(Told()) < 500 || words < 10_000 {
		t.Error("the compiled-in data is smaller than it was: is a file missing?")
	}
}

func TestCheckNamesWhatIsWrongWithARow(t *testing.T) {
	good := "出生登记|新生儿登记\t怎么给宝宝上户口|娃儿报户口\n"
	for name, c := range map[string]struct{ file, text, want string }{
		"one column":            {"asked/a.tsv", "出生登记\n", "asked/a.tsv:1:0: 要有2列"},
		"three columns":         {"asked/a.tsv", "出生登记\t问\t多\n", "asked/a.tsv:1:0: 要有2列"},
		"an empty column":       {"asked/a.tsv", "出生登记\t | \n", "asked/a.tsv:1:0: 要有2列"},
		"an empty cell":         {"asked/a.tsv", "出生登记\t怎么上户口||报户口\n", "asked/a.tsv:1:2: 两个 | 之间是空的"},
		"a question twice":      {"asked/a.tsv", good + "户口迁移\t娃儿报户口\n", "asked/a.tsv:2:2: 问法“娃儿报户口”已经写过,见 asked/a.tsv:1"},
		"a name twice":          {"asked/a.tsv", good + "新生儿登记\t上户\n", "asked/a.tsv:2:1: 名称“新生儿登记”已经是另一项服务的,见 asked/a.tsv:1"},
		"a long question":       {"asked/a.tsv", "出生登记\t" + strings.Repeat("长", 61) + "\n", "有 61 个字,最多 60 个"},
		"traditional letters":   {"asked/a.tsv", "出生登记\t點樣報戶口\n", "asked/a.tsv:1:2: “點樣報戶口”不是规范写法"},
		"two columns told":      {"told/a.tsv", "办理哪种\t首次\n", "told/a.tsv:1:0: 要有3列"},
		"a fragment twice":      {"told/a.tsv", "办理哪种\t首次\t头一回|第一次\n办理哪种\t换领\t到期|头一回\n", "told/a.tsv:2:3: 说法“头一回”已经写过,见 told/a.tsv:1"},
		"a long fragment":       {"told/a.tsv", "办理哪种\t首次\t我是头一回来办这个证件的呀\n", "有 13 个字,最多 12 个"},
		"what cannot be a rule": {"groups/a.tsv", "\t词\n", "groups/a.tsv:1:1: 官方词是空的"},
	} {
		found := CheckData(fstest.MapFS{c.file: {Data: []byte(c.text)}})
		if len(found) != 1 || !strings.Contains(found[0].Error(), c.want) || found[0].Fix == "" {
			t.Errorf("%s: CheckData(%q) = %v, want one problem with %q", name, c.text, found, c.want)
		}
	}
}

// TestCheckLeavesGoodRowsAlone is the control: two situations may ask the same
// question, and punctuation and case are free.
func TestCheckLeavesGoodRowsAlone(t *testing.T) {
	dir := fstest.MapFS{
		"asked/a.tsv": {Data: []byte("# 户籍\n出生登记（首次）\t宝宝刚满月，怎么上户口？|BB出世点上户\n")},
		"told/a.tsv":  {Data: []byte("办理哪种\t首次\t头一回\n办理哪种\t换领\t到期\n\n# 另一件事\n办理哪种\t首次登记\t头一回\n")},
	}
	if found := CheckData(dir); len(found) > 0 {
		t.Errorf("CheckData of good rows = %v, want none", found)
	}
}

// FuzzRows holds that any bytes in a file are read, and that what is read is in
// normal form and has no empty word.
func FuzzRows(f *testing.F) {
	for _, s := range []string{"", "a\tb\tc", "出生登记|\t问\n#\n\t\t", "\xff\t|\t", "\ufeff甲\t乙\t丙\r\n", "甲\t乙", "^\t@"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file := &fstest.MapFile{Data: b}
		dir := fstest.MapFS{}
		for _, name := range []string{"asked/a.tsv", "told/a.tsv", "groups/a.tsv", "classes.tsv", "dialect.tsv", "patterns.tsv", "english.tsv"} {
			dir[name] = file
		}
		for _, p := range CheckData(dir) {
			if p.Line < 1 || p.File == "" || p.What == "" || p.Fix == "" {
				t.Errorf("CheckData(%q) has %+v, want file, line, what and fix", b, p)
			}
		}
		services, _ := readAsked(dir)
		for _, s := range services {
			if len(s.Names) == 0 || len(s.Questions) == 0 || s.Names[0] == "" || s.Questions[0] == "" {
				t.Errorf("readAsked(%q) has %+v", b, s)
			}
		}
		if _, err := Load(dir); err == nil {
			if told, _ := readTold(dir); len(told) > 0 && (told[0].Label == "" || told[0].Words[0] == "") {
				t.Errorf("readTold(%q) has %+v", b, told[0])
			}
		}
	})
}
