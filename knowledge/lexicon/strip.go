package lexicon

import (
	"strings"
	"unicode"
)

// Strip returns text without the words that make it a question but say nothing
// about its object (请问, 怎么办理). What stood around a removed piece is parted
// by a space. It never strips everything: a text of nothing else is returned
// as it is.
func (l *Lexicon) Strip(text string) string {
	rest := l.stripEnds(text)
	rest = tidy(l.stripAnywhere(rest))
	rest = l.stripEnds(rest)
	if strings.IndexFunc(rest, isWord) < 0 {
		return text
	}
	return rest
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isEdge(r rune) bool { return !isWord(r) }

// stripEnds takes the patterns tied to the beginning and the end off until
// none is left, with the punctuation around them.
func (l *Lexicon) stripEnds(text string) string {
	for {
		rest := strings.TrimLeftFunc(text, isEdge)
		if m, ok := l.atStart.longest(rest, 0); ok {
			text = rest[m.end:]
			continue
		}
		if rest = strings.TrimRightFunc(text, isEdge); !l.cutEnd(&rest) {
			return text
		}
		text = rest
	}
}

// cutEnd takes the longest pattern tied to the end off text.
func (l *Lexicon) cutEnd(text *string) bool {
	var buf [16]match
	for i := 0; i < len(*text); i += step(*text, i) {
		for _, m := range l.atEnd.at(buf[:0], *text, i) {
			if m.end == len(*text) {
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
	for i := 0; i < len(text); {
		p, ok := l.anywhere.longest(text, i)
		w, _ := l.words.longest(text, i)
		end := max(w.end, i+step(text, i))
		if ok && p.end >= w.end {
			b.WriteByte(' ')
			i = p.end
			continue
		}
		b.WriteString(text[i:end])
		i = end
	}
	return b.String()
}

// tidy leaves single spaces, and none at the ends.
func tidy(text string) string { return strings.Join(strings.Fields(text), " ") }
