package segment

import (
	_ "embed"
	"strings"
	"unicode/utf8"
)

// initialsText lists abbreviations that everybody types ("sfz 身份证"), and
// with a hyphen for a meaning what only looks like one ("etc -").
//
//go:embed initials.txt
var initialsText string

// pinyinWords are everyday words that are decoded beside the vocabulary.
//
//go:embed pinyinwords.txt
var pinyinWords string

// PinyinTable decodes pinyin typed with Latin letters into words.
type PinyinTable struct {
	full     map[string]string // "shenfenzheng" → 身份证
	folded   map[string]string // the same with zh/z, ch/c, sh/s, ng/n folded; "" when two words meet there
	initials map[string]string // "sfz" → 身份证; "" when two words meet there
	longest  int               // letters of the longest key of full
}

// Match is a piece of pinyin and the words it was decoded to.
type Match struct {
	From string `json:"from"` // as typed
	To   string `json:"to"`
}

// NewPinyinTable makes a table of words, the more usual first: where two sound
// equal the first one counts. Everyday words and well-known abbreviations are
// added behind them.
func NewPinyinTable(words []string) *PinyinTable {
	t := &PinyinTable{full: map[string]string{}, folded: map[string]string{}, initials: map[string]string{}}
	for _, w := range words {
		t.add(Normal(w))
	}
	for w := range strings.Lines(pinyinWords) {
		t.add(strings.TrimSpace(w))
	}
	for line := range strings.Lines(initialsText) {
		if short, word, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			t.initials[short] = strings.TrimPrefix(word, "-")
		}
	}
	return t
}

// add takes a word of two to twelve Chinese characters; others are left out.
func (t *PinyinTable) add(word string) {
	parts := Pinyin(word)
	if n := utf8.RuneCountInString(word); n != len(parts) || n < 2 || n > 12 {
		return
	}
	key, short := strings.Join(parts, ""), ""
	for _, p := range parts {
		short += p[:1]
	}
	if _, taken := t.full[key]; !taken {
		t.full[key] = word
		t.longest = max(t.longest, len(key))
	}
	meet(t.folded, foldTyped(key), word)
	if len(parts) >= 3 && !strings.ContainsAny(short, "aeo") { // with a vowel it may be English
		meet(t.initials, short, word)
	}
}

// meet puts a word under a key; a key of two words means neither.
func meet(m map[string]string, key, word string) {
	if old, taken := m[key]; taken && old != word {
		word = ""
	}
	m[key] = word
}

var typedFold = strings.NewReplacer("zh", "z", "ch", "c", "sh", "s", "ng", "n")

// foldTyped folds what southern speakers type alike. It works on letters, as
// the borders of syllables are not known.
func foldTyped(letters string) string { return typedFold.Replace(letters) }

// Decode returns text in normal form with typed pinyin replaced by words, and
// what was replaced. A run of letters is replaced when it is made of words of
// the table alone, or is a known abbreviation; syllables typed apart count as
// one run when together they are a word. Anything else (English, brands) stays.
func (t *PinyinTable) Decode(text string) (string, []Match) {
	if !strings.ContainsFunc(text, mayBePinyin) {
		return text, nil
	}
	original := text
	text = toneless(text)
	var b strings.Builder
	var found []Match
	for i := 0; i < len(text); {
		if !isLetter(text[i]) {
			b.WriteByte(text[i])
			i++
			continue
		}
		end, word := t.decodeAt(text, i)
		if word != "" {
			found = append(found, Match{text[i:end], word})
		} else {
			word = text[i:end]
		}
		b.WriteString(word)
		i = end
	}
	if len(found) == 0 {
		return original, nil
	}
	return joined(b.String()), found
}

// mayBePinyin reports whether a character is a letter, or one with a tone.
func mayBePinyin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 0x80 && r < 0x2000 }

// joined takes out the spaces between Chinese characters that only stood there
// because pinyin was typed apart.
func joined(text string) string {
	runes := []rune(text)
	var b strings.Builder
	for i, r := range runes {
		if r == ' ' && i > 0 && i+1 < len(runes) && kindOf(runes[i-1]) == character && kindOf(runes[i+1]) == character {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// decodeAt decodes at the beginning of a run of letters: several runs that are
// one word, else the run alone. word is "" when the run stays as it is.
func (t *PinyinTable) decodeAt(text string, i int) (end int, word string) {
	ends := runs(text, i, t.longest)
	for k := len(ends) - 1; k >= 0; k-- {
		letters := strings.ReplaceAll(text[i:ends[k]], " ", "")
		if word, ok := t.full[letters]; ok {
			return ends[k], word
		}
		if word := t.folded[foldTyped(letters)]; word != "" && len(letters) >= 8 {
			return ends[k], word
		}
	}
	return ends[0], t.run(text[i:ends[0]])
}

// run decodes a run of letters that is no single word.
func (t *PinyinTable) run(letters string) string {
	if word, ok := t.initials[letters]; ok {
		return word
	}
	return t.sentence(letters)
}

// sentence decodes letters that are several words, the longest first, with
// backtracking bounded by a table of dead ends.
func (t *PinyinTable) sentence(letters string) string {
	if len(letters) > 200 {
		return ""
	}
	best := make([]string, len(letters)+1)
	for i := len(letters) - 1; i >= 0; i-- {
		for n := min(t.longest, len(letters)-i); n > 2; n-- {
			word, ok := t.full[letters[i:i+n]]
			if ok && (i+n == len(letters) || best[i+n] != "") {
				best[i] = word + best[i+n]
				break
			}
		}
	}
	return best[0]
}

// runs returns the ends of the runs of letters from i on that are parted by
// single spaces only, up to so many letters.
func runs(text string, i, most int) (ends []int) {
	for start := i; i < len(text) && i-start <= most+8; {
		for i < len(text) && isLetter(text[i]) {
			i++
		}
		ends = append(ends, i)
		if i+1 >= len(text) || text[i] != ' ' || !isLetter(text[i+1]) {
			break
		}
		i++
	}
	return ends
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }
