package index

import (
	"math/rand/v2"
	"testing"
)

func TestDotIsTheSameToTheLastBitWhicheverWayItIsMade(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 300 {
		a, b := make([]float32, n), make([]float32, n)
		for i := range a {
			a[i], b[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
		}
		if got, want := dot(a, b), dotFloatsGo(a, b); got != want {
			t.Fatalf("dot of %d numbers = %v, want %v", n, got, want)
		}
	}
}
