package lexicon

import (
	"fmt"
	"io/fs"
	"slices"
	"sync"
)

// Service is a kind of government service as it exists everywhere, with the way
// people ask for it (问法). It belongs to no city: whose item it is, an edition
// decides (see package memory).
type Service struct {
	Names     []string // official wordings, the commonest first
	Questions []string // everyday questions that mean it, in normal form
}

// Asked returns the services whose questions are compiled in, in the order of
// the files. Rows that cannot be read are left out; Check names them.
func Asked() []Service { return askedIn() }

var askedIn = sync.OnceValue(func() []Service {
	services, _ := readAsked(Data())
	return services
})

// Circumstance is an option of a situation (情形) as it exists everywhere, with
// the words inside a message that show it (说法).
type Circumstance struct {
	Question string   // of the situation, in normal form
	Label    string   // of the option, in normal form
	Words    []string // fragments of 2 to 12 characters, in normal form
}

// Told returns the circumstances that are compiled in, in the order of the
// files. Rows that cannot be read are left out; Check names them.
func Told() []Circumstance { return toldIn() }

var toldIn = sync.OnceValue(func() []Circumstance {
	told, _ := readTold(Data())
	return told
})

// readAsked reads asked/*.tsv: names TAB questions, each parted by bars.
func readAsked(dir fs.FS) (services []Service, problems []Problem) {
	problems = tables(dir, "asked/*.tsv", 2, func(_ place, raw []string) {
		services = append(services, Service{cells(raw[0]), cells(raw[1])})
	})
	return services, problems
}

// readTold reads told/*.tsv: question TAB label TAB fragments parted by bars.
func readTold(dir fs.FS) (told []Circumstance, problems []Problem) {
	problems = tables(dir, "told/*.tsv", 3, func(_ place, raw []string) {
		told = append(told, Circumstance{cells(raw[0])[0], cells(raw[1])[0], cells(raw[2])})
	})
	return told, problems
}

// tables reads the rows of files that have a fixed number of columns, each with
// at least one word.
func tables(dir fs.FS, pattern string, columns int, add func(at place, raw []string)) []Problem {
	l := &Lexicon{}
	files, err := fs.Glob(dir, pattern)
	if err != nil { // only for a bad pattern
		return nil
	}
	row := func(at place, texts []string) {
		if len(texts) != columns || slices.ContainsFunc(texts, func(t string) bool { return len(cells(t)) == 0 }) {
			l.report(at, 0, fmt.Sprintf("要有%d列,都不能空", columns), "用制表符隔开各列,列内用 | 隔开")
			return
		}
		add(at, texts)
	}
	for _, file := range files {
		l.rows(dir, file, row)
	}
	return l.problems
}
