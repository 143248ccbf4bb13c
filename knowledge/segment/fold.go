package segment

import (
	"strings"
	"unicode"
)

// Letters of other alphabets and the Latin letters they are drawn like, in
// the same order. Only what nobody can tell apart belongs here.
const (
	foreign = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορικτυχγεАВЕЅІЈКМНОРСТУХЬаеѕіјорсухкгԁԛԝһ"
	latin   = "ABEZHIKMNOPTYXavopiktuxyeABESIJKMHOPCTYXbaesijopcyxkrdqwh"
)

// Small capitals are always Latin, only drawn small.
const (
	smallCaps = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıɑɡ"
	bigger    = "abcdefghijklmnoprstuvwyziag"
)

var (
	lookalike = pair(foreign, latin)
	smallCap  = pair(smallCaps, bigger)
)

func pair(from, to string) map[rune]rune {
	m, latin := map[rune]rune{}, []rune(to)
	for i, r := range []rune(from) {
		m[r] = latin[i]
	}
	return m
}

// foldLookalikes rewrites letters of another alphabet as the Latin ones they
// imitate, in words that mix alphabets. A word wholly Greek or Cyrillic is
// somebody's language and stays.
func foldLookalikes(text string) string {
	if isHanOrASCII(text) {
		return text
	}
	runes := []rune(text)
	for i := range runes {
		if to, ok := smallCap[runes[i]]; ok {
			runes[i] = to
		}
	}
	for i := 0; i < len(runes); {
		n := alphabetic(runes[i:])
		if mixed(runes[i : i+n]) {
			fold(runes[i : i+n])
		}
		i += max(n, 1)
	}
	return string(runes)
}

// isHanOrASCII reports whether there can be nothing to fold.
func isHanOrASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 && r < 0x2000 }) < 0 &&
		!strings.ContainsAny(text, "ꜰꜱ")
}

// alphabetic counts the runes of the word that runes begin with.
func alphabetic(runes []rune) int {
	for i, r := range runes {
		if !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Mn) {
			return i
		}
	}
	return len(runes)
}

// mixed reports whether a word has letters of more than one alphabet.
func mixed(word []rune) bool {
	var latin, greek, cyrillic bool
	for _, r := range word {
		latin = latin || unicode.Is(unicode.Latin, r)
		greek = greek || unicode.Is(unicode.Greek, r)
		cyrillic = cyrillic || unicode.Is(unicode.Cyrillic, r)
	}
	return latin && (greek || cyrillic) || greek && cyrillic
}

// fold looks a capital up in its small form too: it will be small in the end.
func fold(word []rune) {
	for i, r := range word {
		if to, ok := lookalike[r]; ok {
			word[i] = to
		} else if to, ok := lookalike[unicode.ToLower(r)]; ok {
			word[i] = to
		}
	}
}
