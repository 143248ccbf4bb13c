package segment

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"

	"wenban/knowledge/sieve"
)

// polyphones lists words in which a character is not read as it mostly is:
// "银行 yin hang", one a line.
//
//go:embed polyphones.txt
var polyphones string

// syllables holds the toneless reading of every common character as a number,
// and the words that are read otherwise.
type syllables struct {
	names   []string // number → syllable; 0 is ""
	folded  []uint16 // number → number of the syllable it is confused with
	numbers map[string]uint16
	byRune  [0xa000 - 0x3400]uint16
	words   sieve.Trie // polyphones
	spoken  [][]uint16 // per word: its syllables
}

var readings = sync.OnceValue(func() *syllables {
	s := &syllables{names: []string{""}, numbers: map[string]uint16{}}
	for r := rune(0x3400); r < 0xa000; r++ {
		if first, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ","); first != "" {
			s.byRune[r-0x3400] = s.number(toneless(first))
		}
	}
	for line := range strings.Lines(polyphones) {
		s.addWord(strings.Fields(line))
	}
	for i := 0; i < len(s.names); i++ { // folding may add names, which fold to themselves
		s.folded = append(s.folded, s.number(fuzzy(s.names[i])))
	}
	return s
})

// addWord learns a line of polyphones: a word and as many syllables as it has
// characters.
func (s *syllables) addWord(fields []string) {
	if len(fields) < 2 || len([]rune(fields[0])) != len(fields)-1 {
		return
	}
	n := int(s.words.Add(fields[0], int32(len(s.spoken))))
	if n == len(s.spoken) {
		s.spoken = append(s.spoken, nil)
	}
	for _, name := range fields[1:] {
		s.spoken[n] = append(s.spoken[n], s.number(name))
	}
}

func (s *syllables) number(name string) uint16 {
	n, ok := s.numbers[name]
	if !ok {
		n = uint16(len(s.names))
		s.names, s.numbers[name] = append(s.names, name), n
	}
	return n
}

var toneMarks = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e", "ê", "e", "ế", "e", "ề", "e",
	"ō", "o", "ó", "o", "ǒ", "o", "ò", "o", "ī", "i", "í", "i", "ǐ", "i", "ì", "i",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ü", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m",
)

// toneless takes the tone marks off; ü becomes v, as it is typed.
func toneless(syllable string) string { return toneMarks.Replace(syllable) }

// read returns the number of the syllable of each rune, 0 where it has none.
func (s *syllables) read(text []rune) []uint16 {
	out := make([]uint16, len(text))
	for i := 0; i < len(text); {
		if word := s.wordAt(text[i:]); len(word) > 0 {
			i += copy(out[i:], word)
			continue
		}
		if r := text[i]; r >= 0x3400 && r < 0xa000 {
			out[i] = s.byRune[r-0x3400]
		}
		i++
	}
	return out
}

// wordAt returns the reading of the longest listed word text begins with.
func (s *syllables) wordAt(text []rune) (word []uint16) {
	if len(text) < 2 || !s.words.Opens(text[0], text[1]) {
		return nil
	}
	for node, i := int32(0), 0; i < len(text); i++ {
		next, n, ok := s.words.Step(node, text[i])
		if !ok {
			break
		}
		if node = next; n >= 0 {
			word = s.spoken[n]
		}
	}
	return word
}

// Pinyin returns the toneless syllable of each Chinese character of text, in
// order; ü is v. Everything else is left out. It is a key to search by: a
// character with several readings gets its commonest, except in listed words.
func Pinyin(text string) []string {
	s := readings()
	var out []string
	for _, n := range s.read([]rune(text)) {
		if n != 0 {
			out = append(out, s.names[n])
		}
	}
	return out
}

// PinyinKey returns the syllables of text joined by spaces: equal keys sound
// equal but for the tones.
func PinyinKey(text string) string { return strings.Join(Pinyin(text), " ") }

// FuzzyKey is PinyinKey with the confusions of dialects and of speech
// recognition folded: zh/z, ch/c, sh/s, l/n, f/h, ang/an, eng/en, ing/in.
func FuzzyKey(text string) string {
	parts := Pinyin(text)
	for i, p := range parts {
		parts[i] = fuzzy(p)
	}
	return strings.Join(parts, " ")
}

// fuzzy folds one syllable.
func fuzzy(s string) string {
	switch {
	case len(s) > 2 && s[1] == 'h': // zh ch sh
		s = s[:1] + s[2:]
	case strings.HasPrefix(s, "l"):
		s = "n" + s[1:]
	case strings.HasPrefix(s, "f"):
		s = "h" + s[1:]
	}
	if strings.HasSuffix(s, "ang") || strings.HasSuffix(s, "eng") || strings.HasSuffix(s, "ing") {
		s = s[:len(s)-1]
	}
	return s
}

// SamePinyin reports whether two texts sound equal but for the tones, and have
// a sound at all.
func SamePinyin(a, b string) bool {
	key := PinyinKey(a)
	return key != "" && key == PinyinKey(b)
}

// SoundAlike is SamePinyin with the confusions of FuzzyKey folded.
func SoundAlike(a, b string) bool {
	key := FuzzyKey(a)
	return key != "" && key == FuzzyKey(b)
}
