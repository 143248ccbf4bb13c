package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// lines reads one record a line. Only one line is in memory at a time.
func (im *importer) lines(ctx context.Context, r *bufio.Reader, rd *reading) error {
	var read int64
	blank := true
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, n, err := nextLine(r, im.o.MaxLine)
		rd.line++
		if read += n; read > im.o.MaxFile {
			im.tooLarge(rd.name)
			return nil
		}
		if rd.line%64 == 0 {
			im.o.Progress(rd.start+min(read, rd.size), im.total)
		}
		blank = im.line(rd, line, n) && blank
		switch {
		case errors.Is(err, io.EOF) && blank:
			im.empty(rd.name)
			return nil
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("line %d: %w", rd.line, err)
		}
	}
}

// line takes in one line and reports whether it was blank.
func (im *importer) line(rd *reading, line []byte, size int64) (blank bool) {
	if size > int64(im.o.MaxLine) {
		im.overlong(rd, "这一行")
		return false
	}
	if line = bytes.TrimSpace(line); len(line) > 0 {
		im.record(rd, line)
	}
	return len(line) == 0
}

func (im *importer) overlong(rd *reading, what string) {
	im.report.Rejected++
	im.tell(rd, "", []Problem{{Level: Error, Reason: fmt.Sprintf("%s超过%d兆字节", what, im.o.MaxLine>>20),
		Fix: "核对是否漏了换行;长文件分成多条"}})
}

// nextLine returns the next line without what is beyond limit, and how many
// bytes it had. The error is io.EOF with the last line.
func nextLine(r *bufio.Reader, limit int) (line []byte, size int64, err error) {
	for {
		part, err := r.ReadSlice('\n')
		size += int64(len(part))
		if room := limit - len(line); room > 0 {
			line = append(line, part[:min(room, len(part))]...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, size, err
		}
	}
}

// maxArray bounds a file that is one JSON array, which must be read whole.
const maxArray = 64 << 20

// array reads a file that is one array of records, as regions.json is.
func (im *importer) array(ctx context.Context, r *bufio.Reader, rd *reading) error {
	data, err := io.ReadAll(io.LimitReader(r, min(maxArray, im.o.MaxFile)+1))
	switch {
	case err != nil:
		return err
	case int64(len(data)) > min(maxArray, im.o.MaxFile):
		im.whole(rd.name, "整个文件是一个列表,而且太大", "改成每行一条记录(.jsonl)")
		return nil
	case !utf8.Valid(data):
		im.whole(rd.name, misencoded("文件", data), "用编辑器另存为 UTF-8 后再导入")
		return nil
	}
	if reason, fix, offset := syntax(data); reason != "" {
		rd.line = lineAt(data, offset)
		im.report.Rejected++
		im.tell(rd, "", []Problem{{Level: Error, Column: column(data, offset), Reason: reason, Fix: fix}})
		return nil
	}
	return im.elements(ctx, data, rd)
}

func (im *importer) elements(ctx context.Context, data []byte, rd *reading) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	_, _ = dec.Token() // the opening bracket: the data was found valid
	for dec.More() {
		if err := ctx.Err(); err != nil {
			return err
		}
		var record json.RawMessage
		if err := dec.Decode(&record); err != nil {
			return fmt.Errorf("element of array: %w", err)
		}
		rd.line = lineAt(data, dec.InputOffset()-int64(len(record))+1)
		if len(record) > im.o.MaxLine {
			im.overlong(rd, "这一条")
			continue
		}
		im.record(rd, record)
	}
	return nil
}

// lineAt returns the number of the line that the byte before an offset is on.
func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(int(offset)-1, 0), len(data))], []byte("\n"))
}
