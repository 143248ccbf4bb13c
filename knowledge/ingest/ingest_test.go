package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/sample"
)

// good is a small import without a fault: the positive control of every case.
func good() fstest.MapFS {
	return folder(map[string]string{
		"items/items.jsonl": `{"code":"A","name":"居住证办理","region":"990100","materials":[{"id":"m","name":"身份证"}],"situations":[{"id":"s","question":"哪一种?","options":[{"id":"new","label":"首次","cues":["头一回"]},{"id":"lost","label":"丢失","redirect":"B"}]}]}` + "\n" +
			`{"code":"B","name":"居住证补领","region":"990102","related":["A"]}` + "\n",
		"policies.jsonl":  `{"id":"P","title":"办法","text":"第一条 ……","items":["A"]}`,
		"events.jsonl":    `{"id":"E","name":"落户一件事","cues":["刚搬来"],"items":[{"code":"A"}]}`,
		"halls.jsonl":     `{"id":"H","name":"市厅","region":"990100","services":["综合"]}`,
		"overrides.jsonl": `{"code":"A","region":"990102","note":"东区另交说明。"}`,
		"regions.json":    `[{"code":"990100","name":"云溪市","level":"市级","parent":null},` + "\n" + `{"code":"990102","name":"云东区","level":"县级","parent":"990100"}]`,
	})
}

