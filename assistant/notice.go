package assistant

import (
	"fmt"
	"strings"

	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/knowledge"
)

// notice says what needs no item: a greeting, a refusal, a way to a person.
// A refusal has three parts: what cannot be answered, why, and what can be
// done now.
func (v voice) notice(reply *Reply) {
	switch v.plan.Act {
	case guide.Greet:
		reply.Lead = greetings[v.plan.About]
		if reply.Lead == "" {
			reply.Lead = greetings["hello"]
		}
	case guide.Restart:
		reply.Lead = "好的，我们重新开始。刚才说的已经清空。"
	case guide.AskNeed:
		reply.Lead = "我没有读到要办的事。"
	case guide.AskWhich:
		reply.Lead = "您问的是哪一件事？告诉我事项，我再给您准确的答复。"
	case guide.ToEmergency:
		reply.Lead = emergency(v.plan.About)
		reply.HandOff = &HandOff{To: "emergency", Priority: 1}
		reply.Ways = emergencyWays(v.plan.About)
	case guide.ToCrisis:
		reply.Lead = "听到您这么说，我很担心。请先保证自己在安全的地方，马上拨打 12356 心理援助热线，全天都有人接听；如果已经受伤、吃了药或者身边的人有危险，请立即拨打 120 或者 110。"
		reply.HandOff = &HandOff{To: "crisis", Priority: 1}
		reply.Ways = []Way{{"emergency", "心理援助热线", "12356"}, {"emergency", "急救", "120"}, {"emergency", "报警", "110"}}
	case guide.ToHuman:
		reply.Lead = v.toHuman()
		reply.HandOff = &HandOff{To: "operator"}
		reply.Ways = v.humanWays()[1:] // without the button that was just pressed
	case guide.AskCase, guide.FileCase, guide.DropCase, guide.TellBranch, guide.TellFiled, guide.NothingIn:
		v.intake(reply)
	case guide.Track:
		reply.Lead = wrongReceipt(v.reading.Receipt) + "办件进度要核对身份后才能查询，这里不会透露任何人的办理情况。请在政务服务网“我的办件”里凭办件编号和登记的手机号查询，或者带身份证到受理窗口查询。"
		reply.Ways, reply.Sources = v.progressWays()
		reply.Ways = append(reply.Ways, v.humanWays()...)
	case guide.Remaining:
		reply.Lead = v.remaining()
	case guide.Dates:
		v.dates(reply)
	case guide.Refuse:
		if way, ok := routes[v.plan.About]; ok && v.plan.Reason == guide.OutOfScope {
			v.routed(reply, way)
			return
		}
		reply.Lead = v.refusal()
		reply.Ways = v.humanWays()
	}
}

// wrongReceipt says so of a number that reads like one of ours but whose check
// digit is wrong; "" of any other.
func wrongReceipt(number string) string {
	if _, ok := handoff.Receipt(number); ok || !strings.HasPrefix(number, "WB") {
		return ""
	}
	return "这个编号不对，请再核对一下：WB 开头，后面 14 位数字。"
}

// remaining names what was asked and is not answered yet.
func (v voice) remaining() string {
	if len(v.state.Queue) == 0 {
		return "您问到的都答过了。还有要办的事，可以接着说。"
	}
	return "还没有答的是：“" + strings.Join(v.state.Queue, "”“") + "”。要接着说，就说“第二件”。"
}

var greetings = map[string]string{
	"ack":    "好的。要办什么事，可以接着说。",
	"ask":    "您说，我听着。要办什么事、遇到什么情况，直接告诉我就行。",
	"sorry":  "没关系。要办什么事，可以接着说。",
	"hello":  "您好，我是政务服务办事助手，回答由人工智能辅助生成。说说您想办什么事，我帮您找到事项，列出要带的材料。",
	"thanks": "不客气。还有要办的事，可以接着说。",
	"bye":    "再见。清单可以打印或者保存，需要时再来问。",
	"about":  "我是政务服务办事助手，是计算机程序，不是真人。我可以帮您找到要办的事项，告诉您材料、费用、时限和地点；需要真人时可以拨打 12345。",
	"idle":   "好的，您可以先看看下面的常用事项，有要办的事随时说。",
}

