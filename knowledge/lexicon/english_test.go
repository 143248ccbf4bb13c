package lexicon_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"wenban/knowledge/lexicon"
	"wenban/knowledge/segment"
)

var glossary = map[string]string{
	"english.tsv": "license|lisence / =licence\ni|do|for / -\nhow do i|how to / 怎么\nhow much / …多少钱\nlost / *丢了\n" +
		"in beijing / ^在北京\napply for / 申请\npassport / 护照\ndriving licence / 驾照\nchild|children / 孩子\nrenew / *到期换新\n" +
		"wife / 老婆\nid / 身份证\nvisa / 签证\nhukou / 户口\n",
}

func TestChineseOfEnglish(t *testing.T) {
	l := load(t, glossary)
	for _, row := range []struct {
		name, text, want string
		foreign          bool
	}{
		{"the words in the place of theirs", "how do i apply for a passport?", "怎么申请护照?", true},
		{"what was lost comes first", "i lost my passport. how to apply for it", "护照丢了。怎么申请", true},
		{"what is somebody's belongs to them", "lost my wife's passport", "老婆护照丢了", true},
		{"how much comes last", "how much for a passport", "护照多少钱", true},
		{"where comes first", "passport in beijing", "在北京护照", true},
		{"plurals, capitals, hyphens and slips", segment.Normal("Driving-Lisences for children’s"), "驾照孩子", true},
		{"a number stays", "passport for 2 children", "护照2孩子", true},
		{"a word among Chinese ones", "办visa吗", "办签证吗", false},
		{"the unknown stay among Chinese ones", "我的app里的passport", "我的app里的护照", false},
		{"two letters among Chinese ones may be anything", "游戏id被封", "", false},
		{"alone they are a word", "id", "身份证", true},
		{"pinyin is no English", "hukou", "户口", false},
		{"pinyin among English is English", "how to apply for hukou", "怎么申请户口", true},
		{"inside a word is none", "passportable visage", "", false},
		{"too little is understood", "zebra stripes passport umbrella", "", false},
		{"nothing but words that say nothing", "i do", "", false},
		{"the next clause is another", "passport, hukou in beijing", "护照,在北京户口", true},
		{"a word with other letters is another", "visaé passport", "visaé护照", true},
		{"addresses and code are none", "www.visa.com <visa>", "", false},
		{"Chinese stays", "护照丢了怎么补", "", false},
		{"nothing", "", "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got, ok := l.Chinese(row.text); got.Text != row.want || got.Foreign != row.foreign || ok != (row.want != "") {
				t.Errorf("Chinese(%q) = %+v, %v; want %q, foreign: %v", row.text, got, ok, row.want, row.foreign)
			}
		})
	}
}

func TestTheGlossaryIsChecked(t *testing.T) {
	for name, row := range map[string]struct{ text, want string }{
		"one column":            {"passport\n", "english.tsv:1:0: 要有2列"},
		"no Chinese":            {"passport\t \n", "english.tsv:1:0: 要有2列"},
		"a phrase twice":        {"passport\t护照\nvisa|a Passports\t签证\n", "english.tsv:2:1: “a passports”已经写过,见 english.tsv:1"},
		"no English":            {"护照\t护照\n", "english.tsv:1:1: “护照”不是 1 到 8 个英文词"},
		"more than a few words": {"a b c d e f g h i j\t护照\n", "english.tsv:1:1: “a b c d e f g h i j”不是 1 到 8 个英文词"},
	} {
		found := lexicon.CheckData(fstest.MapFS{"english.tsv": {Data: []byte(row.text)}})
		if len(found) != 1 || !strings.Contains(found[0].Error(), row.want) || found[0].Fix == "" {
			t.Errorf("%s: CheckData(%q) = %v, want %q", name, row.text, found, row.want)
		}
	}
}

// TestTheCompiledInGlossary holds what the compiled-in one promises: nothing is
// doubtful in it, and what it says in Chinese is Chinese.
func TestTheCompiledInGlossary(t *testing.T) {
	for _, p := range lexicon.CheckData(lexicon.Data()) {
		if p.File == "english.tsv" {
			t.Error(p.Error())
		}
	}
	for _, said := range []string{"residence permit", "Work Permits", "driver's license", "how to renew my passport", "gongjijin"} {
		got, ok := lexicon.Default().Chinese(segment.Normal(said))
		if !ok || strings.ContainsFunc(got.Text, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
			t.Errorf("Chinese(%s) = %+v, %v; want Chinese", said, got, ok)
		}
	}
}

// FuzzChinese: any glossary and any text end, a text without Latin letters stays,
// and what is put into Chinese is no longer than its words and the glossary's.
func FuzzChinese(f *testing.F) {
	for _, s := range []string{"how do i apply for a passport", "lost my wife's passport's", "办visa", "'s 's", "a a a", "- - the", "\xff\xfe", "i'd", strings.Repeat("the ", 300)} {
		f.Add("apply for\t申请\nlost\t*丢了\nhow much\t…多少钱\npassport\t护照\n", s)
	}
	f.Add("a\t=b\nb\t=a\nc\t*\n\t\n^\t^\n", "a b c")
	f.Fuzz(func(t *testing.T, table, said string) {
		l, err := lexicon.Load(fstest.MapFS{"english.tsv": {Data: []byte(table)}})
		if err != nil {
			return
		}
		said = segment.Normal(said)
		got, ok := l.Chinese(said)
		if ok && (got.Share < 0.3 || got.Share > 1) {
			t.Errorf("Chinese(%q) = %+v, want a share", said, got)
		}
		if !strings.ContainsFunc(said, func(r rune) bool { return r >= 'a' && r <= 'z' }) && ok {
			t.Errorf("Chinese(%q) = %+v without a Latin letter", said, got)
		}
		if len(got.Text) > len(said)*(1+len(table)) {
			t.Errorf("Chinese(%q) has %d bytes", said, len(got.Text))
		}
	})
}
