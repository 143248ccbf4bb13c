package print

import (
	"fmt"
	"strings"

	"wenban/assistant/form"
)

// row is one line of the form, broken into lines of print.
type row struct {
	cells [3][]string // label, value, source
	alert bool        // the source stands in red: the citizen has not confirmed it
}

func (r row) lines() int { return max(len(r.cells[0]), len(r.cells[1]), len(r.cells[2])) }

// height of a row in points.
func (r row) height() float64 { return float64(r.lines())*lineHeight + 2*padding }

// rows breaks every line of a form.
func (p *paper) rows(s Sheet) []row {
	out := make([]row, 0, len(s.Lines))
	for _, l := range s.Lines {
		value, source, alert := told(l)
		p.size(textSize)
		r := row{alert: alert}
		r.cells[0] = p.wrap(l.Field.Label, columns[0]-2*padding)
		r.cells[1] = p.wrap(value, columns[1]-2*padding)
		p.size(smallSize)
		r.cells[2] = p.wrap(source, columns[2]-2*padding)
		out = append(out, r)
	}
	return out
}

// told says what stands in a line, where it is from, and whether it still has
// to be seen to.
func told(l form.Line) (value, source string, alert bool) {
	if l.Value.Text == "" {
		return "（未填）", l.Say, l.Field.Required
	}
	source = fmt.Sprintf("%s（%s）", strings.TrimPrefix(l.Value.From, "来自："), l.Value.Trust.Name())
	if !l.Value.Confirmed {
		return l.Value.Text, "【未核对】" + source, true
	}
	return l.Value.Text, source, false
}

// nextTop is where the rows begin on all pages but the first.
const nextTop = margin + lineHeight

// linesOfPage is how many lines a row may have.
func linesOfPage() int {
	room := float64(bottom) - nextTop - 2*padding
	return int(room / lineHeight)
}

// paginate puts rows on pages, on the first from top down. A row that is longer
// than a page is divided. There is always one page.
func (p *paper) paginate(rows []row, top float64) [][]row {
	pages, y := [][]row{nil}, top
	for len(rows) > 0 {
		r := rows[0]
		if y+r.height() <= bottom {
			pages[len(pages)-1], y, rows = append(pages[len(pages)-1], r), y+r.height(), rows[1:]
			continue
		}
		if fits := linesOfPage(); y <= nextTop && r.lines() > fits {
			head, tail := r.cut(fits)
			pages[len(pages)-1], rows = append(pages[len(pages)-1], head), append([]row{tail}, rows[1:]...)
		}
		pages, y = append(pages, nil), nextTop
	}
	return pages
}

// cut divides a row after n lines.
func (r row) cut(n int) (head, tail row) {
	head.alert, tail.alert = r.alert, r.alert
	for i, lines := range r.cells {
		head.cells[i], tail.cells[i] = lines[:min(n, len(lines))], lines[min(n, len(lines)):]
	}
	return head, tail
}

// row writes a row from y down and returns where the next begins.
func (p *paper) row(r row, y float64) float64 {
	x := margin
	for i, lines := range r.cells {
		p.size([3]float64{textSize, textSize, smallSize}[i])
		p.ink([3]colour{grey, black, sourceInk(r)}[i])
		for n, line := range lines {
			p.write(line, x+padding, y+padding+float64(n)*lineHeight+(lineHeight-textSize)/2)
		}
		x += columns[i]
	}
	p.rule(y + r.height())
	return y + r.height()
}

func sourceInk(r row) colour {
	if r.alert {
		return red
	}
	return grey
}
