package ingest

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bom is the byte order mark that some editors put before UTF-8.
var bom = []byte("\xef\xbb\xbf")

// sniff looks at the first bytes of a file and says why they cannot be UTF-8
// text, or "".
func sniff(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")), wide(head):
		return "文件是 UTF-16 或者 UTF-32 编码"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "文件是压缩包或者 Office 文档,不是文本"
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return "文件是 gzip 压缩的"
	case bytes.HasPrefix(head, []byte("%PDF")):
		return "文件是 PDF,不是文本"
	}
	return ""
}

// wide reports whether every second byte is zero, as in UTF-16 without a mark.
func wide(head []byte) bool {
	head = head[:min(len(head), 64)]
	return len(head) >= 4 && bytes.Count(head, []byte{0})*3 >= len(head)
}

// misencoded says why a line or a file is not UTF-8.
func misencoded(what string, text []byte) string {
	if gbk(text) {
		return what + "不是 UTF-8,看起来是 GBK(GB18030)编码"
	}
	return what + "不是有效的 UTF-8 文本"
}

// gbk reports whether all bytes beyond ASCII pair up as GBK characters.
func gbk(line []byte) bool {
	for i := 0; i < len(line); i++ {
		if line[i] < 0x80 {
			continue
		}
		if line[i] == 0x80 || line[i] == 0xff || i+1 == len(line) || line[i+1] < 0x30 || line[i+1] == 0xff {
			return false
		}
		i++
	}
	return true
}

// hidden reports whether a character is never seen but may change what is read:
// NUL and other controls, zero-width and bidirectional marks, tag characters,
// variation selectors. Line feed and tab are text.
func hidden(r rune) bool {
	switch {
	case r == '\n', r == '\t', r == '\u2028', r == '\u2029':
		return false
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r):
		return true
	}
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0000 && r <= 0xe0fff
}

// clean returns s without hidden characters; line and paragraph separators
// become line feeds.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2028', r == '\u2029':
			return '\n'
		case hidden(r):
			return -1
		}
		return r
	}, s)
}

func isClean(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return hidden(r) || r == '\u2028' || r == '\u2029' }) < 0
}

// damaged reports whether a decoded string holds a replacement character, which
// is what a half surrogate or a wrong conversion leaves.
func damaged(s string) bool { return strings.ContainsRune(s, utf8.RuneError) }
