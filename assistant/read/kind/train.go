package kind

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Example is a message whose kind is known.
type Example struct {
	Text string
	Kind Kind
}

// Training of the compiled-in model. They were set once, on messages of other
// authors than those it is trained on.
const (
	epochs = 8
	rate   = 0.5
	decay  = 1e-6
)

// Train learns a model from examples by stochastic gradient descent, each kind
// weighing the root of what it would with equal shares, so that the many needs
// do not drown the few curses. Equal examples make equal models.
func Train(examples []Example, progress func(done, total int)) *Model {
	w := make([][9]float64, features)
	rows := make([][]uint32, len(examples))
	for i, x := range examples {
		rows[i] = appendFeatures(nil, x.Text)
		slices.Sort(rows[i])
	}
	order := rand.New(rand.NewPCG(1, 3)).Perm(len(examples))
	weights := balance(examples)
	for epoch := range epochs {
		step := rate / (1 + float64(epoch))
		for n, i := range order {
			learn(w, rows[i], slices.Index(Kinds, examples[i].Kind), step*weights[examples[i].Kind])
			if progress != nil && n%1000 == 0 {
				progress(epoch*len(order)+n, epochs*len(order))
			}
		}
	}
	return quantised(w)
}

func balance(examples []Example) map[Kind]float64 {
	n := map[Kind]float64{}
	for _, x := range examples {
		n[x.Kind]++
	}
	out := map[Kind]float64{}
	for k, c := range n {
		out[k] = math.Sqrt(float64(len(examples)) / (c * float64(len(n))))
	}
	return out
}

func learn(w [][9]float64, row []uint32, kind int, step float64) {
	var z [9]float64
	norm := 1 / math.Sqrt(float64(len(row)+1))
	for _, f := range row {
		for k := range z {
			z[k] += w[f][k] * norm
		}
	}
	s := softmax(z)
	s[kind]--
	for _, f := range row {
		for k := range z {
			w[f][k] -= step * (s[k]*norm + decay*w[f][k])
		}
	}
}

// quantised rounds the weights to eight bits of one scale.
func quantised(w [][9]float64) *Model {
	top := 0.0
	for _, row := range w {
		for _, x := range row {
			top = max(top, math.Abs(x))
		}
	}
	m := &Model{weights: make([][9]int8, features), scale: float32(top / 127)}
	for f, row := range w {
		for k, x := range row {
			if top > 0 {
				m.weights[f][k] = int8(math.Round(x / top * 127))
			}
		}
	}
	return m
}
