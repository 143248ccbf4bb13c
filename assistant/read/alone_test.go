package read

import (
	"slices"
	"testing"

	"wenban/knowledge"
)

// TestMoreThanSmallTalk: a goodbye, a laugh or thanks beside which something is told
// or asked is none.
func TestMoreThanSmallTalk(t *testing.T) {
	r := New(knowledge.Regions{})
	for _, row := range []struct {
		said  string
		small bool
	}{
		{"我先走了", true}, {"走了", true}, {"哈哈哈", true}, {"谢谢啊", true},
		{"我妈走了", false}, {"户口不在这哈", false}, {"谢谢,再问下护照被偷", false},
	} {
		if got := r.Read(row.said, Context{}).Intent == Greeting; got != row.small {
			t.Errorf("Read(%s) is small talk: %v, want %v", row.said, got, row.small)
		}
	}
}

// TestANumberAloneIsAnAgeWhereAgesAreAsked and the number of a choice where it can be one.
func TestANumberAloneIsAnAgeWhereAgesAreAsked(t *testing.T) {
	r := New(knowledge.Regions{})
	ages := Context{Asked: true, Choices: []string{"不满八十周岁", "八十至八十九周岁"}}
	for _, row := range []struct {
		said string
		c    Context
		want []int
	}{
		{"82", ages, []int{82}}, {"八十二", ages, []int{82}}, {"都79了", ages, []int{79}},
		{"2", ages, nil}, {"82", Context{Asked: true, Choices: []string{"有", "没有"}}, nil}, {"82号楼", ages, nil},
	} {
		if got := r.Read(row.said, row.c); !slices.Equal(got.Ages, row.want) {
			t.Errorf("Read(%s, %q).Ages = %v, want %v", row.said, row.c.Choices, got.Ages, row.want)
		}
	}
}
