package form_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"wenban/assistant/form"
	"wenban/knowledge"
)

// all is the consent of a citizen who has nothing against it.
var all = form.Consent{Identity: true, Licences: true, Earlier: true, Talk: true}

// known is what a citizen might be known by.
func known() form.Sources {
	return form.Sources{
		Identity:   &form.Identity{Name: "林秀兰", IDCard: "99010219880315602X", Phone: "19900000001"},
		Enterprise: &form.Enterprise{Name: "云溪市绿野科技有限公司"},
		Licences: []form.Licence{
			{Name: "居民身份证", Number: "1", Fields: map[string]string{"姓名": "林秀兰", "住址": "云溪市云东区滨江中路118号"}},
			{Name: "不动产权证书", Number: "甲", Fields: map[string]string{"坐落": "云溪市云东区一号路1号", "证书号": "甲"}},
			{Name: "不动产权证书", Number: "乙", Fields: map[string]string{"坐落": "云溪市云西区二号路2号", "证书号": "乙"}},
			{Name: "机动车驾驶证", Number: "旧", Expires: "2026-11-24", Fields: map[string]string{"证号": "旧的"}},
			{Name: "食品经营许可证", Number: "旧", Expires: "2020-01-01", Fields: map[string]string{"编号": "旧的"}},
			{Name: "食品经营许可证", Number: "新", Expires: "2026-11-25", Fields: map[string]string{"编号": "新的"}},
			{Name: "残疾人证", Number: "撤", Revoked: true, Fields: map[string]string{"证号": "撤"}},
			{Name: "结婚证", Number: "婚", Trust: form.Verified, Fields: map[string]string{"配偶姓名": "陈志远"}},
		},
		Earlier: []form.Earlier{
			{Item: "甲事", On: "2025-01-02", Labels: map[string]string{"工作单位": "说过的单位"}},
			{Item: "乙事", On: "2024-01-02", Accepted: true, Labels: map[string]string{"工作单位": "更早的单位", "从业人员数": "3"}},
		},
		Situations: []knowledge.Situation{{ID: "why", Options: []knowledge.Option{{ID: "lost", Label: "丢失"}, {ID: "bad", Label: "损坏"}}}},
		Answers:    knowledge.Answers{"why": "lost"},
		Said:       map[string]string{"x": "话里说的"},
	}
}

