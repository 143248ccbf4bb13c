package index

import "slices"

// grow makes one tree, level by level.
func (g *grower) grow() decision {
	clear(g.at)
	t := decision{nodes: []node{{}}}
	level := []int32{0}
	for depth := 0; depth < g.Depth && len(level) > 0; depth++ {
		level = g.split(&t, level)
	}
	g.fill(&t)
	return t
}

// cell sums the rows of a node in one bin of a feature.
type cell struct{ g, h, n float64 }

// split parts the nodes of a level where it pays, and returns the new ones.
func (g *grower) split(t *decision, level []int32) (next []int32) {
	first := level[0]
	histograms := make([][][bins]cell, Features)
	halves(Features, func(a, b int) {
		for f := a; f < b; f++ {
			if g.blind[f] {
				continue
			}
			histograms[f] = g.histogram(f, first, int(level[len(level)-1]-first)+1)
		}
	})
	for _, at := range level {
		best := choice{gain: 1e-6}
		for f := range Features {
			if g.blind[f] {
				continue
			}
			best.consider(f, &histograms[f][at-first])
		}
		if best.gain <= 1e-6 {
			continue
		}
		left := int32(len(t.nodes))
		t.nodes[at].feature, t.nodes[at].cut = int32(best.feature), g.cuts[best.feature][best.bin]
		t.nodes[at].left, t.nodes[at].right = left, left+1
		t.nodes = append(t.nodes, node{}, node{})
		next = append(next, left, left+1)
	}
	g.move(t, first)
	return next
}

func (g *grower) histogram(f int, first int32, n int) [][bins]cell {
	out := make([][bins]cell, n)
	codes := g.codes[f]
	for _, i := range g.rows {
		if at := g.at[i]; at >= first {
			c := &out[at-first][codes[i]]
			c.g += g.g[i]
			c.h += g.h[i]
			c.n++
		}
	}
	return out
}

// move sends the rows of split nodes on.
func (g *grower) move(t *decision, first int32) {
	code := make([]int, len(t.nodes))
	for i, n := range t.nodes {
		if n.left != 0 {
			code[i], _ = slices.BinarySearch(g.cuts[n.feature], n.cut)
		}
	}
	for _, i := range g.rows {
		at := g.at[i]
		if n := &t.nodes[at]; at >= first && n.left != 0 {
			if int(g.codes[n.feature][i]) <= code[at] {
				g.at[i] = n.left
			} else {
				g.at[i] = n.right
			}
		}
	}
}

const (
	leafRidge = 1.0 // holds back leaves of few rows
	leafRows  = 40  // a leaf has at least so many
)

type choice struct {
	gain         float64
	feature, bin int
}

// consider keeps the best cut of a feature.
func (c *choice) consider(f int, cells *[bins]cell) {
	var all, left cell
	for _, x := range cells {
		all.g, all.h, all.n = all.g+x.g, all.h+x.h, all.n+x.n
	}
	for b, x := range cells[:bins-1] {
		left.g, left.h, left.n = left.g+x.g, left.h+x.h, left.n+x.n
		if left.n < leafRows || all.n-left.n < leafRows {
			continue
		}
		gain := worthOf(left.g, left.h) + worthOf(all.g-left.g, all.h-left.h) - worthOf(all.g, all.h)
		if gain > c.gain {
			*c = choice{gain, f, b}
		}
	}
}

func worthOf(g, h float64) float64 { return g * g / (h + leafRidge) }

// fill sets the value of every node from the rows below it.
func (g *grower) fill(t *decision) {
	sums := make([]cell, len(t.nodes))
	for _, i := range g.rows {
		at := g.at[i]
		sums[at].g += g.g[i]
		sums[at].h += g.h[i]
	}
	for i := len(t.nodes) - 1; i >= 0; i-- {
		if n := t.nodes[i]; n.left != 0 {
			sums[i].g = sums[n.left].g + sums[n.right].g
			sums[i].h = sums[n.left].h + sums[n.right].h
		}
		t.nodes[i].value = -g.Rate * sums[i].g / (sums[i].h + leafRidge)
	}
}
