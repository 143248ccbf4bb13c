package assistant

import (
	"fmt"
	"strings"

	"wenban/assistant/guide"
	"wenban/knowledge"
)

// quote answers with passages of policy documents, word for word, and names the
// item that the rule is about.
func (v voice) quote(reply *Reply) {
	for _, h := range v.plan.Passages {
		d, ok := v.know.Edition.Document(h.ID)
		if !ok {
			continue
		}
		if reply.Lead == "" {
			reply.Lead = fmt.Sprintf("《%s》%s规定（%s）：", d.Title, h.Article, period(d))
		}
		reply.Sections = append(reply.Sections, Section{
			Title: "《" + d.Title + "》", Kind: "policy",
			Facts: []Fact{{Item: d.ID, Element: "text@" + h.Article, Value: strings.TrimSpace(h.Text)}},
		})
		reply.Sources = append(reply.Sources, Source{
			ID: d.ID, Kind: "document", Title: d.Title + "（" + d.Number + "）", Article: h.Article,
			Quote: strings.TrimSpace(h.Text), From: d.Effective.From,
		})
	}
	if it, ok := v.know.Edition.Item(v.plan.Item); ok {
		reply.Focus = it.Code
		reply.Lead = fmt.Sprintf("这是“%s”的规定。", it.Name) + reply.Lead
	}
	reply.Ways = v.humanWays()
}

// period says from when until when a document holds.
func period(d knowledge.Document) string {
	text := date(d.Effective.From) + "起施行"
	if d.Effective.To != "" {
		text += "，有效期至" + date(d.Effective.To)
	}
	return text
}

// dates answers from when until when the document spoken of last holds.
func (v voice) dates(reply *Reply) {
	d, _ := v.know.Edition.Document(v.plan.About)
	reply.Lead = fmt.Sprintf("《%s》（%s）%s。", d.Title, d.Number, period(d))
	reply.Sources = append(reply.Sources, Source{ID: d.ID, Kind: "document", Title: d.Title + "（" + d.Number + "）", From: d.Effective.From})
	reply.Focus = v.plan.Item
	reply.Ways = v.humanWays()
}

// coming tells of a document about the item that will begin to hold: what
// follows is what holds today.
func (v voice) coming() string {
	d, ok := v.know.Edition.Document(v.plan.Coming)
	if !ok {
		return ""
	}
	return fmt.Sprintf("有新规定：《%s》（%s）从%s起施行，现在还没有开始，下面是现行的办法。", d.Title, d.Number, date(d.Effective.From))
}

// unheard says that the words of this turn change nothing, so that the citizen
// does not wonder what became of them.
func (v voice) unheard() string {
	switch {
	case !v.plan.Unheard:
		return ""
	case guide.Asks(v.reading.Text):
		return "您问的这一点，公布的内容里没有写，可以打咨询电话核实。"
	}
	return "您刚说的这一点不改变下面的内容。"
}
