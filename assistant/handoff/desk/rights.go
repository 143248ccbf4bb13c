package desk

import (
	"slices"

	"wenban/assistant/handoff"
)

// Person is who works at the desk.
type Person struct {
	Name        string
	Dispatcher  bool     // 坐席, 管理员: sees the cases of all departments, assigns and reviews
	Handler     bool     // 承办人员: handles the cases of their departments
	Departments []string // theirs; a handler without any has no cases
	Regions     []string // where they work, each with its parts; none: everywhere
}

// What a desk does besides the actions of handoff.
const (
	Merge  handoff.Action = "merge"  // 并单: the same matter as another case
	Recuse handoff.Action = "recuse" // 回避: a department must not see the case
	View   handoff.Action = "view"   // 查看
)

var ownNames = map[handoff.Action]string{Merge: "并单", Recuse: "设回避", View: "查看"}

// NameOf is what people call an action of the desk.
func NameOf(a handoff.Action) string {
	if n, ok := ownNames[a]; ok {
		return n
	}
	return a.Name()
}

// part is what somebody has to do with a case.
type part int

const (
	nothing  part = iota
	helps         // of a department that helps (协办)
	handles       // of the department in charge (主办)
	oversees      // a dispatcher
)

// parts returns all that a person has to do with a case, none when they must not
// see it. parts is of regions, see Options.
//
// PRIVACY: a department that a report is about sees nothing of it, whatever else
// its people may do.
func (c Case) parts(p Person, within func(string) []string) (all []part) {
	mine := func(department string) bool { return slices.Contains(p.Departments, department) }
	if slices.ContainsFunc(c.Recused, mine) || !inRegion(p, c.Region, within) {
		return nil
	}
	if p.Dispatcher {
		all = append(all, oversees)
	}
	if p.Handler && c.Department != "" && mine(c.Department) {
		all = append(all, handles)
	}
	if p.Handler && slices.ContainsFunc(c.Helpers, mine) {
		all = append(all, helps)
	}
	return all
}

func inRegion(p Person, region string, within func(string) []string) bool {
	return len(p.Regions) == 0 || slices.ContainsFunc(p.Regions, func(r string) bool { return slices.Contains(within(r), region) })
}

// rights says who may do what. Nobody rates at the desk: that is the citizen's.
var rights = map[handoff.Action][]part{
	handoff.Accept: {oversees, handles}, handoff.Decline: {oversees, handles}, handoff.Assign: {oversees},
	handoff.Sign: {handles}, handoff.Object: {handles}, handoff.Return: {handles}, handoff.Uphold: {oversees},
	handoff.Start: {handles}, handoff.AskMore: {oversees, handles}, handoff.Supply: {oversees, handles}, handoff.Reply: {handles},
	handoff.Approve: {oversees}, handoff.Again: {oversees}, handoff.Extend: {oversees, handles}, handoff.Supervise: {oversees},
	handoff.Contact: {oversees}, handoff.Close: {oversees, handles}, handoff.End: {oversees, handles},
	handoff.Note: {oversees, handles, helps}, Merge: {oversees}, Recuse: {oversees},
}

// may reports whether a person may do something to a case, in whatever state.
// Who replied does not review the reply, and a department closes by itself only
// what was applied for: whoever complained is heard first.
func (c Case) may(p Person, a handoff.Action, within func(string) []string) bool {
	has := c.parts(p, within)
	overseer := slices.Contains(has, oversees)
	switch {
	case a == handoff.Approve && c.Replier == p.Name:
		return false
	case a == handoff.Close && !overseer && c.Kind != handoff.Application:
		return false
	}
	return slices.ContainsFunc(rights[a], func(x part) bool { return slices.Contains(has, x) })
}

// Acts lists the actions of the desk in the order of the work.
var Acts = slices.Concat(slices.DeleteFunc(slices.Clone(handoff.Actions), func(a handoff.Action) bool { return a == handoff.Rate }), []handoff.Action{Merge, Recuse})

// can lists what a person may do to a case as it stands.
func (c Case) can(p Person, within func(string) []string) (all []handoff.Action) {
	for _, a := range Acts {
		if _, err := next(c.State, a); err == nil && c.may(p, a, within) {
			all = append(all, a)
		}
	}
	return all
}

// next is handoff.Next for the actions of the desk too.
func next(s handoff.State, a handoff.Action) (handoff.State, error) {
	switch a {
	case Merge:
		return handoff.Next(s, handoff.End)
	case Recuse:
		if s.Final() {
			return s, handoff.ErrTransition
		}
		return s, nil
	}
	return handoff.Next(s, a)
}

// guarded reports that who handed a case in is a secret.
func (c Case) guarded() bool { return c.Secret || c.Kind == handoff.Report }

// knows reports whether a person may be told who handed a case in: of a secret
// one the handler who signed for it alone.
func (c Case) knows(p Person, within func(string) []string) bool {
	has := c.parts(p, within)
	if c.guarded() {
		return slices.Contains(has, handles) && c.Holder == p.Name
	}
	return len(has) > 0
}
