// Package golden holds what a program says now against what was said before,
// for tests. Import it from tests alone: it adds the flag -update.
package golden

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Update reports whether the goldens are to be rewritten.
func Update() bool { return *update }

// Compare compares a text with a file and shows the lines that differ; with
// -update it writes the file instead.
func Compare(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make golden writes it)", err)
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		if line(a, i) != line(b, i) {
			t.Errorf("%s, line %d:\n got %s\nwant %s\n(make golden rewrites it)", path, i+1, line(a, i), line(b, i))
		}
	}
}

func line(all []string, i int) string {
	if i < len(all) {
		return all[i]
	}
	return ""
}