func folder(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// with is good with one file replaced or added.
func with(name, text string) fstest.MapFS {
	m := good()
	m[name] = &fstest.MapFile{Data: []byte(text)}
	return m
}

func load(t *testing.T, fsys fs.FS) (*knowledge.Edition, ingest.Report, error) {
	t.Helper()
	return ingest.LoadFS(t.Context(), fsys, ingest.Options{})
}

func TestAFaultlessImportIsAcceptedWithoutAWord(t *testing.T) {
	e, report, err := load(t, good())
	if err != nil || len(report.Problems) != 0 {
		t.Fatalf("LoadFS(good) = %v with %v, want no problem", err, report.Problems)
	}
	if len(e.Items) != 2 || len(e.Documents) != 1 || len(e.Events) != 1 || len(e.Halls) != 1 || len(e.Overrides) != 1 || len(e.Regions.All) != 2 {
		t.Errorf("LoadFS(good) = %d items, %d documents, %d events, %d halls, %d overrides, %d regions, want 2 1 1 1 1 2",
			len(e.Items), len(e.Documents), len(e.Events), len(e.Halls), len(e.Overrides), len(e.Regions.All))
	}
	if report.Edition == "" || report.Accepted != 8 || !strings.Contains(report.String(), "检查通过:8条") {
		t.Errorf("LoadFS(good) reported edition %q, %d accepted:\n%s", report.Edition, report.Accepted, report)
	}
}

// first is a whole line of an item, so that the bad one stands on line 2.
const first = `{"code":"Z","name":"第一条"}` + "\n"

// refusals are imports that must be refused, each with the place, the element
// and the words that the report must hold.
var refusals = []struct {
	name, file, text string
	line             int
	element, reason  string
	fix              string
}{
	{"a line that ends too early", "items/x.jsonl", first + `{"code":"X","name":"断`, 2, "", "少了右括号", "补全"},
	{"a quotation mark that is not escaped", "items/x.jsonl", first + `{"code":"X","name":"叫"好"的"}`, 2, "", "没有转义", `\"`},
	{"Chinese punctuation as syntax", "items/x.jsonl", first + `{“code”:"X"}`, 2, "", "中文的“", "英文"},
	{"a comma too many", "items/x.jsonl", first + `{"code":"X","name":"甲",}`, 2, "", "多了一个逗号", "逗号"},
	{"two records on a line", "items/x.jsonl", first + `{"code":"X","name":"甲"}{"code":"Y","name":"乙"}`, 2, "", "多余的内容", "每行只写一条"},
	{"a line that is no object", "items/x.jsonl", first + `["code"]`, 2, "", "应为对象", "改成"},
	{"a key in the wrong case", "items/x.jsonl", first + `{"code":"X","name":"甲","Region":"990100"}`, 2, "Region", "大小写", "region"},
	{"a key twice", "items/x.jsonl", first + `{"code":"X","name":"甲","name":"乙"}`, 2, "名称(name)", "重复出现", "只保留一个"},
	{"a key twice, once null", "items/x.jsonl", first + `{"code":"X","name":null,"name":"乙"}`, 2, "名称(name)", "重复出现", "只保留一个"},
	{"a key twice, deep inside", "items/x.jsonl", first + `{"code":"X","name":"甲","fees":[{"name":"费","amount":1,"amount":2}]}`, 2, "(fees.0.amount)", "重复出现", "只保留一个"},
	{"a number that is text", "items/x.jsonl", first + `{"code":"X","name":"甲","fees":[{"name":"费","amount":"免费"}]}`, 2, "金额(fees.0.amount)", "应为数字", "改成数字"},
	{"text that is a number", "items/x.jsonl", first + `{"code":12,"name":"甲"}`, 2, "编码(code)", "应为文字", "双引号"},
	{"an object that is a list", "items/x.jsonl", first + `{"code":"X","name":"甲","handling":[]}`, 2, "办理方式(handling)", "应为对象", "改成"},
	{"a list that is text", "items/x.jsonl", first + `{"code":"X","name":"甲","aliases":"俗名"}`, 2, "日常用语(aliases)", "应为列表", "改成"},
	{"yes that is text", "items/x.jsonl", first + `{"code":"X","name":"甲","handling":{"visits":1,"delivery":"是"}}`, 2, "(handling.delivery)", "true 或者 false", "改成"},
	{"a limit without days", "items/x.jsonl", first + `{"code":"X","name":"甲","time_limit":{"statutory":{"unit":"工作日"}}}`, 2, "(time_limit.statutory.days)", "没有填写", "补上"},
	{"a limit of null days", "items/x.jsonl", first + `{"code":"X","name":"甲","time_limit":{"statutory":{"days":null,"unit":"工作日"}}}`, 2, "(time_limit.statutory.days)", "应为整数", "改成"},
	{"half a day", "items/x.jsonl", first + `{"code":"X","name":"甲","time_limit":{"statutory":{"days":1.5,"unit":"工作日"}}}`, 2, "(time_limit.statutory.days)", "应为整数", "小数"},
	{"a negative fee", "items/x.jsonl", first + `{"code":"X","name":"甲","fees":[{"name":"费","amount":-5}]}`, 2, "(fees.0.amount)", "不能小于0", "核对"},
	{"a number beyond all numbers", "items/x.jsonl", first + `{"code":"X","name":"甲","fees":[{"name":"费","amount":1e400}]}`, 2, "(fees.0.amount)", "大得不合理", "核对"},
	{"an item without a name", "items/x.jsonl", first + `{"code":"X"}`, 2, "名称(name)", "没有填写", "补上"},
	{"an item with a blank name", "items/x.jsonl", first + `{"code":"X","name":"　 "}`, 2, "名称(name)", "没有填写", "补上"},
	{"an item without a name that has a region, first in its file", "catalogue.jsonl", `{"code":"X","region":"990100","materials":[]}`, 1, "名称(name)", "没有填写", "补上"},
	{"an option without a label", "items/x.jsonl", first + `{"code":"X","name":"甲","situations":[{"id":"s","question":"?","options":[{"id":"o"}]}]}`, 2, "(situations.0.options.0.label)", "没有填写", "补上"},
	{"a code that is taken, in the same file", "items/x.jsonl", first + `{"code":"Z","name":"又一条"}`, 2, "编码(code)", "已在items/x.jsonl第1行出现", "核对"},
	{"a code that is taken, in another file", "items/x.jsonl", first + `{"code":"A","name":"甲"}`, 2, "编码(code)", "已在items/items.jsonl第1行出现", "核对"},
	{"a confirmed question for no article", "policies.jsonl", `{"id":"P","title":"办法","text":"第一条 ……","asked":[{"q":"问"}]}`, 1, "(asked.0.articles)", "没有填写", "补上"},
	{"a document with the code of an item", "policies.jsonl", `{"id":"A","title":"办法","text":"第一条"}`, 1, "编码(code)", "编码重复", "核对"},
	{"a difference that is given twice", "overrides.jsonl", `{"code":"A","region":"990102","note":"一"}` + "\n" + `{"code":"A","region":"990102","note":"二"}`, 2, "编码(code)", "编码重复", "核对"},
	{"a code with a blank", "items/x.jsonl", first + `{"code":"X 1","name":"甲"}`, 2, "编码(code)", "空格", "半角"},
	{"a full-width code", "items/x.jsonl", first + `{"code":"Ｘ１","name":"甲"}`, 2, "编码(code)", "全角", "半角"},
	{"a classified mark", "items/x.jsonl", first + `{"code":"X","name":"甲","summary":"机密★ 五年"}`, 2, "简介(summary)", "密级", "保密"},
	{"an internal mark", "policies.jsonl", `{"id":"P","title":"办法","text":"内部资料 注意保存\n第一条"}`, 1, "正文(text)", "密级", "保密"},
	{"half a character in an escape", "items/x.jsonl", first + `{"code":"X","name":"\ud83d甲"}`, 2, "名称(name)", "损坏的字符", "重新复制"},

	{"a redirect to nothing", "items/x.jsonl", first + `{"code":"X","name":"甲","situations":[{"id":"s","question":"?","options":[{"id":"o","label":"是","redirect":"NONE"},{"id":"p","label":"否"}]}]}`, 2, "转到的事项(situations.s.options.o.redirect)", "“NONE”不存在", "改正"},
	{"a life event with an item that is not there", "events.jsonl", `{"id":"E","name":"事","cues":[],"items":[{"code":"A"},{"code":"NONE"}]}`, 1, "(items.1.code)", "“NONE”不存在", "改正"},
	{"a difference of an item that is not there", "overrides.jsonl", `{"code":"NONE","region":"990102"}`, 1, "编码(code)", "“NONE”不存在", "改正"},
	{"a day that is not in the calendar", "items/x.jsonl", first + `{"code":"X","name":"甲","effective":{"from":"2025-02-30","to":null}}`, 2, "起始日期(effective.from)", "“2025-02-30”不是日期", "2025-01-31"},
	{"a last day in words", "policies.jsonl", `{"id":"P","title":"办法","text":"一","effective":{"from":"2025-01-01","to":"长期"}}`, 1, "截止日期(effective.to)", "“长期”不是日期", "null"},
	{"over before it begins", "items/x.jsonl", first + `{"code":"X","name":"甲","effective":{"from":"2025-02-02","to":"2025-02-01"}}`, 2, "有效期(effective)", "晚于", "核对"},
	{"an unknown region", "items/x.jsonl", first + `{"code":"X","name":"甲","region":"990199"}`, 2, "区划代码(region)", "“990199”不在区划表里", "最接近的是 990100 云溪市"},
	{"a place in an unknown region", "items/x.jsonl", first + `{"code":"X","name":"甲","places":[{"region":"110000","name":"厅"}]}`, 2, "(places.0.region)", "不在区划表里", "regions.json"},
	{"a difference of an unknown region", "overrides.jsonl", `{"code":"A","region":"990103"}`, 1, "区划代码(region)", "不在区划表里", "最接近的是 99010"},
	{"a hall in an unknown region", "halls.jsonl", `{"id":"H","name":"厅","region":"1","services":[]}`, 1, "区划代码(region)", "不在区划表里", "改正"},
	{"a region without its parent", "regions.json", "[{\"code\":\"990100\",\"name\":\"市\",\"parent\":null},\n{\"code\":\"990102\",\"name\":\"区\",\"parent\":\"99\"}]", 2, "上级区划(parent)", "不在区划表里", "改正"},

	{"a list with a comma too many", "regions.json", "[{\"code\":\"1\",\"name\":\"市\",\"parent\":null},\n]", 2, "", "应当是一个值", "null"},
	{"a list that is not closed", "regions.json", "[{\"code\":\"1\",\"name\":\"市\",\n\"parent\":null}", 2, "", "内容不完整", "补全"},
	{"a list with a number in it", "regions.json", "[{\"code\":\"1\",\"name\":\"市\",\"parent\":null},\n3]", 2, "", "应为对象", "改成"},
	{"a document whose first line lacks its text", "policies.jsonl", `{"id":"P","title":"办法"}`, 1, "正文(text)", "没有填写", "补上"},
	{"an event whose first line lacks its items", "events.jsonl", `{"id":"E","name":"事"}`, 1, "事项(items)", "没有填写", "补上"},
	{"a hall whose first line lacks its name", "halls.jsonl", `{"id":"H"}`, 1, "名称(name)", "没有填写", "补上"},
	{"a difference whose first line lacks its region", "overrides.jsonl", `{"code":"A"}`, 1, "区划代码(region)", "没有填写", "补上"},
	{"a region whose first line lacks its name", "regions.json", `[{"code":"1"}]`, 1, "名称(name)", "没有填写", "补上"},
	{"a byte that is no UTF-8", "items/x.jsonl", first + "{\"code\":\"X\",\"name\":\"\xff甲\"}", 2, "", "不是有效的 UTF-8", "UTF-8"},
	{"a line in GBK", "items/x.jsonl", first + "{\"code\":\"X\",\"name\":\"\xbe\xd3\xd7\xa1\xd6\xa4\"}", 2, "", "看起来是 GBK", "另存为 UTF-8"},
	{"a list in GBK", "regions.json", "[{\"code\":\"1\",\"name\":\"\xbe\xd3\xd7\xa1\"}]", 0, "", "看起来是 GBK", "另存为 UTF-8"},
	{"UTF-16 with a mark", "items/x.jsonl", "\xff\xfe{\x00\"\x00", 0, "", "UTF-16", "UTF-8"},
	{"UTF-16 without a mark", "items/x.jsonl", "{\x00\"\x00c\x00o\x00d\x00e\x00\"\x00", 0, "", "UTF-16", "UTF-8"},
	{"NUL in text", "items/x.jsonl", first + "{\"code\":\"X\",\"name\":\"甲\x00\"}", 2, "", "控制字符", `\n`},
	{"NUL between the parts", "items/x.jsonl", first + "{\"code\":\"X\",\x00\"name\":\"甲\"}", 2, "", "JSON 写法有误", ""},
	{"an Office file by another name", "items/x.jsonl", "PK\x03\x04....", 0, "", "Office", "UTF-8"},
	{"a gzip file", "items/x.jsonl", "\x1f\x8b\x08....", 0, "", "gzip", "UTF-8"},
	{"an empty file", "items/x.jsonl", "", 0, "", "文件是空的", "补上"},
	{"a file of blank lines", "items/x.jsonl", strings.Repeat("\r\n", 5000), 0, "", "文件是空的", "补上"},
	{"a mark and nothing else", "items/x.jsonl", "\ufeff", 0, "", "文件是空的", "补上"},
	{"a line of 10 MB", "items/x.jsonl", first + `{"code":"X","name":"` + strings.Repeat("长", 10<<20/3) + `"}`, 2, "", "超过4兆字节", "换行"},
	{"an element of 10 MB in a list", "regions.json", "[{\"code\":\"1\",\"name\":\"" + strings.Repeat("长", 10<<20/3) + "\"}]", 1, "", "超过4兆字节", "多条"},
	{"nesting of 20,000 levels", "items/x.jsonl", first + `{"code":"X","name":"甲","more":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + "}", 2, "", "嵌套太深", "嵌套"},
	{"nesting of 40 levels", "items/x.jsonl", first + `{"code":"X","name":"甲","more":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "}", 2, "more", "嵌套超过32层", "嵌套"},
	{"records of no known kind", "other.jsonl", `{"a":1}` + "\n" + `{"a":2}`, 1, "", "认不出", "code"},
}

func TestEveryKindOfBadImportIsRefusedAndSaysWhereAndWhatToDo(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			e, report, err := load(t, with(c.file, c.text))
			if e != nil || !errors.Is(err, ingest.ErrRefused) {
				t.Fatalf("LoadFS = %v, %v, want no edition and ErrRefused", e, err)
			}
			for _, p := range report.Problems {
				if p.Level == ingest.Error && p.File == c.file && p.Line == c.line && strings.Contains(p.Element, c.element) &&
					strings.Contains(p.Reason, c.reason) && strings.Contains(p.Fix, c.fix) && p.Fix != "" {
					return
				}
			}
			t.Errorf("the report of %s lacks line %d, element %q, reason %q, fix %q:\n%.2000s", c.file, c.line, c.element, c.reason, c.fix, report)
		})
	}
}

