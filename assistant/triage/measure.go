package triage

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"wenban/knowledge"
)

// Example is a complaint whose category is known.
type Example struct {
	Group      string   // of examples that are counted together
	Categories []string // ids, any of which is right
	Text       string
}

// ReadExamples reads lines of group, categories parted by commas, and text,
// parted by tabs; "#" begins a comment.
func ReadExamples(r io.Reader, l *List) ([]Example, error) {
	var out []Example
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), "\r ")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			return nil, fmt.Errorf("第%d行有%d列，应有3列：组、类别、内容", n, len(f))
		}
		e := Example{Group: f[0], Categories: strings.Split(f[1], ","), Text: f[2]}
		for _, id := range e.Categories {
			if _, ok := l.Category(id); !ok {
				return nil, fmt.Errorf("第%d行：派单目录里没有类别“%s”", n, id)
			}
		}
		out = append(out, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("读例子：%w", err)
	}
	return out, nil
}

// Accuracy counts how well categories are proposed.
type Accuracy struct {
	Group       string
	N           int
	First       int // the first category is right
	Three       int // one of the first three is
	Office      int // the department of the first category is right
	OfficeThree int // that of one of the first three is
	Sure        int // proposals that are sure
	SureFirst   int // of those, the category is right
	Unsure      int // left to people
	Wrong       []Miss
}

// Miss is an example whose first category is wrong.
type Miss struct {
	Example Example
	Got     Proposal
}

// Measure proposes a category for every example, group by group.
func Measure(p *Proposer, all []Example) []Accuracy {
	var out []Accuracy
	for _, e := range all {
		i := slices.IndexFunc(out, func(a Accuracy) bool { return a.Group == e.Group })
		if i < 0 {
			i = len(out)
			out = append(out, Accuracy{Group: e.Group})
		}
		out[i].count(p.List, e, p.Propose(e.Text))
	}
	return out
}

func (a *Accuracy) count(l *List, e Example, got Proposal) {
	place := func(right func(id string) bool) int {
		return slices.IndexFunc(got.Best, func(c Candidate) bool { return right(c.ID) })
	}
	category := place(func(id string) bool { return slices.Contains(e.Categories, id) })
	office := place(func(id string) bool {
		return slices.ContainsFunc(e.Categories, func(right string) bool { return l.unit(right) == l.unit(id) })
	})
	a.N++
	for counter, hit := range map[*int]bool{
		&a.First: category == 0, &a.Three: category >= 0, &a.Office: office == 0, &a.OfficeThree: office >= 0,
		&a.Sure: got.Confidence == Sure, &a.SureFirst: got.Confidence == Sure && category == 0, &a.Unsure: got.Confidence == Unsure,
	} {
		if hit {
			*counter++
		}
	}
	if category != 0 {
		a.Wrong = append(a.Wrong, Miss{e, got})
	}
}

// unit is the department of a category where the place is not known.
func (l *List) unit(id string) string {
	c, _ := l.Category(id)
	main, _ := l.Office(c, knowledge.Regions{}, "")
	return main
}
