package form_test

import (
	"strings"
	"testing"
	"time"

	"wenban/assistant/form"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

// today is the day of the tests.
var today = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

func checker() form.Checker { return form.Checker{Today: today} }

func TestAnEntryIsCheckedByItsType(t *testing.T) {
	for _, c := range []struct{ kind, label, text, want string }{
		{"id_card", "身份证号", "11010519491231002X", "11010519491231002X"},
		{"id_card", "身份证号", "11010519491231002x", "11010519491231002X"},
		{"id_card", "身份证号", "１１０１０５ 19491231 002Ｘ", "11010519491231002X"},
		{"id_card", "身份证号", "440524-18800101-0014", "440524188001010014"},
		{"id_card", "身份证号", "110105491231002", "11010519491231002X"},
		{"id_card", "身份证号", "11010519491231002", "!身份证号应为18位，现在是17位"},
		{"id_card", "身份证号", "110105194912310021", "!对不上"},
		{"id_card", "身份证号", "110105194913310025", "!出生日期"},
		{"id_card", "身份证号", "110105209912310029", "!出生日期"},
		{"id_card", "身份证号", "1101051949123100XX", "!17位数字"},
		{"id_card", "身份证号", "一二三四五六七八九十一二三四五六七八", "!17位数字"},
		{"uscc", "统一社会信用代码", "12441500196720244t", "12441500196720244T"},
		{"uscc", "统一社会信用代码", "115113010833722043", "115113010833722043"},
		{"uscc", "统一社会信用代码", "1151130108337220", "!应为18位，现在是16位"},
		{"uscc", "统一社会信用代码", "11511301OO8778183N", "!没有字母I、O"},
		{"uscc", "统一社会信用代码", "11511301008778184N", "!对不上"},
		{"phone", "联系电话", "139 1234 5678", "13912345678"},
		{"phone", "联系电话", "+86-13912345678", "13912345678"},
		{"phone", "联系电话", "１３９１２３４５６７８", "13912345678"},
		{"phone", "联系电话", "(0990)82200100", "0990-82200100"},
		{"phone", "联系电话", "010-12345678", "!固定电话"},
		{"phone", "联系电话", "01062345678", "010-62345678"},
		{"phone", "联系电话", "1391234567", "!手机号应为11位，现在是10位"},
		{"phone", "联系电话", "12912345678", "!前三位"},
		{"phone", "联系电话", "我的号码", "!全是数字"},
		{"phone", "联系电话", "82200100", "!区号"},
		{"date", "丢失日期", "2024年3月5日", "2024-03-05"},
		{"date", "丢失日期", "2024年3月5号", "2024-03-05"},
		{"date", "丢失日期", "2024/03/05", "2024-03-05"},
		{"date", "丢失日期", "2024.3.5", "2024-03-05"},
		{"date", "丢失日期", "20240305", "2024-03-05"},
		{"date", "丢失日期", "二〇二四年三月十五日", "2024-03-15"},
		{"date", "丢失日期", "昨天", "2026-11-24"},
		{"date", "丢失日期", "3月5号", "!请写上年份"},
		{"date", "丢失日期", "24年3月5日", "!年份请写四位"},
		{"date", "丢失日期", "2024年3月", "!哪一天"},
		{"date", "丢失日期", "正月初五", "!公历"},
		{"date", "丢失日期", "2023-02-29", "!没有这一天"},
		{"date", "丢失日期", "2026-11-26", "!不能晚于今天（2026年11月25日）"},
		{"date", "拟办理日期", "2026-12-26", "2026-12-26"},
		{"date", "丢失日期", "上个月", "!年、月、日"},
		{"number", "申请金额（万元）", "50", "50"},
		{"number", "申请金额（万元）", "50万元", "50"},
		{"number", "申请金额（万元）", "500,000元", "50"},
		{"number", "申请金额（万元）", "三万五千元", "3.5"},
		{"number", "成交价（元）", "118万", "1180000"},
		{"number", "成交价（元）", "1.185万元", "11850"},
		{"number", "经营面积（平方米）", "98.60平方米", "98.6"},
		{"number", "经营面积（平方米）", "一百二十", "120"},
		{"number", "经营面积（平方米）", "一百二", "!请写数字"},
		{"number", "从业人员数", "3.5", "!整数"},
		{"number", "从业人员数", "三个人", "3"},
		{"number", "从业人员数", "-3", "!负数"},
		{"number", "从业人员数", "1e9", "!请写数字"},
		{"number", "从业人员数", "NaN", "!请写数字"},
		{"address", "住址", "云溪市云东区滨江中路118号", "云溪市云东区滨江中路118号"},
		{"address", "住址", "这里", "!门牌号"},
		{"address", "住址", "12345678", "!门牌号"},
		{"address", "住址", strings.Repeat("路", 151), "!最多写150个字，现在是151个字"},
		{"text", "工作单位", "  云溪市\u200b绿野科技 \n 有限公司\x00 ", "云溪市绿野科技 有限公司"},
		{"text", "工作单位", strings.Repeat("字", 101), "!最多写100个字，现在是101个字"},
		{"text", "申请人姓名", "张3", "!姓名里不应有数字"},
		{"text", "申请人姓名", "迪丽热巴·迪力木拉提", "迪丽热巴·迪力木拉提"},
		{"text", "收款银行卡号", "6217 9900 0010 2000 011", "6217990000102000011"},
		{"text", "收款银行卡号", "6217990000102000012", "!对不上"},
		{"text", "收款银行卡号", "62179900001", "!16至19位，现在是11位"},
		{"textarea", "变更理由", "一\n二", "一\n二"},
		{"textarea", "变更理由", strings.Repeat("字", 1001), "!最多写1000个字"},
		{"bool", "是否", "是的", "是"},
		{"bool", "是否", "没有", "否"},
		{"bool", "是否", "大概", "!“是”或者“否”"},
		{"text", "工作单位", " \u200b ", "!还没有填"},
	} {
		got, err := checker().Check(knowledge.FormField{ID: "x", Label: c.label, Type: c.kind}, c.text)
		if err != nil {
			got = "!" + err.Error()
		}
		if want, wrong := strings.CutPrefix(c.want, "!"); wrong != (err != nil) || wrong && !strings.Contains(got, want) || !wrong && got != want {
			t.Errorf("Check(%s %s, %q) = %q, want %q", c.kind, c.label, c.text, got, c.want)
		}
	}
}

func TestAnOptionIsChosenByNameNumberOrPart(t *testing.T) {
	x := knowledge.FormField{ID: "x", Label: "补领原因", Type: "select", Options: []string{"丢失", "损坏", "到期换领", "信息变更换领"}}
	for text, want := range map[string]string{"丢失": "丢失", "2": "损坏", "２": "损坏", "到期": "到期换领", "证件丢失了": "丢失", "换领": "", "别的": "", "5": "", "期": ""} {
		got, err := checker().Check(x, text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Check(select, %q) = %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestARegionIsFoundByAnyOfItsNames(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	c := form.Checker{Today: today, Regions: e.Regions.All}
	for text, want := range map[string]string{"990102": "云东区", "云东": "云东区", "老城区": "云东区", "云岭省外江口市": "云岭省外江口市", "12345": "", "云": ""} {
		got, err := c.Check(knowledge.FormField{ID: "x", Label: "所在区县", Type: "region"}, text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Check(region, %q) = %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestNoErrorRepeatsWhatWasTyped(t *testing.T) {
	for _, kind := range []string{"id_card", "uscc", "phone", "date", "number", "address", "text", "bool"} {
		const secret = "6217990000102000099991199"
		_, err := checker().Check(knowledge.FormField{ID: "x", Label: "收款银行卡号", Type: kind}, secret)
		if err == nil {
			t.Errorf("Check(%s, %s) = nil, want an error", kind, secret)
		} else if strings.Contains(err.Error(), secret[:8]) {
			t.Errorf("Check(%s) = %q, which repeats the entry", kind, err)
		}
	}
}

func TestTheNumbersOfTheSamplePeoplePassTheirChecks(t *testing.T) {
	people, err := sample.LoadPeople()
	if err != nil {
		t.Fatal(err)
	}
	right := func(kind, label, text string) {
		t.Helper()
		if got, err := checker().Check(knowledge.FormField{Label: label, Type: kind}, text); err != nil || got != text {
			t.Errorf("Check(%s, %q) = %q, %v, want it unchanged", kind, text, got, err)
		}
	}
	for _, c := range people.Citizens {
		right("id_card", "身份证号", c.IDCard)
		right("phone", "联系电话", c.Phone)
		right("text", "申请人姓名", c.Name)
		right("address", "住址", c.Address)
		for _, l := range c.Licences {
			if card := l.Fields["银行账号"]; card != "" {
				right("text", "收款银行卡号", card)
			}
		}
	}
	for _, e := range people.Enterprises {
		right("uscc", "统一社会信用代码", e.USCC)
		right("id_card", "身份证号", e.LegalPersonIDCard)
	}
}
