package segment_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wenban/knowledge/segment"
)

func vocabulary() []string {
	return strings.Fields(`身份证 居住证 户口 户口本 户口簿 护照 结婚 离婚 结婚证 离婚证 出生证 出生医学证明 低保 最低生活保障
		养老 养老金 养老保险 社保 社保卡 医保 公积金 住房公积金 失业金 失业保险 工伤 生育 生育津贴 津贴 补贴 残疾 残疾证
		营业执照 驾驶证 行驶证 房产证 不动产 登记 注销 变更 补领 换领 申领 迁移 迁入 落户 退休 继承 公证 报销 转移 小学 公司 租房 贷款`)
}

func TestRepair(t *testing.T) {
	r := segment.NewRepairer(vocabulary())
	tests := []struct{ name, text, want string }{
		{"three characters (C49)", "深分证丢了怎么办", "身份证丢了怎么办"},
		{"two characters", "我要办低宝", "我要办低保"},
		{"inside a longer word", "氧老金怎么领", "养老金怎么领"},
		{"order lost", "功积金提取", "公积金提取"},
		{"four characters", "盈业直照上的地址", "营业执照上的地址"},
		{"one of three", "居住正到期了", "居住证到期了"},
		{"sounds that only resemble", "深份振丢了", "身份证丢了"},
		{"a word taken apart by chance stays", "他是业主", "他是业主"},
		{"a name cut across stays", "结婚证被老公撕了", "结婚证被老公撕了"},
		{"a school stays", "想报个驾校学自动挡", "想报个驾校学自动挡"},
		{"particles stay", "定居国法院以离婚诉讼处理", "定居国法院以离婚诉讼处理"},
		{"other letters stay", "abc 123", "abc 123"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, fixes := r.Repair(tt.text)
			if got != tt.want {
				t.Errorf("Repair(%q) = %q %v, want %q", tt.text, got, fixes, tt.want)
			}
		})
	}
}

// Everything an editor wrote is right, so nothing of it may be repaired.
func TestRepairLeavesTheSampleCityAlone(t *testing.T) {
	r := segment.NewRepairer(vocabulary())
	texts := sampleTexts(t)
	if len(texts) < 1000 {
		t.Fatalf("only %d texts in the sample city", len(texts))
	}
	for _, text := range texts {
		if got, fixes := r.Repair(text); len(fixes) > 0 {
			t.Errorf("Repair(%q) = %q %v, want it as it is", text, got, fixes)
		}
	}
}

func sampleTexts(t *testing.T) (texts []string) {
	t.Helper()
	files, _ := filepath.Glob("../sample/*.jsonl")
	items, _ := filepath.Glob("../sample/items/*.jsonl")
	for _, file := range append(files, items...) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("read %q: %v", file, err)
		}
		for line := range strings.Lines(string(data)) {
			var v any
			if err := json.Unmarshal([]byte(line), &v); err != nil {
				t.Fatalf("read a line of %q: %v", file, err)
			}
			texts = appendStrings(texts, v)
		}
	}
	return texts
}

func appendStrings(texts []string, v any) []string {
	switch v := v.(type) {
	case string:
		texts = append(texts, segment.Normal(v))
	case []any:
		for _, e := range v {
			texts = appendStrings(texts, e)
		}
	case map[string]any:
		for _, e := range v {
			texts = appendStrings(texts, e)
		}
	}
	return texts
}

func FuzzRepair(f *testing.F) {
	r := segment.NewRepairer(vocabulary())
	for _, s := range []string{"深分证丢了", "低宝", "abc身份正", "氧老氧老氧老"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = segment.Normal(s)
		got, fixes := r.Repair(s)
		if len(fixes) == 0 && got != s {
			t.Errorf("Repair(%q) = %q without a fix", s, got)
		}
		if len([]rune(got)) != len([]rune(s)) {
			t.Errorf("Repair(%q) = %q, of another length", s, got)
		}
	})
}

func BenchmarkRepair(b *testing.B) {
	r := segment.NewRepairer(vocabulary())
	r.Repair("深分证") // load the dictionary
	for b.Loop() {
		r.Repair("我妈妈的深分证丢了,想问一下补办需要带什么材料,多久能拿到")
	}
}
