package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"wenban/assistant/handoff"
	"wenban/knowledge/store/db"
)

// Queue (队列) is a list of cases that wait for the same thing.
type Queue struct {
	ID    string
	Name  string
	Empty string // what to say when nothing is in it
	where string // of all that are open; :now is the time
	old   bool   // of those that are not, the newest first
}

const (
	isOpen   = `state NOT IN ('closed', 'declined', 'ended')`    // as the index has it
	isTheirs = `state NOT IN ('replied', 'reviewed', 'lacking')` // the clock of a department runs
)

// order is an order of cases, for pages that begin after one.
type order struct{ by, after, down string }

var (
	byDue = order{`CASE due WHEN 0 THEN 9223372036854775807 ELSE due END, number`, ">", ""}
	byAge = order{`updated, number`, "<", " DESC"}
)

// Queues lists the queues in the order of the work.
var Queues = []Queue{
	{"accept", "待受理", "没有等着受理的。市民提交的会先到这里。", `state = 'submitted'`, false},
	{"assign", "待派单", "没有等着派单的。受理以后、派给部门以前，在这里。", `state = 'accepted' AND holder = ''`, false},
	{"sign", "待签收", "没有等着签收的。派给部门、还没有签收的，在这里。", `state = 'assigned'`, false},
	{"working", "办理中", "没有正在办的。签收以后在这里，到答复为止。", `(state IN ('signed', 'working', 'redo', 'lacking') OR state = 'accepted' AND holder <> '')`, false},
	{"returned", "退单待改派", "没有退回的，也没有派单异议。", `state IN ('returned', 'disputed')`, false},
	{"soon", "即将到期", "没有 24 小时内到期的。", isTheirs + ` AND due >= :now AND due < :soon`, false},
	{"late", "已超期", "没有超期的。", isTheirs + ` AND due > 0 AND due < :now`, false},
	{"review", "待审核", "没有等着审核的。部门答复以后到这里，由派单员审核。", `state = 'replied'`, false},
	{"contact", "待回访", "没有等着回访的。审核通过以后到这里，回访以后办结。", `state = 'reviewed'`, false},
	{"rework", "差评整改", "没有要整改的差评。", `kind = 'rework'`, false},
	{"all", "全部未办结", "没有未办结的工单。", `1 = 1`, false},
	{"done", "已办结", "还没有办结的工单。", `NOT (` + isOpen + `)`, true},
}

// QueueOf returns the queue with an id.
func QueueOf(id string) (q Queue, ok bool) {
	for _, q := range Queues {
		if q.ID == id {
			return q, true
		}
	}
	return Queue{}, false
}

// pageSize is how many cases one page of a list has.
const pageSize = 50

// query is a statement that is being made.
type query struct{ values []any }

// value adds a value and returns its place.
func (q *query) value(v any) string {
	q.values = append(q.values, v)
	return fmt.Sprintf("$%d", len(q.values))
}

// in is true for a column that holds one of some values.
func (q *query) in(column string, all []string) string {
	if len(all) == 0 {
		return "1 = 0"
	}
	places := make([]string, len(all))
	for i, v := range all {
		places[i] = q.value(db.Text(v))
	}
	return column + " IN (" + strings.Join(places, ", ") + ")"
}

// seen is true for the cases that a person may see: what Case.parts says, in
// SQL. A test holds them together.
func (q *query) seen(p Person, within func(string) []string) string {
	var may []string
	if p.Dispatcher {
		may = append(may, "1 = 1")
	}
	if p.Handler && len(p.Departments) > 0 {
		may = append(may, q.in("department", p.Departments),
			"EXISTS (SELECT 1 FROM desk_part h WHERE h.number = desk_case.number AND h.part = 'help' AND "+q.in("h.department", p.Departments)+")")
	}
	if len(may) == 0 {
		return "1 = 0"
	}
	all := []string{"(" + strings.Join(may, " OR ") + ")"}
	if len(p.Departments) > 0 {
		all = append(all, "NOT EXISTS (SELECT 1 FROM desk_part r WHERE r.number = desk_case.number AND r.part = 'recused' AND "+q.in("r.department", p.Departments)+")")
	}
	if len(p.Regions) > 0 {
		var parts []string
		for _, r := range p.Regions {
			parts = append(parts, within(r)...)
		}
		all = append(all, q.in("region", parts))
	}
	return strings.Join(all, " AND ")
}

