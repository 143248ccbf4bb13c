// Package triage decides what becomes of a complaint, a report, a suggestion or
// a call for help: told another way at once, or taken down with as few
// questions as possible and dispatched to the department whose duty it is. It
// is pure; the dispatch list (派单目录) is data, see data/README.md.
package triage

import (
	"bufio"
	_ "embed" // data/yunxi.jsonl
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"wenban/assistant/handoff"
	"wenban/knowledge"
	"wenban/knowledge/calendar"
)

// List (派单目录) says whose duty what is. It never changes after ReadList.
type List struct {
	Title      string                          `json:"list"`
	Region     string                          `json:"region"` // code of the region whose departments it names
	Desk       string                          `json:"desk"`   // who assigns what nobody could be proposed for
	Limits     map[handoff.Kind]calendar.Limit `json:"limits"` // by kind, where the category says nothing else
	Categories []Category                      `json:"-"`      // the leaves, in the order of the file, with what they inherit

	groups map[string]string // id → name of what leaves stand under
	byID   map[string]int
}

// Category (类别) is a leaf of the dispatch list.
type Category struct {
	ID         string          `json:"id"`
	Parent     string          `json:"parent,omitempty"`
	Name       string          `json:"name"`
	Department string          `json:"department,omitempty"` // 主办; may hold {县级} or {镇街级}: the office of the place
	Otherwise  string          `json:"otherwise,omitempty"`  // who takes it when the place does not say which office
	With       []string        `json:"with,omitempty"`       // 协办
	Level      string          `json:"level,omitempty"`      // whose it is: 市级, 县级 or 镇街级
	Limit      *calendar.Limit `json:"limit,omitempty"`
	Basis      string          `json:"basis,omitempty"`     // the law it rests on
	Note       string          `json:"note,omitempty"`      // told to the citizen beside the summary
	Placeless  bool            `json:"placeless,omitempty"` // it has no place: an app, a phone bill
	Words      []string        `json:"words,omitempty"`     // everyday words for it
	Said       []string        `json:"said,omitempty"`      // as citizens tell it
}

//go:embed data/yunxi.jsonl
var yunxi string

// Sample is the dispatch list of the sample city, compiled in.
var Sample = sync.OnceValue(func() *List {
	l, err := ReadList(strings.NewReader(yunxi))
	if err != nil {
		panic(fmt.Sprintf("data/yunxi.jsonl: %v", err)) // a file of this package, and tested
	}
	return l
})

// Bounds of a list, far above any real one.
const (
	maxLine       = 1 << 16
	maxCategories = 10_000
)

// ReadList reads a dispatch list and checks it. The error names every line that
// is wrong, the first hundred of them.
func ReadList(r io.Reader) (*List, error) {
	l := &List{groups: map[string]string{}, byID: map[string]int{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	parents := map[string]Category{}
	var wrong []error
	for n := 1; lines.Scan() && len(wrong) < 100; n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" {
			continue
		}
		if err := l.line(line, parents); err != nil {
			wrong = append(wrong, fmt.Errorf("派单目录第%d行：%w", n, err))
		}
	}
	if err := lines.Err(); err != nil {
		wrong = append(wrong, fmt.Errorf("读派单目录：%w", err))
	}
	if len(wrong) == 0 && len(l.Categories) == 0 {
		wrong = append(wrong, errors.New("派单目录里没有一个类别"))
	}
	return l, errors.Join(wrong...)
}

// line takes one line in: the head of the list first, then groups and leaves.
// What has no words of its own is a group.
func (l *List) line(line string, parents map[string]Category) error {
	if l.Title == "" {
		return l.head(line)
	}
	var c Category
	if err := strict(line, &c); err != nil {
		return err
	}
	if _, twice := parents[c.ID]; twice || c.ID == "" || c.Name == "" {
		return fmt.Errorf("编号“%s”或者名称“%s”是空的，或者编号用过了", c.ID, c.Name)
	}
	parent, ok := parents[c.Parent]
	if c.Parent != "" && !ok {
		return fmt.Errorf("上级“%s”没有写在前面", c.Parent)
	}
	c = c.inherit(parent)
	parents[c.ID] = c
	if len(c.Words) == 0 && len(c.Said) == 0 {
		l.groups[c.ID] = c.Name
		return nil
	}
	if err := c.check(); err != nil {
		return fmt.Errorf("“%s”：%w", c.Name, err)
	}
	if len(l.Categories) == maxCategories {
		return fmt.Errorf("超过%d个类别", maxCategories)
	}
	l.byID[c.ID] = len(l.Categories)
	l.Categories = append(l.Categories, c)
	return nil
}

