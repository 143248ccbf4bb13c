package index

// siftStride is how many sums one step of siftSums compares.
const siftStride = 32

// siftSumsGo writes to dst the things whose sums are so much at least, the first
// being numbered first, and returns how many they are; with clean it sets all
// sums to 0. dst has room for as many as there are sums.
func siftSumsGo(dst []candidate, sums []int32, first uint32, least int32, clean bool) (n int) {
	for i, sum := range sums {
		if sum >= least {
			dst[n] = candidate{first + uint32(i), sum}
			n++
		}
	}
	if clean {
		clear(sums)
	}
	return n
}

// groups is into how many the sums of a window are parted: each eighth of a
// sixteenth of them.
const groups = 128

// topSumsGo finds the highest sum of each group, none below 0.
func topSumsGo(tops *[groups]int32, sums *[windowSize]int32) {
	clear(tops[:])
	for i, sum := range sums {
		top := &tops[i/256*8+i%8]
		*top = max(*top, sum)
	}
}

// nthTop returns the n-th highest of some tops, no fewer than n, and reorders them:
// those above one of them go to the front, step by step without a branch, then those
// that equal it.
func nthTop(tops []int32, n int) int32 {
	for {
		pivot := int64(tops[len(tops)/2])
		above := toFront(tops, pivot+1)
		same := above + toFront(tops[above:], pivot)
		switch {
		case n <= above:
			tops = tops[:above]
		case n <= same:
			return int32(pivot)
		default:
			tops, n = tops[same:], n-same
		}
	}
}

// toFront moves the tops that are not below least to the front, and returns how many
// they are.
func toFront(tops []int32, least int64) (n int) {
	for i, top := range tops {
		tops[i], tops[n] = tops[n], top
		n += notAbove(least, int64(top))
	}
	return n
}
