package assistant

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wenban/assistant/guide"
	"wenban/assistant/read"
	"wenban/knowledge"
)

// say renders a plan from fields and templates. Every fact it states is taken
// from a field of the edition by knowledge.Item.Element.
func say(know *Knowledge, p guide.Plan, s guide.State, r read.Reading, at time.Time) Reply {
	v := voice{know: know, plan: p, state: s, reading: r, at: at}
	reply := Reply{
		Outcome: p.Outcome, Reason: p.Reason, Region: s.Region, Edition: know.Edition.ID,
		Items: v.ranked(), Choices: []Choice{}, Materials: []Line{}, Sources: []Source{},
	}
	v.body(&reply)
	v.others(&reply)
	v.waiting(&reply)
	v.safety(&reply)
	reply.Lead = v.tongue() + reply.Lead
	v.question(&reply)
	reply.Text = plainText(reply)
	return reply
}

// voice holds what a reply is said from.
type voice struct {
	know    *Knowledge
	plan    guide.Plan
	state   guide.State
	reading read.Reading
	at      time.Time
}

// others names the further needs of a message: one is answered at a time, and
// none is passed over.
func (v voice) others(reply *Reply) {
	if len(v.reading.Needs) < 2 || v.plan.Outcome == guide.HandedOff {
		return
	}
	reply.Lead += "您还问到“" + strings.Join(v.reading.Needs[1:], "”“") + "”，要接着说，就说“第二件”。"
}

// body says what the plan does, before any question.
func (v voice) body(reply *Reply) {
	switch v.plan.Act {
	case guide.ShowItem, guide.ShowDetail, guide.ShowStop:
		v.item(reply)
	case guide.ShowEvent:
		v.event(reply)
	case guide.Quote:
		v.quote(reply)
	case guide.Offer:
		reply.Lead = v.offerLead()
	case guide.Offices:
		reply.Lead = v.officesLead()
	default:
		v.notice(reply)
		reply.Lead += v.beside()
	}
}

// ranked lists the candidates: the focus first, then what else was found.
func (v voice) ranked() []Ranked {
	out := make([]Ranked, 0, 10)
	add := func(code string, score float64) {
		if len(out) == 10 || slices.ContainsFunc(out, func(r Ranked) bool { return r.Code == code }) {
			return
		}
		if name, ok := v.know.Edition.NameOf(code); ok {
			out = append(out, Ranked{Code: code, Name: name, Score: score})
		}
	}
	for _, c := range v.plan.Ranked {
		if c.Code == v.plan.Item {
			add(c.Code, c.Score)
		}
	}
	add(v.plan.Item, 1)
	for _, c := range v.plan.Ranked {
		add(c.Code, c.Score)
	}
	return out
}

// item says an item: which it is, what was asked about it, the list, and the
// facts around it.
func (v voice) item(reply *Reply) {
	it, _ := v.know.Edition.Local(v.plan.Item, v.state.Region)
	reply.Focus = it.Code
	reply.Understood = v.tags(it.Code, it.Situations)
	reply.Lead = v.itemLead(it)
	if v.plan.Act == guide.ShowStop {
		reply.Sections = v.sections(it, "phone", "place", "basis")
	} else {
		reply.Materials = v.lines(it)
		reply.Sections = v.sections(it, itemSections...)
	}
	reply.Sections = first(reply.Sections, v.plan.Details)
	reply.Sources = append(reply.Sources, v.itemSource(it))
	reply.Ways = v.ways(it)
	v.dispute(reply, it)
}

