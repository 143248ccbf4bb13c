package form_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"wenban/assistant/form"
	"wenban/knowledge"
)

// fuzzCheck fuzzes the parser of one type: it never panics, what it returns is
// text and stays as it is when it is checked again, and what is wrong is said.
func fuzzCheck(f *testing.F, kind, label string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	x := knowledge.FormField{ID: "x", Label: label, Type: kind, Options: []string{"丢失", "损坏", "到期", "丢"}}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := checker().Check(x, text)
		var wrong form.Wrong
		if err != nil {
			if !errors.As(err, &wrong) || wrong == "" {
				t.Errorf("Check(%s, %q) = %v, want a Wrong that says something", kind, text, err)
			}
			return
		}
		if got == "" || !utf8.ValidString(got) {
			t.Errorf("Check(%s, %q) = %q, want text", kind, text, got)
		}
		if again, err := checker().Check(x, got); err != nil || again != got {
			t.Errorf("Check(%s, %q) = %q, and again %q, %v, want the same", kind, text, got, again, err)
		}
	})
}

func FuzzIDCard(f *testing.F) {
	fuzzCheck(f, "id_card", "身份证号", "11010519491231002X", "110105491231002", "１１010519491231002x", "一")
}

func FuzzUSCC(f *testing.F) {
	fuzzCheck(f, "uscc", "统一社会信用代码", "12441500196720244T", "115113010833722043")
}

func FuzzPhone(f *testing.F) {
	fuzzCheck(f, "phone", "联系电话", "+86 139-1234-5678", "(0990)82200100", "4001234567", "-")
}

func FuzzDate(f *testing.F) {
	fuzzCheck(f, "date", "丢失日期", "2024年3月5日", "二〇二四年三月十五日", "昨天", "20240305", "十月十号")
}

func FuzzNumber(f *testing.F) {
	fuzzCheck(f, "number", "申请金额（万元）", "3.5万元", "1,000", "三万五千", "一百二", "零", "十万", "0.000001元")
}

func FuzzSelect(f *testing.F) {
	fuzzCheck(f, "select", "原因", "丢失", "2", "丢失了", "丢")
}

func FuzzRegion(f *testing.F) { fuzzCheck(f, "region", "所在区县", "云东区", "990102", "云") }

func FuzzAddress(f *testing.F) {
	fuzzCheck(f, "address", "住址", "云东区滨江中路118号", "\u200b路路路路")
}

func FuzzText(f *testing.F) {
	fuzzCheck(f, "text", "申请人姓名", "张三", "\x00", "a\u202eb", "  ")
}

func FuzzBankCard(f *testing.F) {
	fuzzCheck(f, "text", "收款银行卡号", "6217990000102000011", "６２17")
}
