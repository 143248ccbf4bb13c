// Package lexicon turns everyday words into official ones.
//
// Its data files (data/*.tsv) are written to be read and corrected by a
// curator; the formats are described in data/README.md. All methods take and
// return text in normal form (segment.Normal) and are safe for concurrent use.
package lexicon

import (
	"embed"
	"io/fs"
	"slices"
	"sync"

	"wenban/knowledge/segment"
	"wenban/knowledge/sieve"
)

// Expansion is an official term added because of an everyday word.
type Expansion struct {
	From   string  `json:"from"`   // the words as said
	To     string  `json:"to"`     // the official term
	Weight float64 `json:"weight"` // 0…1
	File   string  `json:"-"`      // of groups/ that says so, without .tsv
}

// Concept is a meaning found in a text: one of the words of a group stands
// there. Two texts that speak of the same thing share concepts though they may
// share no word.
type Concept struct {
	ID     string  `json:"id"`     // the first official term of the group
	From   string  `json:"from"`   // the words as they stand in the text
	Start  int     `json:"start"`  // byte offsets of From
	End    int     `json:"end"`    //
	Weight float64 `json:"weight"` // 0…1: 1 for an official term
}

// Lexicon holds the words. It never changes after Load.
type Lexicon struct {
	groups   []group
	words    sieve.Trie // every official and everyday word → its uses
	uses     [][]use    // what a word of the trie can mean
	dialect  sieve.Trie // dialect word → its standard
	standard []string   //
	anywhere sieve.Trie // question patterns by where they may stand
	atStart  sieve.Trie
	atEnd    sieve.Trie
	classes  map[string][]string
	settings sieve.Trie // words of contexts
	setting  int32      // how many there are
	english  english    // what English words are in Chinese
	problems []Problem  // what was wrong with the files it came from
}

// group is a row: official terms and what people say for them.
type group struct {
	official []string
	weight   float64
	context  context
	at       place
}

// use is one meaning of a word.
type use struct {
	group    int
	official bool
}

//go:embed data
var data embed.FS

// Default returns the lexicon that is compiled in. Rows that cannot be read
// are left out; Check names them.
func Default() *Lexicon { return compiledIn() }

var compiledIn = sync.OnceValue(func() *Lexicon {
	segment.Frequency("的") // loads the dictionary now, so that no question waits for it
	return parse(Data())
})

// Data returns the data folder that is compiled in.
func Data() fs.FS {
	dir, err := fs.Sub(data, "data")
	if err != nil { // only for a name that is no path
		return data
	}
	return dir
}

// Official returns all official terms once each, in the order of the files.
func (l *Lexicon) Official() []string {
	seen := map[string]bool{}
	var terms []string
	for _, g := range l.groups {
		for _, t := range g.official {
			if !seen[t] {
				seen[t] = true
				terms = append(terms, t)
			}
		}
	}
	return slices.Clip(terms)
}

// Words returns every word of the groups once, official and everyday, for a
// segmenter that should not take them apart.
func (l *Lexicon) Words() []string {
	words := make([]string, 0, len(l.uses))
	for _, w := range l.words.All() {
		words = append(words, w)
	}
	return words
}
