package format

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode/utf32"

	utf16 "golang.org/x/text/encoding/unicode"
)

// decode turns bytes into text and tells the encoding: UTF-8, UTF-16 and UTF-32
// by mark or pattern, else GB18030, which contains GBK and GB 2312. A file in
// which the lines do not agree is refused with the line: read as one of the
// two, the others would turn into other characters without anyone noticing.
func decode(data []byte) (text, note string, err error) {
	if e, name := wide(data); e != nil {
		out, err := e.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
			return "", "", refuse(name+" 编码的文件里有损坏的字符", "用编辑器另存为 UTF-8 后再导入")
		}
		return tidy(string(out)), "编码 " + name, nil
	}
	if utf8.Valid(data) {
		return tidy(string(data)), "编码 UTF-8", nil
	}
	return gb(data)
}

// tidy removes the byte order mark and makes all line ends one.
func tidy(s string) string {
	s = strings.TrimPrefix(s, "\ufeff")
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// wide returns the encoding of text whose characters have two or four bytes, or nil.
func wide(data []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "UTF-32"
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return utf16.UTF16(utf16.LittleEndian, utf16.UseBOM), "UTF-16"
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return utf16.UTF16(utf16.BigEndian, utf16.UseBOM), "UTF-16"
	}
	return unmarked(data[:min(len(data), 4096)&^1])
}

// unmarked recognises UTF-16 without a mark by the zero bytes of its line ends,
// digits and commas.
func unmarked(head []byte) (encoding.Encoding, string) {
	var even, odd int
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	switch {
	case len(head) < 8 || even+odd < len(head)/40+1:
		return nil, ""
	case odd > 4*even:
		return utf16.UTF16(utf16.LittleEndian, utf16.IgnoreBOM), "UTF-16(无标记)"
	case even > 4*odd:
		return utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM), "UTF-16(无标记)"
	}
	return nil, ""
}

// gb decodes line by line, so that a line in another encoding can be named.
func gb(data []byte) (text, note string, err error) {
	lines := bytes.Split(data, []byte("\n"))
	out := make([]string, len(lines))
	other := 0 // the first line that is UTF-8 beyond ASCII
	gbk := 0   // how many are not
	for i, line := range lines {
		s, is := line, utf8.Valid(line)
		switch {
		case is && chinese(string(line)):
			other = cmp.Or(other, i+1)
		case !is:
			if s, err = simplifiedchinese.GB18030.NewDecoder().Bytes(line); err != nil || bytes.ContainsRune(s, utf8.RuneError) {
				return "", "", refuse(fmt.Sprintf("第%d行既不是 UTF-8 也不是 GB18030 编码", i+1), "用编辑器改好这一行,另存为 UTF-8 后再导入")
			}
			gbk++
		}
		out[i] = string(s)
	}
	if other > 0 {
		return "", "", refuse(fmt.Sprintf("一个文件里混用了两种编码:%d行是 GBK,第%d行却是 UTF-8", gbk, other), "全部改成 UTF-8 后再导入")
	}
	return tidy(strings.Join(out, "\n")), "编码 GBK(GB18030)", nil
}

// chinese reports whether a text has Chinese characters. A short GBK word may
// be valid UTF-8 by chance (联通 is), but then it reads as Greek or Arabic.
func chinese(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}
