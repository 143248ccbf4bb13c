package eval

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// column is one figure of the table.
type column struct {
	title string
	value func(Figures) string
}

func share(get func(Figures) Figure) func(Figures) string {
	return func(f Figures) string { return decimal(get(f), 3) }
}

// decimal writes a figure; what was not measured is a dash.
func decimal(f Figure, places int) string {
	if !f.Measured() {
		return "-"
	}
	return strconv.FormatFloat(float64(f), 'f', places, 64)
}

// columns are the figures of a report, in its order.
var columns = []column{
	{"题数", func(f Figures) string { return strconv.Itoa(f.N) }},
	{"首位", share(func(f Figures) Figure { return f.ItemAt1 })},
	{"前三", share(func(f Figures) Figure { return f.ItemAt3 })},
	{"前十", share(func(f Figures) Figure { return f.ItemAt10 })},
	{"MRR", share(func(f Figures) Figure { return f.MRR })},
	{"找到", share(func(f Figures) Figure { return f.Reached })},
	{"轮数", func(f Figures) string { return decimal(f.Turns, 2) }},
	{"结果", share(func(f Figures) Figure { return f.OutcomeAccuracy })},
	{"清单", share(func(f Figures) Figure { return f.ListExact })},
	{"细节", share(func(f Figures) Figure { return f.DetailAccuracy })},
	{"情形问", func(f Figures) string { return decimal(f.Questions, 2) }},
	{"供选", func(f Figures) string { return decimal(f.Offers, 2) }},
	{"最少问", func(f Figures) string { return decimal(f.MinimumQuestions, 2) }},
	{"多问", func(f Figures) string { return decimal(f.QuestionsOverMinimum, 2) }},
	{"无出处", func(f Figures) string { return strconv.Itoa(f.FactsOutsideFields) }},
	{"p50毫秒", func(f Figures) string { return decimal(f.P50, 1) }},
	{"p99毫秒", func(f Figures) string { return decimal(f.P99, 1) }},
}

// named is one row of the table.
type named struct {
	Name string
	Figures
}

// rows returns the whole, then by expectation, then by tag, the largest first.
func (r Report) rows() []named {
	rows := []named{{"全部", r.Figures}}
	for _, e := range Expects {
		if f, ok := r.ByExpect[e]; ok {
			rows = append(rows, named{"期望 " + string(e), f})
		}
	}
	for _, tag := range r.tags() {
		rows = append(rows, named{"标签 " + tag, r.ByTag[tag]})
	}
	return rows
}

func (r Report) tags() []string {
	return slices.SortedFunc(maps.Keys(r.ByTag), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.ByTag[b].N, r.ByTag[a].N), cmp.Compare(a, b))
	})
}

// Text writes the report as aligned tables for a terminal.
func (r Report) Text(w io.Writer) error {
	var b strings.Builder
	if fmt.Fprintf(&b, "评测  版次 %s  %d 题  %d 条消息", r.Edition, r.N, r.Messages); r.Errors > 0 {
		fmt.Fprintf(&b, "  出错 %d 题", r.Errors)
	}
	if r.N > 0 {
		b.WriteString("\n\n")
		writeTable(&b, figureTable(r.rows()))
		b.WriteString("\n期望（行）与实际（列）\n")
		writeTable(&b, r.confusionTable())
	}
	if len(r.Misses) > 0 {
		fmt.Fprintf(&b, "\n未达到的 %d 条，列出 %d 条\n", r.Missed, min(len(r.Misses), textMisses))
		writeTable(&b, missTable(r.Misses[:min(len(r.Misses), textMisses)]))
	}
	for _, c := range r.Comparisons {
		b.WriteString("\n" + c.Title + "\n")
		writeTable(&b, standingTable(c.Standings))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// textMisses is how many misses a terminal is shown.
const textMisses = 30

func figureTable(rows []named) [][]string {
	head := []string{""}
	for _, c := range columns {
		head = append(head, c.title)
	}
	table := [][]string{head}
	for _, r := range rows {
		line := []string{r.Name}
		for _, c := range columns {
			line = append(line, c.value(r.Figures))
		}
		table = append(table, line)
	}
	return table
}

// confusionTable leaves out the classes that never came up.
func (r Report) confusionTable() [][]string {
	classes := r.classes()
	head := []string{""}
	for _, c := range classes {
		head = append(head, classNames[c])
	}
	table := [][]string{head}
	for _, e := range Expects {
		if r.Confusion[e] == nil {
			continue
		}
		line := []string{string(e)}
		for _, c := range classes {
			line = append(line, strconv.Itoa(r.Confusion[e][c]))
		}
		table = append(table, line)
	}
	return table
}

func (r Report) classes() []Class {
	return slices.DeleteFunc(slices.Clone(Classes), func(c Class) bool {
		for _, row := range r.Confusion {
			if row[c] > 0 {
				return false
			}
		}
		return true
	})
}

// classNames are the classes for people.
var classNames = map[Class]string{
	GaveItem: "事项", AskedBack: "追问", OfferedSome: "供选", Stopped: "不予受理", GaveEvent: "一件事", GavePolicy: "政策",
	Refused: "未答复", ToHuman: "转人工", ToComplaint: "投诉", ToldProgress: "进度", MadeSmalltalk: "寒暄", OtherReply: "其他", Failed: "出错",
}

func missTable(misses []Miss) [][]string {
	table := [][]string{{"编号", "哪一项", "实际", "期望"}}
	for _, m := range misses {
		table = append(table, []string{m.ID, m.What, short(m.Got, 48), short(m.Want, 48)})
	}
	return table
}

// writeTable aligns columns: names to the left, numbers to the right.
func writeTable(b *strings.Builder, table [][]string) {
	widths := make([]int, len(table[0]))
	for _, row := range table {
		for i, cell := range row {
			widths[i] = max(widths[i], width(cell))
		}
	}
	for _, row := range table {
		var line strings.Builder
		for i, cell := range row {
			if i > 0 {
				line.WriteString("  ")
			}
			if numeric(table, i) {
				line.WriteString(padLeft(cell, widths[i]))
			} else {
				line.WriteString(padRight(cell, widths[i]))
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// numeric reports whether a column below its title holds numbers and dashes.
func numeric(table [][]string, i int) bool {
	for _, row := range table[1:] {
		if _, err := strconv.ParseFloat(row[i], 64); err != nil && row[i] != "-" {
			return false
		}
	}
	return true
}

// Table writes rows below a row of titles, aligned for a terminal.
func Table(w io.Writer, table [][]string) error {
	var b strings.Builder
	writeTable(&b, table)
	_, err := io.WriteString(w, b.String())
	return err
}

// Decimal writes a figure; what was not measured is a dash.
func (f Figure) Decimal(places int) string { return decimal(f, places) }
