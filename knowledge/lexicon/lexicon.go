// Package lexicon turns everyday words into official ones.
//
// Its data files (data/*.tsv) are written to be read and corrected by a
// curator; the formats are described in data/README.md.
package lexicon

// Expansion is an official term added because of an everyday word.
type Expansion struct {
	From   string  `json:"from"`   // the words as said
	To     string  `json:"to"`     // the official term
	Weight float64 `json:"weight"` // 0…1
}
