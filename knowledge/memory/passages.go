package memory

import (
	"cmp"
	"math"
	"slices"

	"wenban/knowledge/embed"
)

// Confirmed is a question of which it is known where it is answered: numbers of
// passages (条款), as whoever asks counts them.
type Confirmed struct {
	Question string
	Passages []int
}

// Passages remembers questions confirmed for passages, and finds those that are
// like a new one. It never changes and is safe for use by several goroutines
// at once.
type Passages struct {
	confirmed []Confirmed
	byGram    map[string][]share // gram → the questions that have it
	idf       map[string]float64
	vectors   [][]float32
	model     *embed.Model
}

// share is how much of a question one gram is; their squares sum to 1.
type share struct {
	question int
	weight   float64
}

// Nearest is a confirmed question with its likeness to the one asked, 0…1.
type Nearest struct {
	Question int
	Likeness float64
}

// NewPassages remembers questions. model may be nil: likeness is then by words
// alone.
func NewPassages(all []Confirmed, model *embed.Model) *Passages {
	m := &Passages{confirmed: all, byGram: map[string][]share{}, idf: map[string]float64{}, model: model}
	grams := make([][]string, len(all))
	for i, c := range all {
		grams[i] = gramsOf(c.Question)
		for _, g := range grams[i] {
			m.idf[g]++
		}
	}
	for g, df := range m.idf {
		m.idf[g] = math.Log(1 + float64(len(all))/df)
	}
	for i, c := range all {
		length := m.length(grams[i])
		for _, g := range grams[i] {
			m.byGram[g] = append(m.byGram[g], share{i, m.idf[g] / length})
		}
		if model != nil {
			m.vectors = append(m.vectors, model.Embed(c.Question))
		}
	}
	return m
}

// length of the vector of grams; one that no question has counts as the rarest.
func (m *Passages) length(grams []string) float64 {
	var sum float64
	for _, g := range grams {
		w, ok := m.idf[g]
		if !ok {
			w = math.Log(1 + float64(len(m.confirmed)))
		}
		sum += w * w
	}
	return max(math.Sqrt(sum), 1e-9)
}

// Confirmed returns a remembered question.
func (m *Passages) Confirmed(i int) Confirmed { return m.confirmed[i] }

// Nearest returns the k remembered questions that are likest to a question,
// likest first. Likeness is half by words, half by vector.
func (m *Passages) Nearest(question string, k int) []Nearest {
	all := make([]Nearest, len(m.confirmed))
	for i := range all {
		all[i].Question = i
	}
	grams := gramsOf(question)
	length := m.length(grams)
	for _, g := range grams {
		for _, s := range m.byGram[g] {
			all[s.question].Likeness += s.weight * m.idf[g] / length
		}
	}
	m.addVectors(all, question)
	slices.SortStableFunc(all, func(a, b Nearest) int { return cmp.Compare(b.Likeness, a.Likeness) })
	return all[:min(k, len(all))]
}

func (m *Passages) addVectors(all []Nearest, question string) {
	if m.model == nil {
		return
	}
	v := m.model.Embed(question)
	for i, x := range m.vectors {
		var cosine float64
		for d := range v {
			cosine += float64(v[d] * x[d])
		}
		all[i].Likeness = (all[i].Likeness + max(0, cosine)) / 2
	}
}
