package lexicon

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wenban/knowledge/sieve"
)

// Who knows little Chinese asks in English, or with a word of it among Chinese
// ones (办visa). english.tsv says what such words are in Chinese; so put, the words
// are searched for like any others. It is no translation: a gist, in everyday
// words and in about the order in which they would be said.

// Gist is what a text says, in Chinese words.
type Gist struct {
	Text    string
	Foreign bool    // it was English, rather than Chinese with a word of it, or pinyin; unknown words are left out
	Share   float64 // of what it says is known, 0…1, by letters; 1 where it was not foreign
}

// understood is the share of a foreign text from which its gist is worth a search.
const understood = 0.4

// Chinese returns the gist of a text in normal form; ok is false where it has no
// word of the glossary, or where too little of a foreign text is known. A foreign
// text that asks, or answers, and names nothing (how much?) has the share 0: it
// can be heard but not searched for.
func (l *Lexicon) Chinese(text string) (g Gist, ok bool) {
	if !strings.ContainsFunc(text, isLatin) {
		return Gist{}, false
	}
	text = strings.ReplaceAll(text, "’", "'")
	tokens, latin := l.english.tokens(text), mostlyLatin(text)
	spans := l.english.spans(tokens, latin)
	w := l.english.weigh(tokens, spans)
	g = Gist{Foreign: latin && !w.sounds, Share: 1}
	if latin {
		g.Share = float64(w.known) / float64(max(1, w.known+w.unknown))
	}
	bare := g.Share == 0 && w.unknown == 0
	if w.known+w.beside == 0 || g.Share < understood && !bare {
		return Gist{}, false
	}
	g.Text = l.english.render(text, tokens, spans, g.Foreign)
	return g, true
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }

// mostlyLatin reports whether there are more than twelve Latin letters for each
// Chinese character.
func mostlyLatin(text string) bool {
	latin, han := 0, 0
	for _, r := range text {
		switch {
		case isLatin(r):
			latin++
		case unicode.Is(unicode.Han, r):
			han++
		}
	}
	return latin > 12*han
}

// span is a phrase of the glossary in the text; n < 0: a word that is unknown.
type span struct {
	first, last int // tokens
	n           int32
}

// spans covers the words from left to right with the longest phrases that begin
// at each. In a Chinese text fewer than three letters may be anything (A股, id).
func (e *english) spans(tokens []token, foreign bool) (out []span) {
	var line strings.Builder
	at := make([]int, len(tokens))
	for i, t := range tokens {
		if t.begins {
			line.WriteByte('\n')
		} else {
			line.WriteByte(' ')
		}
		at[i] = line.Len()
		line.WriteString(t.form)
	}
	text := line.String()
	var buf [16]sieve.Match
	for i := 0; i < len(tokens); i++ {
		s := span{i, i, -1}
		for _, m := range slices.Backward(e.words.At(buf[:0], text, at[i])) {
			if (m.End == len(text) || text[m.End] == ' ' || text[m.End] == '\n') && (foreign || m.End-at[i] >= 3) {
				s.n, s.last = m.Value, i+strings.Count(text[at[i]:m.End], " ")
				break
			}
		}
		out, i = append(out, s), s.last
	}
	return out
}

// weight are the letters of the words of a text.
type weight struct {
	known, beside, unknown int  // that name something, that say something beside it, of which nothing is known
	sounds                 bool // all that is known is pinyin
}

// weigh counts the letters of the words. Those that say nothing do not count, nor
// does a number, which may be of anything.
func (e *english) weigh(tokens []token, spans []span) weight {
	w := weight{sounds: true}
	for _, s := range spans {
		letters := 0
		for _, t := range tokens[s.first : s.last+1] {
			letters += len(t.form)
		}
		switch {
		case s.n < 0 && hasDigit(tokens[s.first].form):
			continue
		case s.n < 0:
			w.unknown += letters
			continue
		case e.chinese[s.n] == "":
			w.sounds = w.sounds && letters < 3
			continue
		}
		if mark, _ := marked(e.chinese[s.n]); mark == "" {
			w.known += letters
		} else {
			w.beside += letters
		}
		w.sounds = w.sounds && e.pinyin[s.n]
	}
	return w
}

func hasDigit(word string) bool { return strings.IndexFunc(word, unicode.IsDigit) >= 0 }

// render puts the phrases in the place of the words.
func (e *english) render(text string, tokens []token, spans []span, foreign bool) string {
	var w order
	done := 0
	for _, s := range spans {
		from, to := tokens[s.first].from, tokens[s.last].to
		w.between(text[done:from])
		done = to
		switch {
		case s.n >= 0:
			w.phrase(e.chinese[s.n], tokens[s.last].owns)
		case !foreign || hasDigit(tokens[s.first].form):
			w.say(text[from:to])
		}
	}
	w.between(text[done:])
	w.endClause()
	return closed(w.said.String())
}

// order writes phrases, each in its place in the clause.
type order struct {
	said              strings.Builder // the clauses before
	first, next, last string          // at the beginning of the clause, behind the next word, at the end
	clause            strings.Builder
}

func (w *order) say(text string) { w.clause.WriteString(text) }

func (w *order) phrase(chinese string, owns bool) {
	mark, rest := marked(chinese)
	switch mark {
	case "^":
		w.first += rest
	case "*":
		w.next += rest
	case "…":
		w.last += rest
	default:
		w.say(rest)
		if rest != "" && !owns {
			w.say(w.next)
			w.next = ""
		}
	}
}

// marked parts a phrase from its mark: * stands behind the next word (*丢了), … at
// the end of the clause (…多少钱), ^ at its beginning (^在北京), + where it was said.
// What is marked says of nothing what it is about: of it alone there is no gist.
func marked(chinese string) (mark, rest string) {
	for _, mark := range []string{"*", "…", "^", "+"} {
		if rest, ok := strings.CutPrefix(chinese, mark); ok {
			return mark, rest
		}
	}
	return "", chinese
}

// between writes what stands between two words, a full stop as a Chinese one.
func (w *order) between(text string) {
	to := &w.clause
	if strings.ContainsAny(text, ",.?!;:\n。，？！；、") {
		w.endClause()
		to = &w.said
	}
	for i, c := range text {
		if c == '.' && (i+1 == len(text) || text[i+1] == ' ') {
			c = '。'
		}
		to.WriteRune(c)
	}
}

func (w *order) endClause() {
	w.said.WriteString(w.first + w.clause.String() + w.next + w.last)
	w.first, w.next, w.last = "", "", ""
	w.clause.Reset()
}

// closed returns a text without the spaces beside Chinese characters, and single
// ones elsewhere.
func closed(text string) string {
	var b strings.Builder
	before := rune('、')
	for i, r := range text {
		if r == ' ' {
			after, _ := utf8.DecodeRuneInString(text[i+1:])
			if before >= 0x2000 || before == ' ' || after >= 0x2000 || i+1 == len(text) {
				continue
			}
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}
