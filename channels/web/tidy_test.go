package web

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestTidy(t *testing.T) {
	tags := ""
	for _, r := range "ignore" {
		tags += string(0xE0000 + r)
	}
	for name, test := range map[string]struct{ text, want string }{
		"plain":                  {"身份证丢了，怎么办？", "身份证丢了，怎么办？"},
		"lines stay":             {"一\n二", "一\n二"},
		"C08 tag characters":     {"身份证" + tags + "丢了", "身份证丢了"},
		"C09 zero width":         {"身\u200b份\u200d证\ufeff", "身份证"},
		"C09 bidi":               {"\u202e身份证\u202c", "身份证"},
		"C09 variation selector": {"身\ufe0f份\U000e0100证", "身份证"},
		"C09 soft hyphen":        {"身\u00ad份证", "身份证"},
		"C12 zalgo":              {"a" + strings.Repeat("\u0301", 200), "a" + strings.Repeat("\u0301", maxMarks)},
		"C13 NUL":                {"\x00身份\x00证", "身份证"},
		"C14 replacement":        {"身\ufffd份证", "身份证"},
		"C20 escape and CR":      {"\x1b[31m红\r\n", "[31m红"},
		"private use":            {"身\ue000份证", "身份证"},
		"emoji":                  {"👨\u200d👩\u200d👧", "👨👩👧"},
		"only hidden":            {"\u200b\u202e\x00", ""},
	} {
		if got := tidy(test.text); got != test.want {
			t.Errorf("%s: tidy(%q): got %q, want %q", name, test.text, got, test.want)
		}
	}
}

// TestC12 measures the worst texts of the largest size that gets this far.
func TestC12TidyIsFast(t *testing.T) {
	for _, text := range []string{strings.Repeat("办", 10000), strings.Repeat("😀", 5000), strings.Repeat("a"+strings.Repeat("\u0301", 200), 100)} {
		began := time.Now()
		tidy(text)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("tidy of %d bytes: took %v, want seconds at most", len(text), took)
		}
	}
}

func FuzzTidy(f *testing.F) {
	f.Add("身份证\u200b")
	f.Fuzz(func(t *testing.T, text string) {
		got := tidy(text)
		if !utf8.ValidString(got) || len(got) > len(text) || strings.ContainsFunc(got, hidden) || tidy(got) != got {
			t.Errorf("tidy(%q): got %q, want shorter valid text that stays the same", text, got)
		}
	})
}
