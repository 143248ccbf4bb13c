package assistant

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/assistant/triage"
	"wenban/knowledge"
	"wenban/knowledge/calendar"
)

// Summary (核对) is what is going to be handed in, for the citizen to look at
// before they confirm it. What is personal in it is masked.
type Summary struct {
	Title string        `json:"title"`        // 投诉：餐饮油烟
	Lines []SummaryLine `json:"lines"`        // in the order a person would read them
	To    string        `json:"to,omitempty"` // the department; "" until somebody assigns it
	Until time.Time     `json:"until"`        // when it can no longer be confirmed
}

// SummaryLine is one element of what is handed in.
type SummaryLine struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// intake says the acts of taking a complaint down.
func (v voice) intake(reply *Reply) {
	switch v.plan.Act {
	case guide.AskCase:
		v.askCase(reply)
	case guide.DropCase:
		reply.Lead = "好的，已经取消，刚才说的没有提交，也没有留下。有别的事可以接着说。"
	case guide.TellFiled:
		reply.Lead = v.filed(v.state.Filed[len(v.state.Filed)-1])
	case guide.NothingIn:
		reply.Lead = "这次对话里没有提交过诉求，也没有受理、登记的记录。要反映问题，请直接说是什么事；以前在别处提交的，请凭回执号查进度。"
		reply.Ways = v.humanWays()
	case guide.TellBranch:
		reply.Lead = v.branch(*v.plan.Verdict)
		reply.Ways = v.humanWays()
	}
}

// filed tells what was handed in and where it stands.
func (v voice) filed(f triage.Filed) string {
	stands := v.plan.Stands
	if stands == "" {
		stands = handoff.Submitted.Name()
	}
	return fmt.Sprintf("您%s提交的%s，回执号 %s，现在的状态是“%s”。", moment(f.At), f.Kind.Name(), handoff.Grouped(f.Receipt), stands)
}

// moment is a time in words.
func moment(t time.Time) string { return t.In(knowledge.Zone).Format("1月2日15:04") }

// branch tells why no case is made, and the way that there is.
func (v voice) branch(d triage.Verdict) string {
	switch d.Branch {
	case triage.Same:
		text := "这件事不再重复登记。" + v.filed(d.Filed) + "有新的情况，可以打12345，说回执号补充。"
		if d.Warn {
			text += "请不要反复提交同样的内容；经劝阻仍然恶意反复占用热线的，会依规定移交公安机关。"
		}
		return text
	case triage.Malicious:
		return "同样的内容已经提醒过，这里不再登记。继续恶意反复占用热线的，会依规定移交公安机关处理。" + v.filed(d.Filed)
	case triage.NotAccepted:
		if d.Reason == "" {
			return "没有听到要反映的是什么事，这里没法登记，也没有提交任何内容。想好了随时说：什么事、在哪里、希望怎么解决。"
		}
		return fmt.Sprintf("您说的事在%s，归%s的部门管，这里不能受理，没有登记。请拨打%s的12345（在外地打要加区号），或者到国家政务服务平台投诉建议栏目提交。", d.Reason, d.Reason, d.Reason)
	}
	return notOurs[d.Reason]
}

// notOurs says of each duty that is not government's, or may not be taken down
// here, why, and where it goes. The numbers are those of the whole country.
var notOurs = map[string]string{
	"secret":  "这里是公开的渠道，涉及国家秘密、工作秘密的内容不能在这里写，也没有登记。发现危害国家安全或者泄密的线索，请直接拨打国家安全机关举报电话 12339，或者当面向保密行政管理部门报告。",
	"trade":   "涉及商业秘密的内容这里不登记，免得再次泄露。可以带证据当面向市场监督管理部门举报（12315），也可以向公安机关报案，或者向人民法院起诉；怎么选可以免费咨询 12348。",
	"private": "这涉及别人的隐私，这里不能查询、登记，也不会转给任何人。自己的权益受到侵害的，可以向公安机关报案或者向人民法院起诉；家庭、感情上的纠纷，可以找村（社区）人民调解委员会调解，或者免费咨询 12348。",
	"market":  "这件事属于市场服务或者私人之间的事，不在政府部门的职责里，所以没有登记。可以先找提供服务的商家、平台客服或者行业协会；要修理、开锁、找工作这类服务，可以找有资质的企业；有合同、有纠纷的，可以调解或者向法院起诉，免费咨询 12348。",
	"illegal": "这样做违反法律或者公序良俗，可能要承担治安处罚甚至刑事责任，这里不能帮，也没有登记，请不要这样做。您的诉求可以依法解决：请说说是什么事、在哪里、希望怎么处理，我替您登记转给负责的部门。",
}

