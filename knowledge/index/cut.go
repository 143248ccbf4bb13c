package index

import (
	"regexp"
	"strings"

	"wenban/knowledge"
)

// The lines that begin a chapter, an article, and a numbered point of the
// first and second level.
var (
	chapterLine = regexp.MustCompile(`^第[一二三四五六七八九十百零〇两0-9]{1,8}[编章节](?:[\s\x{3000}]|$)`)
	articleLine = regexp.MustCompile(`^第[一二三四五六七八九十百千零〇两0-9]{1,10}条(?:之[一二三四五六七八九十]{1,3})?`)
	pointLine   = regexp.MustCompile(`^[一二三四五六七八九十百]{1,5}、`)
	bracketLine = regexp.MustCompile(`^[（(][一二三四五六七八九十百]{1,5}[）)]`)
)

// Cut cuts the text of a document into passages that can be cited alone, at
// the widest numbering it uses: 第X条, else 一、, else （一）. What stands before
// the first is a passage without a number. A passage keeps all its lines, so
// points under an article and tables stay with it; the heading of the chapter
// is kept beside it. The title of the document alone is no passage.
func Cut(doc knowledge.Document) []knowledge.Passage {
	lines := strings.Split(strings.ReplaceAll(doc.Text, "\r", "\n"), "\n")
	starts := numbering(lines)
	c := cutter{doc: doc}
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch number := startOf(starts, line); {
		case line == "" || line == strings.TrimSpace(doc.Title):
		case chapterLine.MatchString(line) && len(line) < 200:
			c.end()
			c.heading = line
		case number != "":
			c.end()
			c.article, c.text = number, []string{line}
		default:
			c.text = append(c.text, line)
		}
	}
	c.end()
	return c.passages
}

// numbering returns the widest numbering that a text uses, or nil.
func numbering(lines []string) *regexp.Regexp {
	for _, level := range []*regexp.Regexp{articleLine, pointLine, bracketLine} {
		for _, line := range lines {
			if level.MatchString(strings.TrimSpace(line)) {
				return level
			}
		}
	}
	return nil
}

// startOf returns the number with which a line begins a passage, or "".
func startOf(level *regexp.Regexp, line string) string {
	if level == nil {
		return ""
	}
	return level.FindString(line)
}

type cutter struct {
	doc              knowledge.Document
	heading, article string
	text             []string
	passages         []knowledge.Passage
}

// end closes the passage that is open. One without a number belongs to no
// chapter that is still to come, so the number is dropped with it.
func (c *cutter) end() {
	if len(c.text) > 0 {
		c.passages = append(c.passages, knowledge.Passage{
			Document: c.doc.ID, Article: c.article, Heading: c.heading, Text: strings.Join(c.text, "\n"),
		})
	}
	c.article, c.text = "", nil
}
