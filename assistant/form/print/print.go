// Package print makes a PDF of a finished form: A4, with the type it needs in
// it, so that a county's machine has to install nothing.
package print

import (
	"fmt"
	"io"
	"time"

	"github.com/signintech/gopdf"

	"wenban/assistant/form"
)

// Sheet is what is printed.
type Sheet struct {
	Title      string      // of the form
	Item       string      // name of the item
	Department string      // who decides
	Receipt    string      // 回执号; "" = not handed in
	At         time.Time   // when it was handed in, or printed
	Lines      []form.Line // as reviewed
}

// notice tells who helped (标识办法): it stands on every page.
const notice = "本表由人工智能辅助填写，内容以申请人核对确认的为准，是否受理由受理部门决定。"

// The page, in points: A4 with a margin of 2 cm.
const (
	pageWidth, pageHeight = 595.28, 841.89
	margin                = 56.7
	textSize, smallSize   = 10.5, 8.5
	titleSize             = 18
	lineHeight            = 15.0
	padding               = 5.0
	bottom                = pageHeight - margin - 22 // where the table ends at the latest
)

// columns are the widths of label, value and source.
var columns = [3]float64{132, 215, pageWidth - 2*margin - 132 - 215}

// PDF writes a sheet as PDF. What the type lacks is written as its number,
// 〔U+20BB7〕, never left out.
func PDF(w io.Writer, s Sheet) error {
	p, err := newPaper()
	if err != nil {
		return err
	}
	top := p.heading(s)
	pages := p.paginate(p.rows(s), margin+top.height()+lineHeight)
	for i, rows := range pages {
		p.pdf.AddPage()
		y := p.head(top, i == 0)
		for _, r := range rows {
			y = p.row(r, y)
		}
		p.foot(s, i+1, len(pages))
	}
	if p.err != nil {
		return fmt.Errorf("print form: %w", p.err)
	}
	_, err = p.pdf.WriteTo(w)
	return err
}

// paper is a PDF that is being written; the first error stays.
type paper struct {
	pdf *gopdf.GoPdf
	err error
}

func newPaper() (*paper, error) {
	data, err := typeface()
	if err != nil {
		return nil, err
	}
	p := &paper{pdf: new(gopdf.GoPdf)}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageWidth, H: pageHeight}})
	if err := p.pdf.AddTTFFontData(face, data); err != nil {
		return nil, fmt.Errorf("load the type of forms: %w", err)
	}
	p.pdf.SetInfo(gopdf.PdfInfo{Producer: "Wenban"})
	return p, p.pdf.SetFont(face, "", textSize)
}

func (p *paper) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

// size sets the size of what is written next.
func (p *paper) size(points float64) { p.keep(p.pdf.SetFontSize(points)) }

// write writes a line with its top left corner at x, y.
func (p *paper) write(text string, x, y float64) {
	p.pdf.SetXY(x, y)
	p.keep(p.pdf.Cell(nil, p.shown(text)))
}

// centred writes a line in the middle of the page.
func (p *paper) centred(text string, y float64) {
	p.write(text, (pageWidth-p.width(text))/2, y)
}

// width of a line in points, at the size that is set.
func (p *paper) width(text string) float64 {
	w, err := p.pdf.MeasureTextWidth(p.shown(text))
	p.keep(err)
	return w
}

// ink sets the colour of what is written next.
func (p *paper) ink(c colour) { p.pdf.SetTextColor(c[0], c[1], c[2]) }

type colour [3]uint8

var black, grey, red = colour{0x1A, 0x1A, 0x1A}, colour{0x59, 0x59, 0x59}, colour{0xB4, 0x23, 0x18}

// heading is what stands on the first page alone, broken into lines.
type heading struct{ title, facts []string }

// Heights of the lines of a heading, in points.
const titleLine, factLine = 26.0, 16.0

func (h heading) height() float64 {
	return float64(len(h.title))*titleLine + float64(len(h.facts))*factLine + 12
}

func (p *paper) heading(s Sheet) (h heading) {
	p.size(titleSize)
	h.title = p.wrap(s.Title, pageWidth-2*margin)
	p.size(textSize)
	for _, f := range facts(s) {
		h.facts = append(h.facts, p.wrap(f, pageWidth-2*margin)...)
	}
	return h
}

// head writes the top of a page and returns where the table begins.
func (p *paper) head(h heading, first bool) float64 {
	y := margin
	if first {
		p.title(h)
		y += h.height()
	}
	p.size(smallSize)
	p.ink(grey)
	x := margin
	for i, name := range []string{"栏目", "填写内容", "来源和可信等级"} {
		p.write(name, x+padding, y+2)
		x += columns[i]
	}
	p.rule(y + lineHeight)
	return y + lineHeight
}

func (p *paper) title(h heading) {
	y := margin
	p.ink(black)
	p.size(titleSize)
	for _, line := range h.title {
		p.centred(line, y)
		y += titleLine
	}
	p.size(textSize)
	for _, line := range h.facts {
		p.write(line, margin, y+4)
		y += factLine
	}
}

// facts are the lines under the title.
func facts(s Sheet) []string {
	out := []string{"事项：" + s.Item}
	if s.Department != "" {
		out = append(out, "受理部门："+s.Department)
	}
	if s.Receipt == "" {
		return append(out, "打印时间："+s.At.Format("2006年1月2日 15:04")+"（还没有提交）")
	}
	return append(out, "提交时间："+s.At.Format("2006年1月2日 15:04"), "回执号："+s.Receipt+"（已提交，待受理）")
}

// foot writes the bottom of a page.
func (p *paper) foot(s Sheet, page, of int) {
	p.size(smallSize)
	p.ink(grey)
	p.write(notice, margin, pageHeight-margin-8)
	number := fmt.Sprintf("第%d页 共%d页", page, of)
	if s.Receipt != "" {
		number = "回执号：" + s.Receipt + "　" + number
	}
	p.write(number, pageWidth-margin-p.width(number), pageHeight-margin+6)
}

// rule draws a line across the table.
func (p *paper) rule(y float64) {
	p.pdf.SetLineWidth(0.5)
	p.pdf.SetStrokeColor(0xB0, 0xB0, 0xB0)
	p.pdf.Line(margin, y, pageWidth-margin, y)
}
