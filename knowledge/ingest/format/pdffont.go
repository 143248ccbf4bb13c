package format

import (
	"bytes"
	"encoding/hex"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

// maxCodes bounds the map of one font: no font has more characters.
const maxCodes = 1 << 16

// decoder turns the codes of a font into text: by the map to Unicode that the
// font brings, whatever else it says; else by the encodings of Chinese office
// programs; else as the library does it, which knows those of the West.
func decoder(f *pdf.Font) func(string) string {
	if m := f.V.Key("ToUnicode"); m.Kind() == pdf.Stream {
		if table := toUnicode(m); len(table.text) > 0 {
			return table.decode
		}
	}
	switch name := f.V.Key("Encoding").Name(); {
	case strings.HasPrefix(name, "GBK"), strings.HasPrefix(name, "GB-EUC"):
		return orLost(simplifiedchinese.GB18030.NewDecoder().String)
	case strings.HasPrefix(name, "UniGB-U"):
		return orLost(bigEndian)
	}
	return f.Encoder().Decode
}

func bigEndian(s string) (string, error) {
	e, _ := wide([]byte("\xfe\xff"))
	return e.NewDecoder().String("\xfe\xff" + s)
}

// orLost makes what cannot be decoded one lost character.
func orLost(decode func(string) (string, error)) func(string) string {
	return func(s string) string {
		out, err := decode(s)
		if err != nil {
			return string(unicode.ReplacementChar)
		}
		return out
	}
}

// codes is the map of a font from codes to text.
type codes struct {
	text    map[string]string
	lengths [5]bool // how many bytes a code may have
}

// maxMap bounds the bytes of the map of one font.
const maxMap = 4 << 20

// The parts of a map: blocks between begin… and end…, in them codes in hex and
// lists of such.
var (
	mapBlock = regexp.MustCompile(`(?s)begin(codespacerange|bfchar|bfrange)(.*?)end(?:codespacerange|bfchar|bfrange)`)
	mapToken = regexp.MustCompile(`<([0-9A-Fa-f\s]*)>|\[|\]`)
)

// toUnicode reads the map of a font (ToUnicode CMap, PDF 32000-1, 9.10.3).
func toUnicode(v pdf.Value) codes {
	m := codes{text: map[string]string{}}
	r := v.Reader()
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, maxMap))
	if err != nil {
		return m
	}
	for _, block := range mapBlock.FindAllSubmatch(text, -1) {
		tokens := mapTokens(block[2])
		switch string(block[1]) {
		case "codespacerange":
			for _, t := range tokens {
				m.lengths[min(len(t.code), 4)] = true
			}
		case "bfchar":
			for i := 0; i+1 < len(tokens); i += 2 {
				m.add(tokens[i].code, tokens[i+1].code)
			}
		case "bfrange":
			for i := 0; i+2 < len(tokens); i += 3 {
				m.span(tokens[i].code, tokens[i+1].code, tokens[i+2])
			}
		}
	}
	return m
}

// mapped is one code, or a list of them.
type mapped struct {
	code string
	list []string
}

func mapTokens(block []byte) (out []mapped) {
	inList := false
	for _, t := range mapToken.FindAllSubmatch(block, -1) {
		switch {
		case t[0][0] == '[':
			inList = true
			out = append(out, mapped{})
		case t[0][0] == ']':
			inList = false
		case inList:
			out[len(out)-1].list = append(out[len(out)-1].list, unhex(t[1]))
		default:
			out = append(out, mapped{code: unhex(t[1])})
		}
	}
	return out
}

func unhex(s []byte) string {
	s = bytes.Join(bytes.Fields(s), nil)
	if len(s)%2 == 1 {
		s = append(s, '0')
	}
	out, _ := hex.DecodeString(string(s)) // only hex digits were matched
	return string(out)
}

// span maps a range of codes. Only the last byte of a code counts up.
func (m *codes) span(low, high string, to mapped) {
	last := len(low) - 1
	if last < 0 || len(low) != len(high) || low[:last] != high[:last] {
		return
	}
	for n := range int(high[last]) - int(low[last]) + 1 {
		code := low[:last] + string([]byte{low[last] + byte(n)})
		switch {
		case n < len(to.list):
			m.add(code, to.list[n])
		case len(to.code) > 0:
			m.add(code, plus(to.code, n))
		}
	}
}

func (m *codes) add(code, to string) {
	if len(code) == 0 || len(code) > 4 || len(m.text) >= maxCodes {
		return
	}
	m.lengths[len(code)] = true
	if text, err := bigEndian(to); err == nil {
		m.text[code] = text
	}
}

// plus counts a UTF-16 text up by n in its last unit.
func plus(s string, n int) string {
	b := []byte(s)
	if len(b) == 1 {
		b = []byte{0, b[0]}
	}
	unit := int(b[len(b)-2])<<8 + int(b[len(b)-1]) + n
	b[len(b)-2], b[len(b)-1] = byte(unit>>8), byte(unit)
	return string(b)
}

func (m codes) decode(raw string) string {
	var b strings.Builder
next:
	for len(raw) > 0 {
		for n := 1; n <= min(4, len(raw)); n++ {
			if text, ok := m.text[raw[:n]]; ok && m.lengths[n] {
				b.WriteString(text)
				raw = raw[n:]
				continue next
			}
		}
		n := m.shortest()
		raw = raw[min(n, len(raw)):]
		b.WriteRune(unicode.ReplacementChar)
	}
	return b.String()
}

func (m codes) shortest() int {
	for n := 1; n <= 4; n++ {
		if m.lengths[n] {
			return n
		}
	}
	return 1
}

// radicals are the characters of the block of radicals that look like whole
// characters. Browsers write them, and those of U+2F00 to U+2FDF, for the
// characters themselves; a search would not find either.
var radicals = strings.NewReplacer(
	"\u2e9f", "母", "\u2ea0", "民", "\u2ea9", "王", "\u2ec1", "虎", "\u2ec4", "西", "\u2ec5", "见", "\u2ec6", "角", "\u2ec9", "贝",
	"\u2ecb", "车", "\u2ed1", "長", "\u2ed3", "长", "\u2ed4", "门", "\u2ed7", "雨", "\u2ed8", "青", "\u2ed9", "韦", "\u2eda", "页",
	"\u2edb", "风", "\u2edc", "飞", "\u2edd", "食", "\u2ee2", "马", "\u2ee3", "骨", "\u2ee4", "鬼", "\u2ee5", "鱼", "\u2ee6", "鸟",
	"\u2ee7", "卤", "\u2ee8", "麦", "\u2ee9", "黄", "\u2eea", "黾", "\u2eec", "齐", "\u2eee", "齿", "\u2ef0", "龙", "\u2ef3", "龟",
	"\u2eb6", "羊", "\u2e9d", "月",
)

// modern replaces radicals by the characters that are meant.
func modern(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x2f00 || r > 0x2fdf {
			return r
		}
		whole, _ := utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
		return whole
	}, radicals.Replace(s))
}
