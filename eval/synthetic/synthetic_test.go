package synthetic

import (
	"reflect"
	"slices"
	"testing"
)

func TestTheSameSeedMakesTheSameCatalogue(t *testing.T) {
	for _, layout := range []Layout{ByRegion, Flat} {
		a, b := New(Config{3000, layout, 1}, nil), New(Config{3000, layout, 1}, nil)
		if !reflect.DeepEqual(a.Edition.Items, b.Edition.Items) || !slices.Equal(a.Questions(100, 2), b.Questions(100, 2)) {
			t.Errorf("%s: two catalogues of seed 1 differ", layout)
		}
		c := New(Config{3000, layout, 2}, nil)
		if reflect.DeepEqual(a.Edition.Items, c.Edition.Items) || slices.Equal(a.Questions(100, 2), a.Questions(100, 3)) {
			t.Errorf("%s: another seed makes the same catalogue or questions", layout)
		}
	}
}

func TestACitizenSeesTenThousandItemsHoweverManyThereAre(t *testing.T) {
	for _, n := range []int{1, 9, 2000, 10_000, 100_000} {
		c := New(Config{n, ByRegion, 1}, nil)
		if len(c.Edition.Items) != n {
			t.Fatalf("New(%d items) = %d items", n, len(c.Edition.Items))
		}
		for _, q := range c.Questions(20, 2) {
			visible := 0
			for _, it := range c.Edition.Items {
				if it.Region != "" && c.Edition.Regions.Within(q.Region, it.Region) {
					visible++
				}
			}
			if low := min(n, seen) / 5; visible < low || visible > seen {
				t.Errorf("of %d items %d are seen from %s, want %d to %d", n, visible, q.Region, low, seen)
			}
		}
	}
}

// Of two items of one name on a path the nearer one answers: then a question
// would have no right answer.
func TestNoNameStandsTwiceOnAPath(t *testing.T) {
	for _, cfg := range []Config{{30_000, ByRegion, 1}, {30_000, Flat, 1}} {
		c := New(cfg, nil)
		for _, b := range c.blocks {
			names := taken(c.Edition.Items, c.blocks, b.above)
			for _, it := range c.Edition.Items[b.from:b.to] {
				if names[it.Name] {
					t.Fatalf("%v: %s of %s stands twice on its path", cfg, it.Name, b.region.Name)
				}
				names[it.Name] = true
			}
		}
	}
}

func TestRegionsHaveNamesOfTheirOwn(t *testing.T) {
	_, regions := layOut(1_000_000, ByRegion)
	names := map[string]bool{}
	for _, r := range regions {
		if names[r.Name] {
			t.Errorf("two regions are called %s", r.Name)
		}
		names[r.Name] = true
	}
	if len(regions) < 130 {
		t.Errorf("1,000,000 items lie in %d regions, want at least 130", len(regions))
	}
}

func TestAQuestionIsNotTheName(t *testing.T) {
	c := New(Config{2000, ByRegion, 1}, nil)
	names := map[string]string{}
	for _, it := range c.Edition.Items {
		names[it.Code] = it.Name
	}
	same := 0
	for _, q := range c.Questions(500, 2) {
		if names[q.Item] == "" || q.Text == "" {
			t.Errorf("question %+v is for no item", q)
		}
		if q.Text == names[q.Item] {
			same++
		}
	}
	if same > 25 {
		t.Errorf("%d of 500 questions are the very name of the item, want a few at most", same)
	}
}

func TestABrokenRowIsNamed(t *testing.T) {
	for _, file := range []string{"domain\tx", "action\tx", "wrapper\tno need", "verb\tx\ty"} {
		if _, err := readWords("# fine\n" + file); err == nil {
			t.Errorf("readWords(%q) = nil, want an error", file)
		}
	}
}
