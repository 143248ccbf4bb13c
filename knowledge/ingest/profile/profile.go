// Package profile turns the tables that offices have into records of the
// interchange format. A mapping profile (导入配置), a YAML file, says which column
// is which element, under which names a column may stand, and what codes mean;
// profiles for the national upload tables and for usual Chinese headers are
// shipped in the binary. A cell that cannot be read as what it should be is an
// error with its line and column: nothing is guessed, and an empty cell is never
// a 0 or a no.
package profile

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Profile says how the tables of one source are read.
type Profile struct {
	Name   string                       `yaml:"name"`
	Title  string                       `yaml:"title"`            // one line for people
	About  string                       `yaml:"about,omitempty"`  // what to know before use
	Hidden bool                         `yaml:"hidden,omitempty"` // only by name, never chosen by its columns
	Tables map[string]map[string]string `yaml:"tables,omitempty"` // value tables beside the shipped ones: code or word → value
	Sheets []Sheet                      `yaml:"sheets"`
}

// Sheet says how one table is read.
type Sheet struct {
	Kind    string              `yaml:"kind"`              // item, part (rows that belong to items of another sheet) or document
	Names   []string            `yaml:"names,omitempty"`   // what the sheet may be called; none: whatever has its columns
	Columns map[string]Column   `yaml:"columns"`           // path of the element → column
	Ignore  []string            `yaml:"ignore,omitempty"`  // headers that are known and not needed
	Always  map[string]string   `yaml:"always,omitempty"`  // path → what every record says where its column is absent or empty
	Empty   map[string][]string `yaml:"empty,omitempty"`   // path → words that say that there is nothing
	Strip   map[string]string   `yaml:"strip,omitempty"`   // path → words at the beginning of a cell that are no part of it
	Allow   []string            `yaml:"partial,omitempty"` // paths of which a cell that cannot be read is left out with a warning, not an error
}

// Kinds of sheet.
const (
	KindItem     = "item"
	KindPart     = "part"
	KindDocument = "document"
)

// Column says where an element stands and how its cells are read.
type Column struct {
	From     []string          `yaml:"from"` // headers, the preferred one first
	Required bool              `yaml:"required,omitempty"`
	Table    string            `yaml:"table,omitempty"`  // name of a value table
	Values   map[string]string `yaml:"values,omitempty"` // a value table of its own
	Split    string            `yaml:"split,omitempty"`  // characters between the entries of a list; default: usual ones
	Unit     string            `yaml:"unit,omitempty"`   // of a bare number: 工作日, 自然日, 元/证
}

// UnmarshalYAML reads a column, which may be a list of headers alone.
func (c *Column) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		return n.Decode(&c.From)
	}
	type plain Column
	return n.Decode((*plain)(c))
}

//go:embed profiles/*.yaml
var shipped embed.FS

// maxProfile bounds a profile.
const maxProfile = 1 << 20

// Shipped returns the profiles in the binary, by name. Their tables are not
// among them.
func Shipped() ([]Profile, error) {
	entries, err := shipped.ReadDir("profiles")
	if err != nil {
		return nil, err
	}
	var all []Profile
	for _, e := range entries {
		if e.Name() == "tables.yaml" {
			continue
		}
		data, err := shipped.ReadFile("profiles/" + e.Name())
		if err != nil {
			return nil, err
		}
		p, err := Parse(data)
		if err != nil {
			return nil, fmt.Errorf("profile %s: %w", e.Name(), err)
		}
		all = append(all, p)
	}
	return all, nil
}

// ByName returns the shipped profile with a name.
func ByName(name string) (Profile, error) {
	all, err := Shipped()
	if err != nil {
		return Profile{}, err
	}
	var names []string
	for _, p := range all {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("没有名叫“%s”的导入配置,现有:%s;也可以给出 YAML 文件的路径", name, strings.Join(names, "、"))
}

// Parse reads a profile. What it does not know is an error: a misspelt key
// would be a column that is silently not read.
func Parse(data []byte) (Profile, error) {
	var p Profile
	if len(data) > maxProfile {
		return p, errors.New("导入配置超过1兆字节")
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil && !errors.Is(err, io.EOF) {
		return p, fmt.Errorf("导入配置写法有误:%w", err)
	}
	tables, err := sharedTables()
	if err != nil {
		return p, err
	}
	maps.Copy(tables, p.Tables)
	p.Tables = tables
	return p, p.check()
}

func sharedTables() (map[string]map[string]string, error) {
	data, err := shipped.ReadFile("profiles/tables.yaml")
	if err != nil {
		return nil, err
	}
	tables := map[string]map[string]string{}
	return tables, yaml.Unmarshal(data, &tables)
}

// check holds a profile against what can be done with it.
func (p Profile) check() error {
	if p.Name == "" || len(p.Sheets) == 0 {
		return errors.New("导入配置要有 name 和 sheets")
	}
	for i, s := range p.Sheets {
		if !slices.Contains([]string{KindItem, KindPart, KindDocument}, s.Kind) {
			return fmt.Errorf("第%d张表的 kind 应为 item、part 或者 document,现在是“%s”", i+1, s.Kind)
		}
		for path, c := range s.Columns {
			if !known(s.Kind, base(path)) {
				return fmt.Errorf("第%d张表的列 %s:没有这个要素", i+1, path)
			}
			if _, ok := p.Tables[c.Table]; !ok && c.Table != "" {
				return fmt.Errorf("第%d张表的列 %s:没有代码表“%s”", i+1, path, c.Table)
			}
			if len(c.From) == 0 {
				return fmt.Errorf("第%d张表的列 %s:没有写 from", i+1, path)
			}
		}
	}
	return nil
}

// base returns the path of an element without the mark that tells several
// columns of one element apart: handling.channels#2.
func base(path string) string {
	path, _, _ = strings.Cut(path, "#")
	return path
}

// paths returns the paths of a sheet, sorted, so that reports do not change.
func (s Sheet) paths() []string { return sortedKeys(s.Columns) }

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// Text returns the file of a shipped profile, to be copied and changed.
func Text(name string) ([]byte, error) {
	if _, err := ByName(name); err != nil {
		return nil, err
	}
	return shipped.ReadFile("profiles/" + name + ".yaml")
}
