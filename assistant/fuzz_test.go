package assistant_test

import (
	"testing"
	"time"
	"unicode/utf8"

	"wenban/assistant"
	"wenban/assistant/ledger"
)

// FuzzAsk plays two turns of anything: no panic, every reply whole and of
// bounded size, every turn saved.
func FuzzAsk(f *testing.F) {
	know, err := sampleCity()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range [][4]string{
		{"身份证丢了怎么补", "", "已满十六周岁", ""}, {"", "", "", "option:adult"}, {"办护照", "990121", "重新开始", "command:restart"},
		{"驾驶证", "", "第二个", ""}, {"生孩子一件事", "000000", "不知道", "command:unknown"}, {" \x00\u202e", "x", "\xff", "item:x"},
		{"那费用呢", "", "都不是", "command:none"}, {"结婚登记", "990103001", "不是，说错了", "option:"},
	} {
		f.Add(s[0], s[1], s[2], s[3], "")
	}
	f.Fuzz(func(t *testing.T, first, region, second, pick, drop string) {
		a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return know }, Ledger: ledger.NewMemory()}
		began := time.Now()
		one, err := a.Ask(t.Context(), assistant.Question{Text: first, Region: region, At: noon})
		if err != nil {
			t.Fatalf("Ask(%q) = %v, want nil", first, err)
		}
		two, err := a.Ask(t.Context(), assistant.Question{Talk: one.Talk, Text: second, Pick: pick, Drop: drop, At: noon})
		if err != nil {
			t.Fatalf("Ask(%q, pick %q, drop %q) = %v, want nil", second, pick, drop, err)
		}
		for _, r := range []assistant.Reply{one, two} {
			if r.Outcome == "" || r.Reason == "" || r.Text == "" || !utf8.ValidString(r.Text) || len(r.Text) > 100_000 || len(r.Choices) > 40 {
				t.Errorf("Ask(%q), Ask(%q, pick %q, drop %q): %s/%s, %d bytes, %d choices: %.200q", first, second, pick, drop, r.Outcome, r.Reason, len(r.Text), len(r.Choices), r.Text)
			}
		}
		if took := time.Since(began); took > 10*cpuLimit {
			t.Errorf("Ask(%.40q), Ask(%.40q) took %v, want at most %v", first, second, took, 10*cpuLimit)
		}
	})
}
