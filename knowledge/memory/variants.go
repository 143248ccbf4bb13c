package memory

import "strings"

// A dimension parts the variants of a service: what is said of one is not said
// of another. Each value is a list of spellings.
type dimension struct {
	values  [][]string
	silent  string  // the spelling that goes without saying; "" = none
	wider   float64 // what is left of the likeness when only the service says a value
	general float64 // what is left of it when only the item does
}

// other is what is left of the likeness of two variants.
const other = .5

// dimensions were found by reading the wrong links of a province's catalogue.
// A name may say several values (换领、补领): one in common is enough.
var dimensions = []dimension{
	{[][]string{
		{"首次", "初次", "初始", "新办", "新申请", "设立", "成立"}, {"延续", "续期", "延期", "再次"}, {"换领", "换发", "换证"},
		{"补领", "补发", "补办", "补证", "遗失", "丢失", "挂失"}, {"变更", "更正"}, {"转移", "转让", "过户"}, {"迁入", "转入"}, {"迁出", "转出"},
		{"注销", "终止", "撤销", "销户", "停业"}, {"恢复"}, {"抵押"}, {"查封"}, {"预告"}, {"异议"},
	}, "首次", .8, .9},
	{[][]string{{"查询", "查阅", "公示", "名录", "名单"}, {"预约"}, {"公证"}, {"投诉", "举报"}, {"咨询"}, {"宣传", "宣教"}, {"奖励", "表彰"}, {"报名"}}, "", .7, .9},
	{[][]string{{"个体工商户", "个体户"}, {"公司"}, {"农民专业合作社"}, {"合伙企业"}}, "", .9, .9},
	{[][]string{{"一级"}, {"二级"}, {"三级"}}, "", .8, .9},
	{[][]string{{"一类"}, {"二类"}, {"三类"}}, "", .8, .9},
	{[][]string{{"结婚"}, {"离婚"}}, "", .9, .9},
	{[][]string{{"购房", "买卖"}, {"租房"}, {"赠与"}, {"继承"}}, "", .9, .9},
	{[][]string{{"本科"}, {"专科"}}, "", .9, .9},
}

// variant says, per dimension, which values a name states: one bit a value.
type variant [8]uint32

// variantOf reads the variant from a name.
func variantOf(name string) (v variant) {
	for i, d := range dimensions {
		v[i] = d.stated(name)
	}
	return v
}

// or takes from the fuller name of the same thing what v does not say.
func (v variant) or(fuller variant) variant {
	for i := range v {
		if v[i] == 0 {
			v[i] = fuller[i]
		}
	}
	return v
}

func (d dimension) stated(name string) (bits uint32) {
	for i, spellings := range d.values {
		for _, s := range spellings {
			if strings.Contains(name, s) {
				bits |= 1 << i
			}
		}
	}
	return bits
}

// agree returns what is left of the likeness of an item and a service of these
// variants, between 0 and 1.
func agree(item, service variant) float64 {
	left := 1.0
	for i, d := range dimensions {
		left *= d.agree(item[i], service[i])
	}
	return left
}

func (d dimension) agree(item, service uint32) float64 {
	switch silent := d.stated(d.silent); {
	case item == service || item&service != 0:
		return 1
	case item == 0 && service == silent, service == 0 && item == silent:
		return 1
	case item == 0:
		return d.wider
	case service == 0:
		return d.general
	}
	return other
}
