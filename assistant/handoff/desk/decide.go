package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"wenban/assistant/handoff"
	"wenban/knowledge"
)

// Act is something that a person wants to do to a case.
type Act struct {
	Number     string
	Version    int64 // of the case as the person saw it
	Action     handoff.Action
	Words      string    // to the citizen
	Remark     string    // among departments
	Department string    // of Assign: 主办; of Recuse: which
	Helpers    []string  // of Assign: 协办
	Due        time.Time // of Extend; of Accept, Assign and Again, zero: by the rule
	Result     string    // of Contact
	Into       string    // of Merge: number of the case that goes on
}

// Results are what comes of calling a citizen back (回访).
var Results = []string{"满意", "不满意", "没有联系上"}

// mostText is how much one may write, in characters; mostDepartments how many
// may help.
const (
	mostText        = 4000
	mostDepartments = 10
	longestDue      = 366 * 24 * time.Hour
)

// need says what an action takes: what is told to the citizen and what is not.
type need struct{ words, remark, department, due bool }

var needs = map[handoff.Action]need{
	handoff.Decline: {words: true}, handoff.AskMore: {words: true}, handoff.Reply: {words: true}, handoff.End: {words: true},
	handoff.Extend: {words: true, due: true}, handoff.Assign: {department: true}, handoff.Return: {remark: true}, handoff.Object: {remark: true},
	handoff.Uphold: {remark: true}, handoff.Again: {remark: true}, handoff.Supervise: {remark: true}, handoff.Note: {remark: true},
	Recuse: {department: true, remark: true},
}

// asks is what to write where something is missing.
var asks = map[handoff.Action]string{
	handoff.Decline: "请写明不予受理的原因；有法定渠道的，写上该找哪里", handoff.AskMore: "请写明要补什么、怎么补", handoff.Reply: "请写答复，市民会原样看到",
	handoff.End: "请写明为什么终止，市民会看到", handoff.Extend: "请向市民说明为什么要延期", handoff.Return: "请写明为什么不归本部门办，能确定的话写上归谁",
	handoff.Object: "请写明对派单有什么异议、依据是什么", handoff.Uphold: "请写明为什么仍由这个部门办", handoff.Again: "请写明哪里要重办",
	handoff.Supervise: "请写明督办的要求", handoff.Note: "请写内容", Recuse: "请写明为什么要回避",
}

// decide returns a case after an act of a person, and what is to be kept of it.
// It is pure; what the act says is taken for clean. The error is errForeign,
// ErrRight, ErrConflict, ErrRecused, handoff.ErrTransition or a Fault, the first
// that holds.
func decide(c Case, p Person, a Act, now time.Time, o Options) (Case, Event, error) {
	switch {
	case len(c.parts(p, o.Parts)) == 0:
		return c, Event{}, errForeign
	case !c.may(p, a.Action, o.Parts):
		return c, Event{}, fmt.Errorf("%w：%s", ErrRight, NameOf(a.Action))
	case a.Version != c.Version:
		return c, Event{}, ErrConflict
	}
	to, err := next(c.State, a.Action)
	if err == nil {
		err = wrong(c, a, now, o)
	}
	if err != nil {
		return c, Event{}, err
	}
	after := apply(c, p, a, to, now, o)
	return after, told(c, after, p, a, now), nil
}

// wrong returns what is wrong with what an act says.
func wrong(c Case, a Act, now time.Time, o Options) error {
	n := needs[a.Action]
	switch {
	case a.Action == handoff.Close && c.Replied.IsZero() && a.Words == "":
		return Fault{"words", "还没有答复过市民：请写办理的结果，市民会看到"}
	case n.words && a.Words == "":
		return Fault{"words", asks[a.Action]}
	case n.remark && a.Remark == "":
		return Fault{"remark", asks[a.Action]}
	case len([]rune(a.Words)) > mostText:
		return Fault{"words", tooLong(a.Words)}
	case len([]rune(a.Remark)) > mostText:
		return Fault{"remark", tooLong(a.Remark)}
	case a.Action == handoff.Contact && !slices.Contains(Results, a.Result):
		return Fault{"result", "请选回访的结果"}
	case n.due || !a.Due.IsZero() && setsDue(a.Action):
		if err := wrongDue(c, a, now); err != nil {
			return err
		}
	case a.Action == handoff.Return || a.Action == handoff.Object:
		return tooLate(c, now, o)
	}
	return wrongDepartment(c, a, o)
}

