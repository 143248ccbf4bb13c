package memory_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/memory"
	"wenban/knowledge/sample"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestTheLinksOfTheSampleCity keeps which services each item and life event is
// taken for, so that a change of the likeness is read in review.
func TestTheLinksOfTheSampleCity(t *testing.T) {
	e, bank := city(t)
	golden(t, filepath.Join("testdata", "links.golden"), links(e, bank))
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

// golden compares a text with a file and shows the lines that differ.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		if at(a, i) != at(b, i) {
			t.Errorf("%s, line %d:\n got %s\nwant %s\n(make golden rewrites it)", path, i+1, at(a, i), at(b, i))
		}
	}
}

func at(all []string, i int) string {
	if i < len(all) {
		return all[i]
	}
	return ""
}
