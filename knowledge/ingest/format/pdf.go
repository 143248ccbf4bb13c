package format

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/ledongthuc/pdf"

	"wenban/knowledge/ingest"
)

// MaxPages bounds a PDF.
const MaxPages = 2000

// readPDF reads the text layer of a PDF: runs of text by their place on the
// page, joined to lines and paragraphs. A scan has none and is refused; so is
// one whose fonts do not say which characters they draw.
func readPDF(data []byte) (c Content, err error) {
	defer func() {
		if r := recover(); r != nil { // the library panics on what it does not expect
			err = refuse("PDF 损坏,无法读取", "用原来的软件重新导出 PDF")
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	switch {
	case errors.Is(err, pdf.ErrInvalidPassword):
		return c, refuse("PDF 加了密码", "去掉密码后再导入")
	case err != nil:
		return c, refuse("PDF 损坏或者不完整,打不开", "重新下载,或者用原来的软件重新导出")
	}
	pages := r.NumPage()
	if pages < 1 || pages > MaxPages {
		return c, refuse(fmt.Sprintf("PDF 有%d页,应为1到%d页", pages, MaxPages), "拆成几个文件")
	}
	t := sheaf{}
	for i := 1; i <= pages; i++ {
		if err := t.page(r.Page(i)); err != nil {
			return c, err
		}
	}
	c.Notes = t.notes(data)
	c.Text, err = t.text(pages)
	if hidden := strings.TrimSpace(t.hidden.String()); hidden != "" {
		c.Doubts = append(c.Doubts, hiddenText(hidden))
	}
	if t.columns > 0 {
		c.Doubts = append(c.Doubts, ingest.Problem{Level: ingest.Warning, Reason: fmt.Sprintf("有%d行像是表格,按位置分列", t.columns), Fix: "对照原件核对表格"})
	}
	return c, err
}

// run is one piece of text as it was drawn.
type run struct {
	x, y, size, width float64
	text              string
}

// sheaf gathers the lines of all pages.
type sheaf struct {
	lines   []line
	hidden  strings.Builder
	images  int
	columns int // lines that look like rows of a table
	size    int
}

// line is one line of a page.
type line struct {
	left, right, size float64
	text              string
	row               bool // of a table
}

func (t *sheaf) page(p pdf.Page) error {
	in := interpreter{sheaf: t, resources: p.Resources(), fonts: map[string]func(string) string{}}
	in.stream(p.V.Key("Contents"))
	lines := toLines(in.runs)
	t.columns += rows(lines)
	for _, l := range lines {
		if t.size += len(l.text); t.size > MaxText {
			return refuse(fmt.Sprintf("正文超过%d兆字节", MaxText>>20), "拆成几个文件")
		}
		t.lines = append(t.lines, l)
	}
	return nil
}

// interpreter follows the drawing operators of a page as far as text goes.
type interpreter struct {
	*sheaf
	resources pdf.Value
	fonts     map[string]func(string) string // by their names in resources
	runs      []run
	depth     int

	state  graphics
	saved  []graphics
	tm, lm matrix
}

type graphics struct {
	ctm     matrix
	decode  func(string) string
	size    float64
	leading float64
	unseen  bool // drawn in no ink, or in white
	white   bool
}

type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

func (m matrix) mul(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3], m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (in *interpreter) stream(v pdf.Value) {
	if v.IsNull() {
		return
	}
	if in.state.ctm == (matrix{}) {
		in.state.ctm = identity
	}
	in.tm, in.lm = identity, identity
	pdf.Interpret(v, func(stk *pdf.Stack, op string) {
		args := make([]pdf.Value, stk.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stk.Pop()
		}
		in.op(op, args)
	})
}

func numbers(args []pdf.Value, n int) ([]float64, bool) {
	if len(args) < n {
		return make([]float64, n), false
	}
	out := make([]float64, n)
	for i := range n {
		out[i] = args[len(args)-n+i].Float64()
	}
	return out, true
}

func (in *interpreter) op(op string, args []pdf.Value) {
	switch op {
	case "q":
		if len(in.saved) < 1000 {
			in.saved = append(in.saved, in.state)
		}
	case "Q":
		if n := len(in.saved); n > 0 {
			in.state, in.saved = in.saved[n-1], in.saved[:n-1]
		}
	case "cm":
		if f, ok := numbers(args, 6); ok {
			in.state.ctm = matrix(f).mul(in.state.ctm)
		}
	case "Do":
		if len(args) > 0 {
			in.object(args[0].Name())
		}
	case "g", "rg", "k", "sc", "scn":
		in.state.white = isWhite(op, args)
	default:
		in.textOp(op, args)
	}
}

// isWhite reports whether a fill colour is white.
func isWhite(op string, args []pdf.Value) bool {
	if len(args) == 0 || op == "k" && len(args) != 4 {
		return false
	}
	for _, a := range args {
		if kind := a.Kind(); kind != pdf.Integer && kind != pdf.Real {
			return false
		}
		if f := a.Float64(); op == "k" && f > 0.02 || op != "k" && f < 0.98 {
			return false
		}
	}
	return true
}

func (in *interpreter) textOp(op string, args []pdf.Value) {
	switch op {
	case "BT":
		in.tm, in.lm = identity, identity
	case "Tf":
		if len(args) == 2 {
			in.font(args[0].Name())
			in.state.size = args[1].Float64()
		}
	case "Tr":
		if f, ok := numbers(args, 1); ok {
			in.state.unseen = f[0] == 3
		}
	case "TL":
		f, _ := numbers(args, 1)
		in.state.leading = f[0]
	case "Tm":
		if f, ok := numbers(args, 6); ok {
			in.tm, in.lm = matrix(f), matrix(f)
		}
	case "TD", "Td":
		f, _ := numbers(args, 2)
		if op == "TD" {
			in.state.leading = -f[1]
		}
		in.move(f[0], f[1])
	case "T*":
		in.move(0, -in.state.leading)
	case "'", "\"":
		in.move(0, -in.state.leading)
		in.show(args)
	case "Tj", "TJ":
		in.show(args)
	}
}

func (in *interpreter) move(x, y float64) {
	in.lm = matrix{1, 0, 0, 1, x, y}.mul(in.lm)
	in.tm = in.lm
}

func (in *interpreter) font(name string) {
	if in.fonts[name] == nil {
		in.fonts[name] = decoder(&pdf.Font{V: in.resources.Key("Font").Key(name)})
	}
	in.state.decode = in.fonts[name]
}

// show puts the text of Tj or TJ where it was drawn. How wide a character is
// only has to be about right: full for Chinese, half for the rest.
func (in *interpreter) show(args []pdf.Value) {
	if len(args) == 0 || in.state.decode == nil {
		return
	}
	v := args[len(args)-1]
	if v.Kind() == pdf.String {
		in.draw(v.RawString())
		return
	}
	for i := range min(v.Len(), 100_000) {
		switch x := v.Index(i); x.Kind() {
		case pdf.String:
			in.draw(x.RawString())
		default:
			in.tm = matrix{1, 0, 0, 1, -x.Float64() / 1000 * in.state.size, 0}.mul(in.tm)
		}
	}
}

func (in *interpreter) draw(raw string) {
	text := in.state.decode(raw)
	m := in.tm.mul(in.state.ctm)
	em := 0.0
	for _, r := range text {
		em += width(r)
	}
	in.tm = matrix{1, 0, 0, 1, em * in.state.size, 0}.mul(in.tm)
	if in.state.unseen || in.state.white {
		if in.hidden.Len() < 200 {
			in.hidden.WriteString(modern(text))
		}
		return
	}
	size := max(in.state.size*max(abs(m[3]), abs(m[1])), 1)
	if len(in.runs) < 1_000_000 {
		in.runs = append(in.runs, run{x: m[4], y: m[5], size: size, width: em * size, text: text})
	}
}

func width(r rune) float64 {
	if r < 0x2e80 {
		return 0.5
	}
	return 1
}

func abs(f float64) float64 { return max(f, -f) }

// object draws a form; pictures are counted.
func (in *interpreter) object(name string) {
	v := in.resources.Key("XObject").Key(name)
	switch v.Key("Subtype").Name() {
	case "Image":
		in.images++
	case "Form":
		if in.depth >= 8 || in.size > MaxText {
			return
		}
		inner := *in
		inner.depth++
		if m := v.Key("Matrix"); m.Len() == 6 {
			var f [6]float64
			for i := range f {
				f[i] = m.Index(i).Float64()
			}
			inner.state.ctm = matrix(f).mul(in.state.ctm)
		}
		if own := v.Key("Resources"); !own.IsNull() {
			inner.resources, inner.fonts = own, map[string]func(string) string{}
		}
		inner.stream(v)
		in.runs = inner.runs
	}
}

// gap stands where another column begins, until it is known whether there is one.
const gap = "\u3000\u3000"

// toLines joins runs to lines from the top of the page down.
func toLines(runs []run) []line {
	runs = slices.DeleteFunc(runs, func(r run) bool { return strings.TrimSpace(r.text) == "" && r.width == 0 })
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.y, a.y) })
	var lines []line
	for len(runs) > 0 {
		n := 1
		for n < len(runs) && runs[0].y-runs[n].y < 0.4*min(runs[0].size, runs[n].size) {
			n++
		}
		if l := toLine(runs[:n]); l.text != "" {
			lines = append(lines, l)
		}
		runs = runs[n:]
	}
	return lines
}

