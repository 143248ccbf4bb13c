package policy_test

import (
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/ingest/policy"
)

const notice = `云溪市人民政府办公室文件

云政办发〔2025〕12号

云溪市人民政府办公室关于印发
《云溪市小餐饮登记管理办法》的通知

各区人民政府,市直各单位:
现将办法印发给你们。
第一条 为了规范小餐饮,制定本办法。
第二条 登记证有效期三年,自2024年1月1日起施行的旧证继续有效。
第三条 本办法自2025年6月1日起施行,有效期五年。《云溪市小餐饮备案办法》(云政发〔2019〕3号)同时废止。

云溪市人民政府办公室
2025年4月20日`

func TestAPolicyIsReadFromItsUsualForms(t *testing.T) {
	cases := []struct {
		name string
		in   policy.Source
		want knowledge.Document
	}{
		{"a notice with head, number, two-line title and signature", policy.Source{Text: notice}, knowledge.Document{
			ID: "云政办发〔2025〕12号", Title: "云溪市人民政府办公室关于印发《云溪市小餐饮登记管理办法》的通知", Number: "云政办发〔2025〕12号",
			Issuer: "云溪市人民政府办公室", Published: "2025-04-20", Effective: knowledge.Period{From: "2025-06-01", To: "2030-05-31"}}},
		{"a law that was changed is in force from the change", policy.Source{
			Title: "上海口岸服务条例", Published: "2020-05-14", History: "2011年11月17日 上海市第十三届人民代表大会常务委员会第三十次会议通过\n\n2020年5月14日 上海市第十五届人民代表大会常务委员会第二十一次会议《关于修改的决定》第一次修正",
			Text: "第一条 为了规范口岸,制定本条例。\n第二条 本条例自2012年3月1日起施行。"}, knowledge.Document{
			ID: "上海口岸服务条例(2020-05-14)", Title: "上海口岸服务条例", Issuer: "上海市人民代表大会常务委员会", Published: "2020-05-14",
			Effective: knowledge.Period{From: "2020-05-14"}}},
		{"a decree", policy.Source{Title: "行政区域界线管理条例", History: "2002年5月13日 中华人民共和国国务院令第353号公布\n\n2002年7月1日 施行", Text: "第一条 为了巩固界线,制定本条例。"}, knowledge.Document{
			ID: "行政区域界线管理条例(2002-05-13)", Title: "行政区域界线管理条例", Number: "中华人民共和国国务院令第353号", Issuer: "国务院", Published: "2002-05-13",
			Effective: knowledge.Period{From: "2002-07-01"}}},
		{"how long a certificate lasts is not how long the rule does", policy.Source{Title: "商标法", Published: "2019-04-23", History: "2019年4月23日 第十三届全国人民代表大会常务委员会第十次会议修正",
			Text: "第三十九条 注册商标的有效期为十年,自核准注册之日起计算。\n第七十三条 本法自1983年3月1日起施行。"}, knowledge.Document{
			ID: "商标法(2019-04-23)", Title: "商标法", Issuer: "全国人民代表大会常务委员会", Published: "2019-04-23", Effective: knowledge.Period{From: "2019-04-23"}}},
		{"from the day of issue, until a day", policy.Source{Text: "关于稳岗补贴的通知\n云人社〔2024〕7号\n一、条件。\n二、本通知自印发之日起施行,有效期至2026年12月31日。\n云溪市人力资源和社会保障局\n二〇二四年三月五日"}, knowledge.Document{
			ID: "云人社〔2024〕7号", Title: "关于稳岗补贴的通知", Number: "云人社〔2024〕7号", Issuer: "云溪市人力资源和社会保障局", Published: "2024-03-05",
			Effective: knowledge.Period{From: "2024-03-05", To: "2026-12-31"}}},
		{"a table of a page that names its parts", policy.Source{Text: "索引号｜123｜发文机关:云溪市医保局｜\n发文字号:云医保[2023]5号｜成文日期:2023-02-03\n云溪市医疗保障局关于门诊报销的公告\n本公告自2023年3月1日起执行。"}, knowledge.Document{
			ID: "云医保〔2023〕5号", Title: "云溪市医疗保障局关于门诊报销的公告", Number: "云医保〔2023〕5号", Issuer: "云溪市医保局", Published: "2023-02-03",
			Effective: knowledge.Period{From: "2023-03-01"}}},
	}
	for _, c := range cases {
		got, _ := policy.Read(c.in)
		got.Text = ""
		if g, w := show(got), show(c.want); g != w {
			t.Errorf("%s: Read = \n%s\nwant\n%s", c.name, g, w)
		}
	}
}

func show(d knowledge.Document) string {
	return d.ID + "|" + d.Title + "|" + d.Number + "|" + d.Issuer + "|" + d.Published + "|" + d.Effective.From + "|" + d.Effective.To
}

func TestWhatIsNotSaidIsToldAndNotGuessed(t *testing.T) {
	d, problems := policy.Read(policy.Source{Text: "一段没有标题的话。它提到2020年1月1日和《行政许可法》,也提到别的文件自2021年1月1日起施行。"})
	if d.Title != "" || d.Number != "" || d.Issuer != "" || d.Published != "" || d.Effective.From != "" || len(problems) != 5 {
		t.Errorf("Read = %s with %d problems %v, want nothing read and 5 problems", show(d), len(problems), problems)
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"2025-1-31": "2025-01-31", "2025/01/31": "2025-01-31", "2025年1月31日": "2025-01-31", "二〇二五年十二月三十一日": "2025-12-31",
		"2025.3.5": "2025-03-05", "2025-02-30": "", "2月29日": "", "长期": "", "": "", "2024-02-29 10:00:00": "2024-02-29", "二○一九年十月二十日": "2019-10-20",
	} {
		if got := policy.Date(in); got != want {
			t.Errorf("Date(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzRead holds that no text makes the reading fail, and that a date that is
// read is one.
func FuzzRead(f *testing.F) {
	f.Add(notice, "2011年11月17日 上海市第十三届人民代表大会常务委员会第三十次会议通过")
	f.Add("", "")
	f.Add("第一条 本办法自二〇二四年十三月三十二日起施行", "（）")
	f.Fuzz(func(t *testing.T, text, history string) {
		d, _ := policy.Read(policy.Source{Text: text, History: history})
		for _, s := range []string{d.Published, d.Effective.From, d.Effective.To} {
			if s != "" && policy.Date(s) != s {
				t.Errorf("Read(%q, %q) read the date %q", text, history, s)
			}
		}
	})
}