func (l *List) head(line string) error {
	if err := strict(line, l); err != nil {
		return err
	}
	if l.Title == "" || l.Region == "" || l.Desk == "" {
		return errors.New("第一行要写 list（名称）、region（区划代码）和 desk（人工分派单位）")
	}
	for kind, limit := range l.Limits {
		if !kind.Valid() || !limit.Valid() {
			return fmt.Errorf("“%s”的时限 %d%s 不对", kind, limit.N, limit.Unit)
		}
	}
	return nil
}

// strict decodes one object without unknown fields: a misspelt one would be
// lost without a word.
func strict(line string, into any) error {
	d := json.NewDecoder(strings.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("读不出来：%w", err)
	}
	if d.More() {
		return errors.New("一行只能写一个类别")
	}
	return nil
}

// inherit takes from a parent what a category does not say itself.
func (c Category) inherit(parent Category) Category {
	if c.Department == "" {
		c.Department, c.Otherwise = parent.Department, parent.Otherwise
	}
	if c.Level == "" {
		c.Level = parent.Level
	}
	if c.Limit == nil {
		c.Limit = parent.Limit
	}
	return c
}

// levels of regions that may take a case.
var levels = []string{"市级", "县级", "镇街级"}

func (c Category) check() error {
	if c.Department == "" || !slices.Contains(levels, c.Level) {
		return fmt.Errorf("没有主办单位，或者层级“%s”不是市级、县级、镇街级", c.Level)
	}
	if c.Limit != nil && !c.Limit.Valid() {
		return fmt.Errorf("时限 %d%s 不对", c.Limit.N, c.Limit.Unit)
	}
	if _, all := fill(c.Department, knowledge.Regions{}, ""); !all && c.Otherwise == "" {
		return fmt.Errorf("主办单位“%s”要看地点，还要写 otherwise：地点不清楚时由谁办", c.Department)
	}
	return nil
}

// Category returns the category with an id.
func (l *List) Category(id string) (Category, bool) {
	i, ok := l.byID[id]
	if !ok {
		return Category{}, false
	}
	return l.Categories[i], true
}

// Group is the name of the group that a category stands under, or "".
func (l *List) Group(c Category) string { return l.groups[c.Parent] }

// Limit is the time limit for a case of a kind and category (DOMAIN 4.4: local
// rules, so that all of it is data); five working days where the list says
// nothing.
func (l *List) Limit(kind handoff.Kind, c Category) calendar.Limit {
	if c.Limit != nil && kind != handoff.Suggestion && kind != handoff.Praise && kind != handoff.Consultation {
		return *c.Limit
	}
	if limit, ok := l.Limits[kind]; ok {
		return limit
	}
	return calendar.Limit{N: 5, Unit: calendar.WorkingDays}
}

// Office is the department that takes a category at a place, and those that help.
// With no category it is the desk that assigns by hand.
func (l *List) Office(c Category, regions knowledge.Regions, region string) (main string, with []string) {
	if c.ID == "" {
		return l.Desk, nil
	}
	main, ok := fill(c.Department, regions, region)
	if !ok {
		main = c.Otherwise
	}
	for _, w := range c.With {
		if name, ok := fill(w, regions, region); ok && name != main {
			with = append(with, name)
		}
	}
	return main, with
}

// fill puts the names of the place into a department: {县级} is the district or
// county, {镇街级} the office of the street or town. ok is false when the place
// does not say which.
func fill(department string, regions knowledge.Regions, region string) (name string, ok bool) {
	for _, level := range levels {
		hole := "{" + level + "}"
		if !strings.Contains(department, hole) {
			continue
		}
		unit := ""
		for _, code := range regions.Path(region) {
			if r, found := regions.Region(code); found && r.Level == level {
				unit = r.Name
			}
		}
		if unit == "" {
			return "", false
		}
		department = strings.ReplaceAll(department, hole, office(unit))
	}
	return department, true
}

// office is the government of a street or town; a district is named alone.
func office(unit string) string {
	switch {
	case strings.HasSuffix(unit, "街道"):
		return unit + "办事处"
	case strings.HasSuffix(unit, "镇"), strings.HasSuffix(unit, "乡"):
		return unit + "人民政府"
	}
	return unit
}
