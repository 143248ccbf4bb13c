package assistant_test

import "testing"

// Who tells of a death and nothing else has not asked for the deed of a house.
func TestADeathAloneBringsAllOfIt(t *testing.T) {
	for said, want := range map[string]string{
		"我妈走了":    "身后一件事",
		"老公上个月没了": "身后一件事",
		"我爸今早走了，脑子里一团乱，后头都有哪些事要去办": "身后一件事",
		"老公去世了他公积金里的钱怎么取":          "离职、退休等情形提取（销户）住房公积金",
		"我妈没了要把户口销了":               "户口注销登记",
		"我爸走了，房子怎么过到我名下":           "国有建设用地使用权及房屋所有权转移登记",
	} {
		c := meet(t)
		if got := named(c, c.say(said)); got != want {
			t.Errorf("say(%s) is about %q, want %q", said, got, want)
		}
	}
}
