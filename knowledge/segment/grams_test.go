package segment_test

import (
	"fmt"
	"slices"
	"testing"

	"wenban/knowledge/segment"
)

func TestTerms(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"characters and neighbours", "身份证", []string{"身", "份", "身份", "证", "份证"}},
		{"punctuation parts", "丢了,补", []string{"丢", "了", "丢了", "补"}},
		{"spaces part", "丢 了", []string{"丢", "了"}},
		{"letters and digits are one token", "b超2024年", []string{"b", "超", "b超", "2024", "超2024", "年", "2024年"}},
		{"other alphabets are tokens", "паспорт", []string{"паспорт"}},
		{"emoji are none", "😀", nil},
		{"nothing", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := segment.Terms(tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("Terms(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestGramsAreTermsInTheSameOrder(t *testing.T) {
	const text = "办理2024年b超,app下载 身份证"
	terms, grams := segment.Terms(text), segment.AppendGrams(nil, text)
	if len(terms) != len(grams) {
		t.Fatalf("%d terms, %d grams for %q", len(terms), len(grams), text)
	}
	seen := map[segment.Gram]string{}
	for i, g := range grams {
		if old, ok := seen[g]; ok && old != terms[i] {
			t.Errorf("gram %v stands for %q and %q", g, old, terms[i])
		}
		seen[g] = terms[i]
		if r := []rune(terms[i]); len(r) <= 2 && r[0] > 0x80 && fmt.Sprint(g) != terms[i] {
			t.Errorf("gram of %q prints as %v", terms[i], g)
		}
	}
}

// Grams are stored in index files, so their values may never change.
func TestGramsAreStable(t *testing.T) {
	got := segment.AppendGrams(nil, "证a 证件ab")
	want := []segment.Gram{0x8bc1, 0x61, 0x4000_0011_7820_0061, 0x8bc1, 0x4ef6, 0x4000_0011_7820_4ef6, 0x8000_0000_0000_0000, 0}
	for i := range 6 {
		if got[i] != want[i] {
			t.Errorf("gram %d of %q = %#x, want %#x", i, "证a 证件ab", uint64(got[i]), uint64(want[i]))
		}
	}
	if got[6]>>62 != 2 || got[7]>>62 != 2 {
		t.Errorf("grams of a word = %#x, %#x, want hashes", uint64(got[6]), uint64(got[7]))
	}
}

func TestAppendGramsAllocatesNothing(t *testing.T) {
	dst := make([]segment.Gram, 0, 256)
	if n := testing.AllocsPerRun(100, func() { segment.AppendGrams(dst, "我要补办身份证 app2024年,多久能拿到") }); n != 0 {
		t.Errorf("AppendGrams allocated %v times, want 0", n)
	}
}

func FuzzGrams(f *testing.F) {
	f.Add("身份证2024年b超,пас")
	f.Fuzz(func(t *testing.T, s string) {
		if a, b := len(segment.Terms(s)), len(segment.AppendGrams(nil, s)); a != b {
			t.Errorf("%d terms, %d grams for %q", a, b, s)
		}
	})
}

func BenchmarkAppendGrams(b *testing.B) {
	dst := make([]segment.Gram, 0, 256)
	for b.Loop() {
		segment.AppendGrams(dst, "我妈妈的身份证丢了,想问一下补办需要带什么材料,多久能拿到")
	}
}
