package personal_test

import (
	"testing"

	"wenban/knowledge/personal"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		name string
		is   func(string) bool
		s    string
		want bool
	}{
		{"IDCard", personal.IDCard, "11010519491231002X", true}, // the example of GB 11643
		{"IDCard", personal.IDCard, "11010519491231002x", true},
		{"IDCard", personal.IDCard, "440524188001010014", true},
		{"IDCard", personal.IDCard, "440524188001010015", false},
		{"IDCard", personal.IDCard, "4405241880010100", false},
		{"IDCard", personal.IDCard, "", false},
		{"IDCard", personal.IDCard, "身份证号码身份", false},
		{"Luhn", personal.Luhn, "6222021234567890128", true},
		{"Luhn", personal.Luhn, "6222021234567890129", false},
		{"Luhn", personal.Luhn, "622202x", false},
		{"Luhn", personal.Luhn, "", false},
		{"Mobile", personal.Mobile, "13800138000", true},
		{"Mobile", personal.Mobile, "12800138000", false},
		{"Mobile", personal.Mobile, "1380013800", false},
		{"Mobile", personal.Mobile, "1380013800a", false},
	} {
		if got := c.is(c.s); got != c.want {
			t.Errorf("%s(%q) = %v, want %v", c.name, c.s, got, c.want)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	f.Add("11010519491231002X")
	f.Fuzz(func(t *testing.T, s string) {
		if personal.IDCard(s) && len(s) != 18 {
			t.Errorf("IDCard(%q) = true, want 18 characters", s)
		}
		if (personal.Luhn(s) || personal.Mobile(s)) && !personal.Digits(s) {
			t.Errorf("Luhn or Mobile(%q) = true, want digits", s)
		}
	})
}
