package ingest

import (
	"fmt"
	"strings"

	"wenban/knowledge"
)

// Level says how much a problem weighs; see knowledge.Level.
type Level = knowledge.Level

// The levels of problems. One error refuses the whole import.
const (
	Error   = knowledge.Error
	Warning = knowledge.Warning
)

// maxProblems bounds a report; what is beyond is counted only.
const maxProblems = 1000

// Problem is one thing found wrong, said so that a curator can mend it.
type Problem struct {
	Level   Level  `json:"level"`
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`    // from 1; 0: the file as a whole
	Column  int    `json:"column,omitempty"`  // from 1, in characters; 0: the line as a whole
	ID      string `json:"id,omitempty"`      // code or id of the record, where it could be read
	Element string `json:"element,omitempty"` // Chinese name and path of the element
	Reason  string `json:"reason"`
	Fix     string `json:"fix,omitempty"`
	Times   int    `json:"times,omitempty"` // how often in this file, when more than once; the place is the first
}

// String renders the problem as one line for people.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(map[Level]string{Error: "错误", Warning: "提醒"}[p.Level] + " " + p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, " 第%d行", p.Line)
	}
	if p.Column > 0 {
		fmt.Fprintf(&b, "第%d列", p.Column)
	}
	for _, s := range []string{p.ID, p.Element} {
		if s != "" {
			b.WriteString(" " + s)
		}
	}
	b.WriteString(":" + p.Reason)
	if p.Times > 1 {
		fmt.Fprintf(&b, "(共%d处)", p.Times)
	}
	if p.Fix != "" {
		b.WriteString("。" + p.Fix)
	}
	return b.String()
}

// File says what was read of one file.
type File struct {
	Name    string   `json:"name"`
	Kind    string   `json:"kind"` // 事项, 政策文件, 一件事, 政务大厅, 区划, 区域差异, or "" where it could not be told
	Records int      `json:"records"`
	Bytes   int64    `json:"bytes"`
	Notes   []string `json:"notes,omitempty"` // how it was read, and what was left out: encoding, profile, formulas …
}

// Report is what an import did, or would have done.
type Report struct {
	Edition  string    `json:"edition,omitempty"` // "" when refused
	Accepted int       `json:"accepted"`          // records without an error
	Rejected int       `json:"rejected"`          // records with one
	Warnings int       `json:"warnings"`          // problems of level warning, repeated ones counted each time
	Errors   int       `json:"errors"`            // problems of level error
	Files    []File    `json:"files"`
	Skipped  []string  `json:"skipped,omitempty"` // files in the folders that are none of ours
	Problems []Problem `json:"problems"`
	Linked   int       `json:"linked,omitempty"`  // documents found to replace another one of the import
	Changes  *Changes  `json:"changes,omitempty"` // against what was known; nil where nothing was
	More     int       `json:"more,omitempty"`    // problems counted but not listed

	seen map[[3]string]int // level+file, element, reason → position of a warning in Problems
}

// add counts a problem and lists it. A warning that repeats in a file is listed
// once: two thousand lines with the same extra field are one thing to know.
func (r *Report) add(p Problem) {
	if p.Level == Error {
		r.Errors++
	} else {
		r.Warnings++
		key := [3]string{p.File, withoutNumbers(p.Element), p.Reason}
		if i, ok := r.seen[key]; ok {
			r.Problems[i].Times = max(r.Problems[i].Times, 1) + 1
			return
		}
		if len(r.Problems) < maxProblems {
			r.seen[key] = len(r.Problems)
		}
	}
	if len(r.Problems) >= maxProblems {
		r.More++
		return
	}
	r.Problems = append(r.Problems, p)
}

// first returns the first error as a line.
func (r Report) first() string {
	for _, p := range r.Problems {
		if p.Level == Error {
			return p.String()
		}
	}
	return fmt.Sprintf("%d处错误", r.Errors)
}

// String renders the report for people: what was read, then every problem.
func (r Report) String() string {
	var b strings.Builder
	for _, f := range r.Files {
		kind := f.Kind
		switch {
		case kind == "" && f.Records > 0:
			kind = "没有一条合格，共"
		case kind == "":
			kind = "认不出内容"
		}
		fmt.Fprintf(&b, "%s:%s %d条\n", f.Name, kind, f.Records)
		for _, n := range f.Notes {
			b.WriteString("  " + n + "\n")
		}
	}
	if len(r.Skipped) > 0 {
		b.WriteString("略过(不是交换格式的文件):" + strings.Join(r.Skipped, "、") + "\n")
	}
	for _, p := range r.Problems {
		b.WriteString(p.String() + "\n")
	}
	if r.More > 0 {
		fmt.Fprintf(&b, "另有%d处问题未列出\n", r.More)
	}
	if r.Linked > 0 {
		fmt.Fprintf(&b, "读出%d处新旧文件的替代关系\n", r.Linked)
	}
	if r.Changes != nil {
		b.WriteString(r.Changes.String())
	}
	b.WriteString(r.verdict())
	return b.String()
}

func (r Report) verdict() string {
	if r.Edition == "" {
		return fmt.Sprintf("没有通过:%d处错误,%d处提醒,%d条有错。整批未收,原有知识不变。\n", r.Errors, r.Warnings, r.Rejected)
	}
	return fmt.Sprintf("检查通过:%d条,%d处提醒,版次%s。\n", r.Accepted, r.Warnings, r.Edition)
}