// emergency tells the number to call before anything else.
func emergency(kind string) string {
	switch kind {
	case "119":
		return "请立即拨打 119 火警电话，先离开危险的地方，到安全处再等待救援。"
	case "120":
		return "请立即拨打 120 急救电话，说清地点和情况，按接线员的指导处理。"
	case "122":
		return "请立即拨打 122 报警；有人受伤的，同时拨打 120。先到安全的地方等候。"
	case "fraud":
		return "请立即拨打 110 报警，并拨打 96110 反诈专线和银行客服电话，申请止付。不要再转账，也不要把验证码告诉任何人。"
	}
	return "请立即拨打 110 报警。不方便说话时，可以发短信到 12110，写清地点和情况。"
}

func emergencyWays(kind string) []Way {
	number := map[string]string{"119": "119", "120": "120", "122": "122"}[kind]
	if number == "" {
		number = "110"
	}
	return []Way{{"emergency", "立即拨打", number}}
}

// toHuman says where a person answers. None does here: it promises no call that
// nobody takes.
func (v voice) toHuman() string {
	const where = "这里现在没有工作人员在线。要找真人，请打 12345，或者在办公时间到窗口。刚才说的可以打印或者复制，给工作人员看，不用从头再说。"
	if v.plan.Reason == guide.Stuck {
		return "没能找准您要办的事，不再让您反复说了。" + where
	}
	return where
}

// refusal says what cannot be answered and why.
func (v voice) refusal() string {
	switch v.plan.Reason {
	case guide.OutOfRegion:
		return fmt.Sprintf("您问的是%s的事，这里只有%s的政务服务信息，不能替别处回答。可以拨打%s的 12345（外地拨打加区号），或者登录国家政务服务平台查询。", v.plan.About, v.know.Edition.Regions.Name(v.know.Home), v.plan.About)
	case guide.Expired:
		return v.expired()
	case guide.Unsafe:
		return "这个请求不能办理：它涉及他人信息、系统内部内容或者不允许的用途。要办政务服务事项，请直接说您想办什么事。"
	case guide.OutOfScope:
		return scope(v.plan.About)
	}
	if v.plan.About != "" {
		return fmt.Sprintf("您问的像是“%s”，这里公布的事项里没有它，不敢用别的事项来答复。可以拨打 12345 问清由哪个部门办理。", v.plan.About)
	}
	return "在已公布的事项和政策里，没有找到和您说的一致的内容，不敢随便答复。请换个说法，说说要办什么证、什么手续，或者拨打 12345。"
}

// tongue says in which language an answer can be had, to those who asked in
// another one; in English what must be understood at once. A single word (yes) may
// be anybody's.
func (v voice) tongue() string {
	refused := v.plan.Act == guide.Refuse
	switch lang := v.reading.Lang; {
	case lang == "en" && (refused || strings.Contains(v.reading.Said(), " ")):
		return english(v.plan.Act)
	case lang == "en" || lang == "" || lang == "zh" || !refused:
		return ""
	}
	return "目前只能用中文回答，需要其他语言的帮助，请拨打 12345。"
}

func english(act guide.Act) string {
	switch act {
	case guide.ToEmergency:
		return "Call 110 (police), 119 (fire), 120 (ambulance) or 122 (traffic accident) now. "
	case guide.ToCrisis:
		return "Please call 12356 (crisis line, day and night) now, or 120 if anybody is hurt. "
	case guide.ShowItem, guide.ShowDetail, guide.ShowEvent, guide.ShowStop, guide.Quote, guide.Offer:
		return "I can only answer in Chinese: please translate this page, or show it at the desk. For help in English call 12345. "
	}
	return "Sorry, I can only answer in Chinese. For help in English please call 12345. "
}

