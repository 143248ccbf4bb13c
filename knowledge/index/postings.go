package index

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// postings say which grams stand in which things, and how much they count
// there. Things are numbered in windows of 4,096: a posting is four bytes, and
// whole windows of a gram are skipped by the highest code in them. All of it is
// flat arrays, so that it can be read from a mapped file as it stands.
type postings struct {
	things  int
	base    field     // of the fields that stand in a posting by their last four bits
	slots   []uint32  // hash table of keys: term + 1, or 0
	keys    []uint64  // per term: its gram
	idfs    []float32 // per term
	tops    []uint32  // per term: its highest code
	marked  []uint16  // per term: which bit of marks is its, counted from 1; 0: none
	firsts  []uint32  // term t has windows[firsts[t]:firsts[t+1]]
	windows []window  // of all terms, and one more that ends the last
	packed  []posting // windows[i] has packed[windows[i].from:windows[i+1].from]
	marks   []marks   // per thing: which of the frequent grams it has
	codes   []uint16  // of the marked grams of each thing, in the order of their bits, and one more
}

// marks say of the most frequent grams which of them a thing has, a bit each; the
// last word says where their codes begin. What many things have tells candidates
// apart at the cost of one access to memory each, where every search in a list
// costs several.
type marks [markWords + 1]uint32

// A thing's marks are one line of a cache.
const (
	markWords   = 15
	markedGrams = markWords * 32
)

// has is 1 where a thing has the gram of a bit, else 0.
func (m *marks) has(bit uint32) uint32 { return m[bit/32%(markWords+1)] >> (bit % 32) & 1 }

// counts returns, per word up to one, the bits of those before it.
func (m *marks) counts(last uint32) (before marks) {
	n := 0
	for i := range min(last, markWords) {
		n += bits.OnesCount32(m[i])
		before[i+1] = uint32(n)
	}
	return before
}

// place returns where the code of a gram stands among those of a thing that has
// it.
func (m *marks) place(before *marks, bit uint32) uint32 {
	word := bit / 32 % (markWords + 1)
	return before[word] + uint32(bits.OnesCount32(m[word]&(1<<(bit%32)-1)))
}

// mark gives the grams that most things have their bits.
func (p *postings) mark(frequencies []uint32) {
	p.marked, p.marks = make([]uint16, len(p.keys)), make([]marks, p.things)
	terms := make([]uint32, len(p.keys))
	for t := range terms {
		terms[t] = uint32(t)
	}
	slices.SortStableFunc(terms, func(a, b uint32) int { return cmp.Compare(frequencies[b], frequencies[a]) })
	for i, t := range terms[:min(len(terms), markedGrams)] {
		p.marked[t] = uint16(i + 1)
	}
}

const (
	windowBits = 12
	windowSize = 1 << windowBits
	maxThings  = 1 << (16 + windowBits) // a window's number has sixteen bits
)

// window is where a gram stands among 4,096 things.
type window struct {
	number uint16
	top    uint16 // the highest code
	from   uint32 // its first posting
}

// posting is one gram of one thing: twelve bits of the thing in its window, four
// of the field that gives most, sixteen of the saturated weight w/(k1+w), in
// units of 1/65,536. Sorted, they are in the order of the things.
type posting uint32

func (p posting) thing() uint32 { return uint32(p) >> (32 - windowBits) }
func (p posting) field() field  { return field(p>>16) & 15 }
func (p posting) code() uint32  { return uint32(p) & 0xffff }

// saturation is what a posting counts, 0…1.
func (p posting) saturation() float64 { return float64(p.code()) / (1 << 16) }

// pack rounds a saturated weight, 0 < s < 1; what is there never becomes 0.
func pack(thing uint32, f field, s float64) posting {
	code := min(max(math.Round(s*(1<<16)), 1), 1<<16-1)
	return posting(thing<<(32-windowBits) | uint32(f&15)<<16 | uint32(code))
}

// term returns the number of a gram, or -1 where nothing has it.
func (p *postings) term(key uint64) int32 {
	mask := uint64(len(p.slots) - 1)
	for i := spread64(key) & mask; ; i = (i + 1) & mask {
		switch t := p.slots[i]; {
		case t == 0:
			return -1
		case p.keys[t-1] == key:
			return int32(t - 1)
		}
	}
}

// hashTable makes the slots of keys, half of them empty: at least one is, or a
// search for what is not there would not end.
func hashTable(keys []uint64) []uint32 {
	slots := make([]uint32, 1<<bits.Len(uint(2*len(keys))))
	mask := uint64(len(slots) - 1)
	for t, key := range keys {
		i := spread64(key) & mask
		for slots[i] != 0 {
			i = (i + 1) & mask
		}
		slots[i] = uint32(t) + 1
	}
	return slots
}

// spread64 spreads a key over all bits (the finisher of SplitMix64).
func spread64(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// list returns the postings of window i.
func (p *postings) list(i uint32) []posting {
	return p.packed[p.windows[i].from:p.windows[i+1].from]
}

// seek returns the first window of a term, from `at` on, whose number is not
// below a given one; end is the end of its windows. Steps double, so that a
// jump over a province costs little.
func (p *postings) seek(at, end uint32, number uint16) uint32 {
	if at >= end || p.windows[at].number >= number {
		return at
	}
	step := uint32(1)
	for at+step < end && p.windows[at+step].number < number {
		at, step = at+step, step*2
	}
	low, high := at+1, min(at+step, end)
	for low < high {
		if mid := (low + high) / 2; p.windows[mid].number < number {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// find returns the posting of a thing in a list of its window. The things of a
// list are spread about evenly, so it looks from where the thing should be.
func find(list []posting, thing uint32) (posting, bool) {
	if len(list) == 0 {
		return 0, false
	}
	const leap = 8
	last := posting((thing+1)<<(32-windowBits) - 1) // no posting of the thing is above it
	at := int(thing) * len(list) >> windowBits
	if list[at] <= last {
		for at+leap < len(list) && list[at+leap] <= last {
			at += leap
		}
		for at+1 < len(list) && list[at+1] <= last {
			at++
		}
	} else {
		for at >= leap && list[at-leap] > last {
			at -= leap
		}
		for at > 0 && list[at] > last {
			at--
		}
	}
	return list[at], list[at].thing() == thing
}

// notAbove is 1 where a <= b, else 0. What depends on chance is computed rather
// than branched on: a branch that is guessed wrongly costs fifteen additions.
func notAbove(a, b int64) int { return int(uint64(a-b-1) >> 63) }

// listIn returns the postings of a term in a window, none where it has none.
func (p *postings) listIn(term int32, number uint16) []posting {
	end := p.firsts[term+1]
	i := p.seek(p.firsts[term], end, number)
	if i == end || p.windows[i].number != number {
		return nil
	}
	return p.list(i)
}

// at returns the posting of a thing for a term.
func (p *postings) at(term int32, thing uint32) (posting, bool) {
	if term < 0 {
		return 0, false
	}
	return find(p.listIn(term, uint16(thing>>windowBits)), thing&(windowSize-1))
}

// idf is the weight of a gram that df of n things have; never negative.
func idf(n, df int) float64 {
	return math.Log(1 + (float64(n-df)+.5)/(float64(df)+.5))
}
