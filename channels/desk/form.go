package desk

import (
	"slices"
	"strings"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/desk"
	"wenban/knowledge"
)

// form is something that can be done to a case, with what has to be said.
type form struct {
	Action  handoff.Action
	Name    string
	Says    string // what it does, where that cannot be undone or is seen by the citizen
	Fields  []field
	Open    bool   // it is shown with its fields at once
	Wrong   string // what is wrong with it, of no field
	Version int64
}

// field is one thing that has to be said.
type field struct {
	ID    string // of the element
	Name  string
	Label string
	Hint  string
	Type  string // area, department, text, time, choice
	Must  bool
	Value string
	Wrong string
	Of    []string // to choose from
}

// typed is a form that was sent and could not be done.
type typed struct {
	action handoff.Action
	values map[string]string
	wrong  desk.Fault
}

// fields are what each action asks for, in the order of the page.
func fieldsOf(a handoff.Action, x desk.Sheet) []field {
	due := field{Name: "due", Label: "办理期限", Hint: "不填就按规定算", Type: "time"}
	words := func(label, hint string) field {
		return field{Name: "words", Label: label, Hint: hint, Type: "area", Must: true}
	}
	remark := func(label string, must bool) field {
		return field{Name: "remark", Label: label, Hint: "只给工作人员看", Type: "area", Must: must}
	}
	switch a {
	case handoff.Accept:
		return []field{due}
	case handoff.Decline:
		return []field{words("不予受理的原因", "市民会看到。属于诉讼、仲裁、复议、信访等法定渠道的，写明该找哪里、怎么找。")}
	case handoff.Assign:
		return []field{{Name: "department", Label: "主办部门", Type: "department", Must: true, Value: x.Department},
			{Name: "helpers", Label: "协办部门", Hint: "没有就不填；几个的用顿号隔开", Type: "text", Value: strings.Join(x.Helpers, "、")}, remark("派单说明", false), due}
	case handoff.AskMore:
		return []field{words("要市民补什么", "市民会看到。写清楚补什么、怎么补、为什么要。等市民补正的时间不计入期限。")}
	case handoff.Supply:
		return []field{remark("补了什么", false)}
	case handoff.Reply:
		return []field{words("答复", reply(x))}
	case handoff.Extend:
		due.Must, due.Hint, due.Label = true, "现在的期限是 "+exact(x.Due), "新的期限"
		return []field{due, words("为什么延期", "市民会看到。")}
	case handoff.Contact:
		return []field{{Name: "result", Label: "回访结果", Type: "choice", Must: true, Of: desk.Results}, remark("市民怎么说", false)}
	case handoff.Close:
		w := words("办理结果", "市民会看到。")
		if w.Must = x.Replied.IsZero(); !w.Must {
			w.Hint = "已经答复过市民，不用再说就不填。"
		}
		return []field{w}
	case handoff.End:
		return []field{words("为什么终止", "市民会看到。只在市民书面要求撤回时终止。")}
	case handoff.Again:
		return []field{remark("哪里要重办", true), due}
	case handoff.Return:
		return []field{remark("为什么不归本部门办", true)}
	case handoff.Object:
		return []field{remark("对派单有什么异议、依据", true)}
	case handoff.Uphold:
		return []field{remark("为什么仍由这个部门办", true)}
	case handoff.Supervise:
		return []field{remark("督办要求", true)}
	case handoff.Note:
		return []field{remark("附注", true)}
	case handoff.Approve:
		return []field{remark("审核意见", false)}
	case desk.Merge:
		return []field{{Name: "into", Label: "并到哪个工单", Hint: "写它的工单编号", Type: "text", Must: true}}
	case desk.Recuse:
		return []field{{Name: "department", Label: "哪个部门回避", Type: "department", Must: true}, remark("为什么", true)}
	}
	return nil
}

func reply(x desk.Sheet) string {
	hint := "市民会原样看到。写清楚查明了什么、怎么处理、还可以怎么办。"
	if len(x.With) > 0 {
		hint += "并进来的工单的市民也会看到，不要写到个人。"
	}
	return hint
}

// says tells what an action does that cannot be undone or is seen outside.
var says = map[handoff.Action]string{
	desk.Merge:        "本工单会终止，市民会看到“合并办理”；那一个办结时，结果也会告诉这位市民。并单以后不能拆开。",
	handoff.End:       "终止以后不能恢复。",
	handoff.Decline:   "不予受理以后不能恢复。",
	handoff.Close:     "办结以后请市民评价；有问题可以退回重办。",
	desk.Recuse:       "这个部门的人从此看不到这个工单，也不能派给它。",
	handoff.Again:     "退回以后，市民会看到“已退回重办”。",
	handoff.Supervise: "督办的要求会记在工单上，承办部门看得到，市民看不到。",
}

// mains are what is to be done next in a state.
var mains = map[handoff.State][]handoff.Action{
	handoff.Submitted: {handoff.Accept, handoff.Decline, handoff.AskMore}, handoff.Accepted: {handoff.Assign, handoff.Start}, handoff.Assigned: {handoff.Sign, handoff.Return},
	handoff.Signed: {handoff.Start, handoff.Reply}, handoff.Working: {handoff.Reply}, handoff.Redo: {handoff.Reply}, handoff.Lacking: {handoff.Supply},
	handoff.Returned: {handoff.Assign, handoff.Uphold}, handoff.Disputed: {handoff.Assign, handoff.Uphold}, handoff.Replied: {handoff.Approve, handoff.Again},
	handoff.Reviewed: {handoff.Contact, handoff.Close, handoff.Again},
}

// forms are what a person can do to a case: what comes next, and the rest.
func forms(x desk.Sheet, before typed) (main, other []form) {
	for _, a := range x.Can {
		f := newForm(a, x, before)
		if slices.Contains(mains[x.State], a) {
			main = append(main, f)
		} else {
			other = append(other, f)
		}
	}
	rank := func(f form) int { return slices.Index(mains[x.State], f.Action) }
	slices.SortStableFunc(main, func(a, b form) int { return rank(a) - rank(b) })
	return main, other
}

func newForm(a handoff.Action, x desk.Sheet, before typed) form {
	f := form{Action: a, Name: nameOn(a, x), Says: says[a], Version: x.Version, Fields: fieldsOf(a, x)}
	mine := before.action == a
	for i := range f.Fields {
		n := &f.Fields[i]
		n.ID = string(a) + "-" + n.Name
		if mine {
			n.Value = before.values[n.Name]
			if before.wrong.Field == n.Name {
				n.Wrong = before.wrong.Text
			}
		}
	}
	f.Open = mine
	return f
}

// nameOn is what an action is called on a case: to assign it anew is 改派.
func nameOn(a handoff.Action, x desk.Sheet) string {
	if a == handoff.Assign && !x.Assigned.IsZero() {
		return "改派"
	}
	return desk.NameOf(a)
}

const inputTime = "2006-01-02T15:04" // of a browser's field for a time

// readTime reads a time as a field of a browser gives it, or as people write it.
func readTime(s string) (time.Time, bool) {
	for _, layout := range []string{inputTime, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, knowledge.Zone); err == nil {
			if layout == time.DateOnly {
				t = t.Add(24*time.Hour - time.Minute)
			}
			return t, true
		}
	}
	return time.Time{}, false
}

// actArgs is what the part of a page for one form needs.
type actArgs struct {
	Form   form
	Number string
	Main   bool
}

func argsOf(f form, number string, main bool) actArgs { return actArgs{f, number, main} }
