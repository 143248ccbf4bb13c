package memory_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/golden"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/memory"
	"wenban/knowledge/sample"
)

// TestTheLinksOfTheSampleCity keeps which services each item and life event is
// taken for, so that a change of the likeness is read in review.
func TestTheLinksOfTheSampleCity(t *testing.T) {
	e, bank := city(t)
	golden.Compare(t, filepath.Join("testdata", "links.golden"), links(e, bank))
}

// city returns the sample city and what is lent to it.
func city(t *testing.T) (*knowledge.Edition, memory.Bank) {
	t.Helper()
	e, err := sampleCity()
	if err != nil {
		t.Fatal(err)
	}
	return e, lentCity()
}

var sampleCity = sync.OnceValues(sample.Load)

var lentCity = sync.OnceValue(func() memory.Bank {
	e, _ := sampleCity()
	return memory.Lend(e, lexicon.Asked())
})

// links prints one thing a line with the services it is taken for.
func links(e *knowledge.Edition, b memory.Bank) string {
	var out strings.Builder
	line := func(id, name string) {
		fmt.Fprintf(&out, "%s →", name)
		for _, l := range b.Loans[id] {
			fmt.Fprintf(&out, " %s %.2f;", l.Service, l.Likeness)
		}
		out.WriteString("\n")
	}
	for _, it := range e.Items {
		line(it.Code, it.Name)
	}
	for _, ev := range e.Events {
		line(ev.ID, ev.Name)
	}
	return out.String()
}
