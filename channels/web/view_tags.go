package web

import (
	"strings"
	"unicode/utf8"

	"wenban/assistant"
)

// tagView is something that is known of the citizen and can be taken back.
type tagView struct {
	ID    string
	Label string
	About string // the question it answers
	Bare  bool   // the label says nothing without its question: 有, 已满
}

// bareUpTo is the longest label, in characters, that is shown with its question.
const bareUpTo = 3

// viewTags parts what was said from what was presumed: the second looks
// different, because nobody said it.
func viewTags(all []assistant.Tag) (known, presumed []tagView) {
	for _, t := range all {
		v := tagView{ID: t.ID, Label: strings.TrimPrefix(t.Label, "默认："), About: t.About}
		v.Bare = v.About != "" && utf8.RuneCountInString(v.Label) <= bareUpTo
		if t.Presumed {
			presumed = append(presumed, v)
		} else {
			known = append(known, v)
		}
	}
	return known, presumed
}
