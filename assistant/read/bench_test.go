package read

import (
	"testing"

	"wenban/knowledge"
)

// BenchmarkRead reads questions of the kinds that come, of ordinary length.
func BenchmarkRead(b *testing.B) {
	r := New(knowledge.Regions{}, "广东省", "广州市")
	said := []string{
		"身份证丢了怎么补办，要带什么材料", "我家旁边工地晚上十二点还在打桩，投诉", "我的护照办到哪一步了", "转人工",
		"我妈退休了想把社保从外省转回来，需要她本人去吗，我代办行不行", "明天天气怎么样", "公司不给我发工资，我想去劳动仲裁", "另外问下公积金怎么提取",
	}
	c := Context{Now: "2026-06-01"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Read(said[i%len(said)], c)
	}
}