func TestAFieldIsFilledFromTheFirstSourceThatKnows(t *testing.T) {
	lost := []string{"丢失", "损坏"}
	for _, c := range []struct {
		name  string
		field knowledge.FormField
		want  string // text|from|trust, "" = left empty
	}{
		{"the identity", knowledge.FormField{Prefill: []string{"identity.name", "answer"}}, "林秀兰|来自：登录的实名信息|A"},
		{"the phone that was entered", knowledge.FormField{Type: "phone", Prefill: []string{"identity.phone"}}, "19900000001|来自：登录的实名信息|D"},
		{"the unit", knowledge.FormField{Prefill: []string{"enterprise.name"}}, "云溪市绿野科技有限公司|来自：登录的单位信息|A"},
		{"a licence, where the identity lacks it", knowledge.FormField{Type: "address", Prefill: []string{"identity.address", "licence.居民身份证.住址"}}, "云溪市云东区滨江中路118号|来自：电子证照 居民身份证|A"},
		{"the field's own order", knowledge.FormField{Prefill: []string{"answer", "identity.name"}}, "话里说的|来自：您在对话里说的|D"},
		{"one that passes the check", knowledge.FormField{Type: "date", Prefill: []string{"answer", "licence.不存在.日期"}}, ""},
		{"two licences that differ", knowledge.FormField{Type: "address", Prefill: []string{"licence.不动产权证书.坐落"}}, ""},
		{"a licence that ran out yesterday", knowledge.FormField{Prefill: []string{"licence.机动车驾驶证.证号"}}, "旧的|来自：电子证照 机动车驾驶证（2026-11-24到期）|C"},
		{"the valid one of two, on its last day", knowledge.FormField{Prefill: []string{"licence.食品经营许可证.编号"}}, "新的|来自：电子证照 食品经营许可证|A"},
		{"a licence that was taken away", knowledge.FormField{Prefill: []string{"licence.残疾人证.证号"}}, ""},
		{"a licence verified at a window", knowledge.FormField{Prefill: []string{"licence.结婚证.配偶姓名"}}, "陈志远|来自：电子证照 结婚证|B"},
		{"the newest application", knowledge.FormField{Label: "工作单位", Prefill: []string{"earlier"}}, "说过的单位|来自：您2025-01-02申请“甲事”时填的|D"},
		{"an application that was accepted", knowledge.FormField{Label: "从业人员数", Type: "number", Prefill: []string{"earlier"}}, "3|来自：您2024-01-02申请“乙事”时填的|B"},
		{"the answer to a situation", knowledge.FormField{Type: "select", Options: lost, Prefill: []string{"situation.why"}}, "丢失|来自：您刚才的回答|D"},
		{"the answer in the form's words", knowledge.FormField{Type: "select", Options: []string{"遗失补领"}, Picks: map[string]string{"lost": "遗失补领"}, Prefill: []string{"situation.why"}}, "遗失补领|来自：您刚才的回答|D"},
		{"an answer the form has no word for", knowledge.FormField{Type: "select", Options: []string{"其他情况"}, Prefill: []string{"situation.why"}}, ""},
		{"never", knowledge.FormField{Never: true, Prefill: []string{"identity.name"}}, ""},
		{"somebody else", knowledge.FormField{PrefillWhen: knowledge.When{{"why": {"bad"}}}, Prefill: []string{"identity.name"}}, ""},
		{"somebody else, from the talk", knowledge.FormField{PrefillWhen: knowledge.When{{"why": {"bad"}}}, Prefill: []string{"identity.name", "answer"}}, "话里说的|来自：您在对话里说的|D"},
		{"the other sex", knowledge.FormField{Label: "男方姓名", Prefill: []string{"identity.name"}}, ""},
		{"the own sex", knowledge.FormField{Label: "女方姓名", Prefill: []string{"identity.name"}}, "林秀兰|来自：登录的实名信息|A"},
		{"the spouse of the other sex", knowledge.FormField{Label: "男方姓名", Prefill: []string{"identity.name", "licence.结婚证.配偶姓名"}}, "陈志远|来自：电子证照 结婚证|B"},
		{"a field that does not apply", knowledge.FormField{When: knowledge.When{{"why": {"bad"}}}, Prefill: []string{"identity.name"}}, ""},
		{"a field whose situation is open", knowledge.FormField{When: knowledge.When{{"other": {"x"}}}, Prefill: []string{"identity.name"}}, ""},
		{"an unknown source", knowledge.FormField{Prefill: []string{"identity", "identity.", "licence.居民身份证", "licence..", "nowhere.x", ""}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.field.ID = "x"
			got := ""
			for _, v := range form.Fill(knowledge.Form{Fields: []knowledge.FormField{c.field}}, known(), all, checker()) {
				got = fmt.Sprintf("%s|%s|%s", v.Text, v.From, v.Trust)
				if v.Confirmed {
					t.Errorf("Fill(%+v) is confirmed, want it not to be", c.field)
				}
			}
			if got != c.want {
				t.Errorf("Fill(%+v) = %q, want %q", c.field, got, c.want)
			}
		})
	}
}

func TestNothingIsFilledWithoutConsent(t *testing.T) {
	f := knowledge.Form{Fields: []knowledge.FormField{
		{ID: "identity", Prefill: []string{"identity.name"}}, {ID: "enterprise", Prefill: []string{"enterprise.name"}},
		{ID: "licence", Prefill: []string{"licence.居民身份证.姓名"}}, {ID: "earlier", Label: "工作单位", Prefill: []string{"earlier"}},
		{ID: "situation", Prefill: []string{"situation.why"}}, {ID: "x", Prefill: []string{"answer"}},
	}}
	for _, c := range []struct {
		allow form.Consent
		want  string
	}{
		{form.Consent{}, ""},
		{form.Consent{Identity: true}, "identity enterprise"},
		{form.Consent{Licences: true}, "licence"},
		{form.Consent{Earlier: true}, "earlier"},
		{form.Consent{Talk: true}, "situation x"},
		{all, "identity enterprise licence earlier situation x"},
	} {
		var filled []string
		for _, v := range form.Fill(f, known(), c.allow, checker()) {
			filled = append(filled, v.Field)
		}
		if got := strings.Join(filled, " "); got != c.want {
			t.Errorf("Fill(%+v) fills %q, want %q", c.allow, got, c.want)
		}
	}
}

