package index

import (
	"math"
)

// codes hold one vector of length 1 (or zero) per thing, eight bits a number:
// the number is code × scale. A row is filled up with zeros to whole strides.
type codes struct {
	dim    int
	wide   int // of a row: dim, rounded up to strides
	rows   []int8
	scales []float32 // per thing; 0: no vector
}

// stride is how many numbers one step of dot multiplies.
const stride = 16

func newCodes(things, dim int) codes {
	wide := (dim + stride - 1) / stride * stride
	return codes{dim: dim, wide: wide, rows: make([]int8, things*wide), scales: make([]float32, things)}
}

// set keeps the direction of v. The scale makes the row as it was rounded a
// vector of length 1, so that no cosine comes out above 1.
func (c *codes) set(thing int, v []float32) {
	top := highestAbs(v)
	if !(top > 1e-20) || math.IsInf(float64(top), 0) {
		return
	}
	row, sum := c.row(thing), 0.0
	for i, x := range v {
		code := math.Round(float64(x/top) * math.MaxInt8)
		row[i] = int8(code)
		sum += code * code
	}
	c.scales[thing] = float32(1 / math.Sqrt(sum))
}

func highestAbs(v []float32) (top float32) {
	for _, x := range v {
		top = max(top, x, -x) // NaN stays
	}
	return top
}

func (c *codes) row(thing int) []int8 { return c.rows[thing*c.wide : (thing+1)*c.wide] }

// probe is the vector of a question, sixteen bits a number.
type probe struct {
	codes []int16
	scale float32 // 0: no vector
}

// aim rounds v into a probe. The highest code is such that no sum of products
// overflows 32 bits.
func (p *probe) aim(c *codes, v []float32) {
	p.scale = 0
	top := highestAbs(v)
	if c.wide == 0 || !(top > 1e-20) || math.IsInf(float64(top), 0) {
		return
	}
	p.codes = append(p.codes[:0], make([]int16, c.wide)...)
	most, sum := min(math.MaxInt16, float64(math.MaxInt32/(math.MaxInt8*c.wide))), 0.0
	for i, x := range v {
		code := math.Round(float64(x/top) * most)
		p.codes[i] = int16(code)
		sum += code * code
	}
	p.scale = float32(1 / math.Sqrt(sum))
}

// cosine returns the cosine of a thing with a probe, clipped at 0.
func (c *codes) cosine(thing uint32, p *probe) float32 {
	if p.scale == 0 {
		return 0
	}
	return max(0, float32(c.dot(thing, p))*(c.scales[thing]*p.scale))
}

// dot is the product of a thing with a probe.
func (c *codes) dot(thing uint32, p *probe) int32 {
	var dst [1]int32
	c.dots(dst[:], int(thing), []candidate{{}}, p)
	return dst[0]
}

// dots fills dst with the products of as many things, counted from one on, with
// a probe.
func (c *codes) dots(dst []int32, from int, things []candidate, p *probe) {
	dotRows(dst, c.rows[from*c.wide:], things, p.codes)
}

// dotRowsGo is dotRows where there is nothing faster: the rows of some things,
// each as wide as b.
func dotRowsGo(dst []int32, rows []int8, things []candidate, b []int16) {
	for i := range dst {
		dst[i] = dotGo(rows[int(things[i].thing)*len(b):][:len(b)], b)
	}
}

// likenessWorth is what a product with the probe is worth, at most most.
func likenessWorth(dot int32, scale, unit float32, most int32) int32 {
	return min(int32(float32(max(dot, 0))*scale*unit), most)
}

// liftRowsGo is liftRows where there is nothing faster: it adds to the sums what
// the rows are worth that stand side by side, and returns the most that one is.
func liftRowsGo(sums []int32, rows []int8, scales []float32, b []int16, unit float32, most int32) (top int32) {
	for i := range sums {
		worth := likenessWorth(dotGo(rows[i*len(b):][:len(b)], b), scales[i], unit, most)
		sums[i] += worth
		top = max(top, worth)
	}
	return top
}

// dotGo is the dot product of two vectors of whole strides.
func dotGo(a []int8, b []int16) int32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 int32
	for len(a) >= 4 && len(b) >= 4 {
		s0 += int32(a[0]) * int32(b[0])
		s1 += int32(a[1]) * int32(b[1])
		s2 += int32(a[2]) * int32(b[2])
		s3 += int32(a[3]) * int32(b[3])
		a, b = a[4:], b[4:]
	}
	return s0 + s1 + s2 + s3
}