func toLine(runs []run) line {
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(a.x, b.x) })
	l := line{left: runs[0].x, size: runs[0].size}
	end := runs[0].x
	var b strings.Builder
	for _, r := range runs {
		switch space := (r.x - end) / r.size; {
		case b.Len() == 0:
		case space > 2.5:
			b.WriteString(gap)
		case space > 0.6:
			b.WriteString(" ")
		}
		b.WriteString(r.text)
		end = r.x + r.width
		l.size = max(l.size, r.size)
	}
	l.right = end
	l.text = modern(strings.TrimSpace(b.String()))
	return l
}

// rows marks the lines that are rows of a table, at least two with as many
// columns one below the other, and returns how many there are. Elsewhere a wide
// gap is one blank.
func rows(lines []line) (n int) {
	columns := func(i int) int {
		if i < 0 || i >= len(lines) {
			return 0
		}
		return strings.Count(lines[i].text, gap) + 1
	}
	for i := range lines {
		c := columns(i)
		lines[i].row = c > 1 && (columns(i-1) == c || columns(i+1) == c)
	}
	for i := range lines {
		if lines[i].row {
			lines[i].text = strings.ReplaceAll(lines[i].text, gap, "｜")
			n++
		}
		lines[i].text = strings.ReplaceAll(lines[i].text, gap, " ")
	}
	return n
}

