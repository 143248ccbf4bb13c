package format_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"wenban/knowledge/ingest/format"
)

func zipOf(t testing.TB, entries ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.Create(e[0])
		if err == nil {
			_, err = f.Write([]byte(e[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func workbook(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "实施编码", "B1": "名称", "A2": "x1", "B2": 12.5, "A3": "长", "B3": true} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.MergeCell("Sheet1", "A3", "A4"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellValue("Sheet1", "B4", "末"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const space = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

func paper(t testing.TB) []byte {
	t.Helper()
	numbered := func(level, text string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	cell := func(text string) string { return `<w:tc><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:tc>` }
	return zipOf(t, [2]string{"[Content_Types].xml", "<Types/>"},
		[2]string{"word/numbering.xml", `<w:numbering ` + space + `><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>`},
		[2]string{"word/document.xml", `<w:document ` + space + `><w:body><w:p><w:r><w:t>云溪市</w:t></w:r><w:r><w:t>规定</w:t></w:r></w:p>` +
			numbered("0", "为了规范，制定本规定。") + numbered("1", "甲项；") + numbered("1", "乙项。") + numbered("0", "施行。") +
			`<w:tbl><w:tr>` + cell("项目") + cell("金额") + `</w:tr><w:tr>` + cell("工本费") + cell("10元") + `</w:tr></w:tbl></w:body></w:document>`})
}

func TestAPaperIsReadWithTheNumbersThatWordShows(t *testing.T) {
	c, err := format.Read("a.docx", paper(t))
	want := "云溪市规定\n第一条 为了规范，制定本规定。\n（一）甲项；\n（二）乙项。\n第二条 施行。\n项目｜金额\n工本费｜10元\n"
	if err != nil || c.Text != want || len(c.Doubts) != 0 {
		t.Errorf("Read = %q, %v, %v, want %q", c.Text, err, c.Doubts, want)
	}
}

func TestAWorkbookIsReadAsItLooks(t *testing.T) {
	c, err := format.Read("a.xlsx", workbook(t))
	if err != nil || len(c.Sheets) != 1 {
		t.Fatalf("Read = %+v, %v, want one sheet", c, err)
	}
	var rows []string
	for _, r := range c.Sheets[0].Rows {
		var cells []string
		for _, x := range r.Cells {
			cells = append(cells, x.Text)
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	if got, want := strings.Join(rows, " / "), "实施编码|名称 / x1|12.5 / 长|1 / 长|末"; got != want {
		t.Errorf("rows = %q, want %q", got, want)
	}
}

// printed is a page that a browser printed: its fonts are drawn glyph by glyph
// and name their characters in a map of their own, some of them as radicals.
func TestAPDFThatABrowserPrinted(t *testing.T) {
	data, err := os.ReadFile("testdata/printed.pdf")
	if err != nil {
		t.Fatal(err)
	}
	c, err := format.Read("printed.pdf", data)
	want := "云溪市养犬办法\n第一条 为了规范养犬行为，保障人民安全，制定本办法。\n第二条 自公布之日起施行。\n项目｜金额\n年费｜10元\n"
	if err != nil || c.Text != want {
		t.Errorf("Read = %q, %v, want %q", c.Text, err, want)
	}
}

func TestNumbersInChinese(t *testing.T) {
	for n, want := range map[int]string{1: "一", 10: "十", 11: "十一", 20: "二十", 101: "一百零一", 110: "一百一十", 1001: "一千零一", 1260: "一千二百六十"} {
		if got := format.Chinese(n); got != want {
			t.Errorf("Chinese(%d) = %q, want %q", n, got, want)
		}
	}
}

// fuzz holds of a reader that it neither fails otherwise than by a Refusal nor
// gives text that is too long.
func fuzz(f *testing.F, name string, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := format.Read(name, data)
		var r *format.Refusal
		if err != nil && !errors.As(err, &r) {
			t.Errorf("Read = %v, want a refusal", err)
		}
		if len(c.Text) > format.MaxText+1<<20 || err == nil && len(c.Sheets) == 0 && c.Text == "" && len(c.Doubts) == 0 {
			t.Errorf("Read = %d bytes of text, %d sheets and no doubt", len(c.Text), len(c.Sheets))
		}
	})
}

func FuzzXLSX(f *testing.F) { fuzz(f, "a.xlsx", workbook(f)) }
func FuzzDOCX(f *testing.F) { fuzz(f, "a.docx", paper(f)) }
func FuzzHTML(f *testing.F) {
	fuzz(f, "a.html", []byte("<p>第一条</p><table><tr><td>a<td>b</table>"), []byte("<title><svg><style><!--</title><p hidden>x"))
}
func FuzzCSV(f *testing.F) {
	fuzz(f, "a.csv", []byte("a,\"b\"\nc"), []byte("\xff\xfea\x00,\x00"), []byte("\xca\xb5\xca\xa9,1\n"))
}
func FuzzTXT(f *testing.F) { fuzz(f, "a.txt", []byte("第一条"), []byte("\xca\xb5\xca\xa9")) }
func FuzzJSONL(f *testing.F) {
	fuzz(f, "a.jsonl", []byte(`{"a":1,"b":["x"],"c":{"d":null}}`+"\n"+`{"b":true}`))
}

// TestI12DamagedFilesAreReadOrRefused flips bytes. Every kind but PDF, whose
// library may hang: that one is flipped in a child, see package sandbox.
func TestI12DamagedFilesAreReadOrRefused(t *testing.T) {
	mutants := 200
	if os.Getenv("WENBAN_MUTANTS") != "" {
		mutants = 5000
	}
	for name, data := range map[string][]byte{
		"a.xlsx": workbook(t), "a.docx": paper(t), "a.html": []byte("<h1>规定</h1><table><tr><td>项目</td><td>金额</td></tr></table>"),
		"a.csv": []byte("实施编码,名称\nA,\"甲,乙\"\n"), "a.jsonl": []byte(`{"实施编码":"A","名称":["甲"]}`),
	} {
		if _, err := format.Read(name, data); err != nil {
			t.Fatalf("Read(%s) undamaged = %v", name, err)
		}
		refused := 0
		for i := range mutants {
			damaged := bytes.Clone(data)
			for j := range 1 + i%4 {
				damaged[(i*7919+j*104729)%len(damaged)] ^= byte(1 << ((i + j) % 8))
			}
			_, err := format.Read(name, damaged)
			var r *format.Refusal
			if err != nil && !errors.As(err, &r) {
				t.Errorf("Read(%s, mutant %d) = %v, want a refusal", name, i, err)
			}
			if err != nil {
				refused++
			}
		}
		t.Logf("%s: %d of %d mutants refused", name, refused, mutants)
	}
}
