package knowledge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxPaths bounds a proof: an item that can be gone through in more ways than
// this cannot be understood by a curator either.
const maxPaths = 200_000

// Proof is what going through all situations of an item or life event in every
// possible way has shown.
type Proof struct {
	Paths        int  `json:"paths"`         // ways through the situations
	Lists        int  `json:"lists"`         // of them, those that end in a list
	Stops        int  `json:"stops"`         // those that end in a stated refusal
	Redirects    int  `json:"redirects"`     // those that lead to another item
	Distinct     int  `json:"distinct"`      // different lists
	MaxQuestions int  `json:"max_questions"` // most questions on one way
	MaxMaterials int  `json:"max_materials"` // longest list
	Complete     bool `json:"complete"`      // false: there were more than maxPaths ways, and the proof stopped
}

// String renders the proof for people.
func (p Proof) String() string {
	s := fmt.Sprintf("%d种走法:%d种得到清单(%d种不同),%d种不予受理,%d种转到其他事项;最多问%d个问题",
		p.Paths, p.Lists, p.Distinct, p.Stops, p.Redirects, p.MaxQuestions)
	if !p.Complete {
		s += ";走法太多,没有走完"
	}
	return s
}

// Prove goes through the situations of an item in every way a citizen can.
func Prove(it Item) Proof { return explore(caseOf(it)).proof }

// ProveEvent goes through the situations of a life event; its lists are lists
// of items.
func ProveEvent(ev LifeEvent) Proof { return explore(eventCase(ev)).proof }

// cause (事由) is what the proof is about: situations, and the lines that
// depend on them.
type cause struct {
	situations []Situation
	lines      []line
	prefills   map[string]bool // ids of situations that fill in a field of the form
	event      bool
}

// line is something that applies under a When: a material, a fee, a field of
// the form, or an item of a life event.
type line struct {
	path, kind, name string
	when             When
}

// caseOf turns an item into a case.
func caseOf(it Item) cause {
	c := cause{situations: it.Situations, prefills: map[string]bool{}}
	for _, m := range it.Materials {
		c.lines = append(c.lines, line{"materials." + m.ID, "材料", m.Name, m.When})
	}
	for i, f := range it.Fees {
		c.lines = append(c.lines, line{"fees." + itoa(i), "收费", f.Name, f.When})
	}
	if it.Form == nil {
		return c
	}
	for _, f := range it.Form.Fields {
		c.lines = append(c.lines, line{"form.fields." + f.ID, "申请表字段", f.Label, f.When})
		for _, p := range f.Prefill {
			c.prefills[strings.TrimPrefix(p, "situation.")] = true
		}
	}
	return c
}

func eventCase(ev LifeEvent) cause {
	c := cause{situations: ev.Situations, event: true}
	for i, it := range ev.Items {
		c.lines = append(c.lines, line{"items." + itoa(i), "事项", it.Code, it.When})
	}
	return c
}

// named returns the case with its materials under another path.
func (c cause) named(path string) cause {
	c.lines = slices.Clone(c.lines)
	for i, l := range c.lines {
		c.lines[i].path = strings.Replace(l.path, "materials", path, 1)
	}
	return c
}

// wanted reports whether a line is one a list is made of.
func (l line) wanted() bool { return l.kind == "材料" || l.kind == "事项" }

func itoa(i int) string { return strconv.Itoa(i) }

// exploration is the walk through all ways.
type exploration struct {
	cause
	proof   Proof
	asked   map[string]bool    // situations that are asked on some way
	matters map[string]bool    // situations whose answer makes a difference somewhere
	held    map[[2]int]bool    // line, clause: it holds on some way
	heldOf  map[int]bool       // lines that apply on some way
	sitHeld map[[2]int]bool    // situation, clause
	twice   map[[2]int]Answers // lines of the same kind and name that apply together, with an example
	empty   Answers            // an example of a way whose list is empty
	effects map[string]int     // what a way or the rest of one leads to, numbered
}

