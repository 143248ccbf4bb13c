package profile

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/format"
)

// headerRows is how far down a header may stand: titles and notes come before it.
const headerRows = 12

// table is a sheet of a file with its header found.
type table struct {
	sheet   format.Sheet
	plan    Sheet
	row     int              // position of the header in the rows
	at      map[string][]int // path → positions of its columns, the preferred first
	headers []string         // as written
	matched int
}

// bracket matches the note in brackets behind a header: (必填), (工作日).
var bracket = regexp.MustCompile(`[(\[][^()\[\]]*[)\]]`)

// plainHeader makes headers comparable: width, case, blanks, stars and notes in
// brackets do not count.
func plainHeader(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	s = bracket.ReplaceAllString(s, "")
	return strings.Map(func(r rune) rune {
		if r <= ' ' || strings.ContainsRune("*_-:：、，,。/　", r) {
			return -1
		}
		return r
	}, s)
}

// find looks for the row of a sheet that is the header of a plan. ok is false
// where a required column is not there.
func find(s format.Sheet, plan Sheet) (best table, ok bool) {
	names := index(plan)
	for i := range s.Rows[:min(len(s.Rows), headerRows)] {
		t := table{sheet: s, plan: plan, row: i, at: map[string][]int{}}
		t.match(names)
		if t.matched > best.matched {
			best = t
		}
	}
	return best, best.matched > 0 && len(best.absent()) == 0
}

// index maps headers to paths; one header may serve several elements.
func index(plan Sheet) map[string][]string {
	names := map[string][]string{}
	for _, path := range plan.paths() {
		for _, h := range plan.Columns[path].From {
			key := plainHeader(h)
			names[key] = append(names[key], path)
		}
	}
	return names
}

func (t *table) match(names map[string][]string) {
	found := map[string]map[string]int{} // path → header → position
	for i, c := range t.sheet.Rows[t.row].Cells {
		t.headers = append(t.headers, strings.TrimSpace(c.Text))
		key := plainHeader(c.Text)
		if len(names[key]) > 0 {
			t.matched++
		}
		for _, path := range names[key] {
			if found[path] == nil {
				found[path] = map[string]int{}
			}
			if _, twice := found[path][key]; !twice {
				found[path][key] = i
			}
		}
	}
	for path, at := range found {
		for _, h := range t.plan.Columns[path].From {
			if i, ok := at[plainHeader(h)]; ok {
				t.at[path] = append(t.at[path], i)
				delete(at, plainHeader(h))
			}
		}
	}
}

// absent returns the paths of required columns that are not there.
func (t table) absent() (paths []string) {
	for _, path := range t.plan.paths() {
		if t.plan.Columns[path].Required && len(t.at[path]) == 0 {
			paths = append(paths, path)
		}
	}
	return paths
}

// strangers tells the headers that no element of the plan goes by, each with
// the nearest name where one is near.
func (t table) strangers() (found []ingest.Problem) {
	used := map[int]bool{}
	for _, at := range t.at {
		for _, i := range at {
			used[i] = true
		}
	}
	ignored := map[string]bool{}
	for _, h := range t.plan.Ignore {
		ignored[plainHeader(h)] = true
	}
	for i, h := range t.headers {
		if used[i] || ignored[plainHeader(h)] || plainHeader(h) == "" {
			continue
		}
		p := ingest.Problem{Level: ingest.Warning, Line: t.sheet.Rows[t.row].Line,
			Reason: "表头“" + short(h) + "”不认识,这一列没有读取", Fix: "需要的,把表头改成认识的名称,或者在导入配置里补上"}
		if near := t.nearest(h); near != "" {
			p.Fix = "最接近的是“" + near + "”,是它就改表头"
		}
		found = append(found, p)
	}
	return found
}

// nearest returns the header of the plan that is written most like another, of
// the elements that have no column yet, or "" where none is near.
func (t table) nearest(h string) (best string) {
	key := []rune(plainHeader(h))
	least := max(1, len(key)/3)
	for _, path := range t.plan.paths() {
		if len(t.at[path]) > 0 {
			continue
		}
		for _, name := range t.plan.Columns[path].From {
			if d := distance(key, []rune(plainHeader(name))); d <= least && (best == "" || d < least) {
				best, least = name, d
			}
		}
	}
	return best
}

// distance is how many characters must be put in, left out or changed.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

func short(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// noHeader says which columns a file lacks, and what its headers look most like.
func noHeader(best table, profile string) ingest.Problem {
	p := ingest.Problem{Level: ingest.Error, Reason: "没有找到表头", Fix: "第一行写表头,至少要有实施编码和事项名称两列;wenban profiles 列出认识的表头"}
	if best.matched == 0 && len(best.headers) == 0 {
		return p
	}
	var lacking []string
	for _, path := range best.absent() {
		name := best.plan.Columns[path].From[0]
		lacking = append(lacking, "“"+name+"”"+best.instead(path))
	}
	if len(lacking) > 0 {
		p.Line = best.sheet.Rows[best.row].Line
		p.Reason = fmt.Sprintf("表头里没有%s(按配置 %s)", strings.Join(lacking, "、"), profile)
	}
	return p
}

// instead returns the header of the file that was perhaps meant for an element.
func (t table) instead(path string) string {
	for _, h := range t.headers {
		key := []rune(plainHeader(h))
		for _, name := range t.plan.Columns[path].From {
			if len(key) > 1 && distance(key, []rune(plainHeader(name))) <= max(1, len(key)/3) {
				return "(最接近的是“" + short(h) + "”)"
			}
		}
	}
	return ""
}
