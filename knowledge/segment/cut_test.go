package segment_test

import (
	"slices"
	"testing"

	"wenban/knowledge/segment"
)

func TestCut(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want       []string
	}{
		{"the likeliest words", "律师执业变更审核", []string{"律师", "执业", "变更", "审核"}},
		{"without punctuation and spaces", "注册（一级） 注销。", []string{"注册", "一级", "注销"}},
		{"letters and digits stay together", "延期l字签证2019年", []string{"延期", "l", "字", "签证", "2019", "年"}},
		{"nothing has none", "（）", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := segment.Cut(row.text); !slices.Equal(got, row.want) {
				t.Errorf("Cut(%q) = %q, want %q", row.text, got, row.want)
			}
		})
	}
}
