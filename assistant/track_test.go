package assistant_test

import (
	"strings"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
	"wenban/knowledge"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

// keeping is a talk whose cases are kept, and the ledger they are kept in.
func keeping(t *testing.T) (*talk, *ledger.Database) {
	t.Helper()
	var none *seal.Ring
	l := ledger.New(dbtest.Open(t, t.TempDir()+"/wenban.db"), none.Next())
	c := meet(t)
	c.a.Ledger, c.a.Cases = l, l
	return c, l
}

// complain hands a complaint in, in a talk, and returns its receipt number.
func complain(t *testing.T, a *assistant.Assistant, talk, key, phone string) string {
	t.Helper()
	r, err := a.Submit(t.Context(), assistant.Submission{Talk: talk, At: noon, Said: "提交投诉", Case: handoff.Case{
		Kind: handoff.Complaint, Scope: "talk " + talk, Key: key, Region: "990102", Department: "云东区城市管理局", Title: "夜间施工噪声",
		Content: handoff.Content{Name: "王秀兰", Phone: phone, What: "半夜施工"},
	}})
	if err != nil {
		t.Fatalf("Submit = %v, want nil", err)
	}
	return r.Receipt.Number
}

func TestProgressIsToldInItsOwnTalkWithoutProof(t *testing.T) {
	c, _ := keeping(t)
	c.say("你好")
	receipt := complain(t, c.a, c.last.Talk, "k", "")
	for _, words := range []string{"我的投诉到哪了", "进度查询", receipt} {
		r := c.say(words)
		if r.Outcome != guide.Informed || r.Reason != guide.AsProgress || !strings.Contains(r.Lead, "已提交，待受理") || !strings.Contains(r.Lead, handoff.Grouped(receipt)) {
			t.Errorf("say(%s) = %s %s %q, want where the case stands", words, r.Outcome, r.Reason, r.Lead)
		}
	}
}

func TestProgressElsewhereTakesReceiptAndDigits(t *testing.T) {
	for name, say := range map[string][]string{
		"both at once":          {"%s 8000"},
		"grouped, with words":   {"帮我查一下%s，尾号8000"},
		"one at a time":         {"我的投诉到哪了", "%s", "8000"},
		"digits in words":       {"%s", "后四位是八零零零"},
		"the whole number":      {"%s", "13800138000"},
		"without WB when asked": {"我的投诉到哪了", "#", "8000"},
		"a second try":          {"%s", "9999", "8000"},
	} {
		t.Run(name, func(t *testing.T) {
			c, l := keeping(t)
			c.say("你好")
			receipt := complain(t, c.a, c.last.Talk, "k", "13800138000")
			if _, _, err := l.Apply(t.Context(), handoff.Update{ID: "u", Case: caseID(t, l, receipt), Action: handoff.Accept, At: noon.Add(time.Hour), Due: noon.AddDate(0, 0, 7), Text: "请王女士保持电话13800138000畅通"}); err != nil {
				t.Fatal(err)
			}
			c.last = assistant.Reply{} // another talk
			for i, words := range say {
				words = strings.ReplaceAll(words, "%s", handoff.Grouped(receipt))
				words = strings.ReplaceAll(words, "#", receipt[2:])
				r := c.say(words)
				if found := strings.Contains(r.Lead, "已受理"); found != (i == len(say)-1) {
					t.Fatalf("say(%s) = %q, told %v, want it told at the last word alone", words, r.Lead, found)
				}
				if strings.Contains(r.Text, "13800138000") {
					t.Errorf("say(%s) tells a phone number: %q", words, r.Text)
				}
			}
			turns, err := l.Turns(t.Context(), c.last.Talk, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, turn := range turns {
				if strings.Contains(turn.Said, "8000") && !strings.Contains(turn.Said, "138****8000") || strings.Contains(turn.Said, "八零零零") || turn.State.Track == "8000" {
					t.Errorf("turn %d is kept as %q, want no digit of the proof", turn.Seq, turn.Said)
				}
			}
		})
	}
}

func caseID(t *testing.T, l *ledger.Database, receipt string) string {
	t.Helper()
	c, err := l.ByReceipt(t.Context(), receipt)
	if err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// Whatever is wrong is told in one sentence.
func TestA02AStrangersCaseIsNotConfirmed(t *testing.T) {
	c, _ := keeping(t)
	c.say("你好")
	receipt := complain(t, c.a, c.last.Talk, "k", "13800138000")
	silent := complain(t, c.a, c.last.Talk, "k2", "")
	told := map[string]bool{}
	for _, words := range []string{receipt + " 1111", "WB26112500000008 8000", silent + " 0000"} {
		c.last = assistant.Reply{}
		r := c.say(words)
		told[r.Lead] = true
		if !strings.HasPrefix(r.Lead, assistant.NotFound) {
			t.Errorf("say(%s) = %q, want %q", words, r.Lead, assistant.NotFound)
		}
	}
	if len(told) != 1 {
		t.Errorf("wrong pairs are told in %d ways, want 1: %v", len(told), told)
	}
	c.last = assistant.Reply{}
	for range 5 {
		c.say(receipt + " 1111")
	}
	if r := c.say(receipt + " 8000"); !strings.Contains(r.Lead, "分钟再试") {
		t.Errorf("the sixth try = %q, want to wait", r.Lead)
	}
}

func TestAskingForAReceiptCanBeLeft(t *testing.T) {
	c, _ := keeping(t)
	if r := c.say("我的投诉到哪了"); !strings.Contains(r.Lead, "回执号") {
		t.Errorf("say(到哪了) = %q, want to be asked for the receipt number", r.Lead)
	}
	if r := c.say("身份证丢了怎么补"); r.Focus == "" && len(r.Items) == 0 {
		t.Errorf("say(another need) = %q, want it answered", r.Lead)
	}
	c.say("我的投诉到哪了")
	if r := c.say("WB26112500000001"); !strings.Contains(r.Lead, "不对") {
		t.Errorf("say(a number with a wrong check digit) = %q, want it told", r.Lead)
	}
	if r := c.say("着火了快来"); r.Outcome != guide.HandedOff {
		t.Errorf("say(fire) = %s, want it handed off before anything else", r.Outcome)
	}
}

// TestANumberIsTakenBesideTheItemThatTells: where an item of the edition tells how
// far things are, who has a receipt number of this house may still say it.
func TestANumberIsTakenBesideTheItemThatTells(t *testing.T) {
	e := knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{{Code: "a", Name: "居住证办理进度查询"}, {Code: "b", Name: "居住证申领"}}})
	know, err := knowing(e)
	c := meetWith(t, know, err)
	var none *seal.Ring
	l := ledger.New(dbtest.Open(t, t.TempDir()+"/wenban.db"), none.Next())
	c.a.Ledger, c.a.Cases = l, l
	r := c.say("我上个月交的居住证，现在办到哪一步了")
	if r.Focus != "a" || !strings.Contains(r.Lead, "回执号") || !strings.Contains(r.Text, r.Lead) {
		t.Fatalf("say = %s about %q: %q, want the item that tells it, and the receipt number", r.Outcome, r.Focus, r.Text)
	}
	receipt := complain(t, c.a, c.last.Talk, "k", "13800138000")
	c.last = assistant.Reply{} // in another talk
	c.say("我上个月交的居住证，现在办到哪一步了")
	if r := c.say(receipt + " 8000"); r.Reason != guide.AsProgress || !strings.Contains(r.Lead, "已提交，待受理") {
		t.Errorf("say(the receipt number and the digits) = %s %s %q, want where the case stands", r.Outcome, r.Reason, r.Lead)
	}
}
