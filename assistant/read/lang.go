package read

import "unicode"

// language names the language of a text by its script: zh, en, ug, bo, other,
// or "" for nothing to go by. A text with Chinese characters is Chinese unless
// another script has four times as many letters.
func language(text string) string {
	var counts [len(scripts)]int
	read := 0
	for _, r := range text {
		if read++; read > headLimit {
			break
		}
		counts[script(r)]++
	}
	counts[english] /= 3 // a word of English is several letters, a word of Chinese one or two
	best, most := none, 0
	for s := none + 1; s < len(scripts); s++ {
		if counts[s] > most {
			best, most = s, counts[s]
		}
	}
	if counts[chinese] > 0 && most <= 4*counts[chinese] {
		return scripts[chinese]
	}
	return scripts[best]
}

// The scripts, in the order in which one of two that stand equal is taken.
const (
	none = iota
	chinese
	uyghur
	tibetan
	english
	otherwise
)

var scripts = [...]string{"", "zh", "ug", "bo", "en", "other"}

func script(r rune) int {
	switch {
	case plainHan(r) || unicode.Is(unicode.Han, r):
		return chinese
	case unicode.Is(unicode.Arabic, r):
		return uyghur
	case unicode.Is(unicode.Tibetan, r):
		return tibetan
	case unicode.Is(unicode.Latin, r):
		return english
	case unicode.IsLetter(r):
		return otherwise
	}
	return none
}

// plainHan reports whether a character is one of nearly all Chinese ones.
func plainHan(r rune) bool { return r >= 0x4e00 && r < 0x9f00 }

func isWord(r rune) bool {
	return plainHan(r) || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r)
}

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
