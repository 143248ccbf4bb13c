package read

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"wenban/knowledge"
	"wenban/knowledge/segment"
)

// seeds are what citizens and others send.
var seeds = []string{
	"", " ", "？？？", "\x00", "身份证丢了怎么补", "我的身份证号是110105199003074512，电话13812345678", "110105 19491231 002x",
	"不是换证，是丢了", "第二个", "下个月最后一个工作日", "一共三个孩子", "我不想活了", "家里着火了", "(a+)+$", "{{7*7}}", "身\u200b份\u202e证",
	"一三八一二三四五六七八", "另外，还有，第一，第二，", "How do I renew my passport?", "كىملىك", "\xff\xfe", strings.Repeat("办", 3000), "京a·12345警", "路1号2号楼3单元",
}

var fuzzReader = New(knowledge.Regions{}, "广东省", "广州市")

func FuzzRead(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, "", "2026-11-16", true)
	}
	f.Add("074512", "我的身份证号是110****", "", false)
	f.Fuzz(func(t *testing.T, text, before, now string, asked bool) {
		c := Context{Asked: asked, Before: before, Now: now, Choices: []string{"本人", "代办"}}
		r := fuzzReader.Read(text, c)
		if !utf8.ValidString(r.Text) || utf8.RuneCountInString(r.Text) > 4*segment.MaxRunes {
			t.Errorf("Read(%q).Text = %q, want valid text of bounded length", text, r.Text)
		}
		if r.Intent == "" || r.OutOf < 0 || r.OutOf > 1 || len(r.Clauses) > maxClauses || r.Choice < 0 {
			t.Errorf("Read(%q) = intent %q, out of %v, %d clauses, choice %d, want them in their bounds", text, r.Intent, r.OutOf, len(r.Clauses), r.Choice)
		}
		if again := fuzzReader.Read(text, c); again.Intent != r.Intent || again.Text != r.Text {
			t.Errorf("Read(%q) = %s %q, then %s %q, want the same", text, r.Intent, r.Text, again.Intent, again.Text)
		}
	})
}

// starred is a number that was masked, with the digits that were kept.
var starred = regexp.MustCompile(`[0-9０-９]*\*+[0-9xX]*`)

// blank keeps the distances of what surrounds a number.
func blank(s string) string { return strings.Repeat("某", utf8.RuneCountInString(s)) }

// What is masked stays masked: no identity number, no mobile number is found
// in a masked text, wherever it stood.
func FuzzMask(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = segment.Normal(text)
		masked, kinds := Mask(text)
		if !utf8.ValidString(masked) {
			t.Errorf("Mask(%q) = %q, want valid text", text, masked)
		}
		if len(kinds) == 0 && masked != text {
			t.Errorf("Mask(%q) = %q without a kind, want it unchanged", text, masked)
		}
		for _, p := range numbers([]rune(starred.ReplaceAllStringFunc(masked, blank))) {
			if p.kind == "id_card" && len(p.digits) > 14 || p.kind == "phone" {
				t.Errorf("Mask(%q) = %q, in which the %s %s is left", text, masked, p.kind, p.digits)
			}
		}
	})
}
