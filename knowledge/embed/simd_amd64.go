package embed

import "golang.org/x/sys/cpu"

// axpyAVX2 adds w·x to v, eight numbers a step; n is a multiple of eight, not 0.
//
//go:noescape
func axpyAVX2(v, x *float32, w float32, n int)

// panelDotsAVX2 writes the products of v, dim numbers, with the vectors of so many
// blocks; neither is 0.
//
//go:noescape
func panelDotsAVX2(dst, blocks, v *float32, dim, n int)

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

// axpyCodesAVX2 adds w·(scale·codes) to v, eight numbers a step; n is a multiple of
// eight, not 0.
//
//go:noescape
func axpyCodesAVX2(v *float32, codes *int8, w, scale float32, n int)

// axpyCodes is axpy with numbers that are code × scale.
func axpyCodes(v []float32, w, scale float32, codes []int8) {
	n := len(v) &^ 7
	if !cpu.X86.HasAVX2 || n == 0 {
		axpyCodesGo(v, w, scale, codes)
		return
	}
	codes = codes[:len(v)]
	axpyCodesAVX2(&v[0], &codes[0], w, scale, n)
	axpyCodesGo(v[n:], w, scale, codes[n:])
}

// fetchLines asks the memory for n bytes from p on, not 0, which will be read soon.
//
//go:noescape
func fetchLines(p *int8, n int)

func fetch(row []int8) {
	if len(row) > 0 {
		fetchLines(&row[0], len(row))
	}
}

// panelDots writes the products of v with the vectors of blocks, as many as dst
// has room for.
func panelDots(dst, blocks, v []float32) {
	if !cpu.X86.HasAVX2 || len(v) == 0 || len(dst) == 0 {
		panelDotsGo(dst, blocks, v)
		return
	}
	blocks = blocks[:len(dst)*len(v)]
	panelDotsAVX2(&dst[0], &blocks[0], &v[0], len(v), len(dst)/lanes)
}
