package assistant

import (
	"strings"

	"wenban/assistant/guide"
	"wenban/assistant/read"
	"wenban/knowledge"
)

// question adds what is asked of the citizen, and what may be tapped.
func (v voice) question(reply *Reply) {
	switch p := v.plan; {
	case p.Ask != nil:
		reply.Ask = &Ask{Item: p.Item + p.Event, Situation: p.Ask.ID, Question: asked(p.Ask.Question), Why: p.Ask.Why}
		for _, o := range p.Ask.Options {
			reply.Choices = append(reply.Choices, Choice{ID: "option:" + o.ID, Label: o.Label, Option: o.ID})
		}
		reply.Choices = append(reply.Choices, command("unknown", "不知道"), command("other", "不是这件事"))
	case p.Act == guide.Offer:
		reply.Ask = &Ask{Question: "您要办的是哪一件？"}
		for _, id := range p.Offer {
			reply.Choices = append(reply.Choices, v.choice(id))
		}
		reply.Choices = append(reply.Choices, command("none", "都不是"))
	case p.Act == guide.Offices:
		reply.Ask = &Ask{Question: "您找哪一个部门？"}
		for _, id := range p.Offer {
			reply.Choices = append(reply.Choices, v.office(id))
		}
		reply.Choices = append(reply.Choices, command("none", "都不是"))
	case p.Act == guide.AskCase:
		v.caseQuestion(reply)
	case p.Act == guide.Quote && p.Item != "":
		reply.Choices = append(reply.Choices, v.choice(p.Item))
	case p.Act == guide.AskNeed, p.Act == guide.AskWhich, p.Act == guide.Restart:
		reply.Ask = &Ask{Question: "请用一句话说说您想办什么事？"}
	}
	if v.plan.Complain {
		reply.Choices = append(reply.Choices, command("complain", "不是办事，是要投诉"))
	}
	switch p := v.plan; {
	case p.Act == guide.ToEmergency && v.state.Case == nil:
		reply.Choices = append(reply.Choices, command("file", "不紧急，登记下来"))
	case p.Outcome == guide.Declined && p.Reason == guide.NoSource && len(v.state.Said) > 0:
		reply.Choices = append(reply.Choices, command("file", "转部门答复"))
	}
	for _, id := range v.plan.Instead {
		reply.Choices = append(reply.Choices, v.choice(id))
	}
	if len(v.plan.Instead) > 0 {
		reply.Choices = append(reply.Choices, command("none", "都不是"))
	}
	for _, id := range v.plan.Beside {
		reply.Choices = append(reply.Choices, v.choice(id))
	}
	if p := v.plan; p.Outcome == guide.Declined || p.Outcome == guide.Offered || p.Reason == guide.AsComplaint {
		reply.Choices = append(reply.Choices, command("human", "转人工"))
	}
}

func asked(q string) string {
	if strings.HasSuffix(q, "？") || strings.HasSuffix(q, "?") {
		return q
	}
	return q + "？"
}

func command(name, label string) Choice {
	return Choice{ID: "command:" + name, Label: label, Command: name}
}

func (v voice) choice(id string) Choice {
	if it, ok := v.know.Edition.Item(id); ok {
		c := Choice{ID: "item:" + id, Label: it.Name, Hint: it.Summary, Item: id, Same: v.plan.Same[id]}
		if len(c.Same) == 0 && len(v.know.Edition.Namesakes(id)) > 0 {
			c.Office = officeOf(v.know.Edition, it)
			c.Label += "（" + c.Office + "）"
		}
		return c
	}
	ev, _ := v.know.Edition.Event(id)
	return Choice{ID: "item:" + id, Label: ev.Name, Hint: ev.Summary, Item: id}
}

// office is an item to choose among those of its name.
func (v voice) office(id string) Choice {
	it, _ := v.know.Edition.Item(id)
	office := officeOf(v.know.Edition, it)
	return Choice{ID: "item:" + id, Label: office, Hint: it.Level, Item: id, Office: office}
}

// officeOf is what tells an item from those of its name: the department, with the
// region where one department has the service in several.
func officeOf(e *knowledge.Edition, it knowledge.Item) string {
	region := e.Regions.Name(it.Region)
	if it.Department == "" {
		return region
	}
	for _, code := range e.Namesakes(it.Code) {
		if o, _ := e.Item(code); o.Department == it.Department && o.Region != it.Region {
			return it.Department + "，" + region
		}
	}
	return it.Department
}

// beside names what may be done as well as what the lead says, or what comes
// nearest where it says that nothing was found.
func (v voice) beside() string {
	if len(v.plan.Beside) == 0 {
		return ""
	}
	names := make([]string, len(v.plan.Beside))
	for i, id := range v.plan.Beside {
		names[i] = v.choice(id).Label
	}
	if v.plan.Reason == guide.NoSource {
		return "最接近的是：" + strings.Join(names, "；") + "。是其中一件就选它。"
	}
	return "也可以办：" + strings.Join(names, "；") + "。要办就选它，或者说出它的名字。"
}

// officesLead begins an offer between the offices that have one service.
func (v voice) officesLead() string {
	it, _ := v.know.Edition.Item(v.plan.Offer[0])
	lead := "“" + it.Name + "”有几个部门在办，材料和地点不一定一样。"
	if len(v.know.Edition.Namesakes(it.Code)) > len(v.plan.Offer) {
		lead += "这里没有列出的，说出它的名字或者在哪里也行。"
	}
	return lead
}

// offerLead begins an offer: with nothing sure it does not pretend, and says
// what of the question waits for the choice.
func (v voice) offerLead() string {
	var waits []string
	for _, d := range v.plan.Details {
		waits = append(waits, sectionTitles[d])
	}
	switch {
	case len(waits) > 0:
		return "先选一下是哪一件，我再答您问的“" + strings.Join(waits, "”“") + "”。"
	case v.plan.Tracks:
		return "办到哪一步了，要到办理的部门去查。请选您办的是哪一件。"
	case v.reading.Intent == read.Unknown:
		return "不确定是哪一件也不要紧：看看每一件的说明，或者说说您遇到了什么事、想办成什么。"
	case len(v.plan.Offer) == 1:
		return "我找到一件可能的事，想和您确认一下。"
	}
	return "您说的可能是下面几件事中的一件，选一下我才能给您准确的材料清单。"
}