// itemLead is the first sentence: condolence where it is due, which item it is
// and what it gets, and the fact that was asked for.
func (v voice) itemLead(it knowledge.Item) string {
	var b strings.Builder
	if v.mourns() && v.state.Asks <= 1 && v.plan.Act != guide.ShowDetail {
		b.WriteString("请节哀。")
	}
	b.WriteString(v.claims(it))
	b.WriteString(v.unheard())
	b.WriteString(v.coming())
	switch from, ok := v.know.Edition.Item(v.plan.From); {
	case v.plan.Act == guide.ShowStop:
		fmt.Fprintf(&b, "按您说的情况，“%s”不能受理：%s", it.Name, sentence(v.plan.Stop.Stop))
	case ok:
		fmt.Fprintf(&b, "按您说的情况，要办的是“%s”，不是“%s”。%s", it.Name, from.Name, sentence(it.Summary))
	case v.plan.Act == guide.ShowDetail:
		b.WriteString(v.details(it))
	case v.plan.Tracks:
		fmt.Fprintf(&b, "办到哪一步了，由“%s”%s来查。%s", it.Name, v.ofOffice(it), sentence(it.Summary))
	default:
		fmt.Fprintf(&b, "您要办的是“%s”%s。%s", it.Name, v.ofOffice(it), sentence(it.Summary))
	}
	return b.String()
}

// ofOffice says whose item it is, where several offices have one of its name.
func (v voice) ofOffice(it knowledge.Item) string {
	if len(v.know.Edition.Namesakes(it.Code)) == 0 {
		return ""
	}
	return "（" + officeOf(v.know.Edition, it) + "）"
}

// mourns reports that the words tell of a death in the family.
func (v voice) mourns() bool {
	if len(v.reading.Relation) == 0 {
		return false
	}
	return slices.ContainsFunc(v.know.Lexicon.Concepts(v.reading.Text), died)
}

// details answers what was asked about an item in its first sentence.
func (v voice) details(it knowledge.Item) string {
	var out []string
	for _, d := range v.plan.Details {
		if text := v.detail(it, d); text != "" {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		return fmt.Sprintf("关于“%s”：", it.Name)
	}
	return fmt.Sprintf("关于“%s”：%s", it.Name, strings.Join(out, ""))
}

func (v voice) detail(it knowledge.Item, kind string) string {
	if kind == "materials" {
		return "材料见下面的清单。"
	}
	sections := v.sections(it, kind)
	if len(sections) == 0 {
		return fmt.Sprintf("%s：没有公布的记录，可以拨打咨询电话核实。", sectionTitles[kind])
	}
	var values []string
	for _, f := range sections[0].Facts {
		values = append(values, strings.TrimRight(f.Value, "。；"))
	}
	return sentence(sections[0].Title + "：" + strings.Join(values, "；"))
}

// lines is the citizen's list of an item.
func (v voice) lines(it knowledge.Item) []Line {
	out := []Line{}
	for _, l := range guide.List(it, v.plan.Answers) {
		out = append(out, line(it, l))
	}
	return out
}

func line(it knowledge.Item, l guide.Line) Line {
	m := l.Material
	return Line{
		ID: m.ID, Name: m.Name, Because: l.Because, Open: l.Open, Item: it.Code,
		Exempt: m.Licence != "", Licence: m.Licence, Original: m.Original, Copies: m.Copies,
		Necessity: m.Necessity, Source: m.Source, Sample: m.Sample, Note: m.Note,
	}
}

// tags are the answers understood so far, removable one by one.
func (v voice) tags(id string, all []knowledge.Situation) []Tag {
	var out []Tag
	for _, s := range all {
		for _, o := range s.Options {
			if v.plan.Answers[s.ID] == o.ID {
				out = append(out, v.tag(s, o.Label))
			}
		}
		if v.plan.Answers[s.ID] == guide.Unknown {
			out = append(out, Tag{ID: s.ID, Label: strings.TrimSuffix(s.Question, "？") + "：还不清楚"})
		}
	}
	return out
}

func (v voice) tag(s knowledge.Situation, label string) Tag {
	presumed := slices.Contains(v.plan.Presumed, s.ID)
	if presumed {
		label = "默认：" + label
	}
	return Tag{ID: s.ID, Label: label, About: asked(s.Question), Presumed: presumed}
}

func (v voice) itemSource(it knowledge.Item) Source {
	return Source{ID: it.Code, Kind: "item", Title: it.Name + "（" + it.Department + "）", From: it.Effective.From}
}

// sentence ends a text with a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, "。") || strings.HasSuffix(s, "？") {
		return s
	}
	return strings.TrimRight(s, "；;，,.") + "。"
}
