package index

import "golang.org/x/sys/cpu"

// dotRowsAVX2 multiplies sixteen numbers a step; wide is a multiple of it, n the
// number of rows, neither 0.
//
//go:noescape
func dotRowsAVX2(dst *int32, rows *int8, b *int16, wide, n int)

func dotRows(dst []int32, rows []int8, b []int16) {
	if !cpu.X86.HasAVX2 || len(dst) == 0 {
		dotRowsGo(dst, rows, b)
		return
	}
	rows = rows[:len(dst)*len(b)]
	dotRowsAVX2(&dst[0], &rows[0], &b[0], len(b), len(dst))
}
