package embed

import (
	"strings"
	"testing"
)

func TestFeaturesAreThoseOfTheFirstFourKilobytes(t *testing.T) {
	head := strings.Repeat("证", maxText/3)
	if a, b := appendFeatures(nil, head), appendFeatures(nil, head+strings.Repeat("长", 1<<20)); len(b) > len(a)+1 {
		t.Errorf("a text of 1 MB has %d features, its first 4 KB have %d", len(b), len(a))
	}
}

// FuzzFeatures holds that any bytes have a bounded number of features, always
// the same ones, and that width and what parts words change nothing.
func FuzzFeatures(f *testing.F) {
	for _, s := range []string{"", "居住证", "ETC 办理", "ｅｔｃ", "\xff\xfe居", "a\x00b", "😀", strings.Repeat("证", 3000)} {
		f.Add(s)
	}
	m := small()
	f.Fuzz(func(t *testing.T, s string) {
		a := appendFeatures(nil, s)
		if len(a) > 2*min(len(s), maxText) {
			t.Errorf("appendFeatures(%q) = %d features of %d bytes", s, len(a), len(s))
		}
		b := appendFeatures(make([]uint64, 0, 7), s)
		for i := range a {
			if a[i] != b[i] {
				t.Fatalf("appendFeatures(%q) differs from itself at %d", s, i)
			}
		}
		for _, x := range m.Embed(s) {
			if x != x || x > 1.001 || x < -1.001 {
				t.Fatalf("Embed(%q) has %v in it", s, x)
			}
		}
	})
}

func small() *Model {
	pairs := []Pair{{"养犬登记", "狗证", 1}, {"居住证申领", "暂住证", 2}}
	return Train(pairs, Config{Seed: 1, Dim: 8}, nil)
}