func TestARefusalGivesOneErrorForOneFault(t *testing.T) {
	for _, c := range refusals {
		if _, report, _ := load(t, with(c.file, c.text)); report.Errors != 1 {
			t.Errorf("%s: %d errors, want 1:\n%.2000s", c.name, report.Errors, report)
		}
	}
}

// warnings are accepted, with a word.
func TestWhatIsOnlyDoubtfulIsAcceptedWithAWarning(t *testing.T) {
	for _, c := range []struct{ name, file, text, element, reason string }{
		{"an unknown field", "items/x.jsonl", `{"code":"X","name":"甲","remark":"备注"}`, "remark", "没有这个字段"},
		{"a hidden character", "items/x.jsonl", `{"code":"X","name":"甲\u200b乙"}`, "名称(name)", "看不见的字符"},
		{"an escaped NUL", "items/x.jsonl", `{"code":"X","name":"甲\u0000乙"}`, "名称(name)", "看不见的字符"},
		{"a related item that is not there", "items/x.jsonl", `{"code":"X","name":"甲","related":["A","NONE"]}`, "(related.1)", "“NONE”不存在"},
		{"a document about an item that is not there", "policies.jsonl", `{"id":"P","title":"办法","text":"一","items":["NONE"]}`, "(items.0)", "“NONE”不存在"},
		{"a document in place of one that is not there", "policies.jsonl", `{"id":"P","title":"办法","text":"一","supersedes":["OLD"]}`, "(supersedes.0)", "“OLD”不存在"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, report, err := load(t, with(c.file, c.text))
			if err != nil || e == nil {
				t.Fatalf("LoadFS = %v, want an edition", err)
			}
			if p := report.Problems; len(p) != 1 || p[0].Level != ingest.Warning || p[0].Line != 1 || !strings.Contains(p[0].Element, c.element) || !strings.Contains(p[0].Reason, c.reason) {
				t.Errorf("LoadFS reported\n%s, want one warning at %s: %s", report, c.element, c.reason)
			}
		})
	}
}

