package memory

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // base.bin
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"

	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/lexicon"
)

//go:embed base.bin
var baseFile []byte

// baseSum names the pairs that base.bin was trained on; a test holds it against
// the pairs of today.
//
//go:embed base.sum
var baseSum string

// Base returns the embedder that knows how people ask, in every edition the
// same: trained on what is asked and told everywhere, compiled in.
func Base() *embed.Model { return base() }

var base = sync.OnceValue(func() *embed.Model {
	m, err := readBase(baseFile)
	if err != nil {
		panic(err) // the file is part of the program and tested with it
	}
	return m
})

// readBase reads base.bin.
func readBase(file []byte) (*embed.Model, error) {
	m, err := embed.Load(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("read base.bin (wenban train makes it anew): %w", err)
	}
	return m, nil
}

// Learn returns the embedder of an edition: Base, gone on with what the edition
// itself says and with the words that others say of it. A second for a thousand
// items.
func Learn(e *knowledge.Edition, w Words, progress func(done, total int)) *embed.Model {
	return embed.Tune(Base(), append(embed.Pairs(e), w.pairs(e)...), embed.Config{Seed: 1, Epochs: 1}, progress)
}

// pairs are the items of an edition with what is said of them.
func (w Words) pairs(e *knowledge.Edition) (pairs []embed.Pair) {
	for i, it := range e.Items {
		for _, said := range w.Of(it.Code) {
			pairs = append(pairs, embed.Pair{A: it.Name, B: said, Group: i + 1})
		}
	}
	return pairs
}

// TrainBase makes base.bin and base.sum anew. The same words make the same
// files. It takes about half a minute on two cores.
func TrainBase(bin, sum io.Writer, progress func(done, total int)) error {
	return trainOn(everywhere(lexicon.Asked(), lexicon.Told()), bin, sum, progress)
}

// dim is the length of the vectors. Over a hundred thousand questions 96 numbers
// were too few, 128 a little better yet, for 16 bytes an item more.
const dim = 112

func trainOn(pairs []embed.Pair, bin, sum io.Writer, progress func(done, total int)) error {
	m := embed.Train(pairs, embed.Config{Dim: dim, Epochs: 4, Seed: 1}, progress)
	if err := m.Save(bin); err != nil {
		return err
	}
	if _, err := io.WriteString(sum, sumOf(pairs)+"\n"); err != nil {
		return fmt.Errorf("write sum: %w", err)
	}
	return nil
}

// Stale reports that the words have changed since base.bin was trained.
func Stale() bool {
	return strings.TrimSpace(baseSum) != sumOf(everywhere(lexicon.Asked(), lexicon.Told()))
}

// everywhere returns the pairs to learn the language of citizens from: a name
// of a service beside each question for it, two questions for it beside each
// other, and its names beside each other, which the questions would drown; the
// same for circumstances.
func everywhere(services []lexicon.Service, told []lexicon.Circumstance) []embed.Pair {
	var pairs []embed.Pair
	group := 1 << 24 // apart from those of editions
	add := func(names, said []string) {
		group++
		for i, q := range said {
			pairs = append(pairs,
				embed.Pair{A: names[i%len(names)], B: q, Group: group},
				embed.Pair{A: said[(i+1)%len(said)], B: q, Group: group})
		}
	}
	for _, s := range services {
		add(s.Names, s.Questions)
		for i, name := range s.Names[1:] {
			pairs = append(pairs, embed.Pair{A: s.Names[i], B: name, Group: group})
		}
	}
	for _, c := range told {
		add([]string{c.Label + " " + c.Question}, c.Words)
	}
	return pairs
}

func sumOf(pairs []embed.Pair) string {
	h := sha256.New()
	for _, p := range pairs {
		fmt.Fprintf(h, "%s\t%s\n", p.A, p.B)
	}
	return hex.EncodeToString(h.Sum(nil))
}
