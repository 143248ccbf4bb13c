//go:build !amd64

package index

func dotRows(dst []int32, rows []int8, b []int16) { dotRowsGo(dst, rows, b) }

func dot(a, b []float32) float32 { return dotFloatsGo(a, b) }
