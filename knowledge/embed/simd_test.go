package embed

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func random(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

func TestAxpyIsTheSameToTheLastBitWhicheverWayItIsMade(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 300 {
		x, v, w := random(rng, n), random(rng, n), float32(rng.NormFloat64())
		want := slices.Clone(v)
		axpyGo(want, w, x)
		if axpy(v, w, x); !slices.Equal(v, want) {
			t.Fatalf("axpy of %d numbers = %v, want %v", n, v, want)
		}
	}
}

func TestAxpyOfCodesIsThatOfTheirNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for n := range 300 {
		codes, x, v := make([]int8, n), make([]float32, n), random(rng, n)
		w, scale := float32(rng.NormFloat64()), float32(rng.Float64())
		for i := range codes {
			codes[i] = int8(rng.IntN(256))
			x[i] = float32(codes[i]) * scale
		}
		want := slices.Clone(v)
		axpyGo(want, w, x)
		if axpyCodes(v, w, scale, codes); !slices.Equal(v, want) {
			t.Fatalf("axpyCodes of %d numbers = %v, want %v", n, v, want)
		}
	}
}

func TestAPanelMultipliesAsOneAfterTheOtherDoes(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var room []float32
	for n := range 80 {
		for _, dim := range []int{1, 7, 128} {
			v, vectors := random(rng, dim), make([][]float32, n)
			want := make([]float32, n)
			for i := range vectors {
				vectors[i] = random(rng, dim)
				for k, x := range vectors[i] {
					want[i] += x * v[k]
				}
			}
			if room = NewPanel(vectors).Dots(room, v); !slices.Equal(room, want) {
				t.Fatalf("NewPanel(%d vectors of %d).Dots() = %v, want %v", n, dim, room, want)
			}
		}
	}
}
