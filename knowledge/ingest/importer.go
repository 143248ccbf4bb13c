package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"unicode/utf8"

	"wenban/knowledge"
)

// importer gathers the records of one import.
type importer struct {
	o      Options
	parts  knowledge.Parts
	report Report
	taken  map[[2]string]place // kind, id → where it was first given
	marks  []mark              // of withdrawal
	papers bool                // documents were read out of papers, whose links are not given
	done   int64
	total  int64
}

type place struct {
	file string
	line int
}

func newImporter(o Options, total int64) *importer {
	return &importer{o: o, total: total, taken: map[[2]string]place{}, report: Report{Problems: []Problem{}, seen: map[[3]string]int{}}}
}

// reading is the state of one file while it is read.
type reading struct {
	name   string
	kind   kind
	line   int   // of the record at hand, from 1
	start  int64 // bytes read before this file
	size   int64
	broken bool

	converted bool     // from another format: columns say nothing
	notes     []string // for people
}

// file reads one file. What is wrong with it goes to the report; the error is
// that of ctx.
func (im *importer) file(ctx context.Context, s source) error {
	rd := &reading{name: s.name, start: im.done, size: s.size}
	records := im.report.Accepted + im.report.Rejected
	err := im.open(ctx, s, rd)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		im.unreadable(s.name, err)
	}
	im.done += s.size
	im.o.Progress(im.done, im.total)
	im.report.Files = append(im.report.Files, File{
		Name: s.name, Kind: string(rd.kind), Notes: rd.notes, Records: im.report.Accepted + im.report.Rejected - records, Bytes: s.size,
	})
	return nil
}

// open opens a file and reads its content.
func (im *importer) open(ctx context.Context, s source, rd *reading) error {
	switch {
	case s.size > im.o.MaxFile:
		im.tooLarge(s.name)
		return nil
	case im.total > MaxTotal:
		im.whole(s.name, fmt.Sprintf("所有文件合起来超过%d兆字节", MaxTotal>>20), "分批导入,或者删去不需要的内容")
		return nil
	}
	f, err := s.open()
	if err != nil {
		return err
	}
	defer f.Close()
	// One byte more than allowed shows a file that grew while it was read.
	return im.content(ctx, bufio.NewReaderSize(io.LimitReader(f, im.o.MaxFile+1), 1<<16), rd)
}

func (im *importer) tooLarge(name string) {
	im.whole(name, fmt.Sprintf("文件超过%d兆字节", im.o.MaxFile>>20), "拆成几个文件")
}

// unreadable reports a file that is not there or cannot be read.
func (im *importer) unreadable(name string, err error) {
	switch {
	case errors.Is(err, errNoFiles):
		im.whole(name, "文件夹里没有可以导入的文件", "放入 .jsonl 文件,事项放在 items 文件夹里")
	case errors.Is(err, errNotRegular):
		im.whole(name, "不是普通文件(例如管道、设备)", "给出 .jsonl 文件,或者含有它们的文件夹")
	case errors.Is(err, fs.ErrNotExist):
		im.whole(name, "找不到这个文件或者文件夹,也可能是失效的链接", "核对路径")
	case errors.Is(err, fs.ErrPermission):
		im.whole(name, "没有权限读取", "让运行问办的用户可以读取")
	default:
		im.whole(name, "读取失败("+err.Error()+")", "核对文件和磁盘后重试")
	}
}

// whole reports a problem with a file as a whole.
func (im *importer) whole(name, reason, fix string) {
	im.report.add(Problem{Level: Error, File: name, Reason: reason, Fix: fix})
}

func (im *importer) content(ctx context.Context, r *bufio.Reader, rd *reading) error {
	head, err := r.Peek(64)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if im.o.Convert != nil && (im.o.Foreign || !interchange(rd.name, r)) {
		return im.convert(ctx, r, rd)
	}
	if reason := sniff(head); reason != "" {
		im.whole(rd.name, reason, "另存为 UTF-8 编码的 JSON 文本后再导入")
		return nil
	}
	if bytes.HasPrefix(head, bom) {
		_, _ = r.Discard(len(bom)) // just peeked
	}
	switch first, err := firstByte(r); {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case first == '[':
		return im.array(ctx, r, rd)
	}
	return im.lines(ctx, r, rd)
}

func (im *importer) empty(name string) {
	im.whole(name, "文件是空的", "补上内容,或者删去这个文件")
}

