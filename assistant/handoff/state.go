package handoff

import (
	"errors"
	"fmt"
	"slices"
)

// State (状态) is where a case stands, DOMAIN 4.4.
type State string

// The states.
const (
	Submitted State = "submitted" // 已提交，待受理: ours and durable; the department has said nothing yet
	Accepted  State = "accepted"  // 已受理
	Declined  State = "declined"  // 不予受理, with a reason and, where there is one, the legal route
	Assigned  State = "assigned"  // 已派单
	Signed    State = "signed"    // 已签收
	Returned  State = "returned"  // 已退单: the department says it is not theirs
	Disputed  State = "disputed"  // 派单异议审核中
	Working   State = "working"   // 办理中
	Lacking   State = "lacking"   // 待补正 (补齐补正)
	Replied   State = "replied"   // 已反馈, under review
	Reviewed  State = "reviewed"  // 审核通过，待回访
	Redo      State = "redo"      // 退回重办
	Closed    State = "closed"    // 已办结
	Ended     State = "ended"     // 已终止 on request
)

// States lists the states.
var States = []State{Submitted, Accepted, Declined, Assigned, Signed, Returned, Disputed, Working, Lacking, Replied, Reviewed, Redo, Closed, Ended}

var stateNames = map[State]string{
	Submitted: "已提交，待受理", Accepted: "已受理", Declined: "不予受理", Assigned: "已派单", Signed: "已签收",
	Returned: "已退单，正在改派", Disputed: "派单异议审核中", Working: "办理中", Lacking: "待补正", Replied: "已反馈，审核中",
	Reviewed: "审核通过，待回访", Redo: "已退回重办", Closed: "已办结", Ended: "已终止",
}

// Name is what people call a state.
func (s State) Name() string { return stateNames[s] }

// Final reports whether nothing more happens to a case in the state.
func (s State) Final() bool { return s == Declined || s == Closed || s == Ended }

// Action (操作) is something that is done to a case.
type Action string

// The actions. Those that keep the state are Extend, Supervise, Note, Contact
// and Rate.
const (
	Accept    Action = "accept"    // 受理
	Decline   Action = "decline"   // 不予受理
	Assign    Action = "assign"    // 派单, 改派, 转办: Department says to whom
	Sign      Action = "sign"      // 签收
	Return    Action = "return"    // 退单
	Object    Action = "object"    // 提出派单异议
	Uphold    Action = "uphold"    // 异议不成立: the department keeps it
	Start     Action = "start"     // 开始办理
	AskMore   Action = "ask_more"  // 要求补正
	Supply    Action = "supply"    // 已补正
	Reply     Action = "reply"     // 反馈
	Approve   Action = "approve"   // 审核通过
	Again     Action = "again"     // 退回重办
	Close     Action = "close"     // 办结
	End       Action = "end"       // 终止 on written request
	Extend    Action = "extend"    // 延期: Due says until when; it is explained to the citizen
	Supervise Action = "supervise" // 督办
	Contact   Action = "contact"   // 回访
	Rate      Action = "rate"      // 评价
	Note      Action = "note"      // 附注
)

// ErrTransition says that an action is not possible in a state.
var ErrTransition = errors.New("这个状态下不能这样操作")

// rule says where an action leads from where.
type rule struct {
	from []State
	to   State // "": where it is
}

var (
	open     = []State{Submitted, Accepted, Assigned, Signed, Returned, Disputed, Working, Lacking, Replied, Reviewed, Redo}
	assigned = []State{Assigned, Signed, Working, Redo}
)

var rules = map[Action]rule{
	Accept:    {[]State{Submitted}, Accepted},
	Decline:   {[]State{Submitted, Accepted, Returned, Lacking}, Declined},
	Assign:    {[]State{Submitted, Accepted, Assigned, Signed, Returned, Disputed, Working, Redo}, Assigned},
	Sign:      {[]State{Assigned}, Signed},
	Return:    {assigned, Returned},
	Object:    {[]State{Assigned, Signed}, Disputed},
	Uphold:    {[]State{Disputed, Returned}, Signed},
	Start:     {[]State{Accepted, Assigned, Signed, Redo}, Working},
	AskMore:   {[]State{Submitted, Accepted, Signed, Working}, Lacking},
	Supply:    {[]State{Lacking}, Working},
	Reply:     {[]State{Accepted, Assigned, Signed, Working, Redo}, Replied},
	Approve:   {[]State{Replied}, Reviewed},
	Again:     {[]State{Replied, Reviewed, Closed}, Redo},
	Close:     {[]State{Working, Replied, Reviewed}, Closed},
	End:       {open, Ended},
	Extend:    {[]State{Accepted, Assigned, Signed, Working, Redo}, ""},
	Supervise: {open, ""},
	Contact:   {append([]State{Closed}, open...), ""},
	Rate:      {[]State{Replied, Reviewed, Closed, Declined, Ended}, ""},
	Note:      {States, ""},
}

// Next returns the state that an action leads to. The error is ErrTransition
// when it is not possible there.
func Next(s State, a Action) (State, error) {
	r, ok := rules[a]
	if !ok || !slices.Contains(r.from, s) {
		return s, fmt.Errorf("%w：%s的时候不能“%s”", ErrTransition, s.Name(), a.Name())
	}
	if r.to == "" {
		return s, nil
	}
	return r.to, nil
}

// Possible lists what may be done in a state, in the order of the work.
func Possible(s State) []Action {
	var out []Action
	for _, a := range Actions {
		if _, err := Next(s, a); err == nil {
			out = append(out, a)
		}
	}
	return out
}

// Actions lists the actions in the order of the work.
var Actions = []Action{Accept, Decline, Assign, Sign, Object, Uphold, Return, Start, AskMore, Supply, Reply, Approve, Again, Extend, Supervise, Contact, Close, Rate, End, Note}

var actionNames = map[Action]string{
	Accept: "受理", Decline: "不予受理", Assign: "派单", Sign: "签收", Return: "退单", Object: "提出异议", Uphold: "维持派单",
	Start: "开始办理", AskMore: "要求补正", Supply: "补正", Reply: "反馈", Approve: "审核通过", Again: "退回重办", Close: "办结",
	End: "终止", Extend: "延期", Supervise: "督办", Contact: "回访", Rate: "评价", Note: "附注",
}

// Name is what people call an action.
func (a Action) Name() string { return actionNames[a] }
