package kind

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Example is a message whose kind is known.
type Example struct {
	Text  string
	Kind  Kind
	Topic string // what it is about: a row of data/*.tsv, a service of the lexicon
}

// Training of the compiled-in model. They were set on topics that were left out
// of the training (TestTopicsNeverSeen), where they make the shares about as large
// as they are right.
//
// A layer of 32 hidden units between features and kinds told topics left out no
// better (of what is no need .77 right, against .78 then), in twenty times the room: what
// teaches more is people who had not spoken before.
const (
	epochs   = 24
	settled  = 12 // epochs whose weights are averaged: the last ones
	rate     = 2.0
	decay    = 1e-6
	dropped  = 0.3  // share of the features that a step does not see, so that none is relied on alone
	levelled = 0.55 // 0: kinds weigh as their examples are many, 1: all the same
)

// Train learns a model from examples by stochastic gradient descent, rare kinds
// weighing more, so that the many needs do not drown the few curses. Equal
// examples make equal models.
func Train(examples []Example, progress func(done, total int)) *Model {
	t := newTrainer(examples)
	order := t.draw.Perm(len(examples))
	for epoch := range epochs {
		step := rate / (1 + float64(epoch))
		for n, i := range order {
			kind := examples[i].Kind
			t.learn(t.some(t.rows[i]), slices.Index(Kinds, kind), step*t.balance[kind])
			if progress != nil && n%1000 == 0 {
				progress(epoch*len(order)+n, epochs*len(order))
			}
		}
		if epoch >= epochs-settled {
			t.keep()
		}
	}
	return quantised(t.sum)
}

// trainer is a model that learns.
type trainer struct {
	weights, sum [][count]float64 // of now, and the sum of those that were kept
	rows         [][]uint32       // features of each example
	balance      map[Kind]float64
	draw         *rand.Rand
	seen         []uint32 // what some returned
}

func newTrainer(examples []Example) *trainer {
	t := &trainer{
		weights: make([][count]float64, features), sum: make([][count]float64, features),
		rows: make([][]uint32, len(examples)), balance: balance(examples), draw: rand.New(rand.NewPCG(1, 3)),
	}
	for i, x := range examples {
		t.rows[i] = appendFeatures(nil, x.Text)
		slices.Sort(t.rows[i])
	}
	return t
}

func balance(examples []Example) map[Kind]float64 {
	n := map[Kind]float64{}
	for _, x := range examples {
		n[x.Kind]++
	}
	out := map[Kind]float64{}
	for k, c := range n {
		out[k] = math.Pow(float64(len(examples))/(c*float64(len(Kinds))), levelled)
	}
	return out
}

// some returns the features that a step sees. It is good until the next call.
func (t *trainer) some(row []uint32) []uint32 {
	t.seen = t.seen[:0]
	for _, f := range row {
		if t.draw.Float64() >= dropped {
			t.seen = append(t.seen, f)
		}
	}
	return t.seen
}

// learn takes a step towards the kind. What is dropped is made up for, so that
// the sum over all features is as large as it will be.
func (t *trainer) learn(row []uint32, kind int, step float64) {
	var z [count]float64
	norm := 1 / math.Sqrt(float64(len(row))/(1-dropped)+1) / (1 - dropped)
	for _, f := range row {
		for k := range z {
			z[k] += t.weights[f][k] * norm
		}
	}
	s := softmax(z)
	s[kind]--
	for _, f := range row {
		for k := range z {
			t.weights[f][k] -= step * (s[k]*norm + decay*t.weights[f][k])
		}
	}
}

func (t *trainer) keep() {
	for f, row := range t.weights {
		for k, w := range row {
			t.sum[f][k] += w / settled
		}
	}
}

// quantised rounds the weights to eight bits of one scale.
func quantised(w [][count]float64) *Model {
	top := 0.0
	for _, row := range w {
		for _, x := range row {
			top = max(top, math.Abs(x))
		}
	}
	m := &Model{weights: make([][count]int8, features), scale: float32(top / 127)}
	for f, row := range w {
		for k, x := range row {
			if top > 0 {
				m.weights[f][k] = int8(math.Round(x / top * 127))
			}
		}
	}
	return m
}
