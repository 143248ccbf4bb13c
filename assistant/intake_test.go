package assistant_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
	"wenban/knowledge"
)

// cases are those of a talk.
func cases(t *testing.T, c *talk, l *ledger.Database) []handoff.Case {
	t.Helper()
	all, err := l.CasesOfTalk(t.Context(), c.last.Talk)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// all says one thing after the other and returns the last reply.
func all(c *talk, words ...string) (r assistant.Reply) {
	for _, w := range words {
		r = c.say(w)
	}
	return r
}

func TestAComplaintBecomesACase(t *testing.T) {
	c, l := keeping(t)
	r := c.say("我要投诉楼下烧烤店油烟太大，每天半夜还吵，希望查一查")
	if r.Outcome != guide.Asked || r.Reason != guide.AsComplaint || r.Ask == nil || !strings.Contains(r.Ask.Question, "在哪里") {
		t.Fatalf("say(投诉) = %s %s %+v, want the place to be asked", r.Outcome, r.Reason, r.Ask)
	}
	if r = c.say("溪南区锦溪大道88号3栋201老王烧烤"); r.Ask == nil || !strings.Contains(r.Ask.Question, "手机号") {
		t.Fatalf("say(地点) asks %+v, want the phone to be asked: the district is known", r.Ask)
	}
	r = c.say("我姓王，138 0013 8000")
	if r.Summary == nil || r.Summary.To != "云溪市城市管理局" || !strings.Contains(r.Text, "138****8000") || strings.Contains(r.Text, "已提交") {
		t.Fatalf("say(电话) = %s\n%+v, want the summary with the masked number", r.Text, r.Summary)
	}
	if n := len(cases(t, c, l)); n != 0 {
		t.Fatalf("%d cases before the confirmation, want 0", n)
	}
	r = c.say("确认提交")
	if r.Outcome != guide.Submitted || r.Receipt == nil || !strings.Contains(r.Text, "已提交，待受理") || strings.Contains(r.Text, "已受理") || !strings.Contains(r.Text, "5个工作日，到11月23日") {
		t.Fatalf("say(确认提交) = %s %q %+v, want the receipt", r.Outcome, r.Text, r.Receipt)
	}
	if number := handoff.Grouped(r.Receipt.Number); strings.Contains(r.Lead, number) || strings.Count(r.Text, number) != 1 {
		t.Errorf("say(确认提交) = lead %q, text %q, want the number %s beside the lead and once in the text", r.Lead, r.Text, number)
	}
	got := cases(t, c, l)
	if len(got) != 1 {
		t.Fatalf("%d cases, want 1", len(got))
	}
	want := handoff.Content{Name: "王", Phone: "13800138000", What: "我要投诉楼下烧烤店油烟太大，每天半夜还吵，希望查一查", Where: "溪南区锦溪大道88号3栋201老王烧烤", Street: "锦溪大道", When: "每天半夜", Wish: "希望查一查"}
	content := got[0].Content
	content.Form = nil
	if fmt.Sprint(content) != fmt.Sprint(want) {
		t.Errorf("content = %+v\nwant %+v", content, want)
	}
	k := got[0]
	if k.Kind != handoff.Complaint || k.State != handoff.Submitted || k.Category != "CG09" || k.Department != "云溪市城市管理局" || k.Region != "990104001" || k.Receipt != r.Receipt.Number || k.Due.In(knowledge.Zone).Format("2006-01-02 15:04") != "2026-11-23 17:30" {
		t.Errorf("case = %+v", k)
	}
	if strings.ContainsAny(k.Title, "0123456789") {
		t.Errorf("title = %q, want no number in it", k.Title)
	}
}

// TestWhatIsPersonalStaysSealed: neither the state nor any saved reply or word
// has the number, the name or the door; the control is that the case has.
func TestWhatIsPersonalStaysSealed(t *testing.T) {
	c, l := keeping(t)
	all(c, "我要投诉物业不修电梯，我叫王秀兰，住云东区康宁路15号3栋201室", "13800138000", "确认提交")
	turns, err := l.Turns(t.Context(), c.last.Talk, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, turn := range turns {
		turn.Private = nil // sealed
		kept, _ := json.Marshal(turn)
		for _, secret := range []string{"13800138000", "王秀兰", "201", "3栋"} {
			if strings.Contains(string(kept), secret) {
				t.Errorf("turn %d keeps %q: %s", turn.Seq, secret, kept)
			}
		}
	}
	got := cases(t, c, l)
	if len(got) != 1 || got[0].Content.Phone != "13800138000" || got[0].Content.Name != "王秀兰" || !strings.Contains(got[0].Content.What, "3栋201室") {
		t.Errorf("cases = %+v, want the whole words in the case", got)
	}
	talk, err := l.Talk(t.Context(), c.last.Talk)
	if err != nil || len(talk.Private) != 0 {
		t.Errorf("Talk.Private = %v, %v, want nothing once it is handed in", talk.Private, err)
	}
}

func TestC53CancelInTheMiddleLeavesNothing(t *testing.T) {
	for _, word := range []string{"取消", "重新开始", "算了不投诉了"} {
		c, l := keeping(t)
		r := all(c, "我要投诉路灯不亮", "云东区康宁路", "13800138000", word)
		talk, err := l.Talk(t.Context(), r.Talk)
		if err != nil || talk.State.Case != nil || len(talk.Private) != 0 || len(cases(t, c, l)) != 0 {
			t.Errorf("after %s: state %+v, private %v, %v, %d cases; want nothing left", word, talk.State.Case, talk.Private, err, len(cases(t, c, l)))
		}
		if word != "重新开始" && !strings.Contains(r.Lead, "没有提交") {
			t.Errorf("say(%s) = %q, want that nothing was handed in", word, r.Lead)
		}
		if r = c.say("确认提交"); r.Outcome == guide.Submitted || len(cases(t, c, l)) != 0 {
			t.Errorf("confirming after %s = %s, want nothing to confirm", word, r.Outcome)
		}
	}
}

func TestC54AConfirmationCountsOnceAndNotForEver(t *testing.T) {
	c, l := keeping(t)
	all(c, "我要投诉路灯不亮", "云东区康宁路15号", "不留")
	c.at = c.at.Add(2*time.Hour + time.Minute)
	r := c.say("确认提交")
	if r.Outcome != guide.Asked || r.Summary == nil || !strings.Contains(r.Lead, "两个多小时") || len(cases(t, c, l)) != 0 {
		t.Fatalf("an old confirmation = %s %q, want the summary once more", r.Outcome, r.Lead)
	}
	first := c.say("确认提交")
	second := c.say("确认提交")
	if first.Outcome != guide.Submitted || second.Outcome != guide.Informed || !strings.Contains(second.Lead, handoff.Grouped(first.Receipt.Number)) || len(cases(t, c, l)) != 1 {
		t.Errorf("confirmed twice = %s, %s %q with %d cases; want one case and its receipt", first.Outcome, second.Outcome, second.Lead, len(cases(t, c, l)))
	}
}

// TestC54ConfirmedAtOnce: the same confirmation from twenty pages at once is one
// case; whoever comes late is told that the talk has moved on.
func TestC54ConfirmedAtOnce(t *testing.T) {
	c, l := keeping(t)
	all(c, "我要投诉路灯不亮", "云东区康宁路15号", "不留")
	var wg sync.WaitGroup
	var mu sync.Mutex
	receipts := map[string]int{}
	for i := range 20 {
		wg.Go(func() {
			r, err := c.a.Ask(t.Context(), assistant.Question{Talk: c.last.Talk, ID: fmt.Sprint("m", i%4), Text: "确认提交", At: c.at})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil && r.Receipt != nil:
				receipts[r.Receipt.Number]++
			case err != nil && !errors.Is(err, assistant.ErrConflict):
				t.Errorf("Ask(确认提交) = %v", err)
			}
		})
	}
	wg.Wait()
	if len(receipts) != 1 || len(cases(t, c, l)) != 1 {
		t.Errorf("receipts %v and %d cases, want one of each", receipts, len(cases(t, c, l)))
	}
}

func TestC55WhatWasNotHandedInIsSaidSo(t *testing.T) {
	for _, words := range []string{"你刚才说已受理", "你刚才说我的投诉已经受理了", "刚才不是说已经登记了吗", "你们不是已经受理了吗"} {
		c, _ := keeping(t)
		if r := c.say(words); r.Outcome != guide.Informed || !strings.Contains(r.Lead, "没有提交过") {
			t.Errorf("say(%s) = %s %q, want that there is no record", words, r.Outcome, r.Lead)
		}
	}
	c, _ := keeping(t)
	receipt := all(c, "我要投诉路灯不亮", "云东区康宁路15号", "不留", "确认提交").Receipt.Number
	if r := c.say("你刚才说我的投诉已经受理了"); !strings.Contains(r.Text, handoff.Grouped(receipt)) || !strings.Contains(r.Text, "已提交，待受理") {
		t.Errorf("say(你刚才说已经受理了) after a submission = %q, want what stands", r.Text)
	}
}

func TestC56HalfOfItIsNotHandedIn(t *testing.T) {
	c, l := keeping(t)
	all(c, "我要投诉路灯不亮", "云东区康宁路15号")
	other := &talk{t: t, a: c.a, at: c.at}
	if r := all(other, "确认提交"); r.Outcome == guide.Submitted {
		t.Errorf("another talk confirmed it: %q", r.Text)
	}
	if n := len(cases(t, c, l)); n != 0 {
		t.Errorf("%d cases of half a complaint, want 0", n)
	}
	c.at = c.at.Add(24 * time.Hour)
	if r := all(c, "13800138000"); r.Summary == nil { // the control: its own talk goes on
		t.Errorf("the talk does not go on: %q", r.Text)
	}
}

// TestBranchesThroughTheFrontDoor: what is no case is told why and where to go,
// and leaves none.
func TestBranchesThroughTheFrontDoor(t *testing.T) {
	for _, b := range []struct {
		words   string
		outcome guide.Outcome
		want    string
	}{
		{"我家着火了", guide.HandedOff, "119"},
		{"我要举报局长受贿", guide.Informed, "12388"},
		{"我要起诉开发商，去哪个法院立案", guide.Informed, "12368"},
		{"我要举报有人把涉密文件带回家", guide.Declined, "12339"},
		{"我要举报前员工窃取我们公司的客户名单", guide.Declined, "商业秘密"},
		{"我要投诉邻居跟别人开房", guide.Declined, "隐私"},
		{"我要投诉股票天天跌亏了好多", guide.Declined, "不在政府部门的职责里"},
		{"我投诉，再不解决我就去泼汽油", guide.Declined, "请不要这样做"},
		{"我要投诉成都的物业公司不作为", guide.Declined, "成都的12345"},
		{"我要投诉楼下饭店油烟太大", guide.Asked, "餐饮油烟"}, // the control
	} {
		c, l := keeping(t)
		r := c.say(b.words)
		if r.Outcome != b.outcome || !strings.Contains(r.Text, b.want) || len(cases(t, c, l)) != 0 {
			t.Errorf("say(%s) = %s %s %q; want %s with %q and no case", b.words, r.Outcome, r.Reason, r.Text, b.outcome, b.want)
		}
	}
}

func TestTheSameMatterIsNotTakenTwice(t *testing.T) {
	c, l := keeping(t)
	receipt := all(c, "我要投诉康宁路15号门口的路灯不亮，黑漆漆的", "不留", "确认提交").Receipt.Number
	for i, want := range []string{"不再重复登记", "不再重复登记", "请不要反复提交", "请不要反复提交", "移交公安机关"} {
		r := c.say("我投诉康宁路15号门口的路灯不亮，黑漆漆的")
		if r.Outcome != guide.Informed || !strings.Contains(r.Text, want) || !strings.Contains(r.Text, handoff.Grouped(receipt)) {
			t.Errorf("said again, time %d = %s %q; want %q and the receipt", i+1, r.Outcome, r.Text, want)
		}
	}
	if n := len(cases(t, c, l)); n != 1 {
		t.Errorf("%d cases, want 1", n)
	}
	if r := c.say("我要投诉锦溪大道的公交站牌倒了"); r.Outcome != guide.Asked { // the control
		t.Errorf("another matter = %s %q, want it taken down", r.Outcome, r.Text)
	}
}

func TestDangerComesBeforeWhatIsBeingTakenDown(t *testing.T) {
	c, _ := keeping(t)
	c.say("我要投诉路灯不亮")
	if r := c.say("我家着火了快来人"); r.Outcome != guide.HandedOff || !strings.Contains(r.Text, "119") {
		t.Fatalf("say(着火) = %s %q, want 119 first", r.Outcome, r.Text)
	}
	if r := c.say("接着登记"); r.Ask == nil || !strings.Contains(r.Ask.Question, "在哪里") {
		t.Errorf("say(接着登记) = %q, want the place to be asked", r.Text)
	}
}

func TestAQuestionInBetweenIsAnsweredAndTheCaseWaits(t *testing.T) {
	c, l := keeping(t)
	c.say("我要举报有个黑作坊用病死猪肉做香肠，在青岭县石桥镇")
	r := c.say("身份证丢了怎么补")
	if r.Focus == "" || !strings.Contains(r.Lead, "还没有提交") {
		t.Fatalf("say(身份证丢了怎么补) = %q, want the item, and that the report waits", r.Text)
	}
	r = all(c, "接着登记", "大湾村桥头", "匿名")
	if r.Summary == nil || !strings.Contains(r.Text, "保密") {
		t.Fatalf("the report goes on = %q, want its summary", r.Text)
	}
	c.say("确认")
	if got := cases(t, c, l); len(got) != 1 || !got[0].Secret || got[0].Kind != handoff.Report || got[0].Content.Phone != "" {
		t.Errorf("cases = %+v, want one secret report without a number", got)
	}
}

func TestWhatIsWrongIsChanged(t *testing.T) {
	c, l := keeping(t)
	all(c, "我要投诉路灯不亮", "云东区康宁路15号", "13800138000")
	if r := c.say("修改"); r.Ask == nil || len(r.Choices) < 4 {
		t.Fatalf("say(修改) = %q, want a choice of elements", r.Text)
	}
	all(c, "地点", "青岭县青松路3号", "电话改成13900139000")
	c.say("提交")
	got := cases(t, c, l)
	if len(got) != 1 || got[0].Region != "990121" || got[0].Content.Where != "青岭县青松路3号" || got[0].Content.Phone != "13900139000" {
		t.Errorf("cases = %+v, want the changed place and number", got)
	}
}

func TestOnlyWhatIsMissingIsAsked(t *testing.T) {
	for _, c := range []struct {
		words string
		asked []string // what the questions contain, in order; each answered by the map below
	}{
		{"云东区康宁路15号门口井盖没了，我电话13800138000", nil},
		{"云东区康宁路15号门口井盖没了", []string{"手机号"}},
		{"井盖没了", []string{"在哪里", "手机号"}},
		{"政务APP老是闪退登不上，我要投诉", []string{"手机号"}},
		{"我要投诉", []string{"什么事", "在哪里", "手机号"}},
	} {
		answers := map[string]string{"手机号": "13800138000", "在哪里": "云东区康宁路15号", "什么事": "路灯不亮"}
		talk, _ := keeping(t)
		r := talk.say(c.words)
		for _, want := range c.asked {
			if r.Ask == nil || !strings.Contains(r.Ask.Question, want) {
				t.Fatalf("%s: asks %+v, want %s", c.words, r.Ask, want)
			}
			r = talk.say(answers[want])
		}
		if r.Summary == nil {
			t.Errorf("%s: after %v comes %q, want the summary", c.words, c.asked, r.Text)
		}
	}
}

func TestWhatCannotBeAnsweredGoesToADepartment(t *testing.T) {
	c, l := keeping(t)
	r := c.say("云东区的老城改造规划是怎么定的")
	if r.Outcome != guide.Declined {
		t.Fatalf("say(…) = %s; say here what still cannot be answered", r.Outcome)
	}
	all(c, "帮我转给部门答复", "云东区康宁路", "13800138000", "确认提交")
	got := cases(t, c, l)
	if len(got) != 1 || got[0].Kind != handoff.Consultation {
		t.Fatalf("cases = %+v, want one consultation", got)
	}
	if due := got[0].Due.In(knowledge.Zone).Format(time.DateOnly); due != "2026-11-19" {
		t.Errorf("due %s, want three working days: 2026-11-19", due)
	}
}

func TestWhatWasNoEmergencyIsTakenDown(t *testing.T) {
	c, _ := keeping(t)
	r := c.say("我们楼的电梯又把人关里面了，这个月第三次")
	if r.Outcome != guide.HandedOff {
		t.Fatalf("say(电梯) = %s, want the danger told first", r.Outcome)
	}
	if r = c.ask(assistant.Question{Pick: "command:file"}); r.Outcome != guide.Asked || !strings.Contains(r.Text, "可以在这里登记") {
		t.Errorf("不紧急，登记下来 = %s %q, want it taken down", r.Outcome, r.Text)
	}
}

// TestASignedInCitizenIsKnownInAnotherTalk: the same matter said in another talk
// is told how far it is; another citizen's is their own.
func TestASignedInCitizenIsKnownInAnotherTalk(t *testing.T) {
	c, l := keeping(t)
	ask := func(c *talk, citizen, words string) assistant.Reply {
		return c.ask(assistant.Question{Text: words, Citizen: citizen})
	}
	for _, w := range []string{"我要投诉康宁路15号门口的路灯不亮", "不留", "确认提交"} {
		ask(c, "citizen-a", w)
	}
	receipt := handoff.Grouped(c.last.Receipt.Number)
	for _, x := range []struct {
		citizen string
		same    bool
	}{{"citizen-a", true}, {"citizen-b", false}, {"", false}} {
		other := &talk{t: t, a: c.a, at: c.at.Add(24 * time.Hour)}
		r := ask(other, x.citizen, "我投诉康宁路15号门口路灯还是不亮")
		if same := r.Outcome == guide.Informed && strings.Contains(r.Text, receipt); same != x.same {
			t.Errorf("citizen %q: %s %q; want the same matter: %v", x.citizen, r.Outcome, r.Text, x.same)
		}
		if x.citizen == "citizen-b" && strings.Contains(r.Text, receipt) {
			t.Errorf("a stranger is told the receipt: %q", r.Text)
		}
	}
	if all, err := l.CasesOfCitizen(t.Context(), "citizen-a"); err != nil || len(all) != 1 {
		t.Errorf("citizen-a has %d cases, %v; want 1", len(all), err)
	}
}

func TestWhatIsTakenForAServiceMayBeAComplaint(t *testing.T) {
	for _, name := range []string{"tapped", "said"} {
		c, _ := keeping(t)
		r := c.say("公司没给我交社保")
		if r.Reason == guide.AsComplaint {
			t.Fatalf("%q is heard as a complaint at once; say here what is still taken for a service", r.Text)
		}
		if name == "tapped" {
			r = c.tap("不是办事，是要投诉")
		} else {
			r = c.say("我要投诉")
		}
		if r.Outcome != guide.Asked || r.Reason != guide.AsComplaint || !strings.Contains(r.Text, "社保") {
			t.Errorf("%s: %s %s %q, want what was told before taken down", name, r.Outcome, r.Reason, r.Text)
		}
	}
}

// TestAnAnswerToSomethingElseIsTaken: whoever is asked for a number and tells the
// place or the time has told it.
func TestAnAnswerToSomethingElseIsTaken(t *testing.T) {
	c, l := keeping(t)
	all(c, "我要投诉社保窗口的工作人员态度太差", "溪南区政务服务中心", "今天上午", "13800138000", "确认提交")
	got := cases(t, c, l)
	if len(got) != 1 {
		t.Fatalf("%d cases, want 1: the last reply was %q", len(got), c.last.Text)
	}
	k := got[0].Content
	if k.Where != "溪南区政务服务中心" || k.When != "今天上午" || k.Phone != "13800138000" {
		t.Errorf("content = %+v, want the place, the time and the number", k)
	}
	c, l = keeping(t)
	all(c, "公园里的路灯坏了好几天，我要投诉", "城南公园", "说不准", "不留", "确认提交")
	if got := cases(t, c, l); len(got) != 1 || got[0].Content.Where != "城南公园" {
		t.Errorf("cases = %+v, want one in 城南公园: the last reply was %q", got, c.last.Text)
	}
}
