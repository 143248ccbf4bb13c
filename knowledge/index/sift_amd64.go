package index

import "golang.org/x/sys/cpu"

// siftAVX2 compares siftStride sums a step and sets them to 0 where keep is 0; n
// is a multiple of it and not 0. It asks the memory for the marks of what it
// finds, since they will be read next.
//
//go:noescape
func siftAVX2(dst *candidate, sums *int32, all *marks, n int, first uint32, least int32, keep int) (found int)

// siftSums is siftSumsGo, of whole strides of sums.
func siftSums(dst []candidate, sums []int32, all []marks, first uint32, least int32, clean bool) int {
	if !cpu.X86.HasAVX2 || len(sums) == 0 {
		return siftSumsGo(dst, sums, first, least, clean)
	}
	dst = dst[:len(sums)]
	keep := 1
	if clean {
		keep = 0
	}
	return siftAVX2(&dst[0], &sums[0], &all[0], len(sums), first, least, keep)
}

//go:noescape
func topSumsAVX2(tops *[groups]int32, sums *[windowSize]int32)

// topSums is topSumsGo.
func topSums(tops *[groups]int32, sums *[windowSize]int32) {
	if !cpu.X86.HasAVX2 {
		topSumsGo(tops, sums)
		return
	}
	topSumsAVX2(tops, sums)
}
