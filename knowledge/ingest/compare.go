package ingest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"wenban/knowledge"
)

// Changes (变更) is the difference between two states of knowledge, record by
// record. Records are known by kind and id alone: their order says nothing.
type Changes struct {
	Added     []Change `json:"added,omitempty"`
	Changed   []Change `json:"changed,omitempty"`
	Withdrawn []Change `json:"withdrawn,omitempty"` // in the old state only
	Unchanged int      `json:"unchanged"`
}

// Change is what happened to one record.
type Change struct {
	Kind   string        `json:"kind"` // 事项, 政策文件, 一件事, 区划, 政务大厅, 区域差异
	ID     string        `json:"id"`   // code or id; of an override code and region with a blank between
	Name   string        `json:"name,omitempty"`
	Reason string        `json:"reason,omitempty"` // of a withdrawal: why, where a source says so
	Fields []FieldChange `json:"fields,omitempty"` // of a record that changed
}

// FieldChange is the change of one element. Entries of a list with an id or a
// name go by it, so that one that is put in front does not change all behind it.
type FieldChange struct {
	Path    string `json:"path"`    // materials.m1.copies, time_limit.promised.days
	Element string `json:"element"` // Chinese name and path
	Old     string `json:"old"`     // "": was not given
	New     string `json:"new"`     // "": is not given any more
}

// Compare returns what became of old, kind by kind in the order of ids. It only
// reads; equal states give no change whatever their order.
func Compare(old, new knowledge.Parts) Changes {
	var c Changes
	compare(&c, items, old.Items, new.Items, func(v knowledge.Item) (string, string) { return v.Code, v.Name })
	compare(&c, documents, old.Documents, new.Documents, func(v knowledge.Document) (string, string) { return v.ID, v.Title })
	compare(&c, events, old.Events, new.Events, func(v knowledge.LifeEvent) (string, string) { return v.ID, v.Name })
	compare(&c, regions, old.Regions, new.Regions, func(v knowledge.Region) (string, string) { return v.Code, v.Name })
	compare(&c, halls, old.Halls, new.Halls, func(v knowledge.Hall) (string, string) { return v.ID, v.Name })
	compare(&c, overrides, old.Overrides, new.Overrides, func(v knowledge.Override) (string, string) { return overrideKey(v), v.Note })
	return c
}

// maxShown bounds what String lists of each list of changes.
const maxShown = 200

// String renders the changes for people: counts, then every record that came,
// changed (element by element) or went.
func (c Changes) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "与现有知识相比:新增 %d，变更 %d，撤下 %d，不变 %d\n", len(c.Added), len(c.Changed), len(c.Withdrawn), c.Unchanged)
	for _, part := range []struct {
		name string
		list []Change
	}{{"变更", c.Changed}, {"撤下", c.Withdrawn}, {"新增", c.Added}} {
		for _, x := range part.list[:min(len(part.list), maxShown)] {
			b.WriteString(x.line(part.name))
		}
		if more := len(part.list) - maxShown; more > 0 {
			fmt.Fprintf(&b, "  另有%d条%s未列出\n", more, part.name)
		}
	}
	return b.String()
}

func (x Change) line(what string) string {
	s := "  " + what + " " + x.Kind + " " + x.Name + "(" + x.ID + ")"
	if x.Reason != "" {
		s += ":" + x.Reason
	}
	s += "\n"
	for _, f := range x.Fields {
		s += "    " + f.Element + ":" + excerpt(f.Old) + " → " + excerpt(f.New) + "\n"
	}
	return s
}

// excerpt shortens a value for a line of the report.
func excerpt(s string) string {
	if s == "" {
		return "(无)"
	}
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		return "“" + string(r[:60]) + "…”"
	}
	return "“" + s + "”"
}

// Empty reports whether nothing differs.
func (c Changes) Empty() bool { return len(c.Added)+len(c.Changed)+len(c.Withdrawn) == 0 }

func overrideKey(o knowledge.Override) string { return o.Code + " " + o.Region }

func compare[T any](c *Changes, k kind, old, new []T, name func(T) (id, title string)) {
	before, after := byID(old, name), byID(new, name)
	for _, id := range ids(before, after) {
		was, had := before[id]
		is, has := after[id]
		switch {
		case !had:
			c.Added = append(c.Added, change(k, is, name))
		case !has:
			c.Withdrawn = append(c.Withdrawn, change(k, was, name))
		default:
			c.both(was, is, change(k, is, name))
		}
	}
}