// firstByte returns the first byte that is not blank, within the buffer, or 0.
func firstByte(r *bufio.Reader) (byte, error) {
	head, err := r.Peek(4096)
	if head = bytes.TrimLeft(head, " \t\r\n"); len(head) > 0 {
		return head[0], nil
	}
	return 0, err
}

// record takes in one record: checks it against its shape, decodes and keeps it.
func (im *importer) record(rd *reading, data []byte) {
	if bytes.Contains(data, []byte(`"withdrawn"`)) && im.withdrawn(rd, data) {
		return
	}
	if rd.kind == unknown {
		if rd.kind = kindOf(rd.name, data); rd.kind == unknown {
			im.unrecognised(rd, data)
			return
		}
	}
	var found []Problem
	ok := inspectRecord(data, shapes[rd.kind], func(p Problem) { found = append(found, p) })
	id := ""
	if ok {
		id, ok = im.keep(rd, data, func(p Problem) { found = append(found, p) })
	} else {
		id = idOf(data)
	}
	im.tell(rd, id, found)
	if ok {
		im.report.Accepted++
	} else {
		im.report.Rejected++
	}
}

func (im *importer) unrecognised(rd *reading, data []byte) {
	im.report.Rejected++
	if reason, fix, offset := syntax(data); reason != "" {
		im.tell(rd, "", []Problem{{Level: Error, Column: column(data, offset), Reason: reason, Fix: fix}})
		return
	}
	if rd.broken {
		return
	}
	rd.broken = true // once a file: the other lines will be no better
	im.tell(rd, "", []Problem{{Level: Error, Reason: "认不出这是什么内容",
		Fix: "事项要有 code 和 name,政策文件要有 id 和 text,一件事要有 cues 和 items,大厅要有 services,区域差异要有 code 和 region"}})
}

func (im *importer) tell(rd *reading, id string, found []Problem) {
	for _, p := range found {
		p.File, p.Line, p.ID = rd.name, rd.line, id
		if rd.converted {
			p.Column = 0 // of a line that nobody wrote
		}
		im.report.add(p)
	}
}

// inspectRecord is inspect after a check of encoding and syntax.
func inspectRecord(data []byte, s *shape, say func(Problem)) bool {
	if !utf8.Valid(data) {
		say(Problem{Level: Error, Reason: misencoded("这一行", data), Fix: "用编辑器另存为 UTF-8 后再导入"})
		return false
	}
	if reason, fix, offset := syntax(data); reason != "" {
		say(Problem{Level: Error, Column: column(data, offset), Reason: reason, Fix: fix})
		return false
	}
	return inspect(data, s, say)
}

// link links documents that came from papers to those they replace.
func (im *importer) link() {
	if im.papers {
		im.report.Linked = Link(im.parts.Documents)
	}
}

// keep decodes a record and adds it to the parts.
func (im *importer) keep(rd *reading, data []byte, say func(Problem)) (id string, ok bool) {
	var key string
	var err error
	switch rd.kind {
	case items:
		key, err = add(&im.parts.Items, data, func(v knowledge.Item) string { return v.Code })
	case documents:
		im.papers = im.papers || rd.converted
		key, err = add(&im.parts.Documents, data, func(v knowledge.Document) string { return v.ID })
	case events:
		key, err = add(&im.parts.Events, data, func(v knowledge.LifeEvent) string { return v.ID })
	case regions:
		key, err = add(&im.parts.Regions, data, func(v knowledge.Region) string { return v.Code })
	case halls:
		key, err = add(&im.parts.Halls, data, func(v knowledge.Hall) string { return v.ID })
	case overrides:
		key, err = add(&im.parts.Overrides, data, func(v knowledge.Override) string { return v.Code + " " + v.Region })
	}
	if err != nil {
		say(Problem{Level: Error, Reason: "内容与格式不符", Fix: "对照 FORMAT.md 核对"})
		return "", false
	}
	return key, im.identify(rd, key, say)
}

// add decodes a record, cleans its text and appends it to a list.
func add[T any](to *[]T, data []byte, key func(T) string) (string, error) {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return "", err
	}
	cleanAll(reflect.ValueOf(&v).Elem())
	*to = append(*to, v)
	return key(v), nil
}

// idOf reads what it can of the identity of a record that is wrong.
func idOf(data []byte) string {
	var v struct{ Code, ID any }
	_ = json.Unmarshal(data, &v) // whatever can be read helps
	for _, s := range []any{v.Code, v.ID} {
		if s, ok := s.(string); ok && s != "" {
			return shown(s)
		}
	}
	return ""
}
