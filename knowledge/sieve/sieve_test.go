package sieve

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// expressions have each construct whose needs are told.
var expressions = []string{
	`(要|需要|用|得|必须)(不要|不用)?(带|准备|交|拿|提供|开)?\S{0,12}(吗|么|不|没|嘛)$|(要不要|用不用)(带|准备)`,
	`^(对了|另外)?(再|还)?(有|问)?(个|一个)+(事|问题)$`, `([a-z0-9])[a-z0-9._%+-]*@([a-z0-9-]+(?:\.[a-z0-9-]+)+)`,
	`(?i)abc|k+`, `a{2,3}b*`, `x*`, `()`, `有|`, `[一二三]{0,2}号`, `[^a]b`, `\d{3,}年?`, `(在|到)[\p{Han}]{1,6}(上|里)`, `要(.{0,2}办)证?`, `(a|b.?)(c|d)`, `a(b|c.*)?d`, `(年|^)月`, `[,，。]+`, `^$`, `.`, `é|ſ`, `(?i)ſs`, `吗|么|(要|不要)带`, `(弄|掉)?丢了?`,
}

func FuzzPatternFindsWhatTheExpressionFinds(f *testing.F) {
	for _, text := range []string{"", "要带身份证吗", "对了还有一个问题", "A@b.cn, ABC K k aab", "在公交车上弄丢了,三号", "2020年 é ſS", "\xff年\xfe", "有"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, expr := range expressions {
			p, re := Compile(expr), regexp.MustCompile(expr)
			for what, pair := range map[string][2]any{
				"MatchString":                {p.MatchString(text), re.MatchString(text)},
				"FindString":                 {p.FindString(text), re.FindString(text)},
				"FindAllString":              {p.FindAllString(text, 2), re.FindAllString(text, 2)},
				"FindStringIndex":            {p.FindStringIndex(text), re.FindStringIndex(text)},
				"FindStringSubmatch":         {p.FindStringSubmatch(text), re.FindStringSubmatch(text)},
				"FindAllStringSubmatch":      {p.FindAllStringSubmatch(text, -1), re.FindAllStringSubmatch(text, -1)},
				"FindAllStringSubmatchIndex": {p.FindAllStringSubmatchIndex(text, 3), re.FindAllStringSubmatchIndex(text, 3)},
				"ReplaceAllString":           {p.ReplaceAllString(text, "$0+"), re.ReplaceAllString(text, "$0+")},
				"ReplaceAllStringFunc":       {p.ReplaceAllStringFunc(text, strings.ToUpper), re.ReplaceAllStringFunc(text, strings.ToUpper)},
				"Split":                      {p.Split(text, 4), re.Split(text, 4)},
			} {
				if !reflect.DeepEqual(pair[0], pair[1]) {
					t.Errorf("Compile(%q).%s(%q) = %#v, want %#v", expr, what, text, pair[0], pair[1])
				}
			}
		}
	})
}

func TestAPatternSeesWhatCannotMatch(t *testing.T) {
	for _, c := range []struct {
		expr, text string
		may        bool
	}{
		{`要带\S*吗`, "要带身份证", false}, {`要带\S*吗`, "吗要带", true}, {`(办|补)证|领取`, "换证", false}, {`(办|补)证[一二]?.{0,3}(处|所)$`, "补证在大厅", false}, {`(办|补)证[一二]?.{0,3}(处|所)$`, "补证所", true}, {`(办|补)证|领取`, "取领", false}, {`a*`, "", true},
	} {
		if got := Compile(c.expr).may(c.text); got != c.may {
			t.Errorf("Compile(%q).may(%q) = %v, want %v", c.expr, c.text, got, c.may)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("怎么 咋 如何 能不能", "请问怎么办")
	f.Add("a ab abc", "xabc")
	f.Add("", "")
	f.Add("办", "去办\xff")
	f.Fuzz(func(t *testing.T, list, text string) {
		list = strings.ToValidUTF8(list, "")
		w, words := List(list), strings.Fields(list)
		for what, pair := range map[string][2]bool{
			"In":    {w.In(text), slices.ContainsFunc(words, func(x string) bool { return strings.Contains(text, x) })},
			"Begin": {w.Begin(text), slices.ContainsFunc(words, func(x string) bool { return strings.HasPrefix(text, x) })},
			"End":   {w.End(text), slices.ContainsFunc(words, func(x string) bool { return strings.HasSuffix(text, x) })},
		} {
			if pair[0] != pair[1] {
				t.Errorf("List(%q).%s(%q) = %v, want %v", list, what, text, pair[0], pair[1])
			}
		}
	})
}

func FuzzTrie(f *testing.F) {
	f.Add("身份证 身份 户口 a ab abc 𠮷野", "身份证abc户𠮷野口")
	f.Add("一 一个", "一个一")
	f.Fuzz(func(t *testing.T, list, text string) {
		words := strings.Fields(strings.ToValidUTF8(list, ""))
		var trie Trie
		first := map[string]int32{}
		for i, w := range words {
			if _, ok := first[w]; !ok {
				first[w] = int32(i)
			}
			if got := trie.Add(w, int32(i)); got != first[w] {
				t.Errorf("Add(%q, %d) = %d, want %d", w, i, got, first[w])
			}
		}
		for from := range text {
			want := map[Match]bool{}
			for _, w := range words {
				if strings.HasPrefix(text[from:], w) {
					want[Match{from + len(w), first[w]}] = true
				}
			}
			got := trie.At(nil, text, from)
			if len(got) != len(want) || slices.ContainsFunc(got, func(m Match) bool { return !want[m] }) {
				t.Errorf("trie of %q: At(%q, %d) = %v, want %v", words, text, from, got, want)
			}
		}
	})
}

func FuzzRune(f *testing.F) {
	for _, text := range []string{"", "a", "é", "办", "\xe5\x8a", "\xe0\x80\x80", "\xed\xa0\x80", "\xec\xbf\xbf", "�", "𠮷", "\xe5\x8a\xc0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, size := Rune(text)
		if want, n := utf8.DecodeRuneInString(text); r != want || size != n {
			t.Errorf("Rune(%q) = %q, %d, want %q, %d", text, r, size, want, n)
		}
	})
}
