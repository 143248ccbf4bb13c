package embed

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// Config says how to train. Zero fields mean the defaults.
type Config struct {
	Dim         int     // length of the vectors; 128
	Rows        int     // hashed rows, rounded up to a power of two; by the number of features, at most 1<<18
	Epochs      int     // passes over the pairs; 4
	Batch       int     // pairs that are told from each other at a time; 256
	Temperature float64 // .05
	Rate        float64 // learning rate of Adagrad; .1
	Seed        uint64  // equal seeds and pairs make equal models
}

func (c Config) withDefaults(features int) Config {
	set := func(v *int, def int) {
		if *v <= 0 {
			*v = def
		}
	}
	set(&c.Dim, 128)
	set(&c.Epochs, 4)
	set(&c.Batch, 256)
	set(&c.Rows, min(max(2*features, 1<<10), 1<<18))
	for c.Rows&(c.Rows-1) != 0 {
		c.Rows += c.Rows & -c.Rows
	}
	if c.Temperature <= 0 {
		c.Temperature = .05
	}
	if c.Rate <= 0 {
		c.Rate = .1
	}
	return c
}

// Train learns a model from pairs: symmetric InfoNCE, the other pairs of a
// batch being the strangers, row-wise Adagrad. progress, which may be nil, is
// told the pairs done and the pairs in all. The result depends on nothing but
// its arguments; its numbers are those that Save keeps. No pair at all makes a
// model that knows no text.
func Train(pairs []Pair, c Config, progress func(done, total int)) *Model {
	return newTrainer(pairs, c, nil).learn(pairs, progress)
}

// Tune goes on from a model with pairs of its own, as Train learns: from what is
// known of the language everywhere to what one edition says. The base is not
// changed; Dim and Rows are those of the base.
func Tune(base *Model, pairs []Pair, c Config, progress func(done, total int)) *Model {
	c.Dim, c.Rows = base.dim, len(base.rows)
	return newTrainer(pairs, c, base).learn(pairs, progress)
}

func (t *trainer) learn(pairs []Pair, progress func(done, total int)) *Model {
	order := make([]int, len(pairs))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(t.Seed, 2))
	for epoch := range t.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for from := 0; from < len(order); from += t.Batch {
			to := min(from+t.Batch, len(order))
			t.step(order[from:to])
			if progress != nil {
				progress(epoch*len(order)+to, t.Epochs*len(order))
			}
		}
	}
	return t.rounded()
}

// rounded returns the model with eight bits a number.
func (t *trainer) rounded() *Model {
	m := t.model
	m.codes = make([]int8, len(t.numbers))
	for row := range m.rows {
		if x := &m.rows[row]; x.weight > 0 {
			x.scale = quantise(m.codesOf(x), t.row(uint32(row)))
		}
	}
	return m
}

// trainer holds the pairs as rows of the model, and the working memory of a
// batch.
type trainer struct {
	Config
	model   *Model     // without codes
	numbers []float32  // of its rows, in their place
	a, b    [][]uint32 // rows of each side of each pair
	groups  []int
	grown   []float32 // Adagrad: sum of squares, per row
	left    side
	right   side
	logits  []float32
}

// side is one side of a batch: vectors, the lengths they had, their gradients.
type side struct {
	vectors, grads []float32
	lengths        []float32
}

func newTrainer(pairs []Pair, c Config, base *Model) *trainer {
	bags := newBags(pairs)
	c = c.withDefaults(len(bags.counts))
	t := &trainer{Config: c, groups: make([]int, len(pairs)), grown: make([]float32, c.Rows)}
	t.begin(bags, base)
	t.logits = make([]float32, c.Batch*c.Batch)
	t.left, t.right = newSide(c), newSide(c)
	for i, p := range pairs {
		t.groups[i] = p.Group
		t.a = append(t.a, bags.rows(p.A, t.model))
		t.b = append(t.b, bags.rows(p.B, t.model))
	}
	return t
}

