package format

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"wenban/knowledge/ingest"
)

// readDOCX reads the body of a Word document: paragraphs with the numbers Word
// would show before them, tables as lines. Of tracked changes it reads the text
// as if all were accepted; hidden text it leaves out; both it tells.
func readDOCX(data []byte) (Content, error) {
	rel := relations{}
	a, err := unpack(data, rel.hook)
	if err != nil {
		return Content{}, err
	}
	d := docx{marks: map[string]int{}, numbers: numbering{levels: map[string]level{}, lists: map[string]string{}, styles: map[string]numbered{}, count: map[string]int{}}}
	for _, part := range []struct {
		name string
		see  func(xml.Token)
	}{{"word/numbering.xml", d.numbers.see()}, {"word/styles.xml", d.numbers.seeStyles()}, {"word/document.xml", d.see}} {
		if err := a.walk(part.name, part.see); err != nil {
			return Content{}, damagedPart(part.name)
		}
	}
	if d.size > MaxText {
		return Content{}, refuse(fmt.Sprintf("正文超过%d兆字节", MaxText>>20), "拆成几个文件")
	}
	c := Content{Text: d.out.String(), Notes: append(a.notes, rel.notes()...)}
	c.Doubts = d.doubts(a)
	return c, nil
}

// walk hands the tokens of a part to see; a part that is not there has none.
func (a archive) walk(name string, see func(xml.Token)) error {
	f := a.entries[name]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return wellFormed(io.LimitReader(r, MaxUnpacked), see)
}

// relations notes what a document points at outside itself; nothing of it is fetched.
type relations struct{ template, linked int }

func (r *relations) hook(name string) func(xml.Token) {
	if path.Ext(name) != ".rels" {
		return nil
	}
	return func(t xml.Token) {
		e, ok := t.(xml.StartElement)
		if !ok || attr(e, "TargetMode") != "External" {
			return
		}
		switch kind := attr(e, "Type"); {
		case strings.HasSuffix(kind, "/attachedTemplate"):
			r.template++
		case !strings.HasSuffix(kind, "/hyperlink"):
			r.linked++
		}
	}
}

func (r *relations) notes() (notes []string) {
	if r.template > 0 {
		notes = append(notes, "文件指定了外部模板,没有打开")
	}
	if r.linked > 0 {
		notes = append(notes, fmt.Sprintf("有%d处指向外部的图片或者内容,没有打开", r.linked))
	}
	return notes
}

// docx gathers the text of a document token by token.
type docx struct {
	out     strings.Builder
	size    int
	numbers numbering

	skip     int // depth inside an element that is left out
	text     strings.Builder
	inText   bool
	run      struct{ open, hidden bool }
	number   numbered
	cells    [][]string // the row being read, of each open table
	cell     []strings.Builder
	marks    map[string]int // what was met that a person should know
	hiddenOf strings.Builder
}

// left are the elements whose content is not part of the accepted text.
var left = map[string]string{
	"del": "修订", "moveFrom": "修订", "Fallback": "", "instrText": "", "delText": "修订", "txbxContent": "文本框",
}

func (d *docx) see(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		d.start(t)
	case xml.EndElement:
		d.end(t.Name.Local)
	case xml.CharData:
		d.chars(string(t))
	}
}

func (d *docx) start(e xml.StartElement) {
	name := e.Name.Local
	if mark, ok := left[name]; ok || d.skip > 0 {
		if d.skip == 0 && mark != "" {
			d.marks[mark]++
		}
		d.skip++
		return
	}
	switch name {
	case "ins", "moveTo":
		d.marks["修订"]++
	case "altChunk", "commentReference", "footnoteReference", "endnoteReference", "oMath", "object":
		d.marks[name]++
	case "p":
		d.number = numbered{}
	case "r":
		d.run.open, d.run.hidden = true, false
	case "vanish", "webHidden":
		d.run.hidden = d.run.hidden || d.run.open && on(e)
	case "pStyle":
		d.number = d.number.or(d.numbers.styles[attr(e, "val")])
	case "numId":
		d.number.list = attr(e, "val")
	case "ilvl":
		d.number.level = attr(e, "val")
	case "t":
		d.inText = true
	case "tab":
		d.chars2("\t")
	case "br", "cr":
		d.chars2("\n")
	case "tbl":
		d.endParagraph()
		d.cells = append(d.cells, nil)
		d.cell = append(d.cell, strings.Builder{})
	case "tc":
		if n := len(d.cell); n > 0 {
			d.cell[n-1].Reset()
		}
	}
}

