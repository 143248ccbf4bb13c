package baseline

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"wenban/knowledge"
)

var kinds = map[string]func(string, *knowledge.Edition, func(int, int)) (*Disk, error){"default": NewDefault, "tuned": NewTuned, "cut": NewCut}

func TestOnDiskBleveFindsTheSame(t *testing.T) {
	plain, done, err := Bleve(small())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = done() }()
	for name, build := range kinds {
		dir := t.TempDir()
		x, err := build(dir, small(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, question := range []string{"养犬要登记吗", "登记", "購房合同", "zzz", ""} {
			got, err := x.Find(t.Context(), nil, question, nil, 10)
			if want := plain.Rank(question, 10); err != nil || !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
				t.Errorf("%s: Find(%q) = %v, %v, want %v", name, question, got, err, want)
			}
		}
		if x.Bytes() == 0 {
			t.Errorf("%s: Bytes() = 0, want the size of the files", name)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s: Close leaves %v", name, left)
		}
	}
}

func TestOnDiskBleveFiltersByRegion(t *testing.T) {
	e := knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{
		{Code: "here", Name: "养犬登记", Region: "110101"}, {Code: "city", Name: "养犬年检", Region: "110000"}, {Code: "there", Name: "养犬登记", Region: "110102"},
	}})
	for name, build := range kinds {
		x, err := build(t.TempDir(), e, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := x.Find(t.Context(), nil, "养犬登记", []string{"110101", "110000"}, 10)
		if want := []string{"here", "city"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: Find in 110101 = %v, %v, want %v", name, got, err, want)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := BuildInMemory(e); err != nil {
		t.Errorf("BuildInMemory = %v, want nil", err)
	}
}

func TestAFolderThatIsNotThereIsAnError(t *testing.T) {
	for name, build := range kinds {
		if _, err := build(filepath.Join(t.TempDir(), "none"), small(), nil); err == nil {
			t.Errorf("%s in a folder that is not there = nil, want an error", name)
		}
	}
}
