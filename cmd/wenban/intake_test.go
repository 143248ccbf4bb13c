package main

import (
	"strings"
	"testing"
)

const table = "实施编码,事项名称,材料名称,承诺时限\nA1,居住证办理,身份证,5个工作日\nA1,,照片,\n"

func TestATableIsImportedByTheProfileThatFits(t *testing.T) {
	path := file(t, "事项.csv", table)
	code, out := command(t, "import", "--dry-run", "--data", t.TempDir(), path)
	if code != 0 || !strings.Contains(out, "导入配置 headers") || !strings.Contains(out, "检查通过:1条") {
		t.Errorf("import of a table = %d:\n%s", code, out)
	}
	code, out = command(t, "ask", "--kb", path, "办居住证要带什么")
	if code != 0 || !strings.Contains(out, "身份证") || !strings.Contains(out, "照片") || strings.Contains(out, "不收费") {
		t.Errorf("ask of the table = %d:\n%s\nwant both materials and no word of charges", code, out)
	}
}

func TestAProfileOfOnesOwnAndAWrongOne(t *testing.T) {
	dir := t.TempDir()
	path := file(t, "a.csv", "代号,叫法\nA1,居住证办理\n")
	own := file(t, "own.yaml", "name: own\nsheets:\n  - kind: item\n    columns:\n      code: {from: [代号], required: true}\n      name: [叫法]\n")
	wrong := file(t, "wrong.yaml", "name: own\nsheets:\n  - kind: item\n    columns:\n      kode: [代号]\n")
	if code, out := command(t, "import", "--data", dir, "--dry-run", "--profile", own, path); code != 0 || !strings.Contains(out, "检查通过:1条") {
		t.Errorf("import with an own profile = %d:\n%s", code, out)
	}
	for _, name := range []string{wrong, "nosuch"} {
		if code, out := command(t, "import", "--data", dir, "--profile", name, path); code != 1 {
			t.Errorf("import with profile %s = %d:\n%s\nwant 1", name, code, out)
		}
	}
}

func TestAnImportOnTopSaysWhatItChanges(t *testing.T) {
	data := t.TempDir()
	staffed(t, data)
	whole := file(t, "a.csv", "实施编码,事项名称,区划代码\nA1,居住证办理,990100\nB1,居住证补领,990100\n")
	steps(t, data, "import --as 甲 --why 首批 "+whole, "submit 1 --as 甲 --why 首批", "review 1 --approve --as 乙 --why 核对过", "publish 1 --as 乙 --why 首批")
	part := file(t, "a.csv", "实施编码,事项名称,区划代码\nA1,居住证办理（首次）,990100\n")
	for flag, want := range map[string]string{"--add": "新增 0，变更 1，撤下 0，不变 1", "--full": "新增 0，变更 1，撤下 1，不变 0"} {
		code, out := command(t, "import", "--data", data, "--as", "甲", "--why", "更新", flag, part)
		if code != 0 || !strings.Contains(out, want) || !strings.Contains(out, "已存为草稿") {
			t.Errorf("import %s = %d:\n%s\nwant %q and a draft", flag, code, out, want)
		}
	}
}

func TestProfilesAreListedWithTheirHeaders(t *testing.T) {
	for args, want := range map[string][]string{
		"": {"national", "headers", "guangdong", "guangan", "laws"}, "headers": {"承诺办结时限", "（必填）"}, "national --yaml": {"kind: part", "task_code"},
	} {
		code, out := command(t, append([]string{"profiles"}, strings.Fields(args)...)...)
		for _, w := range want {
			if code != 0 || !strings.Contains(out, w) {
				t.Errorf("profiles %s = %d:\n%s\nwant %q in it", args, code, out, w)
			}
		}
	}
}
