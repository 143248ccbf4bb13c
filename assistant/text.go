package assistant

import (
	"fmt"
	"strings"

	"wenban/assistant/guide"
	"wenban/assistant/handoff"
	"wenban/knowledge"
)

// plainText renders a reply as text alone: for the terminal, for SMS to cut
// down, for a screen reader to read.
func plainText(r Reply) string {
	var b strings.Builder
	b.Grow(usual)
	b.WriteString(r.Lead)
	if r.Outcome == guide.Submitted && r.Receipt != nil {
		fmt.Fprintf(&b, "\n\n回执号：%s", handoff.Grouped(r.Receipt.Number))
	}
	writeSummary(&b, r.Summary)
	writeMaterials(&b, r.Materials)
	for _, s := range r.Sections {
		writeSection(&b, s)
	}
	writeWays(&b, r)
	writeQuestion(&b, r)
	return strings.TrimSpace(b.String())
}

// usual is how many bytes most replies are.
const usual = 512

func writeSummary(b *strings.Builder, s *Summary) {
	if s == nil {
		return
	}
	fmt.Fprintf(b, "\n\n%s", s.Title)
	for _, l := range s.Lines {
		fmt.Fprintf(b, "\n%s：%s", l.Label, l.Value)
	}
}

func writeMaterials(b *strings.Builder, lines []Line) {
	n := 0
	for _, l := range lines {
		if l.Open != "" {
			continue
		}
		if n++; n == 1 {
			b.WriteString("\n\n需要的材料：")
		}
		fmt.Fprintf(b, "\n%d. %s%s", n, l.Name, remarks(l))
	}
	for _, l := range lines {
		if l.Open != "" {
			fmt.Fprintf(b, "\n· %s，还要：%s%s", l.Open, l.Name, remarks(l))
		}
	}
}

// remarks says of a material how many of what, whether it may be left out, and
// why it is there.
func remarks(l Line) string {
	var parts []string
	if l.Original != "" && l.Copies > 0 {
		parts = append(parts, fmt.Sprintf("%s%d份", l.Original, l.Copies))
	}
	if l.Exempt {
		parts = append(parts, "有电子证照的免提交")
	}
	if l.Necessity != "" && l.Necessity != "必要" {
		parts = append(parts, l.Necessity)
	}
	if l.Because != "" && strings.HasPrefix(l.Because, "因为") || strings.HasPrefix(l.Because, "用于") {
		parts = append(parts, l.Because)
	}
	if l.Note != "" {
		parts = append(parts, l.Note)
	}
	if len(parts) == 0 {
		return ""
	}
	return "（" + strings.Join(parts, "；") + "）"
}

func writeSection(b *strings.Builder, s Section) {
	if s.Kind == "faq" || s.Kind == "conditions" || s.Kind == "steps" {
		return // shown on pages; too long to read in a text
	}
	var values []string
	for _, f := range s.Facts {
		values = append(values, f.Value)
	}
	fmt.Fprintf(b, "\n%s：%s", s.Title, strings.Join(values, "；"))
}

func writeWays(b *strings.Builder, r Reply) {
	if r.Focus != "" {
		return
	}
	for _, w := range r.Ways {
		if w.Value != "" && !strings.Contains(r.Lead, w.Value) {
			fmt.Fprintf(b, "\n%s：%s", w.Label, w.Value)
		}
	}
}

func writeQuestion(b *strings.Builder, r Reply) {
	if r.Ask == nil {
		writeInstead(b, r)
		return
	}
	fmt.Fprintf(b, "\n\n%s", r.Ask.Question)
	if r.Ask.Why != "" {
		fmt.Fprintf(b, "（%s）", r.Ask.Why)
	}
	for i, c := range r.Choices {
		if c.Command == "" {
			fmt.Fprintf(b, "\n  %d. %s", i+1, c.Label)
		} else {
			fmt.Fprintf(b, "\n  · %s", c.Label)
		}
	}
}

// writeInstead names what may be meant instead of what was answered.
func writeInstead(b *strings.Builder, r Reply) {
	for i, c := range Instead(r) {
		if i == 0 {
			b.WriteString("\n\n" + NotThis)
		}
		fmt.Fprintf(b, "\n  · %s", c.Label)
	}
}

// NotThis stands above what may be meant instead of what was answered.
const NotThis = "不是这件事？也可能是："

// Instead are the choices of an answer that lead to another item than the one it
// is about.
func Instead(r Reply) (out []Choice) {
	for _, c := range r.Choices {
		if r.Ask == nil && r.Focus != "" && c.Item != "" && c.Item != r.Focus {
			out = append(out, c)
		}
	}
	return out
}

// checked holds every fact of a reply against the field it names; one that
// differs is dropped, for nothing unverified is shown. With no model that
// rewords, nothing is ever dropped.
func checked(e *knowledge.Edition, r Reply) Reply {
	for i, s := range r.Sections {
		kept := s.Facts[:0:0]
		for _, f := range s.Facts {
			if holds(e, r.Region, f) {
				kept = append(kept, f)
			}
		}
		r.Sections[i].Facts = kept
	}
	return r
}

func holds(e *knowledge.Edition, region string, f Fact) bool {
	if d, ok := e.Document(f.Item); ok {
		return strings.Contains(d.Text, f.Value) || strings.Contains(squeeze(d.Text), squeeze(f.Value))
	}
	if ev, ok := e.Event(f.Item); ok {
		return f.Value == ev.Order
	}
	element, at, elsewhere := strings.Cut(f.Element, "@")
	if elsewhere {
		it, _ := e.Local(f.Item, at)
		value, ok := it.Element(element)
		return ok && f.Value == e.Regions.Name(at)+"："+value
	}
	it, ok := e.Local(f.Item, region)
	if strings.HasPrefix(element, "situations.") {
		return ok && f.Value == otherwise(e, it, element)
	}
	value, has := it.Element(element)
	return ok && (has && value == f.Value || element == "fees.none")
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