// askCase asks for what a case still needs.
func (v voice) askCase(reply *Reply) {
	d := *v.state.Case
	reply.Lead = v.misheard(d) + v.opening(d)
	switch {
	case d.Asking == triage.Confirm:
		reply.Summary = v.summary(d)
		reply.Lead += "请核对，没有错再提交："
	case reply.Lead == "":
		reply.Lead = "好的。"
	}
}

// misheard says why something is asked once more.
func (v voice) misheard(d triage.Draft) string {
	switch {
	case v.plan.Heard == triage.Stale:
		return "这份内容放了两个多小时，没有提交，请再核对一遍。"
	case v.plan.Heard == triage.Wrong && d.Asking == triage.AskContact:
		return "这个号码不对：手机号是11位数字，固定电话请带区号。"
	case v.plan.Heard == triage.Lost:
		return "没有听明白。"
	}
	return ""
}

// opening says once, with the first question, what the case is taken for.
func (v voice) opening(d triage.Draft) string {
	if len(d.Asked) != 1 {
		return ""
	}
	category := v.know.Clerk.Category(d)
	text := "可以在这里登记，转给负责的部门办理。"
	if category.ID != "" {
		text = fmt.Sprintf("您反映的像是“%s”一类的事，可以在这里登记，转给%s办理。", category.Name, v.department(d))
	}
	if d.Kind == handoff.Praise {
		text = "谢谢您的表扬，可以在这里登记，转给那个单位。"
	}
	if d.Hidden {
		text += "您的身份和内容会保密，不会透露、转给被反映的人或者单位。"
	}
	return text + sentence(category.Note)
}

func (v voice) department(d triage.Draft) string {
	main, _ := v.know.Clerk.Office(d)
	switch district := v.know.Clerk.District(d); {
	case main == "":
		return "负责的部门"
	case district != "" && v.know.Clerk.Category(d).Level == "县级":
		return main + "（" + district + "）"
	}
	return main
}

// summary is all of a case, as it is going to be handed in.
func (v voice) summary(d triage.Draft) *Summary {
	category := v.know.Clerk.Category(d)
	s := &Summary{Title: d.Kind.Name(), Until: d.Shown.Add(triage.Expiry)}
	if category.ID != "" {
		s.Title += "：" + category.Name
	}
	s.To, _ = v.know.Clerk.Office(d)
	for _, l := range []SummaryLine{
		{"事情", d.What}, {"地点", v.place(d)}, {"时间", d.When}, {"诉求", d.Wish}, {"联系电话", v.phone(d)},
		{"保密", map[bool]string{true: "您的身份不告诉被反映的人或者单位"}[d.Hidden]},
		{"将转给", v.goesTo(d)}, {"办理期限", v.limit(d)},
	} {
		if l.Value != "" {
			s.Lines = append(s.Lines, l)
		}
	}
	if slices.ContainsFunc(s.Lines, func(l SummaryLine) bool { return strings.Contains(l.Value, "*") }) {
		s.Lines = append(s.Lines, SummaryLine{"说明", "打了星号的，办理部门看得到全部"})
	}
	return s
}

// place names the district and street, and what the citizen said of it. House
// numbers that may be somebody's home are masked here; the department gets them.
func (v voice) place(d triage.Draft) string {
	known := v.know.Clerk.Places.Name(d.Region)
	switch {
	case d.Where == "" || d.Where == known:
		return known
	case known == "" || strings.Contains(d.Where, v.know.Clerk.District(d)):
		return d.Where
	}
	return known + "，" + d.Where
}

func (v voice) phone(d triage.Draft) string {
	if d.Contact == triage.Given {
		return v.plan.Phone
	}
	return "没有留，办理结果不能电话告诉您，凭回执号在这次对话里看"
}

func (v voice) goesTo(d triage.Draft) string {
	if main, _ := v.know.Clerk.Office(d); main == "" {
		return "由12345工作人员看过后分派（待人工分派）"
	}
	return v.department(d)
}

func (v voice) limit(d triage.Draft) string {
	l := v.know.Clerk.Proposer.List.Limit(d.Kind, v.know.Clerk.Category(d))
	return limitWords(l, v.know.Clerk.Calendar.End(v.at, l))
}

