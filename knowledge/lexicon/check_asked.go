package lexicon

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wenban/knowledge/segment"
)

// CheckData returns what is doubtful in a folder of data: what Check finds in
// the groups, rows of asked/ and told/ that cannot be read, questions and names
// that stand under two services, fragments that stand under two options of one
// situation, texts that are too long or not in normal form.
func CheckData(dir fs.FS) []Problem {
	found := Check(parse(dir))
	found = append(found, checkAsked(dir)...)
	return slices.Concat(found, checkTold(dir), checkEnglish(dir))
}

// Longest texts that a row may have, in characters: what is longer is a story,
// or two rows run together.
const (
	maxQuestion = 60
	maxFragment = 12
)

// checker notes where each text was first seen.
type checker struct {
	seen  map[string]place
	found []Problem
}

func checkAsked(dir fs.FS) []Problem {
	names, questions := checker{seen: map[string]place{}}, checker{seen: map[string]place{}}
	found := tables(dir, "asked/*.tsv", 2, func(at place, raw []string) {
		for _, n := range cells(raw[0]) {
			names.once(at, 1, n, "名称“"+n+"”已经是另一项服务的", "只留在最合适的一行,或把两行并成一行")
		}
		for q := range strings.SplitSeq(raw[1], "|") {
			questions.text(at, 2, q, maxQuestion)
			n := segment.Normal(q)
			questions.once(at, 2, n, "问法“"+n+"”已经写过", "只留在最合适的一行")
		}
	})
	return slices.Concat(found, names.found, questions.found)
}

// checkTold takes rows of one question that follow each other for the options of
// one situation: 办理哪种 is asked in many, each with options of its own.
func checkTold(dir fs.FS) []Problem {
	var words checker
	var question string
	var before place
	found := tables(dir, "told/*.tsv", 3, func(at place, raw []string) {
		if raw[0] != question || at.file != before.file || at.line != before.line+1 {
			words.seen = map[string]place{}
		}
		question, before = raw[0], at
		for w := range strings.SplitSeq(raw[2], "|") {
			words.text(at, 3, w, maxFragment)
			n := segment.Normal(w)
			words.once(at, 3, n, "说法“"+n+"”已经写过", "只留在它说明的那个选项,两个都说明就删去")
		}
	})
	return slices.Concat(found, words.found)
}

// checkEnglish finds a phrase of the glossary that an earlier row has already: the
// earlier one counts. Rows that cannot be read are told by Check.
func checkEnglish(dir fs.FS) []Problem {
	c := checker{seen: map[string]place{}}
	e := &parse(dir).english
	(&Lexicon{}).rows(dir, "english.tsv", func(at place, columns []string) {
		for _, phrase := range cells(columns[0]) {
			if key, ok := e.key(phrase); ok && !strings.HasPrefix(columns[len(columns)-1], "=") {
				c.once(at, 1, key, "“"+phrase+"”已经写过", "只留下一处,单复数、有没有冠词都算同一个")
			}
		}
	})
	return c.found
}

// once reports a text that was seen before.
func (c *checker) once(at place, column int, text, what, fix string) {
	if first, ok := c.seen[text]; ok && text != "" {
		c.found = append(c.found, at.problem(column, what+",见 "+first.String(), fix))
		return
	}
	c.seen[text] = at
}

// text reports what is wrong with a text by itself.
func (c *checker) text(at place, column int, raw string, most int) {
	n := utf8.RuneCountInString(strings.TrimSpace(raw))
	switch {
	case n == 0:
		c.found = append(c.found, at.problem(column, "两个 | 之间是空的", "删去多余的 |"))
	case n > most:
		c.found = append(c.found, at.problem(column, fmt.Sprintf("“%s”有 %d 个字,最多 %d 个", raw, n, most), "写短一些,或分成几条"))
	case letters(raw) != letters(segment.Normal(raw)):
		c.found = append(c.found, at.problem(column, "“"+raw+"”不是规范写法", "写成“"+segment.Normal(raw)+"”"))
	}
}

// letters leaves what counts when two writings are compared: neither punctuation
// nor case, which everyone may write as they like.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