func TestOrdinaryWordsAreNoClassifiedMarks(t *testing.T) {
	for _, text := range []string{"五星级★酒店", "商业秘密、个人隐私", "涉及国家秘密的不予公开", "内部资料性出版物准印证", "保守机密"} {
		if _, report, err := load(t, with("items/x.jsonl", `{"code":"X","name":"`+text+`"}`)); err != nil {
			t.Errorf("LoadFS with %q = %v, want accepted:\n%s", text, err, report)
		}
	}
}

func TestTheSameWarningIsSaidOnceAndCounted(t *testing.T) {
	text := strings.Repeat(`{"code":"X%","name":"甲","remark":"备注"}`+"\n", 3)
	for _, digit := range []string{"1", "2", "3"} {
		text = strings.Replace(text, "%", digit, 1)
	}
	_, report, err := load(t, with("items/x.jsonl", text))
	if err != nil || len(report.Problems) != 1 || report.Problems[0].Times != 3 || !strings.Contains(report.String(), "共3处") {
		t.Errorf("LoadFS of three lines with one extra field = %v, report:\n%s, want one problem, 3 times", err, report)
	}
}

func TestHiddenCharactersAreRemovedAlikeFromIDsAndFromWhatNamesThem(t *testing.T) {
	text := `{"code":"X","name":"甲","situations":[{"id":"s\u200b","question":"?","options":[{"id":"o\u200b","label":"是"},{"id":"p","label":"否"}]}],
		"materials":[{"id":"m","name":"证","when":[{"s\u200b":["o\u200b"]}]}]}`
	e, _, err := load(t, with("items/x.jsonl", strings.ReplaceAll(text, "\n", "")))
	if err != nil {
		t.Fatal(err)
	}
	it, _ := e.Item("X")
	if got := len(it.ListFor(knowledge.Answers{"s": "o"})); got != 1 {
		t.Errorf("ListFor(s: o) = %d materials, want 1: the condition is %v", got, it.Materials[0].When)
	}
}