// pageNumber matches a line that holds nothing but the number of the page.
var pageNumber = regexp.MustCompile(`^[-—－–\s]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/／共]\s*\d{1,4}\s*页?)?)[-—－–\s]*$`)

// beginning matches a line that begins a paragraph by its number.
var beginning = regexp.MustCompile(`^(?:第[一二三四五六七八九十百千零〇两\d]{1,10}[编章节条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、])`)

// text joins lines to paragraphs: a line goes on where the one before reached
// the right edge and it is not set in.
func (t *sheaf) text(pages int) (string, error) {
	lines := slices.DeleteFunc(t.lines, func(l line) bool { return pageNumber.MatchString(l.text) })
	visible := 0
	for _, l := range lines {
		visible += len([]rune(l.text))
	}
	switch {
	case visible < 20*pages && t.images > 0, visible == 0:
		return "", refuse("PDF 是扫描件,没有文字层,读不出正文", "先做文字识别(OCR)并人工核对,或者向发文单位要可复制的文件")
	case unreadable(lines) > visible/20:
		return "", refuse("PDF 的字体没有写明对应的文字,读出来是乱码", "用原来的软件重新导出,或者导入 Word 文件")
	}
	return paragraphs(lines), nil
}

func paragraphs(lines []line) string {
	left, right := edges(lines)
	var b strings.Builder
	var before line
	for i, l := range lines {
		if i > 0 {
			goesOn := !l.row && !before.row && before.right > right-2.2*before.size && l.left < left+1.2*l.size && !beginning.MatchString(l.text) && before.size < 1.15*l.size && l.size < 1.15*before.size
			if !goesOn {
				b.WriteByte('\n')
			}
		}
		b.WriteString(l.text)
		before = l
	}
	b.WriteByte('\n')
	return b.String()
}

// edges are where most lines begin and end: the tenth and the ninth decile.
func edges(lines []line) (left, right float64) {
	if len(lines) == 0 {
		return 0, 0
	}
	var lefts, rights []float64
	for _, l := range lines {
		lefts, rights = append(lefts, l.left), append(rights, l.right)
	}
	slices.Sort(lefts)
	slices.Sort(rights)
	return lefts[len(lefts)/10], rights[len(rights)-1-len(rights)/10]
}

// unreadable counts characters that no text has: of private use, control, or lost.
func unreadable(lines []line) (n int) {
	for _, l := range lines {
		for _, r := range l.text {
			if r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) || unicode.IsControl(r) && r != '\t' || r >= 0x80 && r < 0x100 && r != '·' && r != '×' && r != '°' && r != '±' {
				n++
			}
		}
	}
	return n
}

func (t *sheaf) notes(data []byte) (notes []string) {
	for _, x := range []struct{ mark, note string }{
		{"/JavaScript", "PDF 里的脚本没有运行"}, {"/Launch", "PDF 里启动程序的动作没有执行"}, {"/EmbeddedFile", "PDF 里夹带的文件没有打开"},
	} {
		if bytes.Contains(data, []byte(x.mark)) {
			notes = append(notes, x.note)
		}
	}
	if t.images > 0 {
		notes = append(notes, fmt.Sprintf("PDF 里有%d张图片,图片里的文字没有读取", t.images))
	}
	return notes
}
