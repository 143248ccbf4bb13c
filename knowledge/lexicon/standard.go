package lexicon

import "strings"

// Standard returns text with dialect words replaced by standard ones, from
// left to right, the longest first. A longer word of the lexicon protects what
// is inside it (联系 is not 联是). Text without dialect is returned as it is.
func (l *Lexicon) Standard(text string) string {
	var b strings.Builder
	copied := 0
	for i := 0; i < len(text); {
		d, ok := l.dialect.longest(text, i)
		if w, known := l.words.longest(text, i); known && w.end > max(d.end, i+step(text, i)) {
			i = w.end
			continue
		}
		if !ok {
			i += step(text, i)
			continue
		}
		b.WriteString(text[copied:i])
		b.WriteString(l.standard[d.value])
		i, copied = d.end, d.end
	}
	if copied == 0 {
		return text
	}
	b.WriteString(text[copied:])
	return b.String()
}