// both notes a record that is in both states.
func (c *Changes) both(was, is any, x Change) {
	if x.Fields = CompareRecords(was, is); len(x.Fields) == 0 {
		c.Unchanged++
		return
	}
	c.Changed = append(c.Changed, x)
}

func change[T any](k kind, v T, name func(T) (id, title string)) Change {
	id, title := name(v)
	return Change{Kind: string(k), ID: id, Name: title}
}

func byID[T any](list []T, name func(T) (id, title string)) map[string]T {
	m := make(map[string]T, len(list))
	for _, v := range slices.Backward(list) { // of two the first counts, as in an edition
		id, _ := name(v)
		m[id] = v
	}
	return m
}

// ids returns the keys of both maps, sorted.
func ids[T any](a, b map[string]T) []string {
	all := make([]string, 0, len(b))
	for id := range a {
		all = append(all, id)
	}
	for id := range b {
		if _, both := a[id]; !both {
			all = append(all, id)
		}
	}
	slices.Sort(all)
	return all
}

// CompareRecords returns the elements in which two records of one type of
// package knowledge differ, in the order of their paths.
func CompareRecords(old, new any) []FieldChange {
	was, is := knowledge.Canonical(old), knowledge.Canonical(new)
	if reflect.DeepEqual(was, is) {
		return nil
	}
	var found []FieldChange
	differ("", was, is, func(path, old, new string) {
		found = append(found, FieldChange{path, knowledge.ElementName(path), old, new})
	})
	slices.SortStableFunc(found, func(a, b FieldChange) int { return cmp.Compare(a.Path, b.Path) })
	return found
}

// differ calls say for every leaf in which two canonical values differ.
func differ(path string, was, is any, say func(path, old, new string)) {
	switch {
	case reflect.DeepEqual(was, is):
		return
	case isMap(was) || isMap(is):
		differMembers(path, members(was), members(is), say)
	case isList(was) || isList(is):
		differLists(path, elements(was), elements(is), say)
	default:
		say(path, leaf(was), leaf(is))
	}
}

func differMembers(path string, was, is map[string]any, say func(path, old, new string)) {
	for _, key := range ids(was, is) {
		differ(strings.TrimPrefix(path+"."+key, "."), was[key], is[key], say)
	}
}

// differLists compares entries by key; where only the order changed, it says so.
func differLists(path string, was, is []any, say func(path, old, new string)) {
	before, after := keyed(was), keyed(is)
	said := false
	for _, key := range ids(before, after) {
		at := path
		if isMap(before[key]) || isMap(after[key]) {
			at = path + "." + key
		}
		differ(at, before[key], after[key], func(path, old, new string) { said = true; say(path, old, new) })
	}
	if !said {
		say(path, "顺序:"+order(was), "顺序:"+order(is))
	}
}

// keyed gives every entry of a list a key that does not depend on the others:
// its id, else its name, else what it says. A key that is taken gets a number.
func keyed(list []any) map[string]any {
	m := make(map[string]any, len(list))
	for _, v := range list {
		key := keyOf(v)
		for n := 2; ; n++ {
			if _, taken := m[key]; !taken {
				break
			}
			key = keyOf(v) + "#" + strconv.Itoa(n)
		}
		m[key] = v
	}
	return m
}

// keyNames are the elements that tell the entries of a list apart, the surest first.
var keyNames = []string{"id", "code", "q", "name", "title", "region"}

func keyOf(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return leaf(v)
	}
	for _, name := range keyNames {
		if s, ok := m[name].(string); ok {
			return s
		}
	}
	return leaf(v)
}

func order(list []any) string {
	var keys []string
	for _, v := range list {
		keys = append(keys, keyOf(v))
	}
	return strings.Join(keys, "、")
}

func isMap(v any) bool  { _, ok := v.(map[string]any); return ok }
func isList(v any) bool { _, ok := v.([]any); return ok }

func members(v any) map[string]any { m, _ := v.(map[string]any); return m }
func elements(v any) []any         { l, _ := v.([]any); return l }

// leaf renders a value for people; what is not given is "".
func leaf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}
