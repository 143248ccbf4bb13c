package assistant

import (
	"testing"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/lexicon"
)

// TestADeathIsSaidPlainly holds the euphemisms beside what only sounds like one:
// nobody is told 请节哀 whose father walked to three desks.
func TestADeathIsSaidPlainly(t *testing.T) {
	say := plainly(lexicon.Default(), read.New(knowledge.Regions{}))
	for clause, want := range map[string]string{
		"我爸走了": "爸去世", "我爸去年走了": "爸去世", "老伴上个月没了": "老伴去世", "我妈不在了": "妈去世", "我爸走咗": "爸去世", "爷爷前年腊月走了": "爷爷去世", "走了的是我爸": "去世",
		"我爸走了三趟": "", "我妈走了一趟派出所": "", "老公没了工作": "", "老婆没了身份证": "", "我爸走了程序": "", "身份证没了": "", "我爸走路去": "", "我爸还在": "",
	} {
		if got := say(clause); got.Plain != want || got.Death != (want != "" && clause != "走了的是我爸") {
			t.Errorf("plainly(%s) = %+v, want %q", clause, got, want)
		}
	}
}
