//go:build !amd64

package index

func dotRows(dst []int32, rows []int8, things []candidate, b []int16) {
	dotRowsGo(dst, rows, things, b)
}

func dot(a, b []float32) float32 { return dotFloatsGo(a, b) }