func newSide(c Config) side {
	return side{make([]float32, c.Batch*c.Dim), make([]float32, c.Batch*c.Dim), make([]float32, c.Batch)}
}

// begin takes the rows of a base over; nil has none. What the base has never
// seen gets the weight that its own texts give it, and noise: before any training
// the cosine of two texts is then about that of their features.
func (t *trainer) begin(b bags, base *Model) {
	m := &Model{dim: t.Dim, mask: uint64(t.Rows - 1), rows: make([]rowOf, t.Rows)}
	t.model = m
	b.weigh(m)
	if base != nil {
		for row, x := range base.rows {
			if x.weight > 0 {
				m.rows[row].weight = x.weight
			}
		}
	}
	t.pack()
	t.noise()
	t.inherit(base)
}

// pack gives every row of a weight its place. The weights must not change after.
func (t *trainer) pack() {
	n := uint32(0)
	for row := range t.model.rows {
		if x := &t.model.rows[row]; x.weight > 0 {
			x.place = n
			n++
		}
	}
	t.numbers = make([]float32, int(n)*t.Dim)
}

// noise fills the rows. What a row gets depends on the seed and on its number
// alone, so the noise of rows that are not there is drawn too.
func (t *trainer) noise() {
	rng := rand.New(rand.NewPCG(t.Seed, 1))
	scale := 1 / math.Sqrt(float64(t.Dim))
	unseen := make([]float32, t.Dim)
	for row, x := range t.model.rows {
		numbers := unseen
		if x.weight > 0 {
			numbers = t.row(uint32(row))
		}
		for i := range numbers {
			numbers[i] = float32(rng.NormFloat64() * scale)
		}
	}
}

func (t *trainer) inherit(base *Model) {
	if base == nil {
		return
	}
	for row, x := range base.rows {
		if x.weight > 0 {
			numbers := t.row(uint32(row))
			for i, c := range base.codesOf(&x) {
				numbers[i] = float32(c) * x.scale
			}
		}
	}
}

// step learns from one batch.
func (t *trainer) step(batch []int) {
	t.forward(&t.left, t.a, batch)
	t.forward(&t.right, t.b, batch)
	t.similarities(batch)
	t.gradients(len(batch))
	t.backward(&t.left, t.a, batch)
	t.backward(&t.right, t.b, batch)
}

func (t *trainer) forward(s *side, bags [][]uint32, batch []int) {
	halves(len(batch), func(from, to int) {
		for i := from; i < to; i++ {
			v := s.vectors[i*t.Dim : (i+1)*t.Dim]
			clear(v)
			for _, row := range bags[batch[i]] {
				axpy(v, t.model.rows[row].weight, t.row(row))
			}
			s.lengths[i] = normalise(v)
		}
	})
}

// row returns the numbers of a row that has a weight.
func (t *trainer) row(row uint32) []float32 {
	from := int(t.model.rows[row].place) * t.Dim
	return t.numbers[from : from+t.Dim]
}

// similarities fills logits; two of the same group are no strangers.
func (t *trainer) similarities(batch []int) {
	n := len(batch)
	halves(n, func(from, to int) {
		for i := from; i < to; i++ {
			for j := range n {
				if i != j && t.groups[batch[i]] == t.groups[batch[j]] {
					t.logits[i*n+j] = float32(math.Inf(-1))
					continue
				}
				t.logits[i*n+j] = dot(t.left.at(i, t.Dim), t.right.at(j, t.Dim)) / float32(t.Temperature)
			}
		}
	})
}

func (s *side) at(i, dim int) []float32 { return s.vectors[i*dim : (i+1)*dim] }

