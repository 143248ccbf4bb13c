package assistant_test

import (
	"strings"
	"testing"

	"wenban/knowledge/index"
)

// TestANumberThatWasMaskedIsNotSearchedFor: the digits that a mask leaves made
// the identity card 110… a matter of the police, and kept a new need with the
// item before.
func TestANumberThatWasMaskedIsNotSearchedFor(t *testing.T) {
	for _, said := range []string{
		"身份证丢了 110101199003071234", "身份证丢了，号码110101199003071234", "我身份证丢了怎么补，我的身份证号是110101199003071234",
		"身份证丢了，手机13812345678",
	} {
		c := meet(t)
		c.say("社保卡补办")
		r := c.say(said)
		if r.Focus != lostCard {
			t.Errorf("社保卡补办, then %s: focus %q %q, want the lost card", said, r.Focus, r.Lead)
		}
		for _, p := range r.Trace.Query.(index.Query).Parts {
			if strings.ContainsAny(p.Text, "*0123456789") || p.From == "110" {
				t.Errorf("%s is searched as %+v, want no digit of the number", said, p)
			}
		}
	}
}

// TestANeedForAnotherPaperLeavesTheOneBefore: both may be lost, so that the words
// seemed to answer a question about the first.
func TestANeedForAnotherPaperLeavesTheOneBefore(t *testing.T) {
	for _, said := range []string{"身份证丢了怎么补", "我身份证丢了怎么补"} {
		c := meet(t)
		before := c.say("社保卡补办").Focus
		if r := c.say(said); before == lostCard || r.Focus != lostCard {
			t.Errorf("社保卡补办 (%s), then %s: focus %q %q, want the lost card", before, said, r.Focus, r.Lead)
		}
	}
}
