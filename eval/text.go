package eval

import "strings"

// fold writes full-width letters, digits and signs in half width, so that a
// pattern need not know both.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ' || r == '．' || r == '％' || r == '－' {
			return r - 0xfee0
		}
		return r
	}, s)
}

// squeeze is the form in which texts are compared: half width, lower case,
// without blanks, one kind of bracket and colon.
func squeeze(s string) string {
	s = strings.ToLower(fold(s))
	return strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "", "\u3000", "", "\u00a0", "",
		"（", "(", "）", ")", "：", ":", "，", ",", "；", ";", "〈", "", "〉", "", "《", "", "》", "").Replace(s)
}

// width is how many columns a text takes in a terminal: Chinese characters and
// full-width signs take two.
func width(s string) (n int) {
	for _, r := range s {
		switch {
		case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3,
			r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60,
			r >= 0xffe0 && r <= 0xffe6, r >= 0x20000 && r <= 0x3fffd:
			n += 2
		default:
			n++
		}
	}
	return n
}

// padLeft and padRight fill a text with blanks to a number of columns.
func padLeft(s string, columns int) string {
	return strings.Repeat(" ", max(0, columns-width(s))) + s
}

func padRight(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-width(s)))
}

// short cuts a text to at most n characters.
func short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
