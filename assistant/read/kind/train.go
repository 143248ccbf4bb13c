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

// Training of the compiled-in model. They were set on people who were left out of
// the training; TestTopicsNeverSeen holds them on topics that were.
//
// What teaches more is people who had not spoken before: two writers of 110 people,
// left out in turn, were told better by five more like them than by all that had been
// there (.62 of what is no need right before, .74 after, where .95 of needs are kept;
// .83, .87). A layer of hidden units told topics left out no better; convolutions over
// characters told people left out worse, and so did the vector of memory.Base beside
// the characters. A hashed table of 1<<17 rows, where pairs fell together, cost one
// and a half in a hundred.
const (
	epochs   = 40
	settled  = 20 // epochs whose weights are averaged: the last ones
	rate     = 2.0
	decay    = 1e-6
	dropped  = 0.4 // share of the features that a step does not see, so that none is relied on alone
	ordinary = 6   // worth of a feature that one in four hundred examples has is 1
	shared   = 2   // examples that must have a feature for it to be kept
	levelled = 0.4 // 0: kinds weigh as their examples are many, 1: all the same
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
	return t.quantised()
}

// trainer is a model that learns.
type trainer struct {
	features     []uint32 // that occur, and how many examples have each
	have         []int
	worth        []float64        // of a feature: the rarer, the more
	weights, sum [][count]float64 // of now, and the mean of those that were kept
	rows         [][]uint32       // features of each example, by their place in features
	balance      map[Kind]float64
	draw         *rand.Rand
	seen         []uint32 // what some returned
}

func newTrainer(examples []Example) *trainer {
	t := &trainer{rows: make([][]uint32, len(examples)), balance: balance(examples), draw: rand.New(rand.NewPCG(1, 3))}
	places := map[uint32]uint32{}
	for i, x := range examples {
		t.rows[i] = t.numbered(places, appendFeatures(nil, x.Text))
	}
	t.worth = make([]float64, len(t.features))
	for f, n := range t.have {
		t.worth[f] = math.Log(float64(len(examples))/float64(n)) / ordinary
	}
	t.weights, t.sum = make([][count]float64, len(t.features)), make([][count]float64, len(t.features))
	return t
}

// numbered puts the places of the features of an example in their stead, in order.
func (t *trainer) numbered(places map[uint32]uint32, row []uint32) []uint32 {
	for n, f := range row {
		at, ok := places[f]
		if !ok {
			at = uint32(len(t.features))
			places[f] = at
			t.features, t.have = append(t.features, f), append(t.have, 0)
		}
		row[n] = at
		t.have[at]++
	}
	slices.Sort(row)
	return row
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
			z[k] += t.weights[f][k] * t.worth[f] * norm
		}
	}
	s := softmax(z)
	s[kind]--
	for _, f := range row {
		for k := range z {
			t.weights[f][k] -= step * (s[k]*t.worth[f]*norm + decay*t.weights[f][k])
		}
	}
}

func (t *trainer) keep() {
	for f, row := range t.weights {
		for k, w := range row {
			t.sum[f][k] += w * t.worth[f] / settled
		}
	}
}

// quantised rounds the weights to eight bits of one scale, and leaves out features of
// a single example: they took up what was odd in it, and say nothing of others.
func (t *trainer) quantised() *Model {
	top, rows := 0.0, 0
	for f, row := range t.sum {
		if t.have[f] < shared {
			continue
		}
		rows++
		for _, x := range row {
			top = max(top, math.Abs(x))
		}
	}
	m := newModel(rows, float32(top/127))
	for f, row := range t.sum {
		if t.have[f] < shared {
			continue
		}
		at := m.place(t.features[f])
		at.feature = t.features[f]
		for k, x := range row {
			if top > 0 {
				at.weights[k] = int8(math.Round(x / top * 127))
			}
		}
	}
	return m
}
