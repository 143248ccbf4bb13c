package synthetic

import (
	"fmt"

	"wenban/knowledge"
)

// block is a run of items that belong to one region.
type block struct {
	from, to int
	region   knowledge.Region
	above    []int // the blocks of the regions it lies in
	leaf     bool  // citizens live there
}

// Of the 10,000 items that a citizen of a county sees, a tenth each belong to
// the province and to the city. A city has ten counties.
const (
	seen     = 10_000
	counties = 10
)

// layOut parts n items into blocks: the province, then city by city the city and
// its counties, each full until the items run out. Fewer than a full county's
// worth are parted in the same proportion.
func layOut(n int, l Layout) (blocks []block, regions []knowledge.Region) {
	if l != ByRegion {
		return []block{{to: n, leaf: true}}, nil
	}
	share := min(n, seen) / 10
	p := &plan{left: n}
	province := p.add(knowledge.Region{Code: "990000", Name: "云岭省", Level: "省级"}, share, nil)
	for c := 1; p.left > 0; c++ {
		city := p.add(knowledge.Region{Code: fmt.Sprintf("99%02d00", c), Name: cityName(c), Parent: "990000", Level: "市级"}, share, []int{province})
		for k := 1; k <= counties && p.left > 0; k++ {
			county := knowledge.Region{Code: fmt.Sprintf("99%02d%02d", c, k), Name: countyName(c, k), Parent: p.regions[city].Code, Level: "县级"}
			p.blocks[p.add(county, min(n, seen)-2*share, []int{province, city})].leaf = true
		}
	}
	p.blocks[len(p.blocks)-1].leaf = true // a city whose counties got nothing is lived in itself
	return p.blocks, p.regions
}

type plan struct {
	left    int
	blocks  []block
	regions []knowledge.Region
}

// add gives a region the next items and returns its number.
func (p *plan) add(r knowledge.Region, items int, above []int) int {
	from := 0
	if n := len(p.blocks); n > 0 {
		from = p.blocks[n-1].to
	}
	items = min(items, p.left)
	p.left -= items
	p.blocks = append(p.blocks, block{from: from, to: from + items, region: r, above: above})
	p.regions = append(p.regions, r)
	return len(p.blocks) - 1
}

// The names of places are made of two characters; cities and counties share
// none.
var (
	firstOfPlace  = []rune("安平永龙凤金银丰清澄青白紫松柏梅兰石泉长")
	secondOfPlace = []rune("溪岭河泉阳山原宁江川湖陵浦湾堰埠垣")
)

func cityName(c int) string {
	return string(firstOfPlace[c%10]) + string(secondOfPlace[c/10%len(secondOfPlace)]) + "市"
}

func countyName(c, k int) string {
	n := (c-1)*counties + k - 1
	return string(firstOfPlace[10+n%10]) + string(secondOfPlace[n/10%len(secondOfPlace)]) + map[bool]string{true: "县", false: "区"}[n/170%2 == 0]
}
