package web

import (
	"fmt"
	"strings"

	"wenban/assistant"
)

// listView is the list of materials (材料清单).
type listView struct {
	Title   string
	Count   string // 要准备3样，其中2样有电子证照就不用带
	Settled bool   // nothing is open any more
	Lines   []lineView
	Open    []lineView // still undecided: 如果…
	Empty   bool       // the item needs no materials
	Item    string     // name of the item
	Region  string     // name of the region
	Common  string     // why the lines without a reason of their own are there
	Jump    bool       // the question stands above, on the same page
}

type lineView struct {
	ID    string
	Name  string
	Free  string // why it need not be handed in, or ""
	Late  bool   // 容缺后补
	Facts string // 原件1份，政府部门核发
	Why   string
	Note  string
	If    string // 如果…
	Form  string // name of the blank form
}

// viewList makes the list of a reply, nil where it has none.
func viewList(know *assistant.Knowledge, r assistant.Reply) *listView {
	if len(r.Materials) == 0 {
		return nil
	}
	l := &listView{Title: "要准备的材料", Settled: r.Ask == nil, Item: focusName(know, r.Focus), Region: know.Edition.Regions.Name(r.Region)}
	free := 0
	for _, m := range r.Materials {
		x := viewLine(m)
		if m.Open != "" {
			l.Open = append(l.Open, x)
			continue
		}
		if x.Free != "" {
			free++
		}
		l.Lines = append(l.Lines, x)
	}
	l.Count = count(len(l.Lines), free)
	l.Common = common(l.Lines)
	return l
}

func count(n, free int) string {
	switch {
	case n == 0:
		return ""
	case free == 0:
		return fmt.Sprintf("共 %d 样。", n)
	}
	return fmt.Sprintf("共 %d 样，其中 %d 样有电子证照就不用带。", n, free)
}

func viewLine(m assistant.Line) lineView {
	x := lineView{ID: m.Item + "/" + m.ID, Name: m.Name, Why: why(m.Because), Note: m.Note, Form: m.Sample, If: condition(m.Open), Late: m.Necessity == "容缺后补"}
	if m.Exempt {
		x.Free = fmt.Sprintf("有电子%s的，不用带", m.Licence)
	}
	var facts []string
	if m.Original != "" {
		facts = append(facts, m.Original+copies(m.Copies))
	}
	if m.Necessity != "" && m.Necessity != "必要" && !x.Late {
		facts = append(facts, m.Necessity)
	}
	if from := sourceNames[m.Source]; from != "" {
		facts = append(facts, from)
	} else if m.Source != "" {
		facts = append(facts, m.Source)
	}
	x.Facts = strings.Join(facts, "，")
	return x
}

// sourceNames say in everyday words where a material comes from.
var sourceNames = map[string]string{"申请人自备": "自己准备", "政府部门核发": "政府部门发的", "第三方出具": "由有关单位开具"}

func copies(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" %d 份", n)
}

// why says why a line is on the list. "办理这个事项都需要" stands on most lines
// of most lists; said each time it hides the reasons that are the citizen's
// own, so it is said once, by common.
func why(because string) string {
	if because == "办理这个事项都需要" {
		return ""
	}
	return because
}

func common(lines []lineView) string {
	own := 0
	for _, l := range lines {
		if l.Why != "" {
			own++
		}
	}
	switch own {
	case len(lines):
		return ""
	case 0:
		return "谁来办都要这些。"
	}
	return "没写“因为”的，谁来办都要。"
}

// condition quotes what an open line waits for: 如果是“已婚”.
func condition(open string) string {
	if label, ok := strings.CutPrefix(open, "如果是："); ok {
		return "如果是“" + label + "”"
	}
	return open
}

func focusName(know *assistant.Knowledge, id string) string {
	if it, ok := know.Edition.Item(id); ok {
		return it.Name
	}
	ev, _ := know.Edition.Event(id)
	return ev.Name
}
