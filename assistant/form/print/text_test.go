package print

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// wide measures as a type does: Latin is half as wide as Chinese.
func wide(r rune) float64 {
	if r < utf8.RuneSelf {
		return 5
	}
	return 10
}

func TestALineBreaksWhereChineseMay(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"一二三四五六七", "一二三四五|六七"},
		{"一二三四五，六", "一二三四五，|六"},
		{"一二三四（五六）", "一二三四|（五六）"},
		{"1234567890ab", "1234567890|ab"},
		{"一二三四五 六", "一二三四五|六"},
		{"（（（（（（", "（（（（（|（"},
		{"", ""},
	} {
		if got := strings.Join(fold([]rune(c.text), 50, wide), "|"); got != c.want {
			t.Errorf("fold(%s, 50) = %s, want %s", c.text, got, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("一二三四（五六），七八。", 50)
	f.Add("（（（", 1)
	f.Add("a b  c", 0)
	f.Fuzz(func(t *testing.T, text string, width int) {
		if len(text) > 4000 {
			return
		}
		lines := fold([]rune(text), float64(width), wide)
		got := strings.Join(strings.Fields(strings.Join(lines, " ")), "")
		if want := strings.Join(strings.Fields(string([]rune(text))), ""); got != want {
			t.Errorf("fold(%q, %d) = %q, which has not the same characters", text, width, lines)
		}
		for _, l := range lines {
			if used := width10(strings.TrimRight(l, closing)); used > max(width, 10) {
				t.Errorf("fold(%q, %d) has line %q, %d wide", text, width, l, used)
			}
		}
	})
}

func width10(s string) (n int) {
	for _, r := range s {
		n += int(wide(r))
	}
	return n
}
