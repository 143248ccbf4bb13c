package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// chosen are the ways to reply that the assistant chooses between when somebody
// needs something.
var chosen = []Class{GaveItem, AskedBack, OfferedSome, Refused}

// served reports whether the reply to the last words served: the item that it
// is about was meant, one that it offers is, or nothing could be done.
func (r Result) served() bool {
	switch {
	case r.Case.Expect != Item:
		return r.Outcome == Right
	case r.Class == OfferedSome:
		reply := r.Replies[len(r.Case.Words())-1]
		return slices.ContainsFunc(r.Case.Items, func(code string) bool {
			for _, c := range reply.Choices {
				if c.Item == code {
					return true
				}
			}
			return false
		})
	}
	return r.Outcome == Right && r.Rank == 1
}

// choicePlot shows of each way to reply how often it served: an answer must be
// right more often than an offer needs to be.
func (r Report) choicePlot() plot {
	var labels []string
	var values []float64
	for _, class := range chosen {
		var m mean
		for _, x := range r.Results {
			if x.Class == class {
				m.share(x.served())
			}
		}
		if m.n > 0 {
			labels = append(labels, fmt.Sprintf("%s(%d)", classNames[class], m.n))
			values = append(values, float64(m.figure()))
		}
	}
	return bars("选了怎样答复，其中多少帮上了忙", "答复(题数)", "帮上忙的份额", labels, values, 1)
}

// lead is by which share of its score the first candidate leads the second: 1
// where there is one alone, 0 for none.
func (r Result) lead() float64 {
	words := len(r.Case.Words())
	if len(r.Replies) < words || len(r.Ranked) == 0 {
		return 0
	}
	items := r.Replies[words-1].Items
	if len(items) < 2 || !(items[0].Score > 0) {
		return 1
	}
	return 1 - items[1].Score/items[0].Score
}

// coveragePlot shows how often the first candidate is right among the item
// questions that it leads most clearly: what would be right of the answers if
// that share were answered outright and the others were offered.
func (r Report) coveragePlot() plot {
	p := plot{Title: "直接答复多少、其中多少正确", X: "直接答复的份额（按首位领先多少排）", Y: "首位正确率", Height: plotHeight, Base: plotBase, Left: plotLeft,
		Width: 520, Ticks: ticks(1), Rows: [][]string{{"直接答复的份额", "题数", "首位至少领先", "首位正确率"}}}
	items := slices.DeleteFunc(slices.Clone(r.Results), func(x Result) bool { return x.Case.Expect != Item })
	if len(items) < bins {
		return p
	}
	slices.SortStableFunc(items, func(a, b Result) int { return cmp.Compare(b.lead(), a.lead()) })
	var right mean
	for i, x := range items {
		right.share(x.Rank == 1)
		if step := (i + 1) * bins / len(items); step > i*bins/len(items) {
			p.addShare(float64(step)/bins, i+1, x.lead(), right.figure())
		}
	}
	return p
}

// addShare adds a point of the curve, and a row of its table.
func (p *plot) addShare(coverage float64, n int, lead float64, right Figure) {
	x := plotLeft + (p.Width-plotLeft-24)*coverage
	y := plotBase - (plotBase-plotTop)*float64(right)
	p.Line += map[bool]string{true: "M", false: "L"}[len(p.Points) == 0] + brief(x) + " " + brief(y) + " "
	p.Points = append(p.Points, point{X: x, Y: y, Label: brief(coverage) + "：" + decimal(right, 2)})
	p.Rows = append(p.Rows, []string{brief(coverage), strconv.Itoa(n), strconv.FormatFloat(lead, 'f', 3, 64), decimal(right, 3)})
}