func tooLong(s string) string {
	return fmt.Sprintf("最多 %d 字，现在 %d 字", mostText, len([]rune(s)))
}

// setsDue reports whether an action may come with a time limit.
func setsDue(a handoff.Action) bool {
	return slices.Contains([]handoff.Action{handoff.Accept, handoff.Assign, handoff.Again, handoff.Extend}, a)
}

func wrongDepartment(c Case, a Act, o Options) error {
	if !needs[a.Action].department {
		return nil
	}
	known := o.Departments()
	for i, name := range append([]string{a.Department}, a.Helpers...) {
		field := "department"
		if i > 0 {
			field = "helpers"
		}
		switch {
		case name == "":
			return Fault{field, "请选部门"}
		case len(known) > 0 && !slices.Contains(known, name):
			return Fault{field, fmt.Sprintf("没有“%s”这个部门，请从列表里选", name)}
		case a.Action == handoff.Assign && slices.Contains(c.Recused, name):
			return fmt.Errorf("%w：%s", ErrRecused, name)
		case i > 0 && name == a.Department:
			return Fault{"helpers", "主办部门不用再列为协办"}
		}
	}
	if len(a.Helpers) > mostDepartments {
		return Fault{"helpers", fmt.Sprintf("协办部门最多 %d 个", mostDepartments)}
	}
	busy := !slices.Contains([]handoff.State{handoff.Submitted, handoff.Accepted, handoff.Returned, handoff.Disputed}, c.State)
	if a.Action == Recuse && a.Department == c.Department && busy {
		return Fault{"department", "它正在主办：先改派给别的部门，再设回避"}
	}
	return nil
}

func wrongDue(c Case, a Act, now time.Time) error {
	switch {
	case a.Due.IsZero():
		return Fault{"due", "请选新的期限"}
	case !a.Due.After(now) || !a.Due.After(c.Due) && a.Action == handoff.Extend:
		return Fault{"due", "新的期限要晚于现在和原来的期限"}
	case a.Due.After(now.Add(longestDue)):
		return Fault{"due", "期限最多到一年以后"}
	}
	return nil
}

// tooLate refuses to give a case back after the time for it.
func tooLate(c Case, now time.Time, o Options) error {
	if by := o.ReturnBy(c.Assigned); !c.Assigned.IsZero() && now.After(by) {
		return Fault{"remark", fmt.Sprintf("退单和异议要在 %s 前提出，现在已经过了；确实不归本部门办的，请联系派单员改派", by.In(knowledge.Zone).Format("1月2日 15:04"))}
	}
	return nil
}

// apply is a case after an act that is right.
func apply(c Case, p Person, a Act, to handoff.State, now time.Time, o Options) Case {
	due := c.Due
	switch a.Action {
	case handoff.Accept:
		due = orElse(a.Due, orElse(due, o.Due(c, now)))
		if !p.Dispatcher { // the department itself
			c.Holder = p.Name
		}
	case handoff.Assign:
		c.Department, c.Helpers, c.Holder, c.Replier, c.Assigned = a.Department, a.Helpers, "", "", now
		due = orElse(a.Due, orElse(due, o.Due(c, now)))
	case handoff.Sign:
		c.Holder = p.Name
	case handoff.Return:
		c.Holder = ""
	case handoff.Start:
		c.Holder = first(c.Holder, p.Name)
	case handoff.Reply:
		c.Holder, c.Replier, c.Replied = first(c.Holder, p.Name), p.Name, now
	case handoff.Supply:
		due = waited(c, now)
	case handoff.Again:
		due = orElse(a.Due, orElse(o.Due(c, now), due))
		c.Done = time.Time{}
	case handoff.Extend:
		due = a.Due
	case handoff.Supervise:
		c.Supervised++
	case handoff.Decline, handoff.Close, handoff.End:
		c.Done = now
	case Merge:
		c.Done, c.Merged = now, a.Into
	case Recuse:
		c = recuse(c, a.Department)
	}
	c.Due = due
	return touch(c, to, now)
}