func TestLineEndsAndTheMarkOfUTF8DoNotMatter(t *testing.T) {
	plain, _, err := load(t, good())
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(string) string{
		"CRLF":                  func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"a mark":                func(s string) string { return "\ufeff" + s },
		"no line feed at end":   func(s string) string { return strings.TrimRight(s, "\n") },
		"blank lines":           func(s string) string { return "\n\n" + strings.ReplaceAll(s, "\n", "\n \n") },
		"5,000 blank lines":     func(s string) string { return strings.Repeat("\n", 5000) + s },
		"a mark and then CRLFs": func(s string) string { return "\ufeff\r\n" + strings.ReplaceAll(s, "\n", "\r\n") },
	} {
		fsys := good()
		fsys["items/items.jsonl"].Data = []byte(change(string(fsys["items/items.jsonl"].Data)))
		if e, report, err := load(t, fsys); err != nil || e.ID != plain.ID {
			t.Errorf("%s: LoadFS = %v, want the same edition %s:\n%s", name, err, plain.ID, report)
		}
	}
}

func TestASpanThatIsNotGivenMayBeWrittenOut(t *testing.T) {
	text := `{"code":"X","name":"甲","time_limit":{"statutory":{"days":0,"unit":""},"promised":{"days":0,"unit":""}}}`
	if _, report, err := load(t, with("items/x.jsonl", text)); err != nil {
		t.Errorf("LoadFS of spans without days and unit = %v, want accepted:\n%s", err, report)
	}
}

