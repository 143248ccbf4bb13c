package assistant_test

import (
	"strings"
	"testing"

	"wenban/assistant/guide"
)

// TestViolenceAtHomeIsToldTheNumberAndAnswered: the need is answered, and the
// police number stands before it.
func TestViolenceAtHomeIsToldTheNumberAndAnswered(t *testing.T) {
	for said, want := range map[string]bool{
		"老公打我，我要离婚":         true,
		"丈夫经常打孩子，离婚登记怎么办":   true,
		"被家暴了，怎么申请法律援助":     true,
		"老公以前家暴，离婚登记要什么材料":  false,
		"我妈打我电话说身份证丢了怎么补":   false,
		"离婚登记要什么材料":         false,
		"老公打我银行卡上的钱怎么提取公积金": false,
	} {
		r := meet(t).say(said)
		first := strings.HasPrefix(r.Lead, "如果您现在有危险，请先打110")
		if first != want && r.Reason != guide.Emergency {
			t.Errorf("say(%s) = %s/%s %q, want the police number first: %v", said, r.Outcome, r.Reason, r.Lead, want)
		}
		if want && r.Reason != guide.Emergency && r.Focus == "" && r.Ask == nil {
			t.Errorf("say(%s) = %s/%s %q, want the need answered too", said, r.Outcome, r.Reason, r.Lead)
		}
	}
}
