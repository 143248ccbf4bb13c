package read

import (
	"unicode"
	"unicode/utf8"
)

// headLimit and tailLimit are how many runes of a very long message are read
// for meaning: people say what they want at the start or at the end. Masking
// always covers the whole text.
const (
	headLimit = 3000
	tailLimit = 1000
)

// plain is the form patterns are matched against: lower case, the punctuation
// reduced to ， inside a sentence and 。 after it, no space beside a Chinese
// character, no more than one elsewhere. It always ends with 。, so that a
// pattern can ask for the end of a sentence.
func plain(text string) []rune {
	out := make([]rune, 0, min(len(text), 4*(headLimit+tailLimit)))
	for _, r := range window(text) {
		r = sign(unicode.ToLower(r))
		switch {
		case picture(r):
			continue
		case r == ' ' && (len(out) == 0 || wide(out[len(out)-1]) || out[len(out)-1] == ' '):
			continue
		case wide(r) && len(out) > 0 && out[len(out)-1] == ' ':
			out = out[:len(out)-1]
		}
		if stop(r) && len(out) > 0 && stop(out[len(out)-1]) {
			if r == '。' {
				out[len(out)-1] = r
			}
			continue
		}
		out = append(out, r)
	}
	return append(trimStops(out), '。')
}

func window(text string) []rune {
	if utf8.RuneCountInString(text) <= headLimit+tailLimit {
		return []rune(text)
	}
	all := []rune(text)
	return append(append(all[:headLimit:headLimit], '。'), all[len(all)-tailLimit:]...)
}

func sign(r rune) rune {
	switch r {
	case '。', '！', '？', '!', '?', '\n', '；', ';', '…':
		return '。'
	case '，', ',', '、', '：', ':', '~', '～', '“', '”', '"', '（', '）', '(', ')', '《', '》', '【', '】', '·', '—', '‘', '’':
		return '，'
	case '.':
		return '.'
	}
	if unicode.IsSpace(r) || unicode.IsControl(r) {
		return ' '
	}
	return r
}

// picture reports whether a rune is an emoji or a sign that changes one: it
// colours what is said and says nothing by itself.
func picture(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x27BF || r == 0xFE0F || r == 0x200D
}

// wide reports whether a rune stands without spaces around it.
func wide(r rune) bool { return stop(r) || r >= 0x2E80 }

func stop(r rune) bool { return r == '。' || r == '，' }

func trimStops(s []rune) []rune {
	for len(s) > 0 && (stop(s[0]) || s[0] == ' ') {
		s = s[1:]
	}
	for len(s) > 0 && (stop(s[len(s)-1]) || s[len(s)-1] == ' ' || s[len(s)-1] == '.') {
		s = s[:len(s)-1]
	}
	return s
}
