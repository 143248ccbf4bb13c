package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wenban/knowledge"
)

// walker compares one record with its shape, token by token. encoding/json
// alone would keep the last of two equal keys, match keys without regard to
// case and pass over unknown ones, all of it silently.
type walker struct {
	dec  *json.Decoder
	data []byte
	path []string
	say  func(Problem) // Column is set relative to data
	bad  bool          // an error was said
	deep bool          // the record is nested too deeply; nothing below is read
}

// inspect reports every difference between a valid JSON value and its shape,
// and whether it may be decoded.
func inspect(data []byte, s *shape, say func(Problem)) (ok bool) {
	w := &walker{dec: json.NewDecoder(bytes.NewReader(data)), data: data, say: say}
	w.dec.UseNumber()
	w.value(s)
	return !w.bad
}

func (w *walker) problem(level Level, reason, fix string) {
	w.bad = w.bad || level == Error
	w.say(Problem{
		Level: level, Column: column(w.data, w.dec.InputOffset()),
		Element: knowledge.ElementName(strings.Join(w.path, ".")), Reason: reason, Fix: fix,
	})
}

// value reads one value. A nil shape is anything.
func (w *walker) value(s *shape) {
	tok, err := w.dec.Token()
	if err != nil || w.deep {
		return
	}
	if s == nil {
		s = &shape{}
	}
	switch t := tok.(type) {
	case json.Delim:
		w.nested(t, s)
	case string:
		w.text(t, s)
	case json.Number:
		w.number(t.String(), s)
	case bool:
		w.must(s, "true/false", yesno)
	case nil:
		// null stands for "not given"; a number that is not given would read as 0.
		w.must(s, "null", text, list, object, table)
	}
}

// must reports a value whose form is none of those allowed.
func (w *walker) must(s *shape, got string, allowed ...form) bool {
	if s.form == anything || slices.Contains(allowed, s.form) {
		return true
	}
	w.problem(Error, "这里应为"+formNames[s.form]+",现在是"+got, "改成"+formNames[s.form])
	return false
}

func (w *walker) nested(open json.Delim, s *shape) {
	if len(w.path) >= MaxDepth {
		w.deep = true
		w.problem(Error, fmt.Sprintf("嵌套超过%d层", MaxDepth), "减少嵌套层数")
		return
	}
	if open == '[' {
		if !w.must(s, "列表[…]", list) {
			s = &shape{}
		}
		w.list(s)
		return
	}
	if !w.must(s, "对象{…}", object, table) {
		s = &shape{}
	}
	w.object(s)
}

func (w *walker) list(s *shape) {
	for i := 0; w.dec.More() && !w.deep; i++ {
		w.path = append(w.path, strconv.Itoa(i))
		w.value(s.elem)
		w.path = w.path[:len(w.path)-1]
	}
	w.close()
}

func (w *walker) object(s *shape) {
	seen := map[string]bool{}
	for w.dec.More() && !w.deep {
		tok, err := w.dec.Token()
		key, ok := tok.(string)
		if err != nil || !ok {
			return
		}
		w.path = append(w.path, shown(key))
		w.member(key, s, seen)
		w.path = w.path[:len(w.path)-1]
	}
	w.close()
	w.missing(s, seen)
}

// close reads the bracket that ends a list or object.
func (w *walker) close() {
	if !w.deep {
		_, _ = w.dec.Token() // the value was valid JSON before the walk began
	}
}

// member reads the value of one key of an object. seen holds the keys before it,
// true for those that were given a value.
func (w *walker) member(key string, s *shape, seen map[string]bool) {
	if _, twice := seen[key]; twice {
		w.problem(Error, "同一个对象里重复出现", "只保留一个")
	}
	// A span that is not given is written as 0 days of no unit.
	seen[key] = seen[key] || key == "unit" || given(w.data[w.dec.InputOffset():])
	if s.form != object {
		w.value(s.elem)
		return
	}
	field, known := s.fields[key]
	if !known {
		w.unknown(key, s)
	}
	w.value(field)
	if known && field.numeric() {
		seen[key] = true // null was reported already
	}
}

func (w *walker) unknown(key string, s *shape) {
	if name, ok := s.spelled(key); ok {
		w.problem(Error, "键名的大小写不对", "改成 "+name)
		return
	}
	w.problem(Warning, "格式里没有这个字段,已略过", "核对是否拼错;确实多余的可以保留")
}

// given reports whether a value follows that says something: null and blank
// text are as good as a key that is not there.
func given(rest []byte) bool {
	rest = bytes.TrimLeft(rest, ": \t\r\n")
	if text, ok := bytes.CutPrefix(rest, []byte(`"`)); ok {
		return !bytes.HasPrefix(bytes.TrimLeft(text, " \u3000"), []byte(`"`))
	}
	return !bytes.HasPrefix(rest, []byte("null"))
}

func (w *walker) missing(s *shape, seen map[string]bool) {
	for _, name := range s.required {
		if !seen[name] && !w.deep {
			w.path = append(w.path, name)
			w.problem(Error, "没有填写", "补上这一项")
			w.path = w.path[:len(w.path)-1]
		}
	}
}

// classified matches marks that stand on papers that must not be published. One
// of them stops the import: what was answered cannot be called back.
var classified = regexp.MustCompile(`(?:绝密|机密|秘密|内部)\s*[★☆▲]|内部(?:资料|文件)[\s,，、;；:：]*(?:注意保存|注意保密|不得外传)`)

func (w *walker) text(v string, s *shape) {
	if !w.must(s, "文字", text) {
		return
	}
	if damaged(v) {
		w.problem(Error, "文字里有损坏的字符(�)", "从原件重新复制这段文字")
	}
	if mark := classified.FindString(v); mark != "" {
		w.problem(Error, "文字里有密级或者内部标记“"+mark+"”,不得对外提供", "撤下这一条并报告保密部门;确认可以公开的,去掉标记")
	}
	if !isClean(v) {
		w.problem(Warning, "文字里有看不见的字符,已去掉", "从纯文本重新粘贴")
	}
}

// number checks a number. The bounds are beyond anything real; they keep
// arithmetic on days and yuan exact.
func (w *walker) number(v string, s *shape) {
	if !w.must(s, "数字", whole, number) {
		return
	}
	f, err := strconv.ParseFloat(v, 64)
	switch {
	case s.form == anything:
	case err != nil || math.IsInf(f, 0) || f > 1e9:
		w.problem(Error, "数字大得不合理", "核对数值")
	case f < 0:
		w.problem(Error, "数字不能小于0", "核对数值")
	case s.form == whole && strings.ContainsAny(v, ".eE"):
		w.problem(Error, "这里应为整数", "去掉小数部分")
	}
}

// column returns which character of its line the byte at an offset is, from 1.
func column(data []byte, offset int64) int {
	before := data[:min(int(offset), len(data))]
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	return max(utf8.RuneCount(before), 1)
}

// shown shortens a key for the report: keys come from outside.
func shown(key string) string {
	key = clean(strings.ToValidUTF8(key, ""))
	if r := []rune(key); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return key
}