// explore goes through the situations in the order they are asked. Only those
// that are asked count, so the tree stays small where the product of all
// options would not.
func explore(c cause) *exploration {
	x := &exploration{
		cause: c, proof: Proof{Complete: true}, asked: map[string]bool{}, matters: map[string]bool{}, held: map[[2]int]bool{},
		heldOf: map[int]bool{}, sitHeld: map[[2]int]bool{}, twice: map[[2]int]Answers{}, effects: map[string]int{},
	}
	lists := map[int]bool{}
	x.walk(0, 0, Answers{}, lists)
	x.proof.Distinct = len(lists)
	return x
}

// walk goes on from a situation with the answers so far and returns the number
// of the effect of the rest: equal numbers mean equal rests.
func (x *exploration) walk(i, questions int, a Answers, lists map[int]bool) int {
	if x.proof.Paths >= maxPaths {
		x.proof.Complete = false
		return -1
	}
	for i < len(x.situations) && !x.asks(i, a) {
		i++
	}
	if i == len(x.situations) {
		return x.list(questions, a, lists)
	}
	s := x.situations[i]
	x.asked[s.ID] = true
	var rests []int
	for _, o := range s.Options {
		a[s.ID] = o.ID
		rests = append(rests, x.answer(i, questions+1, o, a, lists))
	}
	delete(a, s.ID)
	return x.fork(s, rests)
}

// asks reports whether a situation is asked under the answers before it, and
// notes which of its clauses hold.
func (x *exploration) asks(i int, a Answers) bool {
	for k, clause := range x.situations[i].When {
		if (When{clause}).Holds(a) {
			x.sitHeld[[2]int{i, k}] = true
		}
	}
	return x.situations[i].When.Holds(a)
}

func (x *exploration) answer(i, questions int, o Option, a Answers, lists map[int]bool) int {
	switch {
	case o.Redirect != "":
		x.end(questions, &x.proof.Redirects)
		return x.effect("redirect " + o.Redirect)
	case o.Stop != "":
		x.end(questions, &x.proof.Stops)
		return x.effect("stop " + o.Stop)
	}
	return x.walk(i+1, questions, a, lists)
}

func (x *exploration) end(questions int, kind *int) {
	x.proof.Paths++
	*kind++
	x.proof.MaxQuestions = max(x.proof.MaxQuestions, questions)
}

// fork joins the rests of all options of a situation. Where they are equal the
// question made no difference here.
func (x *exploration) fork(s Situation, rests []int) int {
	if len(rests) == 0 {
		return x.effect("dead end " + s.ID)
	}
	if slices.Max(rests) == slices.Min(rests) {
		return rests[0]
	}
	x.matters[s.ID] = true
	return x.effect(s.ID + fmt.Sprint(rests))
}

func (x *exploration) effect(key string) int {
	n, ok := x.effects[key]
	if !ok {
		n = len(x.effects)
		x.effects[key] = n
	}
	return n
}

// list ends a way with the lines that apply.
func (x *exploration) list(questions int, a Answers, lists map[int]bool) int {
	x.end(questions, &x.proof.Lists)
	var key strings.Builder
	wanted := 0
	var applying []int
	for i, l := range x.lines {
		if !x.applies(i, a) {
			continue
		}
		applying = append(applying, i)
		key.WriteString(l.path + ",")
		if l.wanted() {
			wanted++
		}
	}
	if wanted == 0 && x.empty == nil {
		x.empty = clone(a)
	}
	x.pairs(applying, a)
	x.proof.MaxMaterials = max(x.proof.MaxMaterials, wanted)
	n := x.effect("list " + key.String())
	lists[n] = true
	return n
}

func (x *exploration) applies(i int, a Answers) bool {
	l := x.lines[i]
	for k, clause := range l.when {
		if (When{clause}).Holds(a) {
			x.held[[2]int{i, k}] = true
		}
	}
	if !l.when.Holds(a) {
		return false
	}
	x.heldOf[i] = true
	return true
}

// pairs notes lines of one kind and name that apply together.
func (x *exploration) pairs(applying []int, a Answers) {
	first := map[[2]string]int{}
	for _, i := range applying {
		k := [2]string{x.lines[i].kind, x.lines[i].name}
		if j, ok := first[k]; ok && x.twice[[2]int{j, i}] == nil {
			x.twice[[2]int{j, i}] = clone(a)
		} else if !ok {
			first[k] = i
		}
	}
}

func clone(a Answers) Answers {
	b := Answers{}
	for k, v := range a {
		b[k] = v
	}
	return b
}
