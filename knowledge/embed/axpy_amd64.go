package embed

import "golang.org/x/sys/cpu"

// axpyAVX2 adds w·x to v, eight numbers a step; n is a multiple of eight, not 0.
//
//go:noescape
func axpyAVX2(v, x *float32, w float32, n int)

// axpy adds w·x to v. Each number is multiplied, rounded, added and rounded, so
// that the sum is the same to the last bit whichever way it is made.
func axpy(v []float32, w float32, x []float32) {
	n := len(v) &^ 7
	if !cpu.X86.HasAVX2 || n == 0 {
		axpyGo(v, w, x)
		return
	}
	x = x[:len(v)]
	axpyAVX2(&v[0], &x[0], w, n)
	axpyGo(v[n:], w, x[n:])
}