// limitWords is a time limit in words. Until a department has accepted the case
// it is what the rule says, no promise.
func limitWords(l calendar.Limit, due calendar.Due) string {
	text := fmt.Sprintf("%d个%s，到%s", l.N, l.Unit, due.At.In(knowledge.Zone).Format("1月2日"))
	if l.Unit == calendar.Hours {
		text = fmt.Sprintf("%d小时，到%s", l.N, moment(due.At))
	}
	if due.Guessed {
		text += "（跨年部分的放假安排还没有公布，只扣除了周末）"
	}
	return text
}

// caseQuestion is the question of a step, and what may be tapped.
func (v voice) caseQuestion(reply *Reply) {
	d := *v.state.Case
	reply.Ask = &Ask{Question: caseQuestions[d.Asking], Why: caseReasons[d.Asking]}
	if known := v.know.Clerk.Places.Name(d.Region); d.Asking == triage.AskWhere && d.Where != "" && known != "" {
		reply.Ask.Question = "在" + known + "的什么位置？请说路名、村或者小区、单位的名字"
	}
	switch d.Asking {
	case triage.AskWhich:
		for _, id := range d.Which {
			c, _ := v.know.Clerk.Proposer.List.Category(id)
			reply.Choices = append(reply.Choices, Choice{ID: "option:" + id, Label: c.Name, Option: id})
		}
		reply.Choices = append(reply.Choices, command("skip", "都不是"))
	case triage.AskRegion:
		for _, code := range v.know.Clerk.Districts(d) {
			reply.Choices = append(reply.Choices, Choice{ID: "option:" + code, Label: v.know.Edition.Regions.Name(code), Option: code})
		}
		reply.Choices = append(reply.Choices, command("skip", "说不准"))
	case triage.AskContact:
		reply.Choices = append(reply.Choices, command("skip", "不留电话"))
	case triage.AskChange:
		for _, e := range [][2]string{{string(triage.AskWhat), "事情"}, {string(triage.AskWhere), "地点"}, {string(triage.AskContact), "联系电话"}, {string(triage.AskWhich), "类别和部门"}} {
			reply.Choices = append(reply.Choices, Choice{ID: "option:" + e[0], Label: e[1], Option: e[0]})
		}
	case triage.Confirm:
		reply.Choices = append(reply.Choices, command("submit", "确认提交"), command("change", "修改"))
	}
	reply.Choices = append(reply.Choices, command("cancel", "取消"))
}

var caseQuestions = map[triage.Step]string{
	triage.AskWhat:    "请说说是什么事、在哪里、希望怎么解决？",
	triage.AskWhich:   "更接近哪一类？",
	triage.AskWhere:   "是在哪里？请说区县、街道和路名、小区或者单位的名字",
	triage.AskRegion:  "是在哪个区县？",
	triage.AskContact: "请留一个手机号？不想留就说“不留”",
	triage.AskChange:  "要改哪一项？直接说出对的内容也行",
	triage.Confirm:    "这样提交可以吗？",
}

var caseReasons = map[triage.Step]string{
	triage.AskWhich:   "决定转给哪个部门",
	triage.AskRegion:  "由当地的部门办理",
	triage.AskContact: "办理单位要向您核实、回复结果；不留就不能给您回电话",
}

// waiting reminds of a case that was put aside for another question.
func (v voice) waiting(reply *Reply) {
	if c := v.state.Case; c != nil && c.Paused && v.plan.Act != guide.ToEmergency && v.plan.Act != guide.ToCrisis {
		reply.Lead += "（刚才的" + c.Kind.Name() + "还没有提交，要接着登记，就说“接着登记”；不要了，就说“取消”。）"
	}
}

// handedInCase is the acknowledgement of a complaint or the like.
func (v voice) handedInCase(c handoff.Case, late bool) Reply {
	reply := handedIn(v.know, v.state, c)
	reply.Reason = guide.AsComplaint
	category, _ := v.know.Clerk.Proposer.List.Category(c.Category)
	to := c.Department
	if to == "" {
		to = "12345工作人员分派后的承办单位"
	}
	l := v.know.Clerk.Proposer.List.Limit(c.Kind, category)
	reply.Lead += fmt.Sprintf("将转给%s，规定的办理期限是%s。", to, limitWords(l, calendar.Due{At: c.Due, Guessed: late}))
	reply.Ways = v.humanWays()[1:2]
	reply.Text = plainText(reply)
	return reply
}
