package assistant_test

import (
	"testing"

	"wenban/assistant"
)

// heard is what a talk adds; rate is the feedback on its last turn.
func heard(t *testing.T, c *talk, rate string) (code, text string, ok bool) {
	t.Helper()
	if rate != "" {
		if err := c.a.Rate(t.Context(), c.last.Talk, c.last.Seq, rate, ""); err != nil {
			t.Fatal(err)
		}
	}
	turns, err := c.a.Ledger.Turns(t.Context(), c.last.Talk, 0)
	if err != nil {
		t.Fatal(err)
	}
	return assistant.Heard(turns)
}

func TestATalkWhoseItemWasConfirmedAddsItsFirstWords(t *testing.T) {
	for _, row := range []struct {
		name string
		talk func(c *talk)
		rate string
		want string // "" = nothing
	}{
		{"found useful", func(c *talk) { c.say("昨天钱包被偷,身份证没了咋补") }, "useful", "昨天钱包被偷,身份证没了咋补"},
		{"nobody said so", func(c *talk) { c.say("昨天钱包被偷,身份证没了咋补") }, "", ""},
		{"found wrong", func(c *talk) { c.say("昨天钱包被偷,身份证没了咋补") }, "wrong", ""},
		{"chosen from an offer", func(c *talk) { c.say("公积金那个怎么弄啊"); c.tap("租房提取住房公积金") }, "", "公积金那个怎么弄啊"},
		{"chosen and given up", func(c *talk) {
			c.say("公积金那个怎么弄啊")
			c.tap("租房提取住房公积金")
			c.tap("不是这件事")
		}, "", ""},
		{"personal words are left out", func(c *talk) { c.say("我叫张建国,电话13912345678,身份证丢了咋补") }, "useful", "身份证丢了咋补"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := meet(t)
			row.talk(c)
			code, text, ok := heard(t, c, row.rate)
			if text != row.want || ok != (row.want != "") || ok && code != c.last.Focus {
				t.Errorf("Heard = %s, %q, %v, want %q; the last reply: %s", code, text, ok, row.want, c.last.Lead)
			}
		})
	}
}
