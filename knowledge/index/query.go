// Package index finds items, life events and passages of policy documents.
//
// An Index is built from one edition and never changes. It filters first (by
// region, validity and audience) and ranks after: BM25F over character
// unigrams and bigrams, plus a vector leg, as a weighted sum (RETRIEVAL.md A5,
// A9). Every hit says why it was found.
package index

import (
	"slices"
	"time"
)

// Query is what to look for.
type Query struct {
	Parts    []Part    `json:"parts"`
	Region   string    `json:"region,omitempty"`   // where the citizen is; "" = anywhere
	Audience string    `json:"audience,omitempty"` // "" = anyone
	At       time.Time `json:"at"`                 // what is not in force then is not found
	K        int       `json:"k,omitempty"`        // how many hits; 0 = 10
	Least    float64   `json:"least,omitempty"`    // score below which nothing is wanted
	Brief    bool      `json:"brief,omitempty"`    // leave out Lexical, Cover and Exact
	Explain  bool      `json:"explain,omitempty"`  // fill in Why
}

// Part is a piece of text with its weight: the words said (weight 1), and what
// the lexicon adds to them (RETRIEVAL.md A3: 0.2-0.4).
type Part struct {
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
	From   string  `json:"from,omitempty"` // "said", or the everyday word that this was added for
}

// Kind says what a hit is.
type Kind string

// The kinds.
const (
	Item    Kind = "item"
	Event   Kind = "event"
	Passage Kind = "passage"

	Elsewhere Kind = "elsewhere" // a service the edition does not have, among items; its ID is its name
)

// Hit is one thing found.
type Hit struct {
	Kind    Kind     `json:"kind"`
	ID      string   `json:"id"`                // item code, event id, or document id
	Article string   `json:"article,omitempty"` // of a passage: 第十一条, or ""
	Text    string   `json:"text,omitempty"`    // of a passage: its text
	Score   float64  `json:"score"`             // calibrated over queries: lexical share of what the query could score, plus the vector leg
	Lexical float64  `json:"lexical"`           // raw BM25F
	Vector  float64  `json:"vector"`            // cosine, clipped at 0
	Cover   float64  `json:"cover"`             // 0…1: share of the idf mass of what was said that the hit contains
	Exact   string   `json:"exact,omitempty"`   // the name, alias or code that the question contains word for word, or ""
	Why     []Reason `json:"why,omitempty"`     // where Query.Explain asks for it
}

// Listed returns the hits that the edition has, without the services elsewhere:
// the hits themselves where there is none among them.
func Listed(hits []Hit) []Hit {
	elsewhere := func(h Hit) bool { return h.Kind == Elsewhere }
	if !slices.ContainsFunc(hits, elsewhere) {
		return slices.Clip(hits)
	}
	return slices.DeleteFunc(slices.Clone(hits), elsewhere)
}

// Reason is one part of a score.
type Reason struct {
	Field string  `json:"field"`
	Term  string  `json:"term"`
	From  string  `json:"from,omitempty"` // Part.From, where it was not said
	Score float64 `json:"score"`
}
