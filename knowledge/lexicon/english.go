package lexicon

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wenban/knowledge/segment"
	"wenban/knowledge/sieve"
)

// english is the glossary: phrases in their word forms, and what they are.
type english struct {
	words   sieve.Trie
	chinese []string          // "" says nothing; for the marks before the others see marked
	pinyin  []bool            // the phrase is the sound of its Chinese (hukou), so that it is no English
	spelled map[string]string // a word written otherwise, by its form → the form the phrases have
}

// mostWords is how many words a phrase of the glossary may have.
const mostWords = 8

// addEnglish takes in a row of english.tsv: phrases TAB Chinese, - for nothing, or
// words TAB = and how they are usually spelled, above the phrases that have them.
func (l *Lexicon) addEnglish(at place, columns []string) {
	if len(columns) != 2 || len(cells(columns[0])) == 0 || strings.TrimSpace(columns[1]) == "" {
		l.report(at, 0, "要有2列,都不能空", "用制表符隔开:英文说法(用 | 隔开)、中文说法;什么也不表示的写 -")
		return
	}
	if usual, ok := strings.CutPrefix(strings.TrimSpace(columns[1]), "="); ok {
		l.english.spell(cells(columns[0]), singular(segment.Normal(usual)))
		return
	}
	chinese := chineseOf(columns[1])
	for _, phrase := range cells(columns[0]) {
		key, ok := l.english.key(phrase)
		if !ok {
			l.report(at, 1, fmt.Sprintf("“%s”不是 1 到 %d 个英文词", phrase, mostWords), "只写字母,词之间用空格")
			continue
		}
		if n := l.english.words.Add(key, int32(len(l.english.chinese))); int(n) == len(l.english.chinese) {
			l.english.chinese = append(l.english.chinese, chinese)
			l.english.pinyin = append(l.english.pinyin, soundsLike(chinese, key))
		}
	}
}

// soundsLike reports whether a phrase is the pinyin of its Chinese.
func soundsLike(chinese, key string) bool {
	_, chinese = marked(chinese)
	return strings.Join(segment.Pinyin(chinese), "") == strings.ReplaceAll(key, " ", "")
}

// chineseOf reads the second column, with the mark before it.
func chineseOf(column string) string {
	column = strings.TrimSpace(column)
	if column == "-" {
		return ""
	}
	mark, rest := marked(column)
	return mark + segment.Normal(rest)
}

// spell takes in words that are written for another.
func (e *english) spell(words []string, usual string) {
	if e.spelled == nil {
		e.spelled = map[string]string{}
	}
	for _, w := range words {
		e.spelled[singular(w)] = usual
	}
}

// key is a phrase of the glossary in the forms of its words, without articles.
func (e *english) key(phrase string) (key string, ok bool) {
	tokens := e.tokens(phrase)
	forms := make([]string, len(tokens))
	for i, t := range tokens {
		if forms[i] = t.form; t.begins != (i == 0) {
			return "", false
		}
	}
	whole := len(tokens) > 0 && tokens[0].from == 0 && tokens[len(tokens)-1].to == len(phrase)
	return strings.Join(forms, " "), whole && len(tokens) <= mostWords
}

// articles are left out wherever a word follows, so that a phrase of the
// glossary holds with and without them.
var articles = strings.Fields("a an the my your his her our their this that these those its some any")

// token is a word of Latin letters or of letters and digits.
type token struct {
	form     string // as the glossary has it, see form
	from, to int    // bytes of the text, with the article before it
	begins   bool   // it begins a run: more than a space or a hyphen lies between it and the word before
	owns     bool   // 's stands behind it
}

// tokens lists the words of a text. What stands in an address or in code
// (www.gov.cn, <script>) is none.
func (e *english) tokens(text string) (out []token) {
	before, from := 0, -1
	for i := 0; i < len(text); {
		end := wordEnd(text, i)
		if end == i {
			i++
			continue
		}
		start := i
		i = end
		word := text[start:end]
		if strings.IndexFunc(word, isLatin) < 0 || tied(text, start, end) {
			from = -1
			continue
		}
		if from < 0 {
			from = start
		}
		if slices.Contains(articles, word) && followed(text, end) {
			continue
		}
		bare, owns := strings.CutSuffix(word, "'s")
		out = append(out, token{e.form(bare), from, end, len(out) == 0 || strings.Trim(text[before:from], " -") != "", owns})
		before, from = end, -1
	}
	return out
}

// wordEnd returns where the letters and digits end that begin at i, with an
// apostrophe among them.
func wordEnd(text string, i int) int {
	for ; i < len(text); i++ {
		c := text[i]
		if !isLatin(rune(c)) && !isDigit(rune(c)) && !(c == '\'' && i > 0 && isLatin(rune(text[i-1])) && i+1 < len(text) && isLatin(rune(text[i+1]))) {
			return i
		}
	}
	return i
}

func followed(text string, end int) bool {
	return end+1 < len(text) && text[end] == ' ' && isLatin(rune(text[end+1]))
}

// tied reports whether the word is part of what stands beside it: of code, of a
// word with other letters (café).
func tied(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return ties(before) || ties(after) || strings.HasSuffix(text[:from], ".") ||
		after == '.' && wordEnd(text, to+1) > to+1 || strings.HasPrefix(text[to:], "://")
}

func ties(r rune) bool {
	return strings.ContainsRune("@_<>={}$#&\\*", r) || unicode.IsLetter(r) && !unicode.Is(unicode.Han, r)
}

// form is a word as the glossary has it: in its usual spelling, in the singular.
func (e *english) form(word string) string {
	word = singular(word)
	if usual, ok := e.spelled[word]; ok {
		return usual
	}
	return word
}

// singular is a word in the singular, so far as its ending tells.
func singular(word string) string {
	n := len(word)
	switch {
	case n < 4 || !strings.HasSuffix(word, "s") || word[n-2] == 's' || word[n-2] == 'u' || word[n-2] == 'i':
		return word
	case n > 4 && strings.HasSuffix(word, "ies"):
		return word[:n-3] + "y"
	case strings.HasSuffix(word, "sses"), strings.HasSuffix(word, "shes"), strings.HasSuffix(word, "ches"), strings.HasSuffix(word, "xes"):
		return word[:n-2]
	}
	return word[:n-1]
}
