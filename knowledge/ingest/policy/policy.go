// Package policy reads a policy document (政策文件) out of its text: title,
// 发文字号, issuing organ, the dates of issue, beginning and end. What the text
// does not say in one of the usual forms stays empty and is told; nothing is
// guessed, since a wrong date lets a rule answer that is not in force.
package policy

import (
	"cmp"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
)

// Source is what is known before the text is read. Whatever is given is taken
// as it is, and only the rest is read out.
type Source struct {
	ID, Title, Number, Issuer, Region, Published string

	// History (题注) says who passed and changed the document when, as it stands
	// in brackets below the title of a law.
	History string
	Text    string
}

// Read makes a document of a text and says what it did not find.
func Read(s Source) (knowledge.Document, []ingest.Problem) {
	text := tidy(s.Text)
	lines := strings.Split(text, "\n")
	body, history := history(lines, s.History)
	heading, above := title(lines)
	d := knowledge.Document{
		Title: cmp.Or(strings.TrimSpace(s.Title), heading), Number: cmp.Or(s.Number, number(lines), decree(history)),
		Issuer: cmp.Or(s.Issuer, issuer(lines, history)), Region: s.Region, Text: text,
		Published: cmp.Or(Date(s.Published), published(lines, history)),
	}
	d.Effective = period(body, history, d.Published)
	d.ID = cmp.Or(s.ID, identity(d, history))
	found := missing(d, s)
	if s.Title == "" && above != "" {
		found = append(found, ingest.Problem{Level: ingest.Warning, Element: knowledge.ElementName("title"),
			Reason: "标题读作“" + heading + "”,上面一行“" + above + "”没有算进去", Fix: "标题不完整的,在正文里写成一行"})
	}
	return d, found
}

// tidy removes what the typesetting left: marks of headings, blanks around
// lines, empty lines. The words stay as they are.
func tidy(text string) string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", "\n"), "\n") {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "#_"))
		if line != "" && !filler.MatchString(line) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// filler matches lines that hold nothing: rules, places of pictures, page numbers.
var filler = regexp.MustCompile(`^(?:[-_=—－*·\s]+|\[pic\]|[-—－–]\s*\d{1,4}\s*[-—－–])$`)

// history returns the body and the history: given apart, or in brackets in the
// first lines.
func history(lines []string, given string) (body, history string) {
	if given != "" {
		return strings.Join(lines, "\n"), given
	}
	var b strings.Builder
	for i, line := range lines[:min(len(lines), 8)] {
		if (strings.HasPrefix(line, "（") || strings.HasPrefix(line, "(")) && historyLine.MatchString(line) || i > 0 && b.Len() > 0 && historyLine.MatchString(line) && !articleLine.MatchString(line) {
			b.WriteString(line + "\n")
		}
	}
	return strings.Join(lines, "\n"), b.String()
}

// identity names a document: by its number, else by its title, with the date
// where it is known. A law keeps its title and the number of its first decree
// when it is changed, so it goes by title and date.
func identity(d knowledge.Document, history string) string {
	id := d.Number
	if id == "" || history != "" {
		id = d.Title
		if d.Published != "" {
			id += "(" + d.Published + ")"
		}
	}
	return Key(id)
}

// Key makes a text fit to be an id: half-width, without blanks.
func Key(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r <= ' ' || r == '\u3000' || r >= 0xff00 && r <= 0xffef:
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

// missing says what was not found, in the order of the elements.
func missing(d knowledge.Document, s Source) (found []ingest.Problem) {
	say := func(level ingest.Level, ok bool, path, reason, fix string) {
		if !ok {
			found = append(found, ingest.Problem{Level: level, Element: knowledge.ElementName(path), Reason: reason, Fix: fix})
		}
	}
	say(ingest.Error, d.Title != "", "title", "没有读到标题", "在正文第一行写上完整的标题")
	say(ingest.Error, len([]rune(d.Text)) >= 10, "text", "正文太短", "核对文件内容")
	say(ingest.Warning, d.Number != "" || s.History != "", "number", "没有读到发文字号", "有的,在正文里单独写一行")
	say(ingest.Warning, d.Issuer != "", "issuer", "没有读到发文机关", "在落款里单独写一行")
	say(ingest.Warning, d.Published != "", "published", "没有读到成文或者公布日期", "在落款里单独写一行,例如 2025年1月31日")
	say(ingest.Warning, d.Effective.From != "", "effective.from", "没有读到施行日期,按一直有效处理", "核对后补上施行日期")
	say(ingest.Warning, s.Published == "" || Date(s.Published) != "", "published", "“"+s.Published+"”不是日期", "写成 2025-01-31 的样式")
	return found
}