func TestOfSeveralLicencesTheCitizenPicksOneForAllFields(t *testing.T) {
	f := knowledge.Form{Fields: []knowledge.FormField{
		{ID: "addr", Label: "坐落", Type: "address", Prefill: []string{"licence.不动产权证书.坐落"}},
		{ID: "no", Label: "证书号", Type: "text", Prefill: []string{"licence.不动产权证书.证书号"}},
	}}
	s := known()
	choices := form.Choices(f.Fields[0], s, all, checker())
	if len(choices) != 2 || choices[1].Number != "乙" {
		t.Fatalf("Choices(addr) = %+v, want 甲 and 乙", choices)
	}
	s.Pick = map[string]string{choices[1].Licence: choices[1].Number}
	got := form.Fill(f, s, all, checker())
	if len(got) != 2 || got[0].Text != "云溪市云西区二号路2号" || got[1].Text != "乙" {
		t.Errorf("Fill(picked 乙) = %+v, want both fields of 乙", got)
	}
	if again := form.Choices(f.Fields[0], s, all, checker()); again != nil {
		t.Errorf("Choices(picked) = %+v, want none", again)
	}
	if none := form.Choices(f.Fields[0], s, form.Consent{}, checker()); none != nil {
		t.Errorf("Choices(no consent) = %+v, want none", none)
	}
}

func TestWhatTheCitizenTypedOutlivesANewFill(t *testing.T) {
	f := knowledge.Form{Fields: []knowledge.FormField{
		{ID: "name", Label: "姓名", Type: "text", Prefill: []string{"identity.name"}},
		{ID: "tel", Label: "电话", Type: "phone", Prefill: []string{"identity.phone"}},
	}}
	values := form.Fill(f, known(), all, checker())
	values, err := form.Set(f, values, "tel", "13912345678", checker())
	if err != nil {
		t.Fatal(err)
	}
	values = form.Refill(f, values, known(), all, checker())
	if v, _ := form.Get(values, "tel"); v.Text != "13912345678" || v.Trust != form.Declared || v.From != form.Typed || !v.Confirmed {
		t.Errorf("after Set and Refill tel = %+v, want what was typed, confirmed", v)
	}
	if v, _ := form.Get(values, "name"); v.Text != "林秀兰" || v.Confirmed {
		t.Errorf("after Refill name = %+v, want the identity's, not confirmed", v)
	}
	if _, err := form.Set(f, values, "tel", "1391234567", checker()); err == nil {
		t.Error("Set(tel, ten digits) = nil, want an error")
	}
	if _, err := form.Set(f, values, "none", "1", checker()); err == nil {
		t.Error("Set(a field there is not) = nil, want an error")
	}
	values, _ = form.Set(f, values, "name", "林秀兰", checker())
	if v, _ := form.Get(values, "name"); v.Trust != form.Organ || !v.Confirmed {
		t.Errorf("Set(name, as it was) = %+v, want trust A, confirmed", v)
	}
	values, _ = form.Set(f, values, "name", " ", checker())
	if _, ok := form.Get(values, "name"); ok {
		t.Error("Set(name, blank) keeps a value, want none")
	}
}

func TestWhatWasConfirmedGoesWithItsAnswerOrItsConsent(t *testing.T) {
	f := knowledge.Form{Fields: []knowledge.FormField{
		{ID: "why", Label: "原因", Type: "select", Options: []string{"丢失", "损坏"}, Prefill: []string{"situation.why"}},
		{ID: "name", Label: "姓名", Type: "text", Prefill: []string{"identity.name"}},
		{ID: "addr", Label: "住址", Type: "address", Prefill: []string{"licence.居民身份证.住址"}},
	}}
	s := known()
	values := form.Confirm(form.Fill(f, s, all, checker()), "why", "name", "addr")
	if got := form.Refill(f, values, s, all, checker()); fmt.Sprint(got) != fmt.Sprint(values) {
		t.Errorf("Refill(nothing changed) = %+v, want %+v", got, values)
	}
	s.Answers = knowledge.Answers{"why": "bad"}
	withdrawn := all
	withdrawn.Licences = false
	got := form.Refill(f, values, s, withdrawn, checker())
	why, _ := form.Get(got, "why")
	name, _ := form.Get(got, "name")
	if why.Text != "损坏" || why.Confirmed || !name.Confirmed {
		t.Errorf("Refill(another answer) = %+v, want 损坏 to be confirmed anew, and the name as it was", got)
	}
	if v, there := form.Get(got, "addr"); there {
		t.Errorf("Refill(without consent to licences) keeps %+v", v)
	}
}

