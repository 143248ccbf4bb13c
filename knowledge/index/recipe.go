package index

import "wenban/knowledge"

// Recipe is what Build takes from an item: enough to rank it again by other
// means and to hold the index against that.
type Recipe struct {
	Fields []Part   // every field with its weight, in one order for all items; From is its name
	Vector []Part   // what the vector is made of
	Names  []string // what Hit.Exact may find in a question
}

// RecipeOf returns the recipe of an item to which nothing is lent and no option
// elsewhere leads.
func RecipeOf(it knowledge.Item, w Weights) (r Recipe) {
	s, weights := itemSource(it, nil, nil), w.fieldWeights()
	for f, text := range s.text {
		r.Fields = append(r.Fields, Part{Text: text, Weight: weights[f], From: fieldTable[f].name})
	}
	for _, v := range s.vector {
		r.Vector = append(r.Vector, Part{Text: v.text, Weight: float64(v.weight)})
	}
	r.Names = append([]string{it.Name, it.Code}, it.Aliases...)
	return r
}

// Full returns the weights that an index of w ranks by: defaults filled in,
// nothing below 0.
func (w Weights) Full() Weights { return w.withDefaults() }

// VectorOf is the vector of weighted texts, of length 1 or zero.
func VectorOf(parts []Part, e Embedder) []float32 {
	sum, part := make([]float32, e.Dim()), make([]float32, e.Dim())
	for _, p := range parts {
		addText(sum, part, e, p.Text, float32(p.Weight))
	}
	unit(sum)
	return sum
}

// Kept rounds the vector of a thing as an Index keeps it, eight bits a number,
// and returns it.
func Kept(v []float32) []float32 {
	c := newCodes(1, len(v))
	c.set(0, v)
	for i := range v {
		v[i] = float32(c.rows[i]) * c.scales[0]
	}
	return v
}
