package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/format"
	"wenban/knowledge/ingest/policy"
	"wenban/knowledge/ingest/profile"
)

// Serve is the child: it reads a job and a file and answers. The result is the
// exit code.
func Serve(in io.Reader, out io.Writer) int {
	r := bufio.NewReaderSize(in, 1<<16)
	j, err := readJob(r)
	if err != nil || bound(j.Limits) != nil {
		return 2
	}
	w := bufio.NewWriterSize(out, 1<<16)
	s := speaker{json.NewEncoder(w)}
	s.enc.SetEscapeHTML(false)
	if err := work(j, r, s.say); err != nil {
		return 1
	}
	if s.enc.Encode(answer{End: true}) != nil || w.Flush() != nil {
		return 1
	}
	return 0
}

func readJob(r *bufio.Reader) (j job, err error) {
	line, err := readLine(r)
	if err != nil {
		return j, err
	}
	if err := json.Unmarshal(line, &j); err != nil {
		return j, err
	}
	if j.Limits.Memory <= 0 || j.Limits.CPU <= 0 {
		return j, errors.New("a job without limits")
	}
	return j, nil
}

type speaker struct{ enc *json.Encoder }

func (s speaker) say(c ingest.Converted) error { return s.enc.Encode(answer{Converted: c}) }

// work reads a file. What is wrong with it is said; the error is one of saying.
func work(j job, r io.Reader, say func(ingest.Converted) error) error {
	data, err := io.ReadAll(io.LimitReader(r, format.MaxInput+1))
	if err != nil {
		return err
	}
	c, err := format.Read(path.Base(filepath.ToSlash(j.Name)), data)
	for _, n := range c.Notes {
		if err := say(ingest.Converted{Note: n}); err != nil {
			return err
		}
	}
	if err != nil {
		return say(refusal(err))
	}
	if err := say(ingest.Converted{Problems: c.Doubts}); err != nil {
		return err
	}
	if len(c.Sheets) > 0 {
		return table(j, c.Sheets, say)
	}
	return paperOf(c, say)
}

// refusal says why a file is not read at all.
func refusal(err error) ingest.Converted {
	p := ingest.Problem{Level: ingest.Error, Reason: "文件损坏,无法读取", Fix: "用原来的软件打开、另存一份后再导入"}
	var r *format.Refusal
	if errors.As(err, &r) {
		p.Reason, p.Fix = r.Reason, r.Fix
	}
	return ingest.Converted{Problems: []ingest.Problem{p}}
}

// paperOf reads a policy document out of a text.
func paperOf(c format.Content, say func(ingest.Converted) error) error {
	for _, p := range c.Doubts {
		if p.Level == ingest.Error {
			return nil // there is no text
		}
	}
	d, found := policy.Read(policy.Source{Text: c.Text, Published: c.Meta["published"], Issuer: c.Meta["issuer"]})
	if d.Title == "" && c.Meta["title"] != "" {
		d, found = policy.Read(policy.Source{Text: c.Text, Title: c.Meta["title"], Published: c.Meta["published"], Issuer: c.Meta["issuer"]})
	}
	return record(profile.Record{Value: d, Problems: found}, say)
}

// table turns sheets into records by a profile.
func table(j job, sheets []format.Sheet, say func(ingest.Converted) error) error {
	p, err := choose(j.Profile, sheets)
	if err != nil {
		return say(ingest.Converted{Problems: []ingest.Problem{{Level: ingest.Error, Reason: err.Error(), Fix: "核对导入配置"}}})
	}
	if err := say(ingest.Converted{Note: "导入配置 " + p.Name + "(" + p.Title + ")"}); err != nil {
		return err
	}
	res, err := p.Records(sheets, func(r profile.Record) error { return record(r, say) })
	if err != nil {
		return err
	}
	return say(ingest.Converted{Problems: res.Problems})
}

// choose returns the profile that was asked for, or the one whose columns fit
// best, or else the one for usual headers, so that its report says what is missing.
func choose(text string, sheets []format.Sheet) (profile.Profile, error) {
	if text != "" {
		return profile.Parse([]byte(text))
	}
	all, err := profile.Shipped()
	if err != nil {
		return profile.Profile{}, err
	}
	if p, ok := profile.Choose(all, sheets); ok {
		return p, nil
	}
	return profile.ByName("headers")
}

// record says a record as it will be read. A record with an error is only told.
func record(r profile.Record, say func(ingest.Converted) error) error {
	c := ingest.Converted{Row: true, Sheet: r.Sheet, Line: r.Line, Problems: r.Problems}
	for _, p := range r.Problems {
		if p.Level == ingest.Error {
			r.Value = nil
		}
	}
	if r.Value != nil {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r.Value); err != nil {
			return fmt.Errorf("record of line %d: %w", r.Line, err)
		}
		c.Record = bytes.TrimSpace(b.Bytes())
	}
	return say(c)
}

// Child does the work of a child and exits, if this process was started as one.
// Every program that converts files calls it first thing, tests too.
func Child() {
	if len(os.Args) == 2 && os.Args[1] == Command {
		os.Exit(Serve(os.Stdin, os.Stdout))
	}
}
