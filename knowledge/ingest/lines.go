package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// lines reads one record a line. Only one line is in memory at a time.
func (im *importer) lines(ctx context.Context, r *bufio.Reader, rd *reading) error {
	var read int64
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, n, err := nextLine(r, im.o.MaxLine)
		rd.line++
		if read += n; read > im.o.MaxFile {
			im.whole(rd.name, fmt.Sprintf("文件超过%d兆字节", im.o.MaxFile>>20), "拆成几个文件,分批导入")
			return nil
		}
		if rd.line%64 == 0 {
			im.o.Progress(min(im.done+read, im.total), im.total)
		}
		im.line(rd, line, n)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", rd.line, err)
		}
	}
}

// line takes in one line; a blank one is nothing.
func (im *importer) line(rd *reading, line []byte, size int64) {
	if size > int64(im.o.MaxLine) {
		im.report.Rejected++
		im.tell(rd, "", []Problem{{Level: Error, Reason: fmt.Sprintf("这一行超过%d兆字节", im.o.MaxLine>>20),
			Fix: "核对是否漏了换行;长文件分成多条"}})
		return
	}
	if line = bytes.TrimSpace(line); len(line) > 0 {
		im.record(rd, line)
	}
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
		im.record(rd, record)
	}
	return nil
}

// lineAt returns the number of the line that the byte before an offset is on.
func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(int(offset)-1, 0), len(data))], []byte("\n"))
}
