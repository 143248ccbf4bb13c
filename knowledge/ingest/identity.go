package ingest

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"wenban/knowledge"
)

// identify checks the identity of a record: well formed, and not taken.
func (im *importer) identify(rd *reading, key string, say func(Problem)) bool {
	if strings.TrimSpace(key) == "" || rd.kind != overrides && strings.ContainsFunc(key, odd) {
		say(Problem{Level: Error, Element: knowledge.ElementName("code"),
			Reason: "编码为空,或者含有空格、全角字符", Fix: "改成半角的数字、字母、连字符"})
		return false
	}
	k := [2]string{namespace(rd.kind), key}
	if at, ok := im.taken[k]; ok {
		say(Problem{Level: Error, Element: knowledge.ElementName("code"),
			Reason: "编码重复,已在" + at.String() + "出现", Fix: "核对后改正编码,或者只保留一条"})
		return false
	}
	im.taken[k] = place{rd.name, rd.line}
	return true
}

// String names a place for people: a file, and a line of it where there is one.
func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s第%d行", p.file, p.line)
}

// namespace returns the group of kinds among which an id is unique: a talk is
// about an item or a life event, and a source is an item or a document, by id
// alone.
func namespace(k kind) string {
	switch k {
	case items, documents, events:
		return "source"
	}
	return string(k)
}

// odd reports whether a character has no place in a code: blanks and full-width
// forms look like others and match nothing.
func odd(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r >= 0xff00 && r <= 0xffef
}

// crossCheck looks at the import as a whole. What records point at is looked
// for only when every record was read: what is missing may stand on a bad line.
func (im *importer) crossCheck(files int) {
	switch {
	case files == 0:
		im.whole("-", "没有给出要导入的文件", "给出 .jsonl 文件,或者含有 items 文件夹的目录")
	case im.report.Errors > 0:
	case im.report.Accepted == 0 && im.o.Base == nil:
		im.whole(im.report.Files[0].Name, "没有任何记录", "补上内容")
	default:
		im.references()
	}
}

// cleanAll removes hidden characters from every string of a value.
func cleanAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(clean(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			cleanAll(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			cleanAll(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			cleanAll(v.Index(i))
		}
	case reflect.Map:
		cleanMap(v)
	}
}

// cleanMap cleans the keys and values of a map: the ids in a condition must stay
// equal to the ids they name.
func cleanMap(v reflect.Value) {
	for _, k := range v.MapKeys() {
		key, value := reflect.New(k.Type()).Elem(), reflect.New(v.Type().Elem()).Elem()
		key.Set(k)
		value.Set(v.MapIndex(k))
		cleanAll(key)
		cleanAll(value)
		v.SetMapIndex(k, reflect.Value{})
		v.SetMapIndex(key, value)
	}
}

// withoutNumbers replaces the numbers in an element path, so that the same
// remark about the third and the fourth material counts as one.
func withoutNumbers(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, s)
}
