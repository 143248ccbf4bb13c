package read

import (
	"testing"

	"wenban/knowledge"
)

// TestWhatIsPutAsideIsNotTheNeed: what is not to be done, said before what is
// wanted in its place, counts for little; a grievance or a fact does not.
func TestWhatIsPutAsideIsNotTheNeed(t *testing.T) {
	for _, c := range []struct {
		said  string
		aside bool // the first clause
	}{
		{"不改名不换地方，就是个体那张照找不着了", true},
		{"不卖，就是想把老婆名字加上去", true},
		{"没换地方，只是门牌号变了", true},
		{"我不贷款，就想提公积金", true},
		{"不是换证，是丢了", true},
		{"不卖了，房子怎么出租备案", false},
		{"单位不开证明，是不是就办不了", false},
		{"不开了，是去哪里注销", false},
	} {
		got := New(knowledge.Regions{}).Read(c.said, Context{}).Clauses
		if len(got) == 0 || got[0].Negated != c.aside {
			t.Errorf("Read(%s).Clauses = %+v; want the first put aside: %v", c.said, got, c.aside)
		}
	}
}
