package synthetic

import (
	_ "embed" // words.tsv
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
)

//go:embed words.tsv
var wordsFile string

// words is words.tsv, read; a file of the program, tested with it.
var words = func() vocabulary {
	v, err := readWords(wordsFile)
	if err != nil {
		panic(err)
	}
	return v
}()

type vocabulary struct {
	domains            []domain
	actions, variants  []word
	wrappers, chatters []string
}

// domain is a field of government with its own words.
type domain struct {
	department, theme       string
	subjects, objects       []word
	subjectSkew, objectSkew *skew
}

// word is an official word and what citizens say for it.
type word struct {
	official string
	everyday []string
}

func (w word) everydayWord(rng *rand.Rand) string {
	if len(w.everyday) == 0 {
		return w.official
	}
	return w.everyday[rng.IntN(len(w.everyday))]
}

func readWords(file string) (v vocabulary, err error) {
	for n, line := range strings.Split(strings.TrimSpace(file), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if err := v.add(strings.Split(line, "\t")); err != nil {
			return v, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return v, nil
}

func (v *vocabulary) add(cells []string) error {
	switch kind := cells[0]; {
	case kind == "domain" && len(cells) == 5:
		d := domain{department: cells[1], theme: cells[2], subjects: pairs(cells[3]), objects: pairs(cells[4])}
		d.subjectSkew, d.objectSkew = newSkew(len(d.subjects)), newSkew(len(d.objects))
		v.domains = append(v.domains, d)
	case kind == "action" && len(cells) == 3:
		v.actions = append(v.actions, word{cells[1], strings.Split(cells[2], "|")})
	case kind == "variant" && len(cells) == 3:
		v.variants = append(v.variants, word{cells[1], strings.Split(cells[2], "|")})
	case kind == "wrapper" && len(cells) == 2 && strings.Count(cells[1], "%s") == 1:
		v.wrappers = append(v.wrappers, cells[1])
	case kind == "chatter" && len(cells) == 2:
		v.chatters = append(v.chatters, cells[1])
	default:
		return fmt.Errorf("%q with %d cells is no row of this file", kind, len(cells))
	}
	return nil
}

// pairs reads official=everyday|official=everyday.
func pairs(cell string) (all []word) {
	for _, p := range strings.Split(cell, "|") {
		official, everyday, ok := strings.Cut(p, "=")
		w := word{official: official}
		if ok {
			w.everyday = []string{everyday}
		}
		all = append(all, w)
	}
	return all
}

// skew draws numbers as often as 1/(number+2): few words are common, most are
// rare.
type skew struct{ sums []float64 }

func newSkew(n int) *skew {
	s := &skew{make([]float64, n)}
	sum := 0.0
	for i := range s.sums {
		sum += 1 / float64(i+2)
		s.sums[i] = sum
	}
	return s
}

func (s *skew) draw(rng *rand.Rand) int {
	return sort.SearchFloat64s(s.sums, rng.Float64()*s.sums[len(s.sums)-1])
}
