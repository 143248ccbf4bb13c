package profile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/format"
	"wenban/knowledge/ingest/policy"
)

// Record is one record of the interchange format, or a row that could not
// become one: then Value is nil and Problems say why.
type Record struct {
	Sheet    string
	Line     int
	Value    any // to be written as JSON
	Problems []ingest.Problem
}

// Result is what a profile made of a file.
type Result struct {
	Profile  string
	Problems []ingest.Problem // with sheets and headers; File is the name of the sheet
}

// Choose returns the profile whose columns a file has most of.
func Choose(all []Profile, sheets []format.Sheet) (best Profile, ok bool) {
	most := 0
	for _, p := range all {
		tables, _ := p.tables(sheets)
		n := 0
		for _, t := range tables {
			n += t.matched
		}
		if n > most && !p.Hidden {
			best, most, ok = p, n, true
		}
	}
	return best, ok
}

// Records reads the sheets of a file and hands every record to emit, items in
// the order of their first rows.
func (p Profile) Records(sheets []format.Sheet, emit func(Record) error) (Result, error) {
	res := Result{Profile: p.Title}
	tables, problem := p.tables(sheets)
	if problem != nil {
		res.Problems = append(res.Problems, *problem)
		return res, nil
	}
	b := builder{profile: p, at: map[string]int{}}
	for _, t := range tables {
		for _, x := range t.strangers() {
			x.File = t.sheet.Name
			res.Problems = append(res.Problems, x)
		}
		if t.plan.Kind == KindDocument {
			if err := b.documents(t, emit); err != nil {
				return res, err
			}
			continue
		}
		b.rows(t)
	}
	for _, it := range b.items {
		if err := emit(it.record()); err != nil {
			return res, err
		}
	}
	for _, r := range b.stray {
		if err := emit(r); err != nil {
			return res, err
		}
	}
	return res, nil
}