// on reports whether a property that may be switched off is on.
func on(e xml.StartElement) bool {
	v := attr(e, "val")
	return v != "0" && v != "false" && v != "off"
}

func (d *docx) chars(s string) {
	if d.inText && d.skip == 0 {
		d.chars2(s)
	}
}

func (d *docx) chars2(s string) {
	if !d.run.open && s != "\n" {
		return // a tab of the paragraph's own properties
	}
	if d.run.hidden {
		if d.hiddenOf.Len() < 200 {
			d.hiddenOf.WriteString(s)
		}
		return
	}
	d.text.WriteString(s)
}

func (d *docx) end(name string) {
	if d.skip > 0 {
		d.skip--
		return
	}
	switch name {
	case "r":
		d.run.open = false
	case "t":
		d.inText = false
	case "p":
		d.endParagraph()
	case "tc":
		if n := len(d.cells); n > 0 {
			d.cells[n-1] = append(d.cells[n-1], strings.Join(strings.Fields(d.cell[n-1].String()), " "))
		}
	case "tr":
		d.endRow()
	case "tbl":
		if n := len(d.cells); n > 0 {
			d.cells, d.cell = d.cells[:n-1], d.cell[:n-1]
		}
	}
}

func (d *docx) endParagraph() {
	text := strings.TrimRight(d.text.String(), " \t\n")
	d.text.Reset()
	if strings.TrimSpace(text) == "" {
		return
	}
	prefix, known := d.numbers.next(d.number)
	if !known {
		d.marks["自动编号"]++
	}
	d.number = numbered{}
	d.write(prefix + text)
}

// write puts a line into the cell that is open, or else into the text.
func (d *docx) write(line string) {
	d.size += len(line) + 1
	switch n := len(d.cell); {
	case d.size > MaxText:
	case n > 0:
		d.cell[n-1].WriteString(line + " ")
	default:
		d.out.WriteString(line + "\n")
	}
}

func (d *docx) endRow() {
	n := len(d.cells)
	if n == 0 {
		return
	}
	row := strings.Join(d.cells[n-1], "｜")
	d.cells[n-1] = nil
	if n > 1 { // a table in a cell of another one
		d.cell[n-2].WriteString(row + " ")
		return
	}
	if d.size += len(row); d.size <= MaxText && strings.Trim(row, "｜") != "" {
		d.out.WriteString(row + "\n")
	}
}

// doubts says what a person has to look at.
func (d *docx) doubts(a archive) (found []ingest.Problem) {
	for _, x := range []struct{ mark, reason, fix string }{
		{"修订", "文件里有没有接受的修订(%d处),按全部接受读取", "在 Word 里接受或者拒绝修订后再导入"},
		{"altChunk", "文件里嵌有另一份内容(altChunk,%d处),没有读取", "复制成正文后再导入"},
		{"commentReference", "批注(%d处)没有读取", ""},
		{"footnoteReference", "脚注(%d处)没有读取", "需要的写进正文"},
		{"endnoteReference", "尾注(%d处)没有读取", "需要的写进正文"},
		{"文本框", "文本框(%d处)里的文字没有读取", "需要的写进正文"},
		{"oMath", "公式(%d处)没有读取", "需要的写成文字"},
		{"object", "嵌入的对象(%d处)没有读取", "需要的写成文字"},
		{"自动编号", "有%d段用了读不出来的自动编号,条款号可能缺失", "在 Word 里把自动编号转换成文字后再导入"},
	} {
		if n := d.marks[x.mark]; n > 0 {
			found = append(found, ingest.Problem{Level: ingest.Warning, Reason: fmt.Sprintf(x.reason, n), Fix: x.fix})
		}
	}
	if hidden := strings.TrimSpace(d.hiddenOf.String()); hidden != "" {
		found = append(found, hiddenText(hidden))
	}
	if strings.TrimSpace(d.out.String()) == "" {
		found = append(found, ingest.Problem{Level: ingest.Error, Reason: "没有读到正文", Fix: "核对内容是不是都在图片或者文本框里"})
	}
	return found
}

// hiddenText is the doubt about text that people do not see in the document; it
// is shown to the curator and is not read.
func hiddenText(s string) ingest.Problem {
	return ingest.Problem{Level: ingest.Warning, Reason: "有看不见的文字,没有读取:“" + short(s, 60) + "”", Fix: "核对原件;需要的改成看得见的文字"}
}

// short cuts a text after n characters.
func short(s string, n int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