// touch is a case that something was done to.
func touch(c Case, to handoff.State, now time.Time) Case {
	if to != c.State {
		c.State, c.Since = to, now
	}
	c.Version++
	c.Updated = now
	return c
}

// recuse takes everything from a department that it has to do with a case.
func recuse(c Case, department string) Case {
	c.Helpers = slices.DeleteFunc(slices.Clone(c.Helpers), func(h string) bool { return h == department })
	if !slices.Contains(c.Recused, department) {
		c.Recused = append(slices.Clone(c.Recused), department)
	}
	if c.Department == department {
		c.Department, c.Holder = "", ""
	}
	return c
}

// waited is the time limit of a case without the time that the citizen took to
// supply what was asked for.
func waited(c Case, now time.Time) time.Time {
	if c.Due.IsZero() || c.State != handoff.Lacking {
		return c.Due
	}
	return c.Due.Add(now.Sub(c.Since))
}

func orElse(t, other time.Time) time.Time {
	if t.IsZero() {
		return other
	}
	return t
}

func first(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// MergedWords is what a citizen is told whose case goes on as another's.
const MergedWords = "您反映的事情和正在办理的同一件事合并办理（并单），结果会一并告诉您。"

// told is the event of an act.
func told(before, after Case, p Person, a Act, now time.Time) Event {
	e := Event{
		Number: after.Number, Version: after.Version, Act: a.Action, Action: a.Action, Before: before.State, After: after.State, At: now,
		Department: after.Department, Words: a.Words, Remark: a.Remark, Actor: p.Name,
	}
	if !after.Due.Equal(before.Due) {
		e.Due = after.Due
	}
	switch a.Action {
	case Merge:
		e.Action, e.Words = handoff.End, MergedWords
	case Recuse:
		e.Action, e.Inside, e.Remark, e.Words = handoff.Note, true, a.Department+"回避："+a.Remark, ""
	case handoff.Note, handoff.Supervise:
		e.Inside, e.Words = true, ""
	case handoff.Contact:
		e.Inside, e.Words, e.Remark = true, "", strings.TrimSuffix(a.Result+"。"+a.Remark, "。")
	case handoff.Return, handoff.Object, handoff.Uphold, handoff.Approve, handoff.Sign, handoff.Assign:
		e.Words = "" // among departments: the citizen is told that it went to one, not why
	}
	return e
}

// mergeable says why a case cannot go on as another.
func mergeable(c, into Case) error {
	switch {
	case into.Number == c.Number:
		return Fault{"into", "不能并到它自己"}
	case into.State.Final():
		return Fault{"into", fmt.Sprintf("%s %s，不能再并进去", into.Number, into.State.Name())}
	case c.guarded() || into.guarded():
		return Fault{"into", "举报和要求保密的工单各办各的，不并单"}
	}
	return nil
}

// recusedBy returns the names of departments that a text is about, of those
// that are part of each other the longest: whoever reports a station does not
// mean the whole bureau.
func recusedBy(about string, names []string) (all []string) {
	for _, n := range names {
		if n != "" && strings.Contains(about, n) && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	longer := func(n string) bool {
		return slices.ContainsFunc(all, func(m string) bool { return m != n && strings.Contains(m, n) })
	}
	return slices.DeleteFunc(slices.Clone(all), longer)
}

// clean is a text as it is kept: without characters that are not seen, but with
// its lines.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

func (a Act) cleaned() Act {
	a.Words, a.Remark, a.Department, a.Into = clean(a.Words), clean(a.Remark), clean(a.Department), clean(a.Into)
	var helpers []string
	for _, h := range a.Helpers {
		if h = clean(h); h != "" && !slices.Contains(helpers, h) {
			helpers = append(helpers, h)
		}
	}
	slices.Sort(helpers)
	a.Helpers = helpers
	return a
}