func TestTheFormAsksOneQuestionAtATimeAndIsReadyAtTheEnd(t *testing.T) {
	f := knowledge.Form{Fields: []knowledge.FormField{
		{ID: "id", Label: "孩子身份证号", Type: "id_card", Required: true},
		{ID: "born", Label: "孩子出生日期", Type: "date", Required: true},
		{ID: "own", Label: "申请人身份证号", Type: "id_card", Required: true, Prefill: []string{"identity.id_card"}},
		{ID: "note", Label: "备注", Type: "textarea"},
		{ID: "lost", Label: "丢失日期", Type: "date", Required: true, When: knowledge.When{{"why": {"lost"}}}},
	}}
	a := knowledge.Answers{"why": "lost"}
	values := form.Fill(f, known(), all, checker())
	said := map[string]string{"id": "99010219880315602X", "born": "1949年12月31日", "lost": "昨天"}
	var asked []string
	for ask, ok := form.Next(f, values, a); ok; ask, ok = form.Next(f, values, a) {
		asked = append(asked, fmt.Sprintf("%s(%d)", ask.Question, ask.Left))
		var err error
		if values, err = form.Set(f, values, ask.Field.ID, said[ask.Field.ID], checker()); err != nil {
			t.Fatalf("Set(%s, %q) = %v, want nil", ask.Field.ID, said[ask.Field.ID], err)
		}
	}
	if got, want := strings.Join(asked, ""), "孩子身份证号是什么？(3)孩子出生日期是哪一天？(2)丢失日期是哪一天？(1)"; got != want {
		t.Errorf("Next asked %s, want %s", got, want)
	}
	says := func() string {
		var u form.Unready
		errors.As(form.Ready(f, values, a, checker()), &u)
		out := ""
		for _, l := range u {
			out += l.Field.ID + ":" + l.Say + ";"
		}
		return out
	}
	if got := says(); !strings.Contains(got, "born:“孩子出生日期”和身份证号里的不一致") || !strings.Contains(got, "own:“申请人身份证号”和“孩子身份证号”相同") {
		t.Errorf("Ready(one number for two people, another day of birth) says %q", got)
	}
	values, _ = form.Set(f, values, "id", "11010519491231002X", checker())
	if got, want := says(), "own:请核对;"; got != want {
		t.Errorf("Ready(put right) says %q, want %q", got, want)
	}
	values = form.Confirm(values, "own")
	if err := form.Ready(f, values, a, checker()); err != nil {
		t.Errorf("Ready(confirmed) = %v, want nil", err)
	}
}

func TestQuestionsReadAsAClerkWouldAsk(t *testing.T) {
	for _, c := range []struct{ kind, label, want string }{
		{"number", "申请金额（万元）", "申请金额是多少万元？"},
		{"number", "从业人员数", "从业人员数是多少？"},
		{"bool", "是否同时申领临时身份证", "是否同时申领临时身份证？"},
		{"bool", "债权债务是否已全部清结", "债权债务是否已全部清结？"},
		{"textarea", "变更理由", "请写一下变更理由。"},
		{"select", "领取方式", "领取方式是哪一种？"},
	} {
		f := knowledge.Form{Fields: []knowledge.FormField{{ID: "x", Label: c.label, Type: c.kind, Required: true}}}
		if ask, ok := form.Next(f, nil, nil); !ok || ask.Question != c.want {
			t.Errorf("Next(%s %s) = %q, %v, want %q", c.kind, c.label, ask.Question, ok, c.want)
		}
	}
}
