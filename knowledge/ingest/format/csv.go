package format

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readCSV reads a table with commas, tabs or semicolons between the cells.
func readCSV(data []byte) (Content, error) {
	text, note, err := decode(data)
	if err != nil {
		return Content{}, err
	}
	if !strings.Contains(note, "UTF-16") && strings.Count(text, "\x00")*20 > len(text) {
		return Content{}, refuse("文件里有大量的空字符,不是文本", "重新导出为 CSV")
	}
	comma := separator(text)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	c := Content{Notes: []string{note}}
	c.Sheets = []Sheet{{}}
	return c, readRecords(r, &c.Sheets[0])
}

func readRecords(r *csv.Reader, s *Sheet) error {
	cells := 0
	for {
		record, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return badRecord(err)
		}
		line, _ := r.FieldPos(0)
		if cells += len(record); cells > MaxCells || len(record) > MaxColumns || len(s.Rows) >= MaxRows {
			return refuse(fmt.Sprintf("第%d行起超过限制(%d行、%d列、%d个单元格)", line, MaxRows, MaxColumns, MaxCells), "拆成几个文件")
		}
		for _, v := range record {
			if len(v) > MaxCell {
				return refuse(fmt.Sprintf("第%d行有超过1兆字节的单元格", line), "核对是否漏了引号")
			}
		}
		s.Rows = append(s.Rows, Row{Line: line, Cells: texts(record)})
	}
}

func badRecord(err error) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return err
	}
	if p.StartLine != p.Line || errors.Is(p.Err, csv.ErrQuote) {
		return refuse(fmt.Sprintf("第%d行的双引号没有成对", p.StartLine), "补上引号;文字里的双引号写两个")
	}
	return refuse(fmt.Sprintf("第%d行第%d列的双引号写法不对", p.Line, p.Column), "整个单元格加双引号,里面的双引号写两个")
}

// separator is the character that stands most often in the first line that has any.
func separator(text string) rune {
	for line := range strings.Lines(text[:min(len(text), 1<<16)]) {
		best, most := ',', 0
		for _, c := range []rune{',', '\t', ';'} {
			if n := strings.Count(line, string(c)); n > most {
				best, most = c, n
			}
		}
		if most > 0 {
			return best
		}
	}
	return ','
}

// readTXT reads plain text.
func readTXT(data []byte) (Content, error) {
	text, note, err := decode(data)
	if err != nil {
		return Content{}, err
	}
	if len(text) > MaxText {
		return Content{}, refuse(fmt.Sprintf("正文超过%d兆字节", MaxText>>20), "拆成几个文件")
	}
	if strings.Count(text, "\x00") > 0 {
		return Content{}, refuse("文件里有空字符,不是文本", "用编辑器另存为纯文本")
	}
	return Content{Text: text, Notes: []string{note}}, nil
}

// readJSONL reads JSON objects in a shape of their own, one a line, packed with
// gzip or not, as one sheet: the keys of all objects are its header.
func readJSONL(data []byte) (Content, error) {
	var r io.Reader = bytes.NewReader(data)
	if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return Content{}, err
		}
		r = &counter{r: z, room: MaxStream}
	}
	t := &objects{columns: map[string]int{}}
	err := t.read(bufio.NewReaderSize(r, 1<<16))
	switch {
	case errors.Is(err, errRoom):
		return Content{}, refuse(fmt.Sprintf("解开后超过%d兆字节", MaxStream>>20), "拆成几个文件")
	case err != nil:
		return Content{}, err
	}
	t.sheet.Rows[0].Cells = texts(t.names)
	return Content{Sheets: []Sheet{t.sheet}, Notes: []string{"编码 UTF-8"}}, nil
}

// objects gathers JSON objects as rows.
type objects struct {
	columns map[string]int
	names   []string
	sheet   Sheet
	line    int
}

func (t *objects) read(r *bufio.Reader) error {
	t.sheet.Rows = []Row{{}} // the header, known at the end
	for {
		line, err := t.next(r)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if t.line++; len(bytes.TrimSpace(line)) > 0 {
			if err := t.object(line); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

func (t *objects) next(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if line = append(line, part...); len(line) > 4*MaxCell {
			return nil, refuse(fmt.Sprintf("第%d行超过4兆字节", t.line+1), "核对是否漏了换行")
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

func (t *objects) object(line []byte) error {
	var o map[string]any
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&o); err != nil {
		return refuse(fmt.Sprintf("第%d行不是完整的 JSON 对象", t.line), "每行写一个 {…}")
	}
	row := Row{Line: t.line}
	for _, key := range sortedKeys(o) {
		row.set(t.column(key), t.column(key), value(o[key]))
	}
	if len(t.names) > MaxColumns || len(t.sheet.Rows) >= MaxRows {
		return refuse(fmt.Sprintf("第%d行起超过限制(%d行、%d个键)", t.line, MaxRows, MaxColumns), "拆成几个文件")
	}
	t.sheet.Rows = append(t.sheet.Rows, row)
	return nil
}

func (t *objects) column(key string) int {
	if _, ok := t.columns[key]; !ok {
		t.names = append(t.names, key)
		t.columns[key] = len(t.names)
	}
	return t.columns[key]
}

// value turns a JSON value into a cell; what is neither text, number, yes or no
// nor a list of such is kept as JSON.
func value(v any) Cell {
	switch v := v.(type) {
	case nil:
		return Cell{}
	case string:
		return Cell{Text: v}
	case json.Number:
		return Cell{Text: v.String()}
	case bool:
		return Cell{Text: map[bool]string{true: "是", false: "否"}[v]}
	case []any:
		c := Cell{}
		for _, x := range v {
			c.List = append(c.List, value(x).Text)
		}
		return c
	}
	text, _ := json.Marshal(v) // it was decoded from JSON
	return Cell{Text: string(text)}
}
