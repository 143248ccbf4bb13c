package eval

import (
	"math"
	"slices"
	"strconv"
)

// plot is one plot as the page draws it: sizes are in SVG units.
type plot struct {
	Title, X, Y   string
	Width, Height float64
	Base, Left    float64 // where the axes run
	Bars          []bar
	Points        []point
	Line          string // path through the points
	Ticks         []tick
	Rows          [][]string // the same as a table, the head first
}

type bar struct {
	X, Y, W, H     float64
	Label, Value   string
	LabelX, LabelY float64
}

type point struct {
	X, Y  float64
	Label string
}

type tick struct {
	Y     float64
	Label string
}

// Sizes of a plot.
const (
	plotHeight = 220.0
	plotTop    = 16.0
	plotBase   = 170.0
	plotLeft   = 44.0
	barStep    = 46.0
)

// bars draws columns; top is the value at the upper edge, 0 the largest one.
// Without any value above 0 there is nothing to draw.
func bars(title, x, y string, labels []string, values []float64, top float64) plot {
	p := plot{Title: title, X: x, Y: y, Height: plotHeight, Base: plotBase, Left: plotLeft, Rows: [][]string{{x, y}}}
	p.Width = plotLeft + barStep*float64(len(values)) + 12
	if len(values) == 0 || !(slices.Max(values) > 0) {
		return p
	}
	if top == 0 {
		top = slices.Max(values)
	}
	p.Ticks = ticks(top)
	for i, v := range values {
		h := (plotBase - plotTop) * v / top
		left := plotLeft + barStep*float64(i) + 6
		p.Bars = append(p.Bars, bar{X: left, Y: plotBase - h, W: barStep - 12, H: h, Label: labels[i], Value: brief(v),
			LabelX: left + (barStep-12)/2, LabelY: plotBase + 14})
		p.Rows = append(p.Rows, []string{labels[i], brief(v)})
	}
	return p
}

func ticks(top float64) []tick {
	var out []tick
	for i := range 5 {
		share := float64(i) / 4
		out = append(out, tick{plotBase - (plotBase-plotTop)*share, brief(top * share)})
	}
	return out
}

// brief writes a number with as few digits as tell it apart.
func brief(v float64) string {
	if v == math.Trunc(v) {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// bins is in how many parts certainty is cut.
const bins = 10

// heat is the confusion matrix as the page draws it.
type heat struct {
	Width, Height float64
	Columns, Rows []label
	Cells         []cell
	Table         [][]string
}

type label struct {
	X, Y float64
	Text string
}

type cell struct {
	X, Y    float64
	Count   int
	Opacity float64 // share of the row
	Dark    bool    // the count needs light letters
}

const cellSize = 52.0

// heat colours each row by the share of its cases.
func (r Report) heat() heat {
	h := heat{Table: r.confusionTable()}
	classes := r.classes()
	for j, c := range classes {
		h.Columns = append(h.Columns, label{90 + cellSize*(float64(j)+.5), 18, classNames[c]})
	}
	y := 28.0
	for _, e := range Expects {
		row := r.Confusion[e]
		if row == nil {
			continue
		}
		h.Rows = append(h.Rows, label{82, y + 20, string(e)})
		for j, c := range classes {
			share := float64(row[c]) / float64(r.ByExpect[e].N)
			h.Cells = append(h.Cells, cell{90 + cellSize*float64(j), y, row[c], share, share > .5})
		}
		y += 32
	}
	h.Width, h.Height = 90+cellSize*float64(len(classes))+8, y+8
	return h
}
