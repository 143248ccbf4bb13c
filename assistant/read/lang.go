package read

import "unicode"

// language names the language of a text by its script: zh, en, ug, bo, other,
// or "" for nothing to go by. A text with Chinese characters is Chinese unless
// another script has four times as many letters.
func language(text string) string {
	counts := map[string]int{}
	read := 0
	for _, r := range text {
		if read++; read > headLimit {
			break
		}
		if s := script(r); s != "" {
			counts[s]++
		}
	}
	counts["en"] /= 3 // a word of English is several letters, a word of Chinese one or two
	best, most := "", 0
	for _, s := range []string{"zh", "ug", "bo", "en", "other"} {
		if counts[s] > most {
			best, most = s, counts[s]
		}
	}
	if counts["zh"] > 0 && most <= 4*counts["zh"] {
		return "zh"
	}
	return best
}

func script(r rune) string {
	switch {
	case unicode.Is(unicode.Han, r):
		return "zh"
	case unicode.Is(unicode.Arabic, r):
		return "ug"
	case unicode.Is(unicode.Tibetan, r):
		return "bo"
	case unicode.Is(unicode.Latin, r):
		return "en"
	case unicode.IsLetter(r):
		return "other"
	}
	return ""
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r) }

// emptyOrSmile tells a message that is only a kind face from one that is
// nothing.
func emptyOrSmile(said string) Intent {
	for _, r := range said {
		switch {
		case r >= 0x1F600 && r <= 0x1F60F, r >= 0x1F618 && r <= 0x1F61D, r >= 0x1F917 && r <= 0x1F91D, r == 0x1F970,
			r == 0x1F44D, r == 0x1F44C, r == 0x1F44B, r == 0x1F44F, r == 0x1F64F, r == 0x1F64B, r == 0x2764, r == 0x1F339,
			r == 0x1F642, r == 0x1F643, r == 0x263A, r == 0x1F49B, r == 0x1F495, r == 0x1F4AA, r == 0x1F338, r == 0x270C:
			return Greeting
		}
	}
	return Empty
}