func TestTheNameOfAnEditionIsThatOfItsContent(t *testing.T) {
	id := func(fsys fs.FS) string {
		e, report, err := load(t, fsys)
		if err != nil {
			t.Fatalf("LoadFS = %v:\n%s", err, report)
		}
		return e.ID
	}
	two := func(a, b string) fstest.MapFS { return folder(map[string]string{"items/x.jsonl": a + "\n" + b}) }
	a, b := `{"code":"A","name":"甲"}`, `{"code":"B","name":"乙"}`
	want := id(two(a, b))
	if got := id(two(b, `{"name":"甲","code":"A","aliases":[],"summary":""}`)); got != want {
		t.Errorf("other order, empty elements: edition %s, want the same %s", got, want)
	}
	if got := id(folder(map[string]string{"items/x.jsonl": b, "items/y.jsonl": a})); got != want {
		t.Errorf("in two files: edition %s, want the same %s", got, want)
	}
	if got := id(two(a, `{"code":"B","name":"丙"}`)); got == want {
		t.Errorf("another name: edition %s, want a different one", got)
	}
}

func TestOneBadLineInAThousandRefusesAll(t *testing.T) {
	var lines []string
	for i := range 1000 {
		lines = append(lines, strings.Replace(`{"code":"C%","name":"事项"}`, "%", string(rune('a'+i/100))+string(rune('a'+i/10%10))+string(rune('a'+i%10)), 1))
	}
	e, report, err := load(t, with("items/x.jsonl", strings.Join(lines, "\n")))
	if err != nil || len(e.Items) != 1002 {
		t.Fatalf("LoadFS of 1,000 good lines = %v, want 1,002 items:\n%.500s", err, report)
	}
	lines[700] = `{"code":"X","name":12}`
	e, report, err = load(t, with("items/x.jsonl", strings.Join(lines, "\n")))
	if e != nil || !errors.Is(err, ingest.ErrRefused) || report.Errors != 1 || report.Rejected != 1 || report.Problems[0].Line != 701 {
		t.Errorf("LoadFS with one bad line = %v, %v, want nothing accepted and line 701 named:\n%.500s", e, err, report)
	}
	if !strings.Contains(report.String(), "整批未收,原有知识不变") {
		t.Errorf("report does not say that nothing was taken:\n%.500s", report)
	}
}

func TestManyErrorsAreCountedAndTheFirstThousandListed(t *testing.T) {
	_, report, _ := load(t, with("items/x.jsonl", strings.Repeat("{\n", 1500)))
	if report.Errors != 1500 || len(report.Problems) != 1000 || report.More != 500 || !strings.Contains(report.String(), "另有500处") {
		t.Errorf("LoadFS of 1,500 bad lines = %d errors, %d listed, %d more, want 1500, 1000, 500", report.Errors, len(report.Problems), report.More)
	}
}

func TestTheSampleFolderIsTheEmbeddedSampleCity(t *testing.T) {
	const dir = "../sample"
	e, report, err := ingest.Load(t.Context(), []string{dir}, ingest.Options{})
	if err != nil {
		t.Fatalf("Load(%s) = %v:\n%s", dir, err, report)
	}
	want, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	if e.ID != want.ID || len(e.Items) != len(want.Items) || len(report.Problems) != 0 {
		t.Errorf("Load(%s) = edition %s, %d items, want %s, %d:\n%s", dir, e.ID, len(e.Items), want.ID, len(want.Items), report)
	}
}

func TestARealCatalogueIsAccepted(t *testing.T) {
	path := filepath.Join(sharedFolder(t, "data"), "gd_catalog", "items.jsonl")
	e, report, err := ingest.Load(t.Context(), []string{path}, ingest.Options{})
	if err != nil || len(e.Items) < 2000 {
		t.Errorf("Load(%s) = %v, want its items:\n%.2000s", path, err, report)
	}
}

// sharedFolder is a folder of the data beside the checkout.
func sharedFolder(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the shared data are not beside this checkout: %v", err)
	}
	return dir
}