// is is true for the cases of a queue, among those that are open where it is a
// queue of such.
func (q *query) is(x Queue, now time.Time) string {
	where := x.where
	for name, at := range map[string]time.Time{":now": now, ":soon": now.Add(warning)} {
		if strings.Contains(where, name) {
			where = strings.ReplaceAll(where, name, q.value(db.Micros(at)))
		}
	}
	return "(" + where + ")"
}

// Counts returns how many cases a person has in each queue of open ones; those
// that are done are not counted, for they are many and wait for nothing.
func (d *Desk) Counts(ctx context.Context, p Person) (map[string]int, error) {
	var q query
	now := d.Now()
	all := map[string]int{}
	var columns []string
	var to []any
	var counts [20]int
	for i, x := range Queues {
		if !x.old {
			columns = append(columns, "count(*) FILTER (WHERE "+q.is(x, now)+")")
			to = append(to, &counts[i])
		}
	}
	err := d.db.Reader().QueryRowContext(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM desk_case WHERE "+isOpen+" AND "+q.seen(p, d.Parts), q.values...).Scan(to...)
	for i, x := range Queues {
		if !x.old {
			all[x.ID] = counts[i]
		}
	}
	return all, err
}

// List returns a page of a queue, those due first, and the number after which
// the next page begins, "" at the end.
func (d *Desk) List(ctx context.Context, p Person, x Queue, after string) (all []Case, next string, err error) {
	var q query
	where := q.is(x, d.Now()) + " AND " + q.seen(p, d.Parts)
	if x.old {
		return d.page(ctx, &q, where, byAge, after)
	}
	return d.page(ctx, &q, isOpen+" AND "+where, byDue, after)
}

// page returns a page of the cases for which where is true.
func (d *Desk) page(ctx context.Context, q *query, where string, o order, after string) (all []Case, next string, err error) {
	if after != "" {
		where += " AND (" + o.by + ") " + o.after + " (SELECT " + o.by + " FROM desk_case WHERE number = " + q.value(db.Text(after)) + ")"
	}
	by := strings.ReplaceAll(o.by, ", number", o.down+", number"+o.down)
	all, err = cases(d.db.Reader().QueryContext(ctx, "SELECT "+caseColumns+" FROM desk_case WHERE "+where+" ORDER BY "+by+" LIMIT "+q.value(pageSize+1), q.values...))
	if len(all) > pageSize {
		all = all[:pageSize]
		next = all[pageSize-1].Number
	}
	return all, next, err
}

// ErrSearch says that a search is not one.
var ErrSearch = errors.New("请写工单编号、回执号，或者标题里的词：最多 5 个词，每个最多 20 字")

const (
	mostWords   = 5
	longestWord = 20
)

// Search finds cases of a person by number, by receipt number however it was
// written, or by words that all stand in the title, the newest first. The error
// is ErrSearch for what is too much or nothing.
func (d *Desk) Search(ctx context.Context, p Person, text, after string) (all []Case, next string, err error) {
	words := strings.Fields(clean(text))
	if len(words) == 0 || len(words) > mostWords {
		return nil, "", ErrSearch
	}
	var q query
	where := ""
	if receipt, ok := handoff.Receipt(text); ok {
		where = "receipt = " + q.value(receipt)
	} else {
		var titles []string
		for _, w := range words {
			if len([]rune(w)) > longestWord {
				return nil, "", ErrSearch
			}
			titles = append(titles, "title LIKE "+q.value("%"+escaped.Replace(w)+"%")+` ESCAPE '\'`)
		}
		where = "(number = " + q.value(db.Text(words[0])) + " OR " + strings.Join(titles, " AND ") + ")"
	}
	return d.page(ctx, &q, where+" AND "+q.seen(p, d.Parts), byAge, after)
}

// escaped is a text in a pattern of LIKE.
var escaped = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
