package assistant

import (
	"strings"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/knowledge"
)

// Heard returns what a talk adds to the questions known for an item: the words
// that began the topic, in a talk whose citizen confirmed the item by choosing it
// from an offer and keeping it, or by finding the answer useful. ok is false when
// nothing was confirmed. It is a suggestion: a curator reviews it before it
// counts.
//
// PRIVACY: turns hold masked text; a clause in which something was masked is
// left out whole, so that nothing of a person becomes knowledge.
func Heard(turns []Turn) (code, text string, ok bool) {
	for i, t := range turns {
		switch c, confirmed := confirmedBy(t); {
		case confirmed && kept(turns[i+1:], c):
			if text := impersonal(begun(turns[:i+1])); text != "" {
				return c, text, true
			}
		}
	}
	return "", "", false
}

// confirmedBy returns the item that a turn confirms. Life events have ids of
// their own and are no items: the focus of their turns is left to the caller's
// edition to refuse.
func confirmedBy(t Turn) (code string, ok bool) {
	if picked, ok := strings.CutPrefix(t.Pick, "item:"); ok && t.Reply.Focus == picked {
		return picked, t.Feedback != "useless" && t.Feedback != "wrong"
	}
	return t.Reply.Focus, t.Feedback == "useful" && t.Reply.Focus != "" && t.Reply.Outcome != "declined"
}

// kept reports that the citizen did not go back on an item later in the talk.
func kept(later []Turn, code string) bool {
	for _, t := range later {
		if t.Pick == "command:none" || t.Pick == "command:other" {
			return false
		}
		if t.Reply.Focus != code {
			return true // another topic began: this one stood
		}
		if t.Feedback == "useless" || t.Feedback == "wrong" {
			return false
		}
	}
	return true
}

// begun is what the citizen said first of the topic that the last turn is in.
func begun(turns []Turn) string {
	if said := turns[len(turns)-1].State.Said; len(said) > 0 {
		return said[0]
	}
	return turns[len(turns)-1].Said
}

// mostHeard is how long a phrasing may be, in characters; of a longer message
// the clauses that ask are kept, the last ones first.
const mostHeard = 60

// impersonal returns a message without the clauses that hold something masked.
func impersonal(said string) string {
	masked, _ := read.Mask(said) // masked before it was stored; this finds what newer rules know
	var kept []string
	for c := range strings.FieldsFuncSeq(masked, func(r rune) bool { return strings.ContainsRune(",，。;；!！?？\n", r) }) {
		if c = strings.TrimSpace(c); c != "" && !strings.Contains(c, "*") {
			kept = append(kept, c)
		}
	}
	for len(kept) > 1 && utf8.RuneCountInString(strings.Join(kept, ",")) > mostHeard {
		kept = kept[1:]
	}
	text := strings.Join(kept, ",")
	if n := utf8.RuneCountInString(text); n < 4 || n > mostHeard {
		return ""
	}
	return text
}

// Cited returns what a talk adds to the questions known for a document: the words
// of a turn that was answered with articles and found useful, with those
// articles. ok is false when there is none. It is a suggestion, as Heard's is.
//
// PRIVACY: as in Heard, a clause in which something was masked is left out whole.
func Cited(turns []Turn) (document string, asked knowledge.Asked, ok bool) {
	for _, t := range turns {
		if t.Feedback != "useful" {
			continue
		}
		for _, s := range t.Reply.Sources {
			if s.Kind == "document" && s.Quote != "" && s.Article != "" && (document == "" || document == s.ID) {
				document = s.ID
				asked.Articles = append(asked.Articles, s.Article)
			}
		}
		asked.Q, asked.Source = impersonal(t.Said), "citizen"
		if document != "" && asked.Q != "" {
			return document, asked, true
		}
		document, asked = "", knowledge.Asked{}
	}
	return "", knowledge.Asked{}, false
}
