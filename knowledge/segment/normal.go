package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// MaxRunes is the length of the longest normal form, in graphemes (what a
// reader counts as one character). A spoken or typed question is far below it.
const MaxRunes = 2000

const (
	maxMarks = 4       // combining marks kept on one base: Tibetan needs them, zalgo does not
	maxKept  = 6000    // runes that go into the steps that cost something
	maxRead  = 1 << 20 // bytes of input that are looked at
)

// Normal returns the normal form of s: valid UTF-8, NFKC, no invisible or
// control characters, simplified, Latin in lower case, lookalike letters
// folded, single spaces, at most MaxRunes graphemes. Normal(Normal(s)) is
// Normal(s). Digits stay digits; dialect characters (嘅 唔 冇) stay.
func Normal(s string) string {
	text, _ := Normalize(s)
	return text
}

// Normalize is Normal that also reports whether the text was cut at the limit.
func Normalize(s string) (text string, truncated bool) {
	if text, ok := plainly(s); ok {
		return text, false
	}
	return normalize(s)
}

// normalize is Normalize for any text.
func normalize(s string) (text string, truncated bool) {
	text, truncated = clean(s)
	text = norm.NFKC.String(text)
	text, cut := limit(text, MaxRunes)
	text = foldLookalikes(strings.Map(unicode.ToLower, foldLookalikes(text))) // capitals and small letters have different lookalikes
	text = simplify(norm.NFKC.String(text))
	if again, more := clean(text); !more {
		text = again
	}
	return strings.TrimRight(text, " "), truncated || cut
}

// plainly returns the normal form of a short text of nothing but Chinese that is
// simplified already, ASCII, single spaces and the usual signs; ok is false for
// any other, and for a space at its end. That is nearly every message: it is read
// once, and copied only where a sign or a capital changes.
func plainly(s string) (text string, ok bool) {
	if len(s) > MaxRunes {
		return "", false
	}
	changes, before := false, ' '
	for _, r := range s {
		to := plainForm(r)
		if to == 0 || to == ' ' && before == ' ' {
			return "", false
		}
		changes, before = changes || to != r, to
	}
	if before == ' ' {
		return "", s == ""
	}
	if changes {
		s = strings.Map(plainForm, s)
	}
	return s, true
}

// plainForm is what a character becomes in the normal form, whatever stands
// around it; 0 where that is not certain at a glance.
func plainForm(r rune) rune {
	switch {
	case r >= 0x4e00 && r < 0xa000:
		if traditional().changed(r) {
			return 0
		}
		return r
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case r >= ' ' && r < 0x7f, r == '。', r == '、', r == '“', r == '”', r == '《', r == '》':
		return r
	case r == '，', r == '？', r == '！', r == '：', r == '；', r == '（', r == '）':
		return r - '！' + '!'
	}
	return 0
}

// clean copies what can be seen of s, up to a bound. It comes first because it
// is the only step that may meet a megabyte.
func clean(s string) (text string, truncated bool) {
	if len(s) > maxRead {
		s, truncated = s[:maxRead], true
	}
	var b strings.Builder
	b.Grow(min(len(s), 4*maxKept))
	kept, marks, space := 0, 0, false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case unicode.IsSpace(r):
			space = kept > 0
			continue
		case r == utf8.RuneError || invisible(r):
			continue
		case r < 0x300 || !unicode.Is(unicode.Mn, r):
			marks = 0
		case kept == 0 || space || marks == maxMarks:
			continue
		default:
			marks++
		}
		if kept >= maxKept {
			return b.String(), true
		}
		if space {
			b.WriteByte(' ')
			kept, space = kept+1, false
		}
		b.WriteRune(r)
		kept++
	}
	return b.String(), truncated
}

// invisible reports whether a rune shows nothing by itself: controls, format
// characters (zero width, bidi, tags, soft hyphen), variation selectors,
// fillers, enclosing marks, private use.
func invisible(r rune) bool {
	switch {
	case r >= 0x20 && r < 0x7f, r >= 0x4e00 && r < 0xa000:
		return false
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef:
		return true
	}
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d, 0x180f, 0x2800, 0x3164, 0xffa0:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Me)
}

// limit cuts text after n graphemes.
func limit(text string, n int) (string, bool) {
	if len(text) <= n || utf8.RuneCountInString(text) <= n {
		return text, false
	}
	rest, state := text, -1
	for ; n > 0 && rest != ""; n-- {
		_, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
	}
	return text[:len(text)-len(rest)], rest != ""
}
