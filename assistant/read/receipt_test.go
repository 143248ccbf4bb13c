package read

import (
	"testing"

	"wenban/knowledge"
)

// TestANumberThatIsWaitedForIsProgress: whoever gives the number of something that
// was handed in and waits for it wants to know how far it is; a number beside
// another need, or a telephone, is none.
func TestANumberThatIsWaitedForIsProgress(t *testing.T) {
	r := New(knowledge.Regions{})
	for _, c := range []struct {
		said   string
		number string
		want   bool
	}{
		{"WB260318-0472-9915,请查一下", "WB260318-0472-9915", true},
		{"老伴的丧葬费是女儿在手机上交的,她说有个号是 36082620260225014487 ,钱什么时候发", "36082620260225014487", true},
		{"44018220261109000357 这个号查一哈", "44018220261109000357", true},
		{"申请号 BJ2024-0099，到哪了", "BJ2024-0099", true},
		{"发票号是 25442000000123456789 ,要红冲", "25442000000123456789", false},
		{"我的电话号是 13800138000 ,护照什么时候能办", "", false},
	} {
		if got := r.Read(c.said, Context{}); got.Receipt != c.number || (got.Intent == Progress) != c.want {
			t.Errorf("Read(%s) = %s, receipt %q; want receipt %q and progress: %v", c.said, got.Intent, got.Receipt, c.number, c.want)
		}
	}
}
