package eval

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
)

//go:embed report.html.tmpl
var pageText string

var page = template.Must(template.New("report").Funcs(template.FuncMap{"columns": columnTitles}).Parse(pageText))

func columnTitles() []string {
	var titles []string
	for _, c := range columns {
		titles = append(titles, c.title)
	}
	return titles
}

// view is what the page shows.
type view struct {
	Report  Report
	Figures [][]string
	Plots   []plot
	Heat    heat
	Misses  []Miss
}

// HTML writes the report as one page that needs nothing else: plots are inline
// SVG, and each has its numbers in a table below, so that it can be printed,
// copied and read aloud.
func (r Report) HTML(w io.Writer) error {
	v := view{Report: r, Figures: figureTable(r.rows()), Plots: r.plots(), Heat: r.heat(), Misses: r.Misses}
	if err := page.Execute(w, v); err != nil {
		return fmt.Errorf("write report page: %w", err)
	}
	return nil
}

// plots returns the plots of the page that have anything to show.
func (r Report) plots() []plot {
	var all []plot
	for _, p := range []plot{r.rankPlot(), r.turnPlot(), r.latencyPlot(), r.tagPlot(), r.choicePlot(), r.costPlot(), reliability("首位事项：说有多少把握，就有多少是对的", itemClaims(r.Results)), reliability("消息种类：说有多少把握，就有多少是对的", kindClaims(r.Results))} {
		if len(p.Bars) > 0 || len(p.Points) > 0 {
			all = append(all, p)
		}
	}
	return all
}

func (r Report) rankPlot() plot {
	counts := make([]float64, 12) // ranks 1 to 10, deeper, not found
	for _, x := range r.Results {
		switch {
		case x.Case.Expect != Item:
		case x.Rank == 0:
			counts[11]++
		case x.Rank > 10:
			counts[10]++
		default:
			counts[x.Rank-1]++
		}
	}
	labels := append(numbers(10), "更后", "没有")
	return bars("正确事项排在第几位", "位次", "题数", labels, counts, 0)
}

func (r Report) turnPlot() plot {
	counts := make([]float64, MaxTurns)
	for _, x := range r.Results {
		if x.Reached == Right && x.Turns >= 1 && x.Turns <= MaxTurns {
			counts[x.Turns-1]++
		}
	}
	return bars("几条消息找到事项", "消息数", "题数", numbers(MaxTurns), counts, 0)
}

// latencySteps are the upper bounds of the columns, in milliseconds.
var latencySteps = []float64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}

func (r Report) latencyPlot() plot {
	counts := make([]float64, len(latencySteps)+1)
	for _, ms := range r.millis {
		i := 0
		for i < len(latencySteps) && ms > latencySteps[i] {
			i++
		}
		counts[i]++
	}
	var labels []string
	for _, s := range latencySteps {
		labels = append(labels, "≤"+strconv.FormatFloat(s, 'f', -1, 64))
	}
	return bars("一条消息用时的分布", "毫秒", "消息数", append(labels, "更久"), counts, 0)
}

func (r Report) tagPlot() plot {
	var labels []string
	var values []float64
	for _, tag := range r.tags() {
		f := r.ByTag[tag]
		labels = append(labels, fmt.Sprintf("%s(%d)", tag, f.N))
		values = append(values, float64(f.OutcomeAccuracy))
	}
	return bars("各标签的结果正确率", "标签(题数)", "结果正确率", labels, values, 1)
}

func numbers(n int) []string {
	var out []string
	for i := range n {
		out = append(out, strconv.Itoa(i+1))
	}
	return out
}
