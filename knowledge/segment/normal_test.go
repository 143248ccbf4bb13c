package segment_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"wenban/knowledge/segment"
)

func TestNormal(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"clean text stays", "身份证丢了怎么补办", "身份证丢了怎么补办"},
		{"traditional becomes simplified", "結婚登記要帶甚麼證件", "结婚登记要带甚么证件"},
		{"phrases decide", "乾隆年間的乾燥著作", "乾隆年间的干燥著作"},
		{"dialect characters stay", "我嘅證唔見咗,冇得補,嗰個", "我嘅证唔见咗,冇得补,嗰个"},
		{"full width", "ＩＤ卡，１２３", "id卡,123"},
		{"Roman numerals", "Ⅸ级 ⅩⅠ类", "ix级 xi类"},
		{"Latin goes to lower case", "ETC和App", "etc和app"},
		{"spaces collapse", "  身份证 \t\r\n 丢\u3000\u00a0了 ", "身份证 丢 了"},
		{"tag characters (C08)", "身份\U000E0041\U000E0042证\U000E007F", "身份证"},
		{"zero width, bidi, selectors, soft hyphen (C09)", "身\u200b份\u202e\u2066证\ufe0f丢\u00ad了\ufeff\U000E0100", "身份证丢了"},
		{"lookalikes beside Latin (C10)", "身份ΖΗЕΝɢ", "身份zheng"},
		{"Cyrillic inside a Latin word (C10)", "раssport", "passport"},
		{"a Greek word stays", "αβγ射线", "αβγ射线"},
		{"a Russian word stays", "паспорт", "паспорт"},
		{"zalgo keeps a few marks (C12)", "e" + strings.Repeat("\u0335", 200), "e" + strings.Repeat("\u0335", 4)},
		{"marks without a base go", "\u0301\u0301身份证", "身份证"},
		{"NUL and invalid bytes (C13)", "身\x00份\xff证", "身份证"},
		{"only NUL (C13)", "\x00", ""},
		{"only spaces (C13)", " \n\t ", ""},
		{"only emoji stay visible (C13)", "😀👍", "😀👍"},
		{"keycaps become digits", "1\ufe0f\u20e3", "1"},
		{"compatibility ideographs", "⾝份", "身份"},
		{"empty (C13)", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := segment.Normal(tt.text); got != tt.want {
				t.Errorf("Normal(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestNormalizeCutsAtTheLimit(t *testing.T) {
	text := strings.Repeat("办", segment.MaxRunes)
	if got, cut := segment.Normalize(text); got != text || cut {
		t.Errorf("Normalize(%d 办) = %d runes, %v, want all, false", segment.MaxRunes, utf8.RuneCountInString(got), cut)
	}
	got, cut := segment.Normalize(strings.Repeat("办", 10_000))
	if got != text || !cut {
		t.Errorf("Normalize(10000 办) = %d runes, %v, want %d, true", utf8.RuneCountInString(got), cut, segment.MaxRunes)
	}
}

func TestNormalizeCutsBetweenGraphemes(t *testing.T) {
	flag := "🇨🇳"
	got, cut := segment.Normalize(strings.Repeat(flag, 5000))
	if n := uniseg.GraphemeClusterCount(got); n != segment.MaxRunes || !cut || !strings.HasSuffix(got, flag) {
		t.Errorf("Normalize(5000 flags) = %d graphemes ending in %q, %v", n, got[max(0, len(got)-8):], cut)
	}
}

// The worst megabyte takes some 50 ms; the bound only tells work that grows with
// the text from work that explodes, on any machine and under the race detector.
func TestNormalIsQuickOnHostileInput(t *testing.T) {
	segment.Normal("繁體") // load the tables
	for name, piece := range map[string]string{
		"traditional": "辦理身份證遺失補領", "zero width": "\u200b", "spaces": " ", "zalgo": "e" + strings.Repeat("\u0335", 200),
		"ligatures": "\ufdfa", "emoji": "👨‍👩‍👧‍👦", "invalid": "\xff", "tags": "\U000E0041", "lookalikes": "aΖ", "jamo": "\u1112\u1161\u11ab",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(piece, 1<<20/len(piece))
			began := time.Now()
			segment.Normal(text)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("Normal(1 MB of %s) took %v, want seconds at most", name, took)
			}
		})
	}
}

func FuzzNormal(f *testing.F) {
	for _, s := range []string{"身份證 ＩＤ Ⅸ", "раssport ΖΗЕΝɢ", "e\u0335\u0335\u0335", "\u200b\x00\xff", "乾隆乾燥", "İẞ\u0345ϴ", "🇨🇳👨‍👩‍👧"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := segment.Normal(s)
		if again := segment.Normal(got); again != got {
			t.Errorf("Normal(Normal(%q)) = %q, want %q", s, again, got)
		}
		if !utf8.ValidString(got) || !norm.NFKC.IsNormalString(got) {
			t.Errorf("Normal(%q) = %q: not valid NFKC", s, got)
		}
		if strings.IndexFunc(got, unicode.IsControl) >= 0 || strings.Contains(got, "  ") || strings.TrimSpace(got) != got {
			t.Errorf("Normal(%q) = %q: controls or stray spaces", s, got)
		}
		if n := uniseg.GraphemeClusterCount(got); n > segment.MaxRunes {
			t.Errorf("Normal(%q) has %d graphemes", s, n)
		}
	})
}

func BenchmarkNormal(b *testing.B) {
	for name, text := range map[string]string{
		"simplified":  "我妈妈的身份证丢了,想问一下补办需要带什么材料,多久能拿到",
		"traditional": "我媽媽的身份證丟了,想問一下補辦需要帶什麼材料,多久能拿到",
		"megabyte":    strings.Repeat("辦理身份證遺失補領", 40000),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				segment.Normal(text)
			}
		})
	}
}
