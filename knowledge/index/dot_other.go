//go:build !amd64

package index

func dotRows(dst []int32, rows []int8, things []candidate, b []int16) {
	dotRowsGo(dst, rows, things, b)
}

func dot(a, b []float32) float32 { return dotFloatsGo(a, b) }

func liftRows(sums []int32, rows []int8, scales []float32, b []int16, unit float32, most int32) (top int32) {
	return liftRowsGo(sums, rows, scales, b, unit, most)
}