func (v voice) expired() string {
	text := fmt.Sprintf("“%s”已经到期，最后有效日是%s，不能再按它办理。", v.plan.About, date(v.plan.Since))
	if next, ok := v.know.Edition.Document(v.plan.Next); ok {
		text += fmt.Sprintf("现在执行的是《%s》（%s）。", next.Title, next.Number)
	}
	return text
}

func scope(category string) string {
	switch category {
	case "abuse":
		return "刚才没有帮到您。请说说要办的事，我再找一次；要找真人，请打 12345。"
	case "medical":
		return "看病用药的判断要请医生当面给出，这里不能回答。情况紧急请拨打 120。办医保、报销一类的事可以接着问我。"
	case "foreign":
		return "这是外国政府办理的事，这里只有本地的政务服务信息，请向该国驻华使领馆查询。办护照、公证一类的事可以接着问我。"
	case "legal":
		return "案件输赢要由律师或者法院判断，这里不能预测。可以拨打 12348 免费咨询律师，或者申请法律援助。"
	}
	return "这件事不在政务服务的范围里，我没有可靠的依据来回答。要办证、办手续、查政策，可以直接告诉我。"
}

// humanWays are the ways to a person: here, by phone, at the hall.
func (v voice) humanWays() []Way {
	ways := []Way{{"human", "转人工", ""}, {"phone", "政务服务便民热线", "12345"}}
	for _, h := range v.halls() {
		ways = append(ways, Way{"hall", h.Name + "（" + h.Hours + "）", h.Address})
	}
	if it, ok := v.know.Edition.Item(v.plan.Item); ok && it.ConsultPhone != "" {
		ways = append(ways, Way{"phone", it.Department + "咨询电话", it.ConsultPhone})
	}
	return ways
}

// halls returns the hall nearest to the citizen.
func (v voice) halls() []knowledge.Hall {
	for _, region := range v.know.Edition.Regions.Path(v.state.Region) {
		for _, h := range v.know.Edition.Halls {
			if h.Region == region {
				return []knowledge.Hall{h}
			}
		}
	}
	return nil
}

// progressWays is the phone of the office that handles the item, with the item
// it stands in; nothing when it is not sure which item is meant.
func (v voice) progressWays() ([]Way, []Source) {
	if len(v.plan.Ranked) == 0 {
		return nil, []Source{}
	}
	it, _ := v.know.Edition.Item(v.plan.Ranked[0].Code)
	if v.plan.Ranked[0].Exact == "" && v.plan.Item == "" || it.ConsultPhone == "" {
		return nil, []Source{}
	}
	return []Way{{"phone", it.Name + "咨询电话", it.ConsultPhone}}, []Source{v.itemSource(it)}
}

// date renders YYYY-MM-DD in Chinese.
func date(s string) string {
	p := strings.Split(s, "-")
	if len(p) != 3 {
		return s
	}
	return p[0] + "年" + strings.TrimLeft(p[1], "0") + "月" + strings.TrimLeft(p[2], "0") + "日"
}

// degraded is the reply when search is down.
func degraded(know *Knowledge, s guide.State) Reply {
	v := voice{know: know, state: s}
	return Reply{
		Outcome: guide.Declined, Reason: guide.Degraded, Region: s.Region, Edition: know.Edition.ID,
		Lead:  "查询服务暂时不可用，不是没有这件事。请过几分钟再问，或者拨打 12345。",
		Text:  "查询服务暂时不可用，不是没有这件事。请过几分钟再问，或者拨打 12345。",
		Items: []Ranked{}, Materials: []Line{}, Sources: []Source{}, Choices: []Choice{command("human", "转人工")}, Ways: v.humanWays(),
	}
}
