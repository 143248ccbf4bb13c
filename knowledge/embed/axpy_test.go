package embed

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestAxpyIsTheSameToTheLastBitWhicheverWayItIsMade(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 300 {
		x, v := make([]float32, n), make([]float32, n)
		for i := range x {
			x[i], v[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
		}
		w, want := float32(rng.NormFloat64()), slices.Clone(v)
		axpyGo(want, w, x)
		if axpy(v, w, x); !slices.Equal(v, want) {
			t.Fatalf("axpy of %d numbers = %v, want %v", n, v, want)
		}
	}
}
