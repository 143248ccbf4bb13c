package rating

// Figure is how a group of ratings turned out.
type Figure struct {
	Of     string // what the group is: code of an item, a department, code of a region
	Counts [6]int // by level; 0 is unused
}

// All is how many ratings there are.
func (f Figure) All() (n int) {
	for _, c := range f.Counts {
		n += c
	}
	return n
}

// Mean is the mean level, 0 for none.
func (f Figure) Mean() float64 {
	sum := 0
	for level, c := range f.Counts {
		sum += level * c
	}
	if f.All() == 0 {
		return 0
	}
	return float64(sum) / float64(f.All())
}

// Bad is how many are 差评.
func (f Figure) Bad() int { return f.Counts[1] + f.Counts[2] }
