package memory

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"wenban/knowledge"
)

// city is an edition of n items, the first of them altered.
func city(id string, n, altered int) *knowledge.Edition {
	var items []knowledge.Item
	for i := range n {
		it := knowledge.Item{Code: fmt.Sprint("C", i), Name: fmt.Sprintf("第%d类营业性场所许可证核发", i), Summary: fmt.Sprintf("开办第%d类场所的单位办理许可", i), Aliases: []string{fmt.Sprintf("开第%d类店", i)}}
		if i < altered {
			it.Summary += "，费用有调整"
		}
		items = append(items, it)
	}
	return knowledge.NewEdition(id, knowledge.Parts{Items: items})
}

// recalled is what Recall gives for an edition, and whether it had to learn.
func recalled(t *testing.T, dir string, e *knowledge.Edition) (id string, learned bool) {
	t.Helper()
	m := recall(dir, e, WordsOf(e), 0, func(int, int) { learned = true })
	return m.ID(), learned
}

func TestAModelServesWhatDiffersLittleAndNoMore(t *testing.T) {
	dir := t.TempDir()
	first, learned := recalled(t, dir, city("e1", 200, 0))
	if !learned {
		t.Fatal("Recall(e1) in an empty folder learned nothing")
	}
	for _, c := range []struct {
		id      string
		altered int
		want    bool
	}{
		{"e1", 0, false},  // kept
		{"e2", 1, false},  // one item in two hundred
		{"e3", 3, false},  // again from the first: nothing adds up unseen
		{"e4", 60, true},  // a third of the items
		{"e5", 61, false}, // and that one serves in turn
	} {
		id, learned := recalled(t, dir, city(c.id, 200, c.altered))
		if learned != c.want || !c.want && c.altered < 60 && id != first {
			t.Errorf("Recall(%s, %d of 200 altered) learned %v, want %v; the model of e1: %v", c.id, c.altered, learned, c.want, id == first)
		}
	}
}

func TestASmallEditionLearnsForItself(t *testing.T) {
	dir := t.TempDir()
	for i, e := range []*knowledge.Edition{city("e1", 20, 0), city("e2", 20, 0)} {
		learned := false
		Recall(dir, e, WordsOf(e), func(int, int) { learned = true })
		if !learned {
			t.Errorf("Recall number %d took a model over, want that it learned", i+1)
		}
	}
}

func TestADamagedMemoryIsLearnedAnew(t *testing.T) {
	dir := t.TempDir()
	want, _ := recalled(t, dir, city("e1", 50, 0))
	for _, end := range []string{"*.pairs", "*.embed"} {
		files, err := filepath.Glob(filepath.Join(dir, end))
		if err != nil || len(files) != 1 {
			t.Fatalf("Glob(%s) = %v, %v, want one file", end, files, err)
		}
		if err := os.WriteFile(files[0], []byte("damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, learned := recalled(t, dir, city("e1", 50, 0)); !learned || got != want {
		t.Errorf("Recall after damage learned %v, and is the same: %v, want true, true", learned, got == want)
	}
}

func TestOldModelsAreLeftBehind(t *testing.T) {
	dir := t.TempDir()
	for i := range most + 3 {
		recalled(t, dir, city(fmt.Sprint("e", i), 10, 0)) // the same things: linked, not learned
		recalled(t, dir, city(fmt.Sprint("f", i), 10+i, 0))
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.embed"))
	if err != nil || len(files) > most+1 {
		t.Errorf("%d models are kept, %v, want at most %d", len(files), err, most)
	}
}

func TestDiffering(t *testing.T) {
	for _, c := range []struct {
		a, b []uint64
		want float64
	}{{nil, nil, 0}, {[]uint64{1, 2}, []uint64{1, 2}, 0}, {[]uint64{1, 2}, nil, 1}, {[]uint64{1, 2, 3, 4}, []uint64{2, 3, 4, 5}, .5}} {
		if got := differing(c.a, c.b); got != c.want {
			t.Errorf("differing(%v, %v) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
	if !slices.IsSorted(lessons(nil)) {
		t.Error("lessons(nil) is not sorted")
	}
}
