package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ConvertFunc reads a file that is not in the interchange format and says what
// it finds, record by record, in the order of the file. What is wrong with the
// file is said too; the error is one of reading r or of ctx.
type ConvertFunc func(ctx context.Context, name string, r io.Reader, say func(Converted)) error

// Converted is one thing found in a file that is converted: a record, or what is
// wrong with the file or with a row, or a note for people.
type Converted struct {
	Record   json.RawMessage `json:"record,omitempty"`   // in the interchange format; nil: the row could not become one
	Row      bool            `json:"row,omitempty"`      // a row was read, whether it became a record or not
	Sheet    string          `json:"sheet,omitempty"`    // "" where the file is one table or text
	Line     int             `json:"line,omitempty"`     // of the record
	Problems []Problem       `json:"problems,omitempty"` // File is the name of the sheet
	Note     string          `json:"note,omitempty"`
}

// foreign are the names of files that are never in the interchange format.
var foreign = []string{".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".docx", ".docm", ".doc", ".pdf", ".html", ".htm", ".txt", ".md", ".gz", ".zip"}

// Foreign reports whether a file is in another format by its name.
func Foreign(name string) bool {
	return slices.Contains(foreign, strings.ToLower(path.Ext(filepath.ToSlash(name))))
}

// interchange reports whether a file may be in the interchange format: its name
// does not say otherwise, and it begins as JSON does, or is JSON by its name.
func interchange(name string, r *bufio.Reader) bool {
	if Foreign(name) {
		return false
	}
	if ext := strings.ToLower(path.Ext(filepath.ToSlash(name))); ext == ".jsonl" || ext == ".json" {
		head, _ := r.Peek(4) // an empty file says so later
		return !bytes.HasPrefix(head, []byte("PK\x03\x04")) && !bytes.HasPrefix(head, []byte("%PDF")) && !bytes.HasPrefix(head, []byte("\x1f\x8b"))
	}
	first, _ := firstByte(r)
	return first == '{' || first == '[' || first == 0
}

// convert reads a file of another format.
func (im *importer) convert(ctx context.Context, r io.Reader, rd *reading) error {
	name := rd.name
	defer func() { rd.name = name }()
	return im.o.Convert(ctx, name, r, func(c Converted) {
		rd.name, rd.line, rd.converted = at(name, c.Sheet), c.Line, true
		if c.Note != "" {
			rd.notes = append(rd.notes, c.Note)
		}
		im.converted(name, rd, c)
	})
}

// at is a sheet of a file as people know it.
func at(name, sheet string) string {
	if sheet == "" {
		return name
	}
	return name + "「" + sheet + "」"
}

func (im *importer) converted(name string, rd *reading, c Converted) {
	for _, p := range c.Problems {
		p.File, p.Column = at(name, p.File), 0
		im.report.add(p)
	}
	switch {
	case len(c.Record) > 0 && len(c.Record) > im.o.MaxLine:
		im.overlong(rd, "这一条")
	case len(c.Record) > 0:
		im.record(rd, c.Record)
	case c.Row:
		im.report.Rejected++
	}
}
