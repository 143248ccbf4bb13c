package segment_test

import (
	"strings"
	"testing"

	"wenban/knowledge/segment"
)

func TestPinyinKey(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"without tones", "身份证", "shen fen zheng"},
		{"ü is v", "绿卡和女儿", "lv ka he nv er"},
		{"words read otherwise", "银行会计重新调档", "yin hang kuai ji chong xin diao dang"},
		{"what has no sound is left out", "办a,1证", "ban zheng"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := segment.PinyinKey(tt.text); got != tt.want {
				t.Errorf("PinyinKey(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestSamePinyin(t *testing.T) {
	tests := []struct {
		name, a, b  string
		same, alike bool
	}{
		{"homophones", "深分证", "身份证", true, true},
		{"flat tongue", "身份怎", "身份正", false, true},
		{"zh and z", "租房", "住房", false, true},
		{"l and n", "牛奶", "流来", false, true},
		{"f and h", "福建", "湖建", false, true},
		{"in and ing", "姓名", "信民", false, true},
		{"different words", "结婚", "离婚", false, false},
		{"no sound is like nothing", "", "", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := segment.SamePinyin(tt.a, tt.b); got != tt.same {
				t.Errorf("SamePinyin(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.same)
			}
			if got := segment.SoundAlike(tt.a, tt.b); got != tt.alike {
				t.Errorf("SoundAlike(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.alike)
			}
		})
	}
}

func TestDecodeTypedPinyin(t *testing.T) {
	table := segment.NewPinyinTable([]string{"身份证", "公积金", "营业执照", "生育津贴", "城乡居民养老保险"})
	tests := []struct{ name, text, want string }{
		{"together (C49)", "shenfenzheng diu le", "身份证丢了"},
		{"syllable by syllable", "shen fen zheng zen me ban", "身份证怎么办"},
		{"a whole sentence together", "wodeshenfenzhengdiule", "我的身份证丢了"},
		{"initials (C49)", "sfz zmb", "身份证怎么补"},
		{"initials of the vocabulary", "syjt怎么领", "生育津贴怎么领"},
		{"inside Chinese", "我的gongjijin怎么提取", "我的公积金怎么提取"},
		{"southern spelling", "senfenzen diu le", "身份证丢了"},
		{"with tones", "shēnfènzhèng", "身份证"},
		{"English stays", "can i apply for a passport", "can i apply for a passport"},
		{"brands stay", "etc和app", "etc和app"},
		{"unknown letters stay", "xyzq", "xyzq"},
		{"Chinese stays", "身份证丢了", "身份证丢了"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, found := table.Decode(tt.text)
			if got != tt.want {
				t.Errorf("Decode(%q) = %q, want %q", tt.text, got, tt.want)
			}
			if (len(found) > 0) != (tt.text != tt.want) {
				t.Errorf("Decode(%q) reports %v", tt.text, found)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	table := segment.NewPinyinTable([]string{"身份证", "公积金"})
	for _, s := range []string{"shenfenzheng diu le", "sfz zmb", "a b c", "中a文", strings.Repeat("wo", 500)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = segment.Normal(s)
		got, found := table.Decode(s)
		if len(found) == 0 && strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") && len(got) > len(s) {
			t.Errorf("Decode(%q) = %q without a match", s, got)
		}
	})
}

func TestDecodeReadsNoEnglish(t *testing.T) {
	table := segment.NewPinyinTable(vocabulary())
	for _, text := range []string{"why", "hello how are you", "my passport is lost", "https www gov cn", "café", "pdf ofd wps", "i want to get married"} {
		if got, found := table.Decode(text); got != text || found != nil {
			t.Errorf("Decode(%q) = %q %v, want it as it is", text, got, found)
		}
	}
}
