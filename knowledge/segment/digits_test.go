package segment_test

import (
	"testing"

	"wenban/knowledge/segment"
)

func TestDigits(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a spoken mobile number", "我的手机是幺三八零零幺三八零零零", "我的手机是13800138000"},
		{"radio words", "洞拐勾两幺幺", "079211"},
		{"full width", "号码１２３４５６", "号码123456"},
		{"mixed with figures", "138零零幺三八000", "13800138000"},
		{"in groups", "幺三八 零零幺三 八零零零", "138 0013 8000"},
		{"an identity number keeps its last letter", "一一零一零一一九九零零一零一幺二三X", "11010119900101123X"},
		{"four words are no number", "三三两两", "三三两两"},
		{"numerals with places are no digits", "一百二十三万四千五百", "一百二十三万四千五百"},
		{"five insurances", "五险一金", "五险一金"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := segment.Digits(tt.text); got != tt.want {
				t.Errorf("Digits(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}
