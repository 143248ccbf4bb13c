package lexicon

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"wenban/knowledge/segment"
)

// Problem is something wrong in a data file, said so that a curator can mend
// it.
type Problem struct {
	File   string `json:"file"`
	Line   int    `json:"line"`   // from 1
	Column int    `json:"column"` // from 1; 0: the whole line
	What   string `json:"what"`   // Chinese
	Fix    string `json:"fix"`    // Chinese
}

// Error returns file:line:column, what is wrong and how to mend it.
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s;改法:%s", p.File, p.Line, p.Column, p.What, p.Fix)
}

// place is where a row stands.
type place struct {
	file string
	line int
}

// String returns file:line.
func (p place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// name is the file without its folder and ending.
func (p place) name() string { return strings.TrimSuffix(path.Base(p.file), ".tsv") }

func (p place) problem(column int, what, fix string) Problem {
	return Problem{p.file, p.line, column, what, fix}
}

const maxProblems = 50 // named at once; a wrong file would name thousands

// Load reads the data files of a folder laid out as data/README.md says. Files
// that are missing count as empty. When a row cannot be read it returns no
// lexicon and an error that names every such row by file, line and column.
func Load(dir fs.FS) (*Lexicon, error) {
	l := parse(dir)
	var errs []error
	for _, p := range l.problems[:min(len(l.problems), maxProblems)] {
		errs = append(errs, p)
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("load lexicon: %w", errors.Join(errs...))
	}
	return l, nil
}

// parse reads what can be read and keeps the problems of the rest.
func parse(dir fs.FS) *Lexicon {
	l := &Lexicon{classes: map[string][]string{}}
	l.rows(dir, "classes.tsv", l.addClass)
	l.rows(dir, "dialect.tsv", l.addDialect)
	l.rows(dir, "patterns.tsv", l.addPattern)
	l.rows(dir, "english.tsv", l.addEnglish)
	files, err := fs.Glob(dir, "groups/*.tsv")
	if err != nil { // only for a bad pattern
		return l
	}
	for _, file := range files {
		l.rows(dir, file, l.addGroup)
	}
	return l
}

// rows calls add with the columns of every row of a file.
func (l *Lexicon) rows(dir fs.FS, file string, add func(at place, columns []string)) {
	text, err := fs.ReadFile(dir, path.Clean(file))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		l.report(place{file, 0}, 0, "文件读不出来:"+err.Error(), "检查文件权限")
		return
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		add(place{file, n}, strings.Split(line, "\t"))
	}
}

func (l *Lexicon) report(at place, column int, what, fix string) {
	l.problems = append(l.problems, at.problem(column, what, fix))
}

// cells parts a column into its words, in normal form; empty ones are left out.
func cells(column string) (words []string) {
	for word := range strings.SplitSeq(column, "|") {
		if word = segment.Normal(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func (l *Lexicon) addClass(at place, columns []string) {
	name := strings.TrimSpace(columns[0])
	switch {
	case !strings.HasPrefix(name, "@") || len(name) < 2:
		l.report(at, 1, "类名要以 @ 开头", "写成 @"+strings.TrimLeft(name, "@"))
	case len(columns) != 2 || len(cells(columns[1])) == 0:
		l.report(at, 2, "类里没有词", "在制表符后面用 | 隔开写词")
	default:
		name = segment.Normal(name)
		l.classes[name] = append(l.classes[name], cells(columns[1])...)
	}
}

func (l *Lexicon) addDialect(at place, columns []string) {
	word := segment.Normal(columns[0])
	switch {
	case word == "":
		l.report(at, 1, "方言词是空的", "填写方言词,或删去这一行")
	case len(columns) < 2 || len(columns) > 3:
		l.report(at, 2, fmt.Sprintf("有 %d 列,应为 2 或 3 列", len(columns)), "用制表符隔开:方言词、标准词、地区")
	default: // a word that is nothing in the standard language has an empty second column
		n := l.dialect.Add(word, int32(len(l.standard)))
		if int(n) == len(l.standard) {
			l.standard = append(l.standard, segment.Normal(columns[1]))
		}
	}
}

func (l *Lexicon) addPattern(at place, columns []string) {
	pattern := strings.TrimSpace(columns[0])
	t := &l.anywhere
	if rest, ok := strings.CutPrefix(pattern, "^"); ok {
		t, pattern = &l.atStart, rest
	} else if rest, ok := strings.CutSuffix(pattern, "$"); ok {
		t, pattern = &l.atEnd, rest
	}
	if pattern = segment.Normal(pattern); pattern == "" {
		l.report(at, 1, "句式是空的", "填写句式,或删去这一行")
		return
	}
	t.Add(pattern, 0)
}

func (l *Lexicon) addGroup(at place, columns []string) {
	official, everyday := cells(columns[0]), []string(nil)
	if len(columns) > 1 {
		everyday = cells(columns[1])
	}
	switch {
	case len(columns) > 4:
		l.report(at, 5, fmt.Sprintf("有 %d 列,最多 4 列", len(columns)), "用制表符隔开:官方词、日常说法、权重、语境")
	case len(official) == 0:
		l.report(at, 1, "官方词是空的", "填写官方词,或删去这一行")
	case len(everyday) == 0 && len(official) < 2:
		l.report(at, 2, "日常说法是空的", "填写日常说法,或在第 1 列写两个以上的官方词")
	default:
		l.addWords(at, columns, official, everyday)
	}
}

// addWords adds a group whose words are right.
func (l *Lexicon) addWords(at place, columns, official, everyday []string) {
	weight, ok := weightOf(columns)
	if !ok {
		l.report(at, 3, "权重 "+strconv.Quote(columns[2])+" 不对", "写 0.1 到 1 之间的数,或留空")
		return
	}
	var when context
	if len(columns) > 3 {
		var unknown string
		if when, unknown = l.newContext(columns[3]); unknown != "" {
			l.report(at, 4, "没有 "+unknown+" 这个类", "在 classes.tsv 里加上它,或改成已有的类")
			return
		}
	}
	l.groups = append(l.groups, group{official, weight, when, at})
	for _, w := range official {
		l.addUse(w, use{len(l.groups) - 1, true})
	}
	for _, w := range everyday {
		if slices.Contains(official, w) { // equal in both directions is what column 1 means
			continue
		}
		l.addUse(w, use{len(l.groups) - 1, false})
	}
}

func (l *Lexicon) addUse(word string, u use) {
	n := l.words.Add(word, int32(len(l.uses)))
	if int(n) == len(l.uses) {
		l.uses = append(l.uses, nil)
	}
	l.uses[n] = append(l.uses[n], u)
}

// weightOf reads the weight column; without one the weight is 1.
func weightOf(columns []string) (float64, bool) {
	if len(columns) < 3 || strings.TrimSpace(columns[2]) == "" {
		return 1, true
	}
	w, err := strconv.ParseFloat(strings.TrimSpace(columns[2]), 64)
	return w, err == nil && w >= 0.1 && w <= 1
}