func TestACancelledImportEndsWithTheCause(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if e, _, err := ingest.LoadFS(ctx, good(), ingest.Options{}); e != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("LoadFS of a cancelled context = %v, %v, want context.Canceled", e, err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	calls := 0
	e, _, err := ingest.LoadFS(ctx, good(), ingest.Options{Progress: func(int64, int64) {
		if calls++; calls == 2 {
			cancel()
		}
	}})
	if e != nil || !errors.Is(err, context.Canceled) || calls != 2 {
		t.Errorf("LoadFS cancelled after two files = %v, %v after %d, want context.Canceled and no more files", e, err, calls)
	}
}

func TestProgressOnlyGrowsAndEndsAtTheTotal(t *testing.T) {
	long := with("items/x.jsonl", strings.Repeat("\n", 1000)+`{"code":"X","name":"甲"}`+strings.Repeat("\n", 1000))
	bad := with("items/x.jsonl", "\xff\xfeno text")
	large := with("items/x.jsonl", strings.Repeat(" ", 2000))
	for name, c := range map[string]struct {
		fsys fs.FS
		o    ingest.Options
	}{"good": {good(), ingest.Options{}}, "long": {long, ingest.Options{}}, "bad": {bad, ingest.Options{}}, "too large": {large, ingest.Options{MaxFile: 1000}}} {
		var last, end int64
		c.o.Progress = func(done, total int64) {
			if done < last || done > total || end != 0 && total != end {
				t.Errorf("%s: progress %d of %d after %d of %d", name, done, total, last, end)
			}
			last, end = done, total
		}
		_, _, _ = ingest.LoadFS(t.Context(), c.fsys, c.o)
		if last != end || end == 0 {
			t.Errorf("%s: progress ended at %d of %d", name, last, end)
		}
	}
}

func TestAListIsReadWholeOnlyUpToALimit(t *testing.T) {
	region := `{"code":"1","name":"市","parent":null}`
	many := "[" + strings.Repeat(region+",\n", 1<<11) + region + "]"
	_, report, err := ingest.LoadFS(t.Context(), folder(map[string]string{"regions.json": many}), ingest.Options{MaxFile: int64(len(many)) - 1})
	if err == nil || !strings.Contains(report.String(), "文件超过") {
		t.Errorf("LoadFS of a list over the limit = %v:\n%.300s", err, report)
	}
}

func TestLimitsAreThoseOfTheOptions(t *testing.T) {
	line := `{"code":"X","name":"甲"}`
	for _, c := range []struct {
		name string
		o    ingest.Options
		ok   bool
	}{
		{"a line as long as allowed", ingest.Options{MaxLine: len(line)}, true},
		{"a line one byte too long", ingest.Options{MaxLine: len(line) - 1}, false},
		{"a file as large as allowed", ingest.Options{MaxFile: int64(len(line))}, true},
		{"a file one byte too large", ingest.Options{MaxFile: int64(len(line)) - 1}, false},
	} {
		_, report, err := ingest.LoadFS(t.Context(), folder(map[string]string{"items/x.jsonl": line}), c.o)
		if (err == nil) != c.ok {
			t.Errorf("%s: LoadFS = %v, want accepted %v:\n%s", c.name, err, c.ok, report)
		}
	}
}

// TestADamagedFileIsRefusedOrReadRight cuts and flips the good import in
// thousands of ways: each is refused with a cause or is an edition, and none
// panics or hangs.
func TestADamagedFileIsRefusedOrReadRight(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	whole := good()["items/items.jsonl"].Data
	refused := 0
	check := func(data []byte) {
		t.Helper()
		fsys := good()
		fsys["items/items.jsonl"].Data = data
		switch e, report, err := load(t, fsys); {
		case err == nil && e != nil && report.Errors == 0:
		case errors.Is(err, ingest.ErrRefused) && e == nil && report.Errors > 0:
			refused++
		default:
			t.Errorf("LoadFS of a damaged file = %v, %v with %d errors:\n%q", e, err, report.Errors, data)
		}
	}
	for i := range 100 {
		check(whole[:len(whole)*i/100])
	}
	for range 5000 {
		data := bytes.Clone(whole)
		for range 1 + rng.IntN(3) {
			data[rng.IntN(len(data))] = byte(rng.IntN(256))
		}
		check(data)
	}
	if refused < 3000 {
		t.Errorf("%d of 5,100 damaged files were refused, want most of them", refused)
	}
}