// gradients turns logits into the gradient of the loss by each vector: the
// share each stranger got, by rows and by columns, against the one that was
// right.
func (t *trainer) gradients(n int) {
	shares := softmaxes(t.logits[:n*n], n)
	clear(t.left.grads)
	clear(t.right.grads)
	halves(n, func(from, to int) {
		for i := from; i < to; i++ {
			for j := range n {
				if g := shares[i*n+j]; g != 0 {
					axpy(t.left.grads[i*t.Dim:(i+1)*t.Dim], g, t.right.at(j, t.Dim))
				}
				if g := shares[j*n+i]; g != 0 {
					axpy(t.right.grads[i*t.Dim:(i+1)*t.Dim], g, t.left.at(j, t.Dim))
				}
			}
		}
	})
}

// softmaxes returns, per cell, the mean of its share in its row and in its
// column, less 1 on the diagonal.
func softmaxes(logits []float32, n int) []float32 {
	shares := make([]float32, n*n)
	for i := range n {
		addSoftmax(shares, logits, n, i*n, 1)
		addSoftmax(shares, logits, n, i, n)
		shares[i*n+i]--
	}
	return shares
}

// addSoftmax adds half the softmax of the n logits that begin at from.
func addSoftmax(shares, logits []float32, n, from, stride int) {
	top := float32(math.Inf(-1))
	for k := range n {
		top = max(top, logits[from+k*stride])
	}
	var sum float64
	for k := range n {
		sum += math.Exp(float64(logits[from+k*stride] - top))
	}
	for k := range n {
		shares[from+k*stride] += float32(math.Exp(float64(logits[from+k*stride]-top)) / sum / 2)
	}
}

// backward moves the rows of one side against the gradient.
func (t *trainer) backward(s *side, bags [][]uint32, batch []int) {
	for i, p := range batch {
		if s.lengths[i] == 0 {
			continue
		}
		g := s.grads[i*t.Dim : (i+1)*t.Dim]
		v := s.at(i, t.Dim)
		axpy(g, -dot(g, v), v) // only what turns the vector matters
		square := dot(g, g) / (s.lengths[i] * s.lengths[i] * float32(t.Dim))
		for _, row := range bags[p] {
			w := t.model.rows[row].weight
			t.grown[row] += w * w * square
			rate := float32(t.Rate) * w / s.lengths[i] / float32(math.Sqrt(float64(t.grown[row])+1e-12))
			axpy(t.row(row), -rate, g)
		}
	}
}

// halves runs f over [0, n) on two goroutines; f must only write what belongs
// to its own range.
func halves(n int, f func(from, to int)) {
	var wg sync.WaitGroup
	wg.Go(func() { f(0, n/2) })
	f(n/2, n)
	wg.Wait()
}

// bags turns texts into rows, each text once.
type bags struct {
	features map[string][]uint64
	counts   map[uint64]int // feature → texts that have it
}

func newBags(pairs []Pair) bags {
	b := bags{map[string][]uint64{}, map[uint64]int{}}
	for _, p := range pairs {
		b.add(p.A)
		b.add(p.B)
	}
	return b
}

func (b bags) add(text string) {
	if _, ok := b.features[text]; ok {
		return
	}
	features := appendFeatures(nil, text)
	b.features[text] = features
	for _, f := range distinct(features) {
		b.counts[f]++
	}
}

func distinct(features []uint64) []uint64 {
	sorted := slices.Clone(features)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// weigh sets the weight of each row: how rare its features are. Where several
// share a row the commonest decides.
func (b bags) weigh(m *Model) {
	counts := make([]int, len(m.rows))
	for f, n := range b.counts {
		counts[f&m.mask] = max(counts[f&m.mask], n)
	}
	for row, n := range counts {
		if n > 0 {
			m.rows[row].weight = float32(math.Log(1 + float64(len(b.features))/float64(n)))
		}
	}
}

func (b bags) rows(text string, m *Model) []uint32 {
	features := b.features[text]
	rows := make([]uint32, len(features))
	for i, f := range features {
		rows[i] = uint32(f & m.mask)
	}
	return rows
}
