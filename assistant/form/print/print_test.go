package print_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"

	"wenban/assistant/form"
	"wenban/assistant/form/print"
	"wenban/knowledge"
)

func line(label, text, from string, trust form.Trust, confirmed bool) form.Line {
	return form.Line{Field: knowledge.FormField{Label: label, Required: true}, Value: form.Value{Text: text, From: from, Trust: trust, Confirmed: confirmed}}
}

// sheet is a form with everything a form may have.
func sheet() print.Sheet {
	return print.Sheet{
		Title: "社会保障卡补领、换领申请表", Item: "社会保障卡补领、换领", Department: "云溪市人力资源和社会保障局",
		Receipt: "YX20261125-0007", At: time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC),
		Lines: []form.Line{
			line("申请人姓名", "林秀兰", "来自：登录的实名信息", form.Organ, true),
			line("申请人身份证号码", "99010219880315602X", "来自：登录的实名信息", form.Organ, true),
			line("原社保卡号", "K10200001", "来自：电子证照 社会保障卡", form.Organ, true),
			line("补换原因", "丢失、被盗", "来自：您刚才的回答", form.Declared, true),
			line("拟选银行", "云溪农商银行", "来自：您2025-01-02申请“社会保障卡申领”时填的", form.Verified, false),
			line("邮寄地址", "云岭省云溪市云东区滨江中路118号3栋502室（白天请打电话，老人在家，门禁按0502）", form.Typed, form.Declared, true),
			line("备注", "罕见的字：䶮、㛃、𠮷。English and 1,234.50 %\n第二行", form.Typed, form.Declared, true),
			{Field: knowledge.FormField{Label: "监护人姓名"}},
		},
	}
}

func render(t testing.TB, s print.Sheet) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := print.PDF(&b, s); err != nil {
		t.Fatalf("PDF(%s) = %v", s.Title, err)
	}
	return b.Bytes()
}

// text reads a PDF back, page by page, blanks left out.
func text(t testing.TB, body []byte) (pages []string) {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for n := range r.NumPage() {
		s, err := r.Page(n + 1).GetPlainText(nil)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, strings.Join(strings.Fields(s), ""))
	}
	return pages
}

func TestAPrintedFormSaysEverythingThatIsInIt(t *testing.T) {
	body := render(t, sheet())
	if path := os.Getenv("WENBAN_KEEP_PDF"); path != "" {
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pages := text(t, body)
	if len(pages) != 1 {
		t.Fatalf("PDF has %d pages, want 1", len(pages))
	}
	for _, want := range []string{
		"社会保障卡补领、换领申请表", "受理部门：云溪市人力资源和社会保障局", "2026年11月25日09:30", "YX20261125-0007", "已提交，待受理",
		"林秀兰", "99010219880315602X", "电子证照社会保障卡（A机关产生）", "丢失、被盗", "【未核对】", "老人在家", "䶮、㛃、〔U+20BB7〕", "第二行", "（未填）",
		"人工智能", "第1页共1页",
	} {
		if !strings.Contains(pages[0], want) {
			t.Errorf("the printed form says\n%s\nwant %q in it", pages[0], want)
		}
	}
	if strings.Contains(pages[0], "已受理") {
		t.Error("the printed form says 已受理 before anybody did")
	}
}

func TestALongFormGoesOnOverPagesAndLosesNothing(t *testing.T) {
	s := sheet()
	long := strings.Repeat("情况说明写得很长，", 111) + "结尾。"
	for range 3 {
		s.Lines = append(s.Lines, line("情况说明", long, form.Typed, form.Declared, true))
	}
	s.Lines = append(s.Lines, line("很多行", strings.Repeat("一\n", 99)+"终", form.Typed, form.Declared, true))
	pages := text(t, render(t, s))
	all := strings.Join(pages, "")
	if got, want := strings.Count(all, "说明写得很长"), 3*111; got > want || got < want*9/10 { // a break within may hide one
		t.Errorf("the printed form has the long text %d times, want about %d", got, want)
	}
	if strings.Count(all, "结尾。") != 3 || strings.Count(all, "一") < 99 || !strings.Contains(all, "终") {
		t.Errorf("the printed form lost the end of a long text:\n%s", all)
	}
	for i, p := range pages {
		if !strings.Contains(p, "人工智能辅助填写") || !strings.Contains(p, "YX20261125-0007") {
			t.Errorf("page %d of %d has no notice or no receipt number:\n%s", i+1, len(pages), p)
		}
	}
	if len(pages) < 3 {
		t.Errorf("the printed form has %d pages, want at least 3", len(pages))
	}
}

func TestAFormThatWasNotHandedInSaysSo(t *testing.T) {
	s := sheet()
	s.Receipt = ""
	if got := text(t, render(t, s))[0]; !strings.Contains(got, "还没有提交") || strings.Contains(got, "回执号") {
		t.Errorf("a form without a receipt says\n%s\nwant 还没有提交 and no receipt", got)
	}
	if got := text(t, render(t, print.Sheet{})); len(got) != 1 {
		t.Errorf("an empty sheet has %d pages, want 1", len(got))
	}
}

func TestHostileTextIsPrinted(t *testing.T) {
	for _, value := range []string{"\x00\xff", "\u202e\U0010FFFF\n\n", strings.Repeat("。", 400), strings.Repeat("（", 400), strings.Repeat("a", 4000), "\n", " "} {
		if pages := text(t, render(t, print.Sheet{Title: value, Item: value, Lines: []form.Line{line(value, value, form.Typed, form.Declared, false)}})); len(pages) == 0 {
			t.Errorf("PDF(%q) has no page", value)
		}
	}
}

func BenchmarkPDF(b *testing.B) {
	for b.Loop() {
		render(b, sheet())
	}
}
