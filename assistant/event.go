package assistant

import (
	"fmt"
	"slices"
	"strings"

	"wenban/assistant/guide"
	"wenban/knowledge"
)

// event says a life event: its items in order, and one list for all of them
// that are sure. What is still undecided, and what may be added, is named but
// stands on no list.
func (v voice) event(reply *Reply) {
	ev, _ := v.know.Edition.Event(v.plan.Event)
	reply.Focus = ev.ID
	reply.Understood = v.tags(ev.ID, ev.Situations)
	if v.mourns() && v.state.Asks <= 1 {
		reply.Lead = "请节哀。"
	}
	reply.Lead += v.unheard() + v.eventLead(ev)
	items := v.eventItems(ev)
	reply.Materials = v.merged(items[knowledge.Yes])
	reply.Sections = v.eventSections(ev, items)
	reply.Sources = append(reply.Sources, Source{ID: ev.ID, Kind: "event", Title: ev.Name})
	for _, it := range items[knowledge.Yes] {
		reply.Sources = append(reply.Sources, v.itemSource(it))
	}
	reply.Ways = v.humanWays()
}

// eventLead says which life event it is, or what was asked about it.
func (v voice) eventLead(ev knowledge.LifeEvent) string {
	switch {
	case slices.Contains(v.plan.Details, "materials"):
		return fmt.Sprintf("关于“%s”：材料合并在下面一张清单里，一样的只交一份。", ev.Name)
	case slices.Contains(v.plan.Details, "steps") && ev.Order != "":
		return fmt.Sprintf("关于“%s”的先后顺序：%s", ev.Name, sentence(ev.Order))
	}
	return fmt.Sprintf("您说的是“%s”：%s", ev.Name, sentence(ev.Summary))
}

// eventItems parts the items of a life event: those that are due, those that
// are still open, and those that are only offered (knowledge.No).
func (v voice) eventItems(ev knowledge.LifeEvent) map[knowledge.Truth][]knowledge.Item {
	out := map[knowledge.Truth][]knowledge.Item{}
	truths := guide.Due(ev, v.plan.Answers)
	for i, x := range ev.Items {
		it, ok := v.know.Edition.Local(x.Code, v.state.Region)
		due := truths[i]
		if !ok || !it.Effective.Contains(v.at) || due == knowledge.No {
			continue
		}
		if x.Optional {
			due = knowledge.No
		}
		out[due] = append(out[due], it)
	}
	return out
}

// merged lists the materials of several items, each paper once. Papers are the
// same when the same electronic licence may replace them, or by their name.
func (v voice) merged(items []knowledge.Item) []Line {
	out := []Line{}
	at := map[string]int{}
	for _, it := range items {
		answers := guide.Infer(v.know.Guide, it, v.state)
		for _, l := range guide.List(it, answers) {
			key := l.Material.Licence + "\x00" + l.Material.Original
			if l.Material.Licence == "" {
				key = l.Material.Name
			}
			if i, ok := at[key]; ok && l.Open == "" {
				out[i].Shared = append(out[i].Shared, it.Name)
				continue
			}
			if l.Open != "" {
				continue
			}
			x := line(it, l)
			x.Because, x.Shared = "用于：", []string{it.Name}
			at[key] = len(out)
			out = append(out, x)
		}
	}
	for i := range out {
		out[i].Because = "用于：" + strings.Join(out[i].Shared, "、")
	}
	return out
}

func (v voice) eventSections(ev knowledge.LifeEvent, items map[knowledge.Truth][]knowledge.Item) []Section {
	var out []Section
	add := func(title, kind string, items []knowledge.Item) {
		s := Section{Title: title, Kind: kind}
		for _, it := range items {
			s.Facts = append(s.Facts, elements(it, "name")...)
		}
		if len(s.Facts) > 0 {
			out = append(out, s)
		}
	}
	add("要办的事项", "items", items[knowledge.Yes])
	add("看情况要办", "open", items[knowledge.Open])
	add("可以一起办", "optional", items[knowledge.No])
	if ev.Order != "" {
		out = append(out, Section{Title: "先后顺序", Kind: "order", Facts: []Fact{{Item: ev.ID, Element: "order", Value: ev.Order}}})
	}
	return out
}
