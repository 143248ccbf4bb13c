package index

import "golang.org/x/sys/cpu"

// dotRowsAVX2 multiplies sixteen numbers a step; wide is a multiple of it, n the
// number of things, neither 0.
//
//go:noescape
func dotRowsAVX2(dst *int32, rows *int8, things *candidate, b *int16, wide, n int)

func dotRows(dst []int32, rows []int8, things []candidate, b []int16) {
	if !cpu.X86.HasAVX2 || len(dst) == 0 {
		dotRowsGo(dst, rows, things, b)
		return
	}
	things = things[:len(dst)]
	_ = rows[int(things[len(things)-1].thing+1)*len(b)-1]
	dotRowsAVX2(&dst[0], &rows[0], &things[0], &b[0], len(b), len(dst))
}

// liftRowsAVX2 is liftRowsGo of so many rows, four at once: each step reads the
// probe once for them, and what follows the products (scale, bound, add) is done
// for all four together. n is a multiple of four, not 0.
//
//go:noescape
func liftRowsAVX2(sums *int32, rows *int8, scales *float32, b *int16, wide, n int, unit float32, most int32) (top int32)

func liftRows(sums []int32, rows []int8, scales []float32, b []int16, unit float32, most int32) (top int32) {
	n := len(sums) &^ 3
	scales = scales[:len(sums)]
	if cpu.X86.HasAVX2 && n > 0 && len(b) > 0 {
		_ = rows[n*len(b)-1]
		top = liftRowsAVX2(&sums[0], &rows[0], &scales[0], &b[0], len(b), n, unit, most)
		sums, rows, scales = sums[n:], rows[n*len(b):], scales[n:]
	}
	return max(top, liftRowsGo(sums, rows, scales, b, unit, most))
}

// dotLanesAVX2 sums the products of a and b in eight lanes, the n-th number in
// lane n modulo eight; n is a multiple of eight, not 0.
//
//go:noescape
func dotLanesAVX2(lanes *[8]float32, a, b *float32, n int)

func dot(a, b []float32) float32 {
	n := len(a) &^ 7
	if !cpu.X86.HasAVX2 || n == 0 {
		return dotFloatsGo(a, b)
	}
	b = b[:len(a)]
	var lanes [8]float32
	dotLanesAVX2(&lanes, &a[0], &b[0], n)
	return sumLanes(&lanes, a[n:], b[n:])
}
