//go:build !amd64

package embed

func axpy(v []float32, w float32, x []float32) { axpyGo(v, w, x) }

func axpyCodes(v []float32, w, scale float32, codes []int8) { axpyCodesGo(v, w, scale, codes) }

func panelDots(dst, blocks, v []float32) { panelDotsGo(dst, blocks, v) }

func fetch([]int8) {}
