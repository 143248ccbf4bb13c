package embed

// Panel holds vectors side by side, eight to a block, number by number, so that
// another vector is multiplied with eight of them at a time. The zero value holds
// none. It is safe for concurrent use while it is not filled anew.
type Panel struct {
	dim, n int
	blocks []float32 // per block and number: that of its eight vectors
}

// lanes is how many vectors a block holds; the last one is filled up with zeros.
const lanes = 8

// NewPanel takes vectors of one length.
func NewPanel(vectors [][]float32) Panel {
	var p Panel
	p.Fill(vectors)
	return p
}

// Fill makes it the panel of other vectors of one length, in the same room when
// that is large enough.
func (p *Panel) Fill(vectors [][]float32) {
	if p.dim, p.n = 0, len(vectors); p.n > 0 {
		p.dim = len(vectors[0])
	}
	p.blocks = append(p.blocks[:0], make([]float32, (p.n+lanes-1)/lanes*lanes*p.dim)...)
	for i, v := range vectors {
		block := p.blocks[i/lanes*lanes*p.dim:]
		for k, x := range v[:p.dim] {
			block[k*lanes+i%lanes] = x
		}
	}
}

// Dots returns the products of the vectors with another, in room when it is large
// enough. Each is summed number by number from the first to the last, so that it
// is the same to the last bit whichever way it is made.
func (p Panel) Dots(room, v []float32) []float32 {
	room = append(room[:0], make([]float32, (p.n+lanes-1)/lanes*lanes)...)
	if p.n > 0 {
		panelDots(room, p.blocks, v[:p.dim])
	}
	return room[:p.n]
}

// panelDotsGo is panelDots where there is nothing faster.
func panelDotsGo(dst, blocks, v []float32) {
	for from := 0; from < len(dst); from += lanes {
		var sum [lanes]float32
		for _, x := range v {
			for lane := range sum {
				sum[lane] += x * blocks[lane]
			}
			blocks = blocks[lanes:]
		}
		copy(dst[from:], sum[:])
	}
}
