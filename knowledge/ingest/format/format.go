// Package format reads the files that offices really have: workbooks and
// tables (XLSX, CSV, JSON lines in a shape of their own) become Sheets; papers
// (DOCX, PDF, HTML, plain text) become a Text. What a cell or a line means is
// not known here, see package profile and package policy.
//
// Every reader bounds what it takes in and says what it left out. None opens
// another file, follows a link or runs anything. They are meant to run in a
// process of their own (package sandbox): some of them stand on libraries that
// a few bytes can bring to loop or to use memory without end.
package format

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"wenban/knowledge/ingest"
)

// Limits of one file. They are far above what a county has and far below what a
// machine has.
const (
	MaxInput    = 64 << 20  // bytes of the file itself
	MaxUnpacked = 64 << 20  // bytes of all that a zip archive holds, really unpacked
	MaxStream   = 256 << 20 // bytes of JSON lines that were packed with gzip; only one line is in memory
	MaxEntries  = 2000      // entries of an archive
	MaxSheets   = 256
	MaxColumns  = 512
	MaxRows     = 200_000   // rows of one sheet
	MaxCells    = 2_000_000 // cells of one file, those of merged ranges included
	MaxCell     = 1 << 20   // bytes of one cell
	MaxText     = 16 << 20  // bytes of the text of a paper
	MaxXMLDepth = 200
)

// Kinds of file.
const (
	XLSX  = "xlsx"
	CSV   = "csv"
	JSONL = "jsonl"
	DOCX  = "docx"
	PDF   = "pdf"
	HTML  = "html"
	TXT   = "txt"
)

// Content is what a file holds: Sheets, or Text where there are none.
type Content struct {
	Kind   string
	Sheets []Sheet
	Text   string            // one paragraph a line; rows of tables with ｜ between the cells
	Meta   map[string]string // what a page or paper says of itself: title, published …
	Notes  []string          // what a person should know: the encoding, what was left out
	Doubts []ingest.Problem  // without the file's name
}

// Sheet is one table of a file.
type Sheet struct {
	Name     string // "" where the file is one table
	Hidden   bool   // hidden by whoever made the workbook
	Date1904 bool   // serial days count from 1904
	Rows     []Row
}

// Row is one line of a sheet.
type Row struct {
	Line  int // from 1, as the program that made the file counts
	Cells []Cell
}

// Cell is one value. List holds the values of a JSON list.
type Cell struct {
	Text string
	List []string
}

// Blank reports whether a cell holds nothing.
func (c Cell) Blank() bool { return len(c.List) == 0 && strings.TrimSpace(c.Text) == "" }

// Refusal is the error of a file that cannot be read, said so that a curator
// knows what to do.
type Refusal struct{ Reason, Fix string }

func (r *Refusal) Error() string { return r.Reason + "。" + r.Fix }

func refuse(reason, fix string) error { return &Refusal{reason, fix} }

// Read reads a file by what it is; where the name says something else the file
// is refused, since one of the two is wrong.
func Read(name string, data []byte) (Content, error) {
	kind, err := Kind(name, data)
	if err != nil {
		return Content{}, err
	}
	c, err := readers[kind](data)
	var r *Refusal
	if err != nil && !errors.As(err, &r) {
		err = refuse("文件损坏,无法读取("+plain(err)+")", "用原来的软件打开、另存一份后再导入")
	}
	c.Kind = kind
	return c, err
}

var readers = map[string]func([]byte) (Content, error){
	XLSX: readXLSX, CSV: readCSV, JSONL: readJSONL, DOCX: readDOCX, PDF: readPDF, HTML: readHTML, TXT: readTXT,
}

// plain shortens the text of an error of a library: it may quote the file.
func plain(err error) string {
	text := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, err.Error())
	return text[:min(len(text), 80)]
}

// Kind tells what a file is from its first bytes, and refuses what it cannot
// be: a program, a picture, an old Office file, or something other than its
// name says.
func Kind(name string, data []byte) (string, error) {
	if len(data) > MaxInput {
		return "", refuse(fmt.Sprintf("文件超过%d兆字节", MaxInput>>20), "拆成几个文件")
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return "", refuse("文件是空的", "补上内容,或者删去这个文件")
	}
	if reason := foreign(data); reason != "" {
		return "", refuse(reason, "给出 xlsx、csv、docx、pdf、html、txt 或者交换格式的文件")
	}
	said := extension(name)
	is, err := content(data, said)
	if err != nil {
		return "", err
	}
	if said != "" && said != is && !(loose[said] && loose[is]) {
		return "", refuse(fmt.Sprintf("文件名是 .%s,内容却是 %s", said, is), "改正文件名,或者重新导出")
	}
	return is, nil
}

// loose are the kinds of plain text: nothing in the bytes tells them apart for
// certain, so the name decides.
var loose = map[string]bool{CSV: true, TXT: true, HTML: true, JSONL: true}

var extensions = map[string]string{
	".xlsx": XLSX, ".csv": CSV, ".tsv": CSV, ".jsonl": JSONL, ".json": JSONL, ".docx": DOCX,
	".pdf": PDF, ".html": HTML, ".htm": HTML, ".txt": TXT, ".md": TXT,
	".xlsm": "xlsm", ".docm": "docm", ".xls": "xls", ".doc": "doc", ".zip": "zip",
}

func extension(name string) string {
	return extensions[strings.ToLower(path.Ext(strings.TrimSuffix(strings.ToLower(name), ".gz")))]
}

func content(data []byte, said string) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK")):
		return packed(data)
	case bytes.HasPrefix(data, []byte("%PDF-")):
		if bytes.Contains(data[max(0, len(data)-66000):], []byte("PK\x05\x06")) {
			return "", refuse("文件既是 PDF 又是压缩包", "重新导出 PDF 后再导入")
		}
		return PDF, nil
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		return JSONL, nil
	case loose[said]:
		return said, nil
	}
	return guess(data), nil
}

// guess tells the kinds of plain text apart where the name says nothing.
func guess(data []byte) string {
	head := strings.ToLower(string(bytes.TrimLeft(data[:min(len(data), 1024)], "\xef\xbb\xbf \t\r\n")))
	switch {
	case strings.HasPrefix(head, "<"):
		return HTML
	case strings.HasPrefix(head, "{"):
		return JSONL
	}
	return TXT
}

// magics are the first bytes of files that are none of ours.
var magics = []struct{ head, reason string }{
	{"MZ", "文件是可执行程序"}, {"\x7fELF", "文件是可执行程序"}, {"#!", "文件是脚本程序"},
	{"\x89PNG", "文件是图片"}, {"\xff\xd8\xff", "文件是图片"}, {"GIF8", "文件是图片"}, {"BM", "文件是图片"},
	{"II*\x00", "文件是图片"}, {"MM\x00*", "文件是图片"},
	{"Rar!", "文件是 RAR 压缩包"}, {"7z\xbc\xaf", "文件是 7z 压缩包"}, {"BZh", "文件是压缩包"}, {"\xfd7zXZ", "文件是压缩包"},
	{"{\\rtf", "文件是 RTF"},
}

func foreign(data []byte) string {
	if bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		if bytes.Contains(data, utf16Name("EncryptedPackage")) {
			return "文件加了密码"
		}
		return "文件是旧版 Office 格式(xls、doc)"
	}
	for _, m := range magics {
		if bytes.HasPrefix(data, []byte(m.head)) {
			return m.reason
		}
	}
	return ""
}

// utf16Name is a name as the directory of a compound file spells it.
func utf16Name(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}
