package segment

import (
	"slices"
	"testing"
)

func TestStretches(t *testing.T) {
	for text, want := range map[string][]string{
		"":      {""},
		"换证":    {"换证"},
		"身份证":   {"身份证"},
		"身份证丢":  {"身份证丢", "身份证", "份证丢"},
		"身份证丢了": {"身份证丢了", "身份证", "证丢了"},
	} {
		if got := Stretches(nil, text, 3); !slices.Equal(got, want) {
			t.Errorf("Stretches(%s, 3) = %q, want %q", text, got, want)
		}
	}
}
