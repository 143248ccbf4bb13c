package eval

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Ranker finds items by words alone: the codes of the best k, best first.
type Ranker struct {
	Name string
	Rank func(query string, k int) []string
}

// Labelled is a query with the codes of the items that are right.
type Labelled struct {
	Text  string
	Gold  []string
	Class string // queries of one class are scored apart; "" for none
}

// Standing is how a ranker did on one class of queries.
type Standing struct {
	Ranker   string `json:"ranker"`
	Class    string `json:"class"` // all, hard, or a class
	N        int    `json:"n"`
	ItemAt1  Figure `json:"item_at_1"`
	ItemAt3  Figure `json:"item_at_3"`
	ItemAt10 Figure `json:"item_at_10"`
	MRR      Figure `json:"mrr"`
	P50      Figure `json:"p50_ms"`
	P99      Figure `json:"p99_ms"`
}

// Comparison is one set of queries and how the rankers did on it.
type Comparison struct {
	Title     string     `json:"title"`
	Queries   []Labelled `json:"-"`
	Standings []Standing `json:"standings"`
}

// Queries returns the item cases as labelled queries; of a talk, its words
// joined, for a ranker knows no turns.
func Queries(cases []Case) []Labelled {
	var all []Labelled
	for _, c := range cases {
		if c.Expect == Item {
			all = append(all, Labelled{Text: strings.Join(c.Words(), "，"), Gold: c.Items})
		}
	}
	return all
}

// hardClasses are the overlap classes in which an alias is not simply part of
// the name; together they are scored as "hard".
var hardClasses = []string{"partial", "low_overlap", "no_overlap"}

// aliasColumns are the columns of an alias file that are read.
var aliasColumns = []string{"alias", "overlap_class", "gold_task_codes"}

// ReadAliases reads a tab separated file of everyday names with the codes of
// their items, columns by title: alias, overlap_class, gold_task_codes (codes
// separated by blanks, commas, semicolons or bars). name stands in errors, as
// name:line.
func ReadAliases(r io.Reader, name string) ([]Labelled, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, MaxLine)
	var at []int
	var all []Labelled
	for n := 1; lines.Scan(); n++ {
		cells := strings.Split(strings.TrimRight(strings.TrimPrefix(lines.Text(), "\ufeff"), "\r"), "\t")
		switch {
		case len(cells) == 1 && cells[0] == "":
		case at == nil:
			for _, title := range aliasColumns {
				at = append(at, slices.Index(cells, title))
			}
			if slices.Contains(at, -1) {
				return nil, fmt.Errorf("%s:%d: columns %v are needed", name, n, aliasColumns)
			}
		case len(cells) <= slices.Max(at):
			return nil, fmt.Errorf("%s:%d: %d columns, want more than %d", name, n, len(cells), slices.Max(at))
		default:
			l := Labelled{Text: cells[at[0]], Class: cells[at[1]], Gold: codes(cells[at[2]])}
			if l.Text == "" || len(l.Gold) == 0 {
				return nil, fmt.Errorf("%s:%d: alias or codes are missing", name, n)
			}
			all = append(all, l)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return all, nil
}

func codes(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" ,;|", r) })
}

// Compare runs every ranker over the same queries, ranker by ranker, and
// returns how each did on all of them, on each class and on the hard ones.
func Compare(ctx context.Context, queries []Labelled, rankers []Ranker) ([]Standing, error) {
	var all []Standing
	for _, r := range rankers {
		ranks, millis := make([]int, len(queries)), make([]float64, len(queries))
		for i, q := range queries {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("compare %s: %w", r.Name, err)
			}
			began := time.Now()
			found := r.Rank(q.Text, 10)
			millis[i] = float64(time.Since(began).Microseconds()) / 1000
			ranks[i] = 1 + slices.IndexFunc(found, func(code string) bool { return slices.Contains(q.Gold, code) })
		}
		for _, class := range classesOf(queries) {
			all = append(all, standing(r.Name, class, queries, ranks, millis))
		}
	}
	return all, nil
}

// classesOf returns all, the classes in order of appearance, and hard where
// there is one of its classes.
func classesOf(queries []Labelled) []string {
	classes := []string{"all"}
	for _, q := range queries {
		if q.Class != "" && !slices.Contains(classes, q.Class) {
			classes = append(classes, q.Class)
		}
	}
	if slices.ContainsFunc(hardClasses, func(c string) bool { return slices.Contains(classes, c) }) {
		classes = append(classes, "hard")
	}
	return classes
}

func (l Labelled) in(class string) bool {
	return class == "all" || l.Class == class || class == "hard" && slices.Contains(hardClasses, l.Class)
}

func standing(ranker, class string, queries []Labelled, ranks []int, millis []float64) Standing {
	var s sums
	var spent []float64
	for i, q := range queries {
		if q.in(class) {
			s.rank(ranks[i])
			spent = append(spent, millis[i])
		}
	}
	slices.Sort(spent)
	return Standing{
		Ranker: ranker, Class: class, N: s.at1.n,
		ItemAt1: s.at1.figure(), ItemAt3: s.at3.figure(), ItemAt10: s.at10.figure(), MRR: s.mrr.figure(),
		P50: percentile(spent, 50), P99: percentile(spent, 99),
	}
}

// CompareText writes standings as an aligned table for a terminal.
func CompareText(w io.Writer, all []Standing) error {
	var b strings.Builder
	writeTable(&b, standingTable(all))
	_, err := io.WriteString(w, b.String())
	return err
}

// standingTable lists standings for a terminal.
func standingTable(all []Standing) [][]string {
	table := [][]string{{"排序方法", "类别", "题数", "首位", "前三", "前十", "MRR", "p50毫秒", "p99毫秒"}}
	for _, s := range all {
		table = append(table, []string{
			s.Ranker, s.Class, fmt.Sprint(s.N), decimal(s.ItemAt1, 3), decimal(s.ItemAt3, 3), decimal(s.ItemAt10, 3),
			decimal(s.MRR, 3), decimal(s.P50, 2), decimal(s.P99, 2),
		})
	}
	return table
}
