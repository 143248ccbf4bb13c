package read

import (
	"testing"

	"wenban/knowledge"
)

func TestContact(t *testing.T) {
	for _, c := range []struct {
		text        string
		asked       bool
		phone, name string
	}{
		{"13800138000", true, "13800138000", ""},
		{"电话是 138 0013 8000，我姓王", true, "13800138000", "王"},
		{"我叫王秀兰，１３８００１３８０００", true, "13800138000", "王秀兰"},
		{"幺三八零零幺三八零零零", true, "13800138000", ""},
		{"+86 138-0013-8000", true, "13800138000", ""},
		{"0990-8123456", true, "09908123456", ""},
		{"8123456", true, "8123456", ""},
		{"8123456", false, "", ""},
		{"你们12345没人接", true, "", ""},
		{"不想留电话", true, "", ""},
		{"办件编号20260101001234567", true, "", ""},
	} {
		if phone, name := Contact(c.text, c.asked); phone != c.phone || name != c.name {
			t.Errorf("Contact(%q, %v) = %q, %q; want %q, %q", c.text, c.asked, phone, name, c.phone, c.name)
		}
	}
}

func TestDuty(t *testing.T) {
	r := New(knowledge.Regions{})
	for text, want := range map[string]string{
		"有人泄露国家机密":               Secret,
		"我要举报单位的人把涉密文件带回家":       Secret,
		"前员工窃取我们公司的客户名单":         Trade,
		"我要投诉老公跟别人开房":            Private,
		"帮我查一下前男友的住址":            Private,
		"能不能帮我找个对象":              Market,
		"我要投诉股票天天跌亏了好多谁负责":       Market,
		"王者荣耀账号被封了我要投诉":          Market,
		"派人来帮我修一下家里的马桶":          Market,
		"给点好处能不能插队办":             Illegal,
		"再不解决我就去泼汽油":             Illegal,
		"举报村干部收红包批低保":            "",
		"楼上漏水物业不管":               "",
		"保密资质怎么申请":               "",
		"我要举报有人走后门办低保":           "",
		"楼下饭店油烟太大":               "",
		"老公打我我要离婚":               "",
		"家里空调外机太吵邻居投诉":           "",
		"12345你们能不能派人来看看路灯坏了一个月": "",
	} {
		if got := r.Read(text, Context{}).Duty; got != want {
			t.Errorf("Read(%q).Duty = %q; want %q", text, got, want)
		}
	}
}

func TestKitchenSmokeIsNoFire(t *testing.T) {
	r := New(knowledge.Regions{})
	for text, want := range map[string]Intent{"楼下饭店油烟太大": Complaint, "我要投诉楼下油烟好大": Complaint, "油锅着火了好大的烟": Emergency} {
		if got := r.Read(text, Context{}).Intent; got != want {
			t.Errorf("Read(%q).Intent = %q; want %q", text, got, want)
		}
	}
}
