package baseline

import (
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"wenban/knowledge/segment"
)

// cutName is that of an analyzer of words as gojieba cuts them for searching:
// long words, and the words inside them.
const cutName = "jieba"

func init() {
	if err := registry.RegisterAnalyzer(cutName, newCutter); err != nil {
		panic(err) // the name is taken: a mistake of the program
	}
}

func newCutter(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
	s, err := cutWords()
	return cutter{s}, err
}

// cutWords is one for all indexes, and stays: bleve does not tell when it has done
// with an analyzer.
var cutWords = sync.OnceValues(func() (*segment.Segmenter, error) { return segment.New(nil) })

// cutter is an analyzer of bleve. Texts are in normal form already. It tells no
// offsets, which only highlighting needs.
type cutter struct{ *segment.Segmenter }

func (c cutter) Analyze(text []byte) (tokens analysis.TokenStream) {
	for i, w := range c.Words(string(text)) {
		tokens = append(tokens, &analysis.Token{Term: []byte(w), Position: i + 1, Type: analysis.Ideographic})
	}
	return tokens
}
