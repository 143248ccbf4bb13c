package read

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed data/*.tsv
var dataFiles embed.FS

// loadRules reads the rule tables. Rows are: intent, category, weight, pattern,
// and an optional note; "@name" rows name a list of alternatives; "#" begins a
// comment. See data/README.md for what the signs before an intent mean.
func loadRules(files fs.FS, names ...string) (*matcher, error) {
	m := new(matcher)
	for _, name := range names {
		text, err := fs.ReadFile(files, "data/"+name+".tsv")
		if err != nil {
			return nil, fmt.Errorf("read table %s: %w", name, err)
		}
		if err := m.table(string(text)); err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
	}
	return m, nil
}

func (m *matcher) table(text string) error {
	names := tableNames(text)
	for i, line := range strings.Split(text, "\n") {
		f := strings.Split(strings.TrimRight(line, "\r "), "\t")
		if f[0] == "" || strings.ContainsAny(f[0][:1], "#@") {
			continue
		}
		if err := m.row(f, names); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return nil
}

// tableNames reads the "@name" rows, which may stand anywhere in a table.
func tableNames(text string) map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(text) {
		if name, words, ok := strings.Cut(strings.TrimRight(line, "\r\n "), "\t"); ok && strings.HasPrefix(name, "@") {
			names[name[1:]] = words
		}
	}
	return names
}

func (m *matcher) row(f []string, names map[string]string) error {
	if len(f) < 4 {
		return fmt.Errorf("%d columns, want intent, category, weight, pattern", len(f))
	}
	weight, err := strconv.ParseFloat(f[2], 64)
	if err != nil {
		return fmt.Errorf("weight %q: %w", f[2], err)
	}
	cancels, ok := strings.CutPrefix(f[0], "!")
	if !ok {
		cancels = ""
	}
	return m.add(rule{intent: f[0], cancels: cancels, category: strings.Trim(f[1], "-"), weight: weight, pattern: f[3]}, names)
}

// rows returns the tab-separated rows of an embedded list, without comments.
func rows(files fs.FS, name string) [][]string {
	text, err := fs.ReadFile(files, "data/"+name+".tsv")
	if err != nil {
		panic(fmt.Sprintf("embedded table %s: %v", name, err)) // a file of this package: its absence is a broken build
	}
	var out [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n ")
		if line != "" && line[0] != '#' {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}
