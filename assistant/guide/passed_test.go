package guide

import (
	"slices"
	"testing"
)

// TestADeathIsHeard holds the euphemisms beside what only sounds like one.
func TestADeathIsHeard(t *testing.T) {
	for said, want := range map[string][]string{
		"我爸走了": {"爸去世"}, "我爸去年走了": {"爸去世"}, "老伴上个月没了": {"老伴去世"}, "我妈不在了": {"妈去世"}, "我老豆走咗": {"老豆去世"},
		"爷爷前年腊月走了": {"爷爷去世"}, "爸妈都没了": {"妈去世"},
		"我爸走了三趟": nil, "我妈走了一趟派出所": nil, "老公没了工作": nil, "老婆没了身份证": nil, "我爸走了程序": nil, "身份证没了": nil, "我爸走路去": nil, "我爸还在": nil,
	} {
		if got := meant(said); !slices.Equal(got, want) {
			t.Errorf("meant(%s) = %q, want %q", said, got, want)
		}
	}
}
