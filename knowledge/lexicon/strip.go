package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"wenban/knowledge/sieve"
)

// Strip returns text without the words that make it a question but say nothing
// about its object (请问, 怎么办理). What stood around a removed piece is parted
// by a space. It never strips everything: a text of nothing else is returned
// as it is.
func (l *Lexicon) Strip(text string) string {
	rest := l.stripped(text)
	if strings.IndexFunc(rest, isWord) < 0 {
		return text
	}
	return tidy(rest)
}

// Idle reports whether a text has no other words than Strip takes away.
func (l *Lexicon) Idle(text string) bool { return strings.IndexFunc(l.stripped(text), isWord) < 0 }

func (l *Lexicon) stripped(text string) string {
	return l.stripEnds(l.stripAnywhere(l.stripEnds(text)))
}

func isWord(r rune) bool {
	return r >= 0x4e00 && r < 0x9f00 || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func isEdge(r rune) bool { return !isWord(r) }

// stripEnds takes the patterns tied to the beginning and the end off until
// none is left, with the punctuation around them.
func (l *Lexicon) stripEnds(text string) string {
	for {
		if n := l.startLen(text, maxChain); n > 0 {
			text = text[n:]
			continue
		}
		rest := strings.TrimRightFunc(text, isEdge)
		if !l.cutEnd(&rest) {
			return text
		}
		text = rest
	}
}

// maxChain bounds how many patterns are weighed against each other at once.
const maxChain = 4

// startLen returns how many bytes the patterns that text begins with take,
// chained so that they take the most: 你好+请问一下, not 你好请问+一下.
func (l *Lexicon) startLen(text string, chain int) (most int) {
	rest := strings.TrimLeftFunc(text, isEdge)
	edge := len(text) - len(rest)
	var buf [16]sieve.Match
	found := l.anywhere.At(l.atStart.At(buf[:0], rest, 0), rest, 0)
	for _, m := range found {
		if splits(rest, 0, m.End) {
			continue
		}
		n := edge + m.End
		if chain > 1 {
			n += l.startLen(text[n:], chain-1)
		}
		most = max(most, n)
	}
	return most
}

// longestEnd bounds in bytes the patterns looked for at the end, so that a text
// of nothing but patterns costs no more than its length.
const longestEnd = 90

// cutEnd takes the longest pattern tied to the end off text.
func (l *Lexicon) cutEnd(text *string) bool {
	var buf [16]sieve.Match
	from := max(0, len(*text)-longestEnd)
	for from < len(*text) && !utf8.RuneStart((*text)[from]) {
		from++
	}
	for i := from; i < len(*text); i += step(*text, i) {
		for _, m := range l.atEnd.At(buf[:0], *text, i) {
			if m.End == len(*text) && !splits(*text, i, m.End) {
				*text = (*text)[:i]
				return true
			}
		}
	}
	return false
}

// stripAnywhere replaces patterns by a space, the longest first, except inside
// a longer word of the lexicon.
func (l *Lexicon) stripAnywhere(text string) string {
	var b strings.Builder
	copied := 0
	for i := 0; i < len(text); {
		p, ok := l.anywhere.Longest(text, i)
		w, _ := l.words.Longest(text, i)
		if ok && p.End >= w.End && !splits(text, i, p.End) {
			b.Grow(len(text) - copied + 1) // the rest, at once
			b.WriteString(text[copied:i])
			b.WriteByte(' ')
			i, copied = p.End, p.End
			continue
		}
		i = max(w.End, i+step(text, i))
	}
	if copied == 0 {
		return text
	}
	b.WriteString(text[copied:])
	return b.String()
}

// tidy leaves single spaces between pieces that hold a word, and no
// punctuation at their ends.
func tidy(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for piece := range strings.FieldsSeq(text) {
		if piece = strings.TrimFunc(piece, isPunct); piece == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(piece)
	}
	return b.String()
}

func isPunct(r rune) bool { return strings.ContainsRune(",.?!;:。、…~", r) }
