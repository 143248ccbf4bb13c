package sandbox_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/format"
	"wenban/knowledge/ingest/sandbox"
)

// hostile are files that must be refused, by the row of the list of bad inputs
// that they stand for. What is written in a cell or paper is harmless stand-in.
func hostile(t testing.TB) []struct {
	row, what, name string
	data            []byte
	reason          string
	limits          sandbox.Limits
} {
	type file = struct {
		row, what, name string
		data            []byte
		reason          string
		limits          sandbox.Limits
	}
	var none sandbox.Limits
	deep := strings.Repeat("<x>", 5000) + strings.Repeat("</x>", 5000)
	laughs := `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`
	outside := `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`
	return []file{
		{"I01", "a sheet of 80 MB in a small file", "a.xlsx", sheetXML(t, "<sheetData>"+strings.Repeat(" ", 80<<20)+"</sheetData>"), "解开后超过64兆字节", none},
		{"I02", "a header that says 1 KB of 80 MB", "a.xlsx", lying(t, "xl/workbook.xml", 80<<20), "读不完整", none},
		{"I03", "an archive in an archive", "a.xlsx", sheetXML(t, cells, entry{"xl/media/a.zip", string(pack(t, entry{"b", "c"}))}), "压缩包里还有压缩包", none},
		{"I03", "entries that overlap", "a.xlsx", overlapping(t), "互相重叠", none},
		{"I03", "too many entries", "a.xlsx", sheetXML(t, cells, many(2001)...), "超过2000个", none},
		{"I03", "an archive that is no document", "a.zip", pack(t, entry{"a.txt", "b"}), "不是 Office 文档", none},
		{"I04", "a name that leads up", "a.xlsx", sheetXML(t, cells, entry{"../../etc/cron.d/x", "x"}), "指向外面的文件名", none},
		{"I04", "an absolute name", "a.xlsx", sheetXML(t, cells, entry{"/etc/x", "x"}), "指向外面的文件名", none},
		{"I04", "a name with a backslash", "a.xlsx", sheetXML(t, cells, entry{`xl\x`, "x"}), "指向外面的文件名", none},
		{"I04", "a name with NUL", "a.xlsx", sheetXML(t, cells, entry{"xl/a\x00b", "x"}), "指向外面的文件名", none},
		{"I04", "a link", "a.xlsx", special(t, fs.ModeSymlink), "不是普通文件", none},
		{"I04", "a device", "a.xlsx", special(t, fs.ModeDevice), "不是普通文件", none},
		{"I05", "a row of number 2,000,000,000", "a.xlsx", sheetXML(t, `<sheetData><row r="2000000000"><c r="A1"><v>1</v></c></row></sheetData>`), "行", none},
		{"I05", "more rows than allowed", "a.xlsx", sheetXML(t, "<sheetData>"+strings.Repeat("<row/>", 200_001)+"</sheetData>"), "超过200000行", none},
		{"I06", "an outside entity in the strings", "a.xlsx", sheetXML(t, cells, entry{"xl/sharedStrings.xml", outside + `<sst><si><t>&e;</t></si></sst>`}), "DOCTYPE", none},
		{"I06", "a billion laughs in a sheet", "a.xlsx", sheetXML(t, cells, entry{"xl/worksheets/sheet2.xml", laughs + `<worksheet>&c;</worksheet>`}), "DOCTYPE", none},
		{"I06", "an outside entity in a paper", "a.docx", word(t, rule(), entry{"word/styles.xml", outside + `<s>&e;</s>`}), "DOCTYPE", none},
		{"I06", "an entity that nobody defined", "a.docx", word(t, "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>"), "损坏", none},
		{"I06", "XML nested 5,000 deep", "a.docx", word(t, deep), "损坏", none},
		{"I07", "10,000 sheets", "a.xlsx", manySheets(t, 10_000), "超过256张", none},
		{"I07", "16,384 columns", "a.xlsx", sheetXML(t, `<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>`), "超过512列", none},
		{"I07", "merged ranges that fill millions of cells", "a.xlsx", sheetXML(t, "<sheetData>"+strings.Repeat("<row><c t=\"inlineStr\"><is><t>x</t></is></c></row>", 9000)+`</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`), "单元格超过", none},
		{"I09", "a workbook with macros", "a.xlsx", sheetXML(t, cells, entry{"xl/vbaProject.bin", "macro"}), "带宏", none},
		{"I09", "macros by name", "a.xlsm", plain(t), "内容却是 xlsx", none},
		{"I09", "a paper with macros", "a.docx", word(t, rule(), entry{"word/vbaProject.bin", "macro"}), "带宏", none},
		{"I09", "an embedded object", "a.docx", word(t, rule(), entry{"word/embeddings/oleObject1.bin", "ole"}), "嵌有别的文件", none},
		{"I10", "a workbook with a password", "a.xlsx", encrypted(), "加了密码", none},
		{"I13", "a hex string that never ends", "a.pdf", page("BT /F1 12 Tf <AB"), "处理器时间超过1秒", short},
		{"I13", "an object that never ends", "a.pdf", hexHang(), "打不开", short},
		{"I14", "pages that are their own children", "a.pdf", pdfOf("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"), "处理器时间超过1秒", short},
		{"I14", "a size of nine thousand million", "a.pdf", pdfOf("/Size 9000000000", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"), "应为1到2000页", short},
		{"I14", "a million pages that are not there", "a.pdf", pdfOf("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 1000000 >>"), "应为1到2000页", short},
		{"I15", "a PDF with a password", "a.pdf", pdfOf("/Encrypt 3 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", "<< /Filter /Standard /V 1 /R 2 /O <"+strings.Repeat("AB", 32)+"> /U <"+strings.Repeat("CD", 32)+"> /P -4 >>"), "密码", none},
		{"I15", "a scan", "a.pdf", scan(), "扫描件", none},
		{"I15", "text in a font that does not say what it draws", "a.pdf", unreadable(), "乱码", none},
		{"I20", "two encodings in one file", "a.csv", mixed(), "第3行却是 UTF-8", none},
		{"I20", "neither encoding", "a.csv", []byte("实施编码,事项名称\nA,\xff\xff\xfe\n"), "第2行", none},
		{"I20", "a quotation mark that is never closed", "a.csv", []byte("实施编码,事项名称\nA,\"居住证\nB,乙\n"), "第2行的双引号没有成对", none},
		{"I20", "a cell of 10 MB", "a.csv", []byte("实施编码,事项名称\nA," + strings.Repeat("长", 4<<20) + "\n"), "第2行有超过1兆字节的单元格", none},
		{"I20", "NUL all over", "a.csv", []byte("实施编码,事项名称\nA,b" + strings.Repeat("\x00", 40)), "不是文本", none},
		{"I22", "a program named as a workbook", "a.xlsx", []byte("MZ\x90\x00 this program cannot be run"), "可执行程序", none},
		{"I22", "a picture named as a workbook", "a.xlsx", []byte("\x89PNG\r\n\x1a\n"), "图片", none},
		{"I22", "a page named as a workbook", "a.xlsx", []byte("<html><table><tr><td>实施编码</td></tr></table></html>"), "内容却是 html", none},
		{"I22", "a workbook named as a paper", "a.docx", plain(t), "内容却是 xlsx", none},
		{"I22", "a PDF that is an archive too", "a.pdf", append(page(draw(ruleLines...)), pack(t, entry{"a", "b"})...), "既是 PDF 又是压缩包", none},
		{"I23", "no byte", "a.xlsx", nil, "空的", none},
		{"I23", "one byte", "a.xlsx", []byte("P"), "内容却是 txt", none},
		{"I23", "a byte more than allowed", "a.txt", bytes.Repeat([]byte("x"), format.MaxInput+1), "超过64兆字节", none},
		{"I39", "a mark of classification in a cell", "a.csv", []byte("实施编码,事项名称\nA,机密★1年 名单\n"), "密级", none},
		{"I39", "a mark for internal use in a paper", "a.txt", []byte("关于户口业务的通知\n内部▲长期\n第一条 略略略略略略略略略。\n"), "密级", none},
		{"I54", "a picture of many pixels", "a.html", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x27\x10\x00\x00\x27\x10"), "图片", none},
	}
}

// touched keeps what the positive control of the measure uses.
var touched []byte

// TestHostileFilesAreRefusedAndLeaveNothing holds of every hostile file: it is
// refused with its reason, this process grows by no more than 32 MB, no
// temporary file stays, and a good file right after is accepted.
func TestHostileFilesAreRefusedAndLeaveNothing(t *testing.T) {
	good := plain(t)
	if control := grown(func() { touched = bytes.Repeat([]byte("x"), 64<<20) }); control >= 0 && control < 48<<20 {
		t.Fatalf("64 MB used were measured as %d KB", control>>10)
	}
	touched = nil
	before := len(temporary(t))
	var most int64
	for _, f := range hostile(t) {
		t.Run(f.row+" "+f.what, func(t *testing.T) {
			growth := grown(func() { refusedWith(t, f.limits, f.name, f.data, f.reason) })
			most = max(most, growth)
			if growth > 32<<20 {
				t.Errorf("import of %s grew this process by %d MB, want at most 32", f.what, growth>>20)
			}
			if e, _ := accepted(t, "good.xlsx", good); len(e.Items) != 1 {
				t.Errorf("a good file after %s = %d items, want 1", f.what, len(e.Items))
			}
		})
	}
	t.Logf("this process grew by at most %d KB", most>>10)
	if after := len(temporary(t)); after > before {
		t.Errorf("%d temporary files before, %d after", before, after)
	}
}

func many(n int) (all []entry) {
	for i := range n {
		all = append(all, entry{fmt.Sprintf("xl/media/%d", i), ""})
	}
	return all
}

// overlapping makes the directory of an archive name one entry many times.
func overlapping(t testing.TB) []byte {
	t.Helper()
	data := pack(t, entry{"xl/workbook.xml", strings.Repeat("0123456789abcdef", 4096)})
	end := bytes.LastIndex(data, []byte("PK\x05\x06"))
	start := int(binary.LittleEndian.Uint32(data[end+16:]))
	directory := data[start:end]
	out := bytes.Clone(data[:start])
	for i := range 200 {
		one := bytes.Clone(directory)
		copy(one[46:], fmt.Sprintf("xl/workbook%04d", i)[:15])
		out = append(out, one...)
	}
	tail := bytes.Clone(data[end:])
	binary.LittleEndian.PutUint16(tail[8:], 200)
	binary.LittleEndian.PutUint16(tail[10:], 200)
	binary.LittleEndian.PutUint32(tail[12:], uint32(200*len(directory)))
	return append(out, tail...)
}

func special(t testing.TB, mode fs.FileMode) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "xl/workbook.xml"}
	h.SetMode(mode | 0o644)
	if _, err := w.CreateHeader(h); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func manySheets(t testing.TB, n int) []byte {
	t.Helper()
	var sheets strings.Builder
	for i := range n {
		fmt.Fprintf(&sheets, `<sheet name="s%d" sheetId="%d" r:id="rId1"/>`, i, i+1)
	}
	return pack(t, entry{"[Content_Types].xml", "<Types/>"}, entry{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets>` + sheets.String() + `</sheets></workbook>`})
}

func encrypted() []byte {
	data := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 2048)...)
	for _, c := range "EncryptedPackage" {
		data = append(data, byte(c), 0)
	}
	return data
}

// hexHang is a known way to hang PDF parsers in a few hundred bytes: a hex string
// at the end of the file that is not closed.
func hexHang() []byte {
	return []byte("%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages <AB\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 2 /Root <AB")
}

func scan() []byte {
	return pdfOf("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>", streamOf("q 600 0 0 800 0 0 cm /I Do Q"),
		"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream")
}

func unreadable() []byte {
	return pdfOf("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		streamOf("BT /F1 12 Tf 1 0 0 1 50 700 Tm <"+strings.Repeat("0001008200830084", 20)+"> Tj ET"),
		"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H >>")
}

func mixed() []byte {
	return []byte("\xca\xb5\xca\xa9\xb1\xe0\xc2\xeb,\xca\xc2\xcf\xee\xc3\xfb\xb3\xc6\nA,\xbe\xd3\xd7\xa1\xd6\xa4\nB,居住证补领\n")
}

func TestI08FormulasGiveTheirSavedValuesAndNothingIsFetched(t *testing.T) {
	sheet := `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>实施编码</t></is></c><c r="B1" t="inlineStr"><is><t>事项名称</t></is></c><c r="C1" t="inlineStr"><is><t>简介</t></is></c></row>` +
		`<row r="2"><c r="A2" t="str"><f>"A"&amp;1</f><v>A1</v></c><c r="B2" t="str"><f>WEBSERVICE("http://127.0.0.1:9/x")</f><v>居住证办理</v></c><c r="C2" t="inlineStr"><is><t>=HYPERLINK("http://a.example")</t></is></c></row></sheetData>`
	e, report := accepted(t, "a.xlsx", sheetXML(t, sheet, entry{"xl/externalLinks/externalLink1.xml", `<externalLink/>`}))
	if it, ok := e.Item("A1"); !ok || it.Name != "居住证办理" || it.Summary != `=HYPERLINK("http://a.example")` {
		t.Errorf("import = %+v, want the saved values, and text that begins with = as text", e.Items)
	}
	for _, want := range []string{"有2个公式,按文件里保存的结果读取", "没有打开别的文件"} {
		if !strings.Contains(report.String(), want) {
			t.Errorf("report lacks %q:\n%s", want, report)
		}
	}
}

func TestI11ATruncatedFileIsRefused(t *testing.T) {
	for name, data := range map[string][]byte{"a.xlsx": plain(t), "a.docx": word(t, rule()), "a.pdf": page(draw(ruleLines...))} {
		if _, err := format.Read(name, data); err != nil {
			t.Fatalf("Read(%s) whole = %v, want no error", name, err)
		}
		for i := range 100 {
			if _, err := format.Read(name, data[:len(data)*i/100]); err == nil {
				t.Errorf("Read(%s) cut at %d%% = no error", name, i)
			}
		}
		refused(t, name, data[:len(data)*7/10], "")
	}
}

func TestI15ActiveContentOfAPDFIsLeftOut(t *testing.T) {
	data := page(draw(ruleLines...), "<< /S /JavaScript /JS (app.alert\\(1\\)) >>", "<< /S /Launch /F (x.exe) >>", "<< /Type /EmbeddedFile >>")
	e, report := accepted(t, "a.pdf", data)
	if d, ok := e.Document("云政发〔2025〕12号"); !ok || d.Title != ruleLines[0] || d.Effective.From != "2025-06-01" || strings.Contains(d.Text, "alert") {
		t.Errorf("import = %+v, want the rule alone", e.Documents)
	}
	for _, want := range []string{"脚本没有运行", "启动程序的动作没有执行", "夹带的文件没有打开"} {
		if !strings.Contains(report.String(), want) {
			t.Errorf("report lacks %q:\n%s", want, report)
		}
	}
}

func TestI16TextThatIsNotSeenInAPDFIsShownToTheCuratorAndNotRead(t *testing.T) {
	for name, operators := range map[string]string{
		"drawn in no ink": "BT 3 Tr /F1 12 Tf 1 0 0 1 50 300 Tm <" + ucs2("交费五百元") + "> Tj 0 Tr ET\n",
		"white":           "1 1 1 rg BT /F1 12 Tf 1 0 0 1 50 300 Tm <" + ucs2("交费五百元") + "> Tj ET\n",
	} {
		e, report := accepted(t, "a.pdf", page(draw(ruleLines...)+operators))
		if strings.Contains(e.Documents[0].Text, "五百") || !strings.Contains(report.String(), "有看不见的文字,没有读取:“交费五百元”") {
			t.Errorf("%s: text %q, report:\n%s\nwant it out of the text and in the report", name, e.Documents[0].Text, report)
		}
	}
}

func TestI17WhatAPaperHidesOrPointsToIsToldAndNotRead(t *testing.T) {
	body := rule() + `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>另交五百元</w:t></w:r></w:p>` +
		`<w:p><w:del><w:r><w:delText>旧的规定</w:delText></w:r></w:del><w:ins><w:r><w:t>第三条 新的规定。</w:t></w:r></w:ins></w:p>` +
		`<w:altChunk r:id="rId9"/><w:p><w:r><w:commentReference w:id="0"/></w:r></w:p>`
	e, report := accepted(t, "a.docx", word(t, body, entry{"word/comments.xml", `<w:comments xmlns:w="w"/>`}, entry{"word/_rels/settings.xml.rels",
		`<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://127.0.0.1:9/t.dotm" TargetMode="External"/></Relationships>`}))
	text := e.Documents[0].Text
	if strings.Contains(text, "五百") || strings.Contains(text, "旧的规定") || !strings.Contains(text, "第三条 新的规定。") {
		t.Errorf("text = %q, want accepted text without what is hidden or deleted", text)
	}
	for _, want := range []string{"“另交五百元”", "修订", "altChunk", "批注", "外部模板,没有打开"} {
		if !strings.Contains(report.String(), want) {
			t.Errorf("report lacks %q:\n%s", want, report)
		}
	}
}

func TestI18APageGivesItsWordsAlone(t *testing.T) {
	html := `<!doctype html><html><head><title>云溪市养犬管理规定_门户</title><base href="//evil.example"><meta http-equiv=refresh content="0;url=//evil.example"><style>x{background:url(//evil.example)}</style></head><body>
<h1>云溪市养犬管理规定</h1><script>alert(1)</script><iframe src="//evil.example">框架</iframe><img srcset="//evil.example/a 1x" onerror=alert(1)>
<p>第一条 制定<b>本规定</b>。&lt;script&gt;</p><p style="display: none">另交五百元</p>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;"></math>
<table><tr><td>项目<td>金额</td></tr><tr><td>工本费</td><td>10元</td></tr></table><p>本规定自2025年1月1日起施行。</p></body></html>`
	e, report := accepted(t, "a.html", []byte(html))
	d := e.Documents[0]
	for _, want := range []string{"第一条 制定本规定。<script>", "项目｜金额\n工本费｜10元", "本规定自2025年1月1日起施行。"} {
		if !strings.Contains(d.Text, want) {
			t.Errorf("text = %q, want %q in it", d.Text, want)
		}
	}
	for _, not := range []string{"alert", "evil", "框架", "五百", "onerror"} {
		if strings.Contains(d.Text, not) {
			t.Errorf("text = %q, must not hold %q", d.Text, not)
		}
	}
	if d.Title != "云溪市养犬管理规定" || !strings.Contains(report.String(), "“另交五百元”") {
		t.Errorf("title %q, report:\n%s", d.Title, report)
	}
	refused(t, "deep.html", []byte(strings.Repeat("<div hidden>", 20_000)), "嵌套太深")
}

func TestI19MarkdownIsPlainText(t *testing.T) {
	md := "# 云溪市养犬管理规定\n\n第一条 [办理](javascript:alert(1)) <script>x</script>\n" + strings.Repeat("- ", 10_000) + "\n\n[a]: data:text/html;x\n"
	path := filepath.Join(t.TempDir(), "a.md") // in a folder such a file goes with others, and is passed over
	if err := os.WriteFile(path, []byte(md), 0o600); err != nil {
		t.Fatal(err)
	}
	e, report, err := ingest.Load(t.Context(), []string{path}, ingest.Options{Convert: sandbox.Convert("", sandbox.Limits{})})
	if err != nil {
		t.Fatalf("import = %v:\n%s", err, report)
	}
	if d := e.Documents[0]; d.Title != "云溪市养犬管理规定" || !strings.Contains(d.Text, "[办理](javascript:alert(1)) <script>x</script>") {
		t.Errorf("document = %.200q, want the characters as they are: pages escape them", d.Text)
	}
}

func TestI20EncodingsAreRecognisedAndTold(t *testing.T) {
	gbk := "\xca\xb5\xca\xa9\xb1\xe0\xc2\xeb,\xca\xc2\xcf\xee\xc3\xfb\xb3\xc6\nA,\xbe\xd3\xd7\xa1\xd6\xa4\xb0\xec\xc0\xed\nB,\xc1\xaa\xcd\xa8\n"
	utf8 := "实施编码,事项名称\nA,居住证办理\nB,联通\n"
	cases := []struct {
		what, told string
		data       []byte
	}{
		{"UTF-8", "编码 UTF-8", []byte(utf8)}, {"with a mark", "编码 UTF-8", []byte("\ufeff" + utf8)},
		{"GBK", "编码 GBK(GB18030)", []byte(gbk)}, {"line ends of old", "编码 UTF-8", []byte(strings.ReplaceAll(utf8, "\n", "\r"))},
		{"tabs", "编码 UTF-8", []byte(strings.ReplaceAll(utf8, ",", "\t"))}, {"UTF-16", "编码 UTF-16", wide(utf8, true)}, {"UTF-16 without a mark", "编码 UTF-16(无标记)", wide(utf8+strings.Repeat("\n", 20), false)},
	}
	for _, c := range cases {
		e, report := accepted(t, "a.csv", c.data)
		a, _ := e.Item("A")
		b, _ := e.Item("B")
		if a.Name != "居住证办理" || b.Name != "联通" || !strings.Contains(report.String(), c.told) {
			t.Errorf("%s: names %q and %q, report:\n%s\nwant 居住证办理, 联通 and %q", c.what, a.Name, b.Name, report, c.told)
		}
	}
}

func wide(s string, mark bool) (out []byte) {
	if mark {
		out = []byte("\xff\xfe")
	}
	for _, r := range s {
		out = binary.LittleEndian.AppendUint16(out, uint16(r))
	}
	return out
}

func TestI21CellsThatLookLikeFormulasStayText(t *testing.T) {
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "＝1"} {
		e, _ := accepted(t, "a.csv", []byte("实施编码,事项名称,简介\nA,甲,"+text+"\n"))
		if it, _ := e.Item("A"); it.Summary != text {
			t.Errorf("summary of %q = %q", text, it.Summary)
		}
	}
}

func TestI23AFileOfExactlyTheLimitIsRead(t *testing.T) {
	data := append(bytes.Repeat([]byte(" "), format.MaxInput-len("关于甲的通知")), "关于甲的通知"...)
	if kind, err := format.Kind("a.txt", data); err != nil || kind != format.TXT {
		t.Errorf("Kind of %d bytes = %q, %v, want %q", len(data), kind, err, format.TXT)
	}
}

func TestI38HiddenCharactersAreTakenOutAndTold(t *testing.T) {
	e, report := accepted(t, "a.csv", []byte("实施编码,事项名称\nA,居\u200b住\u202e证\U000e0041\n"))
	if it, _ := e.Item("A"); it.Name != "居住证" || !strings.Contains(report.String(), "看不见的字符") {
		t.Errorf("name %q, report:\n%s", it.Name, report)
	}
}

func TestAWorkbookWithManySheetsAndMergedCells(t *testing.T) {
	f := excelize.NewFile()
	rows := [][]any{{"填报单位：云溪市"}, {"实施编码", "事项名称", "承诺时限(工作日)", "材料名称"}, {"A1", "居住证办理", 5, "身份证"}, {nil, nil, nil, "照片"}, {"B1", "居住证补领", "当场", "身份证"}}
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range [][2]string{{"A1", "D1"}, {"A3", "A4"}, {"B3", "B4"}, {"C3", "C4"}} {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("旧数据"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetVisible("旧数据", false); err != nil {
		t.Fatal(err)
	}
	e, report := accepted(t, "a.xlsx", written(t, f))
	a, _ := e.Item("A1")
	b, _ := e.Item("B1")
	if len(a.Materials) != 2 || a.TimeLimit.Promised.Days != 5 || a.TimeLimit.Promised.Unit != "工作日" || len(b.Materials) != 1 || b.TimeLimit.Promised.Unit != "工作日" || b.TimeLimit.Promised.Days != 0 {
		t.Errorf("items = %+v\n%+v\nwant two materials and 5 working days, one and done on the spot", a, b)
	}
	if !strings.Contains(report.String(), "工作表“旧数据”是隐藏的,没有读取") {
		t.Errorf("report does not tell of the hidden sheet:\n%s", report)
	}
}
