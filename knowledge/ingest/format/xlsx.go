package format

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// readXLSX reads a workbook with excelize, after a walk of our own over every
// part: excelize ends a sheet silently where its XML is wrong, and tells neither
// formulas nor merged ranges without holding the whole sheet in memory.
func readXLSX(data []byte) (Content, error) {
	w := workbook{parts: map[string]*survey{}, targets: map[string]string{}}
	a, err := unpack(data, w.hook)
	if err != nil {
		return Content{}, err
	}
	if err := w.within(); err != nil {
		return Content{}, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: MaxUnpacked, UnzipXMLSizeLimit: MaxUnpacked, RawCellValue: true, // equal limits: nothing goes to a file
	})
	if err != nil {
		return Content{}, err
	}
	defer f.Close()
	c := Content{Notes: a.notes}
	cells := 0
	for _, name := range f.GetSheetList() {
		s, err := w.sheet(f, name, &cells)
		if err != nil {
			return Content{}, fmt.Errorf("sheet: %w", err)
		}
		c.Sheets = append(c.Sheets, s)
	}
	c.Notes = append(c.Notes, w.notes()...)
	return c, nil
}

// workbook is what the walk over the parts found.
type workbook struct {
	sheets  []struct{ name, rel string }
	hidden  map[string]bool
	targets map[string]string  // relation → part
	parts   map[string]*survey // part → what is in it
	date04  bool
}

// survey is what the walk over the part of one sheet found.
type survey struct {
	rows, last, columns int
	formulas            int
	merges              []string
}

func (w *workbook) hook(name string) func(xml.Token) {
	switch dir := path.Dir(name); {
	case name == "xl/workbook.xml":
		return w.seeWorkbook
	case name == "xl/_rels/workbook.xml.rels":
		return w.seeRelation
	case dir == "xl/worksheets":
		s := &survey{}
		w.parts[name] = s
		return s.see
	}
	return nil
}

func (w *workbook) seeWorkbook(t xml.Token) {
	e, ok := t.(xml.StartElement)
	switch {
	case ok && e.Name.Local == "sheet":
		w.sheets = append(w.sheets, struct{ name, rel string }{attr(e, "name"), attr(e, "id")})
		if state := attr(e, "state"); state == "hidden" || state == "veryHidden" {
			if w.hidden == nil {
				w.hidden = map[string]bool{}
			}
			w.hidden[attr(e, "name")] = true
		}
	case ok && e.Name.Local == "workbookPr":
		w.date04 = attr(e, "date1904") == "1" || attr(e, "date1904") == "true"
	}
}

func (w *workbook) seeRelation(t xml.Token) {
	if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" {
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("xl", target)
		}
		w.targets[attr(e, "Id")] = strings.TrimPrefix(target, "/")
	}
}

func (s *survey) see(t xml.Token) {
	e, ok := t.(xml.StartElement)
	if !ok {
		return
	}
	switch e.Name.Local {
	case "row":
		s.rows++
		s.last = max(s.last+1, atoi(attr(e, "r")))
	case "c":
		if ref := attr(e, "r"); ref != "" {
			column, _, err := excelize.CellNameToCoordinates(ref)
			s.columns = max(s.columns, column)
			if err != nil {
				s.columns = MaxColumns + 1
			}
		}
	case "f":
		s.formulas++
	case "mergeCell":
		s.merges = append(s.merges, attr(e, "ref"))
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// atoi reads a number that may be absent; one that is too large stays too large.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil && s != "" {
		return excelize.TotalRows + 1
	}
	return n
}

// within holds the workbook against the limits, before it is read.
func (w *workbook) within() error {
	if len(w.sheets) > MaxSheets {
		return refuse(fmt.Sprintf("工作表有%d张,超过%d张", len(w.sheets), MaxSheets), "拆成几个文件")
	}
	for _, s := range w.parts {
		switch {
		case s.last > MaxRows:
			return refuse(fmt.Sprintf("工作表的行号到了%d,超过%d行", s.last, MaxRows), "删去多余的行,或者拆成几个文件")
		case s.columns > MaxColumns:
			return refuse(fmt.Sprintf("工作表超过%d列", MaxColumns), "删去多余的列")
		case len(s.merges) > MaxRows:
			return refuse("合并单元格太多", "取消合并后再导入")
		}
	}
	return nil
}