// tables finds the sheets that the plans of a profile are about: each sheet goes
// to the plan that knows most of its columns. The tables of items come first.
// Where no sheet of items or documents is found the problem says what is missing.
func (p Profile) tables(sheets []format.Sheet) (found []table, problem *ingest.Problem) {
	var nearest table
	for _, s := range sheets {
		if s.Hidden || len(s.Rows) == 0 {
			continue
		}
		best, ok := p.table(s, &nearest)
		if ok {
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(a, b table) int { return order(a.plan.Kind) - order(b.plan.Kind) })
	if len(found) == 0 || found[0].plan.Kind == KindPart {
		x := noHeader(nearest, p.Title)
		x.File = nearest.sheet.Name
		return nil, &x
	}
	return found, nil
}

func order(kind string) int { return slices.Index([]string{KindItem, KindDocument, KindPart}, kind) }

func (p Profile) table(s format.Sheet, nearest *table) (best table, found bool) {
	for _, plan := range p.Sheets {
		t, ok := find(s, plan)
		if len(plan.Names) > 0 && slices.Contains(plan.Names, strings.TrimSpace(s.Name)) {
			t.matched += 100 // its name says so
		}
		if ok && t.matched > best.matched {
			best, found = t, true
		}
		if plan.Kind != KindPart && (t.matched > nearest.matched || nearest.sheet.Rows == nil) {
			*nearest = t
			nearest.sheet = s
		}
	}
	return best, found
}

// builder puts rows together to items.
type builder struct {
	profile Profile
	items   []*item
	at      map[string]int // code → position in items
	last    *item          // of the rows before: a row without a code goes on
	stray   []Record       // rows that belong to no item
}

// item is one item while its rows are read.
type item struct {
	sheet    string
	line     int
	value    map[string]any
	from     map[string]int // path → line that gave it
	lists    map[string][]map[string]any
	unstated map[string]bool
	problems []ingest.Problem
	bad      bool
}

func newItem(sheet string, line int) *item {
	return &item{sheet: sheet, line: line, value: map[string]any{}, from: map[string]int{}, lists: map[string][]map[string]any{}, unstated: map[string]bool{
		"fees": true, "visits": true, "appointment": true, "delivery": true,
	}}
}

// rows reads the rows of one table.
func (b *builder) rows(t table) {
	b.last = nil
	for _, row := range t.sheet.Rows[t.row+1:] {
		if blank(row) || note(row) {
			continue
		}
		fields, problems := b.profile.fields(t, row)
		it := b.owner(t, row, fields, problems)
		if it == nil {
			continue
		}
		it.tell(t, row.Line, problems)
		it.take(t, row.Line, fields)
		b.last = it
	}
}

func blank(row format.Row) bool {
	return !slices.ContainsFunc(row.Cells, func(c format.Cell) bool { return !c.Blank() })
}

// note reports a row that is a remark below the table.
func note(row format.Row) bool {
	n, first := 0, ""
	for _, c := range row.Cells {
		if !c.Blank() {
			if n++; first == "" {
				first = strings.TrimSpace(c.Text)
			}
		}
	}
	return n <= 2 && slices.ContainsFunc([]string{"填表说明", "说明:", "说明：", "备注:", "备注：", "注:", "注：", "合计", "总计", "填报单位", "填报人", "制表"}, func(p string) bool { return strings.HasPrefix(first, p) })
}

// owner returns the item that a row belongs to, a new one where it begins.
func (b *builder) owner(t table, row format.Row, fields map[string]any, problems []ingest.Problem) *item {
	key, _ := fields["code"].(string)
	if i, ok := b.at[key]; ok && key != "" {
		it := b.items[i]
		if t.plan.Kind == KindItem && !t.repeats() {
			it.tell(t, row.Line, []ingest.Problem{{Level: ingest.Error, Element: knowledge.ElementName("code"),
				Reason: fmt.Sprintf("编码重复,已在第%d行出现", it.line), Fix: "核对后改正编码,或者只保留一行"}})
		}
		return it
	}
	if key == "" && b.last != nil && !begins(fields) && len(problems) == 0 {
		return b.last
	}
	if t.plan.Kind == KindPart {
		b.lost(t, row.Line, problems, ingest.Problem{Level: ingest.Error, Element: knowledge.ElementName("code"),
			Reason: "编码“" + short(key) + "”在事项表里没有", Fix: "改正编码,或者在事项表里补上这个事项"})
		return nil
	}
	it := newItem(t.sheet.Name, row.Line)
	b.items = append(b.items, it)
	if key != "" {
		b.at[key] = len(b.items) - 1
	} else if !faulty(problems, "code") {
		it.tell(t, row.Line, []ingest.Problem{{Level: ingest.Error, Element: knowledge.ElementName("code"), Reason: "没有编码", Fix: "补上实施编码"}})
	}
	return it
}

func (b *builder) lost(t table, line int, problems []ingest.Problem, p ingest.Problem) {
	it := newItem(t.sheet.Name, line)
	it.tell(t, line, append(problems, p))
	b.stray = append(b.stray, Record{Sheet: t.sheet.Name, Line: line, Problems: it.problems})
}

// repeats reports whether a table has several rows an item by its nature.
func (t table) repeats() bool {
	for path := range t.at {
		if _, _, part := partOf(base(path)); part {
			return true
		}
	}
	return false
}

// begins reports whether a row without a code has fields of an item of its own.
func begins(fields map[string]any) bool {
	_, named := fields["name"]
	return named
}

func faulty(problems []ingest.Problem, path string) bool {
	return slices.ContainsFunc(problems, func(p ingest.Problem) bool { return p.Element == knowledge.ElementName(path) })
}

func (it *item) tell(t table, line int, problems []ingest.Problem) {
	for _, p := range problems {
		p.File, p.Line = t.sheet.Name, line
		it.bad = it.bad || p.Level == ingest.Error
		it.problems = append(it.problems, p)
	}
}

// lists are the elements whose entries are objects.
var lists = []string{"materials", "fees", "places", "faq", "steps", "basis", "phrasings", "situations"}

// partOf splits the path of a part of a list: materials.name.
func partOf(path string) (list, rest string, ok bool) {
	list, rest, ok = strings.Cut(path, ".")
	return list, rest, ok && slices.Contains(lists, list) && path != "fees.given"
}

// fields reads the cells of one row. Empty cells give nothing.
func (p Profile) fields(t table, row format.Row) (map[string]any, []ingest.Problem) {
	fields := map[string]any{}
	var problems []ingest.Problem
	for _, path := range t.plan.paths() {
		v, err := p.field(t, row, path)
		if err != nil {
			problems = append(problems, t.problem(path, err))
			continue
		}
		put(fields, base(path), v)
	}
	for path, text := range t.plan.Always {
		if _, given := fields[path]; !given {
			if v, err := read(path, text, ""); err == nil {
				put(fields, path, v)
			}
		}
	}
	return fields, problems
}

// put notes a value; several columns of one list element are put together.
func put(fields map[string]any, path string, v any) {
	before, isList := fields[path].([]any)
	more, alsoList := v.([]any)
	switch {
	case v == nil:
	case isList && alsoList:
		fields[path] = append(before, more...)
	default:
		fields[path] = v
	}
}

// problem says which column of which header cannot be read.
func (t table) problem(path string, err error) ingest.Problem {
	p := ingest.Problem{Level: ingest.Error, Element: knowledge.ElementName(base(path)), Reason: err.Error(), Fix: "核对这一格"}
	var f *fault
	if errors.As(err, &f) {
		p.Fix = f.fix
	}
	if slices.Contains(t.plan.Allow, base(path)) {
		p.Level = ingest.Warning
		p.Reason += ",这一格没有读取"
	}
	return p
}

// field reads the first of the columns of an element that has something.
func (p Profile) field(t table, row format.Row, path string) (any, error) {
	c := t.plan.Columns[path]
	for _, i := range t.at[path] {
		if i >= len(row.Cells) || row.Cells[i].Blank() {
			continue
		}
		if slices.Contains(t.plan.Empty[base(path)], strings.TrimSpace(row.Cells[i].Text)) {
			return nil, nil
		}
		return p.value(c, base(path), row.Cells[i], t.unit(c, base(path), i), t.plan.Strip[base(path)])
	}
	return nil, nil
}

// unit is what a column says of bare numbers: the profile, or the note in
// brackets of the header; of dates from when serial days count.
func (t table) unit(c Column, path string, i int) string {
	if t.sheet.Date1904 && reflect.ValueOf(readers[path]).Pointer() == reflect.ValueOf(reader(date)).Pointer() {
		return "1904"
	}
	for _, u := range []string{"工作日", "自然日"} {
		if strings.Contains(t.headers[i], u) {
			return u
		}
	}
	return c.Unit
}

func (p Profile) value(c Column, path string, cell format.Cell, unit, strip string) (any, error) {
	table := c.Values
	if table == nil {
		table = p.Tables[c.Table]
	}
	if len(cell.List) > 0 {
		return each(cell.List, path, unit, table)
	}
	text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(cell.Text), strip))
	if table == nil && c.Split == "" {
		return read(path, text, unit)
	}
	if isList(path) || c.Split != "" {
		marks := c.Split
		if marks == "" {
			marks = entries
		}
		return each(texts(cut(text, marks)), path, unit, table)
	}
	text, err := lookUp(table, text)
	if err != nil || text == "" {
		return nil, err
	}
	return read(path, text, unit)
}

