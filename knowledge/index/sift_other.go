//go:build !amd64

package index

func siftSums(dst []candidate, sums []int32, _ []marks, first uint32, least int32, clean bool) int {
	return siftSumsGo(dst, sums, first, least, clean)
}

func topSums(tops *[groups]int32, sums *[windowSize]int32) { topSumsGo(tops, sums) }