func (w *workbook) notes() (notes []string) {
	formulas := 0
	for _, s := range w.parts {
		formulas += s.formulas
	}
	if formulas > 0 {
		notes = append(notes, fmt.Sprintf("有%d个公式,按文件里保存的结果读取,没有重新计算", formulas))
	}
	for _, s := range w.sheets {
		if w.hidden[s.name] {
			notes = append(notes, "工作表“"+s.name+"”是隐藏的,没有读取")
		}
	}
	return notes
}

func (w *workbook) part(name string) *survey {
	for _, s := range w.sheets {
		if s.name == name && w.parts[w.targets[s.rel]] != nil {
			return w.parts[w.targets[s.rel]]
		}
	}
	return &survey{}
}

// sheet reads the rows of one sheet and fills merged ranges.
func (w *workbook) sheet(f *excelize.File, name string, cells *int) (Sheet, error) {
	s := Sheet{Name: name, Hidden: w.hidden[name], Date1904: w.date04}
	part := w.part(name)
	if s.Hidden || part.rows == 0 {
		return s, nil
	}
	rows, err := f.Rows(name)
	if err != nil {
		return s, err
	}
	defer rows.Close()
	line := 0
	for rows.Next() {
		line++
		values, err := rows.Columns()
		if err != nil {
			return s, err
		}
		if *cells += len(values); *cells > MaxCells {
			return s, tooManyCells()
		}
		s.Rows = append(s.Rows, Row{Line: line, Cells: texts(values)})
	}
	if line < part.last {
		return s, refuse(fmt.Sprintf("工作表“%s”只读到第%d行,应有%d行", name, line, part.last), "用原来的软件打开、另存一份后再导入")
	}
	return s, fill(&s, part.merges, cells)
}

func tooManyCells() error {
	return refuse(fmt.Sprintf("单元格超过%d个", MaxCells), "拆成几个文件,删去空行")
}

func texts(values []string) []Cell {
	cells := make([]Cell, len(values))
	for i, v := range values {
		cells[i].Text = v
	}
	return cells
}

// fill gives every cell of a merged range the value of its first one, as it
// looks to people. Ranges reach no further than the rows that are there.
func fill(s *Sheet, merges []string, cells *int) error {
	for _, ref := range merges {
		from, to, ok := corners(ref)
		if !ok || from.row > len(s.Rows) {
			continue
		}
		to.row, to.column = min(to.row, len(s.Rows)), min(to.column, max(MaxColumns, from.column))
		if *cells += (to.row - from.row + 1) * (to.column - from.column + 1); *cells > MaxCells {
			return tooManyCells()
		}
		value := s.Rows[from.row-1].at(from.column)
		if value.Blank() {
			continue
		}
		for r := from.row; r <= to.row; r++ {
			s.Rows[r-1].set(from.column, to.column, value)
		}
	}
	return nil
}

type corner struct{ column, row int }

func corners(ref string) (from, to corner, ok bool) {
	a, b, found := strings.Cut(ref, ":")
	if !found {
		b = a
	}
	c1, r1, err1 := excelize.CellNameToCoordinates(a)
	c2, r2, err2 := excelize.CellNameToCoordinates(b)
	return corner{min(c1, c2), min(r1, r2)}, corner{max(c1, c2), max(r1, r2)}, err1 == nil && err2 == nil
}

func (r Row) at(column int) Cell {
	if column > len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column-1]
}

func (r *Row) set(from, to int, v Cell) {
	for len(r.Cells) < to {
		r.Cells = append(r.Cells, Cell{})
	}
	for c := from; c <= to; c++ {
		r.Cells[c-1] = v
	}
}