func texts(list []any) (out []string) {
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

func isList(path string) bool {
	r, ok := readers[path]
	return ok && reflect.ValueOf(r).Pointer() == reflect.ValueOf(reader(list)).Pointer()
}

// each reads the entries of a list one by one. Of a part of a list such as
// materials.name every entry is a part of its own.
func each(values []string, path, unit string, table map[string]string) (any, error) {
	var out []any
	for _, text := range values {
		text = strings.TrimSpace(text)
		if table != nil {
			var err error
			if text, err = lookUp(table, text); err != nil {
				return nil, err
			}
		}
		if text != "" {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

// lookUp finds a code or word in a value table; a value of the table is taken as
// it is. The empty value says that the word says nothing.
func lookUp(table map[string]string, text string) (string, error) {
	if table == nil {
		return text, nil
	}
	for _, key := range []string{text, half(text), strings.TrimLeft(half(text), "0")} {
		if v, ok := table[key]; ok {
			return v, nil
		}
	}
	values := slices.Sorted(maps.Values(table))
	values = slices.DeleteFunc(slices.Compact(values), func(s string) bool { return s == "" })
	if slices.Contains(values, text) {
		return text, nil
	}
	return "", wrong("“"+short(text)+"”不在代码表里", "改成:"+strings.Join(values, "、"))
}

// take puts the fields of a row into the item: parts of lists become entries,
// everything else must not contradict the rows before.
func (it *item) take(t table, line int, fields map[string]any) {
	parts := map[string]map[string]any{}
	for _, path := range sortedKeys(fields) {
		if list, rest, ok := partOf(path); ok {
			if parts[list] == nil {
				parts[list] = map[string]any{}
			}
			parts[list][rest] = fields[path]
			continue
		}
		it.set(t, line, path, fields[path])
	}
	for list, part := range parts {
		it.add(list, part)
	}
}

func (it *item) set(t table, line int, path string, v any) {
	before, given := it.value[path]
	switch {
	case !given && t.plan.Kind == KindPart && path != "code":
		return // what a sheet of parts repeats of the item is said by the sheet of items
	case !given:
		it.value[path], it.from[path] = v, line
		delete(it.unstated, strings.TrimPrefix(path, "handling."))
	case t.plan.Kind != KindPart && !reflect.DeepEqual(before, v):
		it.tell(t, line, []ingest.Problem{{Level: ingest.Error, Element: knowledge.ElementName(path),
			Reason: fmt.Sprintf("与第%d行不一致:“%s”和“%s”", it.from[path], short(fmt.Sprint(before)), short(fmt.Sprint(v))), Fix: "同一事项的各行写成一样,或者只写一次"}})
	}
}

// add puts an entry into a list, once: merged cells and repeated rows say the
// same again. Where one element of the entry is a list itself (the materials of
// one cell), every value is an entry.
func (it *item) add(list string, part map[string]any) {
	for rest, v := range part {
		if values, ok := v.([]any); ok && rest != "options.cues" {
			for _, one := range values {
				entry := maps.Clone(part)
				entry[rest] = one
				it.add(list, entry)
			}
			return
		}
	}
	if !slices.ContainsFunc(it.lists[list], func(x map[string]any) bool { return reflect.DeepEqual(x, part) }) {
		it.lists[list] = append(it.lists[list], part)
	}
}

// idOf makes an id of a name that stays the same when entries are put in front.
func idOf(prefix, name string) string {
	sum := sha256.Sum256([]byte(policy.Key(name)))
	return prefix + hex.EncodeToString(sum[:])[:8]
}

// documents makes a policy document of every row.
func (b *builder) documents(t table, emit func(Record) error) error {
	for _, row := range t.sheet.Rows[t.row+1:] {
		if blank(row) {
			continue
		}
		fields, problems := b.profile.fields(t, row)
		if err := emit(document(t, row.Line, fields, problems)); err != nil {
			return err
		}
	}
	return nil
}

func document(t table, line int, fields map[string]any, problems []ingest.Problem) Record {
	text := func(path string) string { s, _ := fields[path].(string); return s }
	d, found := policy.Read(policy.Source{
		ID: policy.Key(text("id")), Title: text("title"), Number: text("number"), Issuer: text("issuer"), Region: text("region"),
		Published: text("published"), History: text("history"), Text: text("text"),
	})
	if from := text("effective.from"); from != "" {
		d.Effective.From = from
	}
	if to := text("effective.to"); to != "" {
		d.Effective.To = to
	}
	d.Themes = listOf(fields["themes"])
	d.Items = listOf(fields["items"])
	r := Record{Sheet: t.sheet.Name, Line: line, Value: d, Problems: append(problems, found...)}
	for i := range r.Problems {
		r.Problems[i].File, r.Problems[i].Line = t.sheet.Name, line
		if r.Problems[i].Level == ingest.Error {
			r.Value = nil
		}
	}
	return r
}

func listOf(v any) (out []string) {
	values, _ := v.([]any)
	return texts(values)
}
