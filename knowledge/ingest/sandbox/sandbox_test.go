package sandbox_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/xuri/excelize/v2"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Child()
	os.Exit(m.Run())
}

// short are limits under which a file that hangs its parser is told soon.
var short = sandbox.Limits{CPU: time.Second, Wall: time.Minute, Memory: 512 << 20, Output: 64 << 20}

// take imports one file, as a curator would.
func take(t *testing.T, name string, data []byte) (*knowledge.Edition, ingest.Report, error) {
	t.Helper()
	return takeWith(t, sandbox.Limits{}, name, data)
}

func takeWith(t *testing.T, l sandbox.Limits, name string, data []byte) (*knowledge.Edition, ingest.Report, error) {
	t.Helper()
	fsys := fstest.MapFS{name: {Data: data}}
	return ingest.LoadFS(t.Context(), fsys, ingest.Options{Convert: sandbox.Convert("", l)})
}

// accepted imports a file that must be accepted.
func accepted(t *testing.T, name string, data []byte) (*knowledge.Edition, ingest.Report) {
	t.Helper()
	e, report, err := take(t, name, data)
	if err != nil {
		t.Fatalf("import %s = %v, want accepted:\n%s", name, err, report)
	}
	return e, report
}

// refused imports a file that must be refused with a reason.
func refused(t *testing.T, name string, data []byte, reason string) {
	t.Helper()
	refusedWith(t, sandbox.Limits{}, name, data, reason)
}

func refusedWith(t *testing.T, l sandbox.Limits, name string, data []byte, reason string) {
	t.Helper()
	e, report, err := takeWith(t, l, name, data)
	if e != nil || err == nil || !strings.Contains(report.String(), reason) {
		t.Errorf("import %s = %v, want refused with %q:\n%s", name, err, reason, report)
	}
}

// book makes a workbook of rows of cells.
func book(t testing.TB, sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for _, name := range order(sheets) {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range sheets[name] {
			if err := f.SetSheetRow(name, "A"+strconv.Itoa(i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	return written(t, f)
}

func written(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func order(sheets map[string][][]any) (names []string) {
	for name := range sheets {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// plain is a workbook of one item without a fault: the positive control.
func plain(t testing.TB) []byte {
	return book(t, map[string][][]any{"事项": {{"实施编码", "事项名称", "材料名称"}, {"A1", "居住证办理", "身份证"}}})
}

// entry is one file of an archive.
type entry struct{ name, text string }

// pack makes a zip archive.
func pack(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.Create(e.name)
		if err == nil {
			_, err = f.Write([]byte(e.text))
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

// The parts that every workbook has.
const (
	contentTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
	packageRels  = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	workbookRels = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
)

// sheetXML makes a workbook of raw parts: one sheet with the text given, and what
// else is to be in the archive.
func sheetXML(t testing.TB, sheet string, more ...entry) []byte {
	t.Helper()
	return pack(t, append([]entry{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"xl/workbook.xml", `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="事项" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", workbookRels},
		{"xl/worksheets/sheet1.xml", `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + sheet + `</worksheet>`},
	}, more...)...)
}

// cells is the data of a sheet with one good item.
const cells = `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>实施编码</t></is></c><c r="B1" t="inlineStr"><is><t>事项名称</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>A1</t></is></c><c r="B2" t="inlineStr"><is><t>居住证办理</t></is></c></row></sheetData>`

// word makes a Word document of the body given.
func word(t testing.TB, body string, more ...entry) []byte {
	t.Helper()
	return pack(t, append([]entry{
		{"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>` + body + `</w:body></w:document>`},
	}, more...)...)
}

func paragraph(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }

// rule is the body of a short policy without a fault.
func rule() string {
	return paragraph("云溪市小餐饮登记管理办法") + paragraph("云政发〔2025〕12号") + paragraph("第一条 为了规范小餐饮登记，制定本办法。") +
		paragraph("第二条 本办法自2025年6月1日起施行。") + paragraph("云溪市人民政府") + paragraph("2025年4月20日")
}

// pdfOf makes a PDF of numbered objects, the first of which is the catalogue.
func pdfOf(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, xref)
	return b.Bytes()
}

func streamOf(text string) string {
	return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text)
}

// page makes a PDF of one page with the drawing operators given; text is in UCS-2.
func page(operators string, more ...string) []byte {
	return pdfOf("", append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		streamOf(operators), "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H >>",
	}, more...)...)
}

// draw is the operators that draw lines one below the other.
func draw(lines ...string) string {
	var b strings.Builder
	b.WriteString("BT /F1 12 Tf 14 TL 1 0 0 1 50 700 Tm\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "<%s> Tj T*\n", ucs2(l))
	}
	b.WriteString("ET\n")
	return b.String()
}

func ucs2(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, "%04X", r)
	}
	return b.String()
}

var ruleLines = []string{"云溪市小餐饮登记管理办法", "云政发〔2025〕12号", "第一条 为了规范小餐饮登记，制定本办法。", "第二条 本办法自2025年6月1日起施行。", "云溪市人民政府", "2025年4月20日"}

// lying makes an archive with one entry whose header says less than it holds.
func lying(t testing.TB, name string, real int) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	block := bytes.Repeat([]byte(" "), 1<<20)
	sum := crc32.NewIEEE()
	for range real >> 20 {
		_, _ = w.Write(block) // to memory
		_, _ = sum.Write(block)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: sum.Sum32(), CompressedSize64: uint64(packed.Len()), UncompressedSize64: 1000})
	if err == nil {
		_, err = f.Write(packed.Bytes())
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// grown runs an import and returns by how many bytes this process grew at its
// highest; -1 where the system does not tell.
func grown(work func()) int64 {
	debug.FreeOSMemory()
	before := status("VmRSS")
	if os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) != nil || before < 0 {
		return -1
	}
	work()
	return status("VmHWM") - before
}

func status(name string) int64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return -1
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err == nil {
				return n << 10
			}
		}
	}
	return -1
}

// temporary lists what lies in the folder for temporary files that parsers may
// have left.
func temporary(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(os.TempDir(), "excelize*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}
