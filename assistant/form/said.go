package form

import (
	"regexp"
	"slices"
	"strings"

	"wenban/assistant/read"
	"wenban/knowledge"
)

// Said returns what the words of a talk say of the fields of a form, by field:
// only what can be meant for one field alone.
//
//	select   the one option that is named, and not denied
//	date     the one day that is told together with what the label is about:
//	         “昨天身份证丢了” of 丢失日期
//	number   the one number with the unit of the label, which no other field has
//	region   the one place elsewhere, where the form has one region
//
// Names, phones and numbers of papers are not read: in a talk they are masked.
func Said(f knowledge.Form, a knowledge.Answers, heard []read.Reading) map[string]string {
	out := map[string]string{}
	fields := Fields(f, a)
	for _, x := range fields {
		var told []string
		for _, r := range heard {
			told = append(told, tells(x, fields, r)...)
		}
		slices.Sort(told)
		if told = slices.Compact(told); len(told) == 1 {
			out[x.ID] = told[0]
		}
	}
	return out
}

// tells lists what one message says of a field.
func tells(x knowledge.FormField, all []knowledge.FormField, r read.Reading) []string {
	switch x.Type {
	case "select":
		return named(x.Options, r)
	case "date":
		return dayOf(x.Label, r)
	case "number":
		return counted(x, all, affirmed(r))
	case "region":
		if r.Elsewhere != "" && alone(x, all, func(o knowledge.FormField) bool { return o.Type == "region" }) {
			return []string{r.Elsewhere}
		}
	}
	return nil
}

// affirmed is what is said without what is denied.
func affirmed(r read.Reading) string {
	var b strings.Builder
	for _, c := range r.Clauses {
		if !c.Negated {
			b.WriteString(c.Text + "，")
		}
	}
	return b.String()
}

// alone reports whether no other field is of a kind.
func alone(x knowledge.FormField, all []knowledge.FormField, kind func(knowledge.FormField) bool) bool {
	return !slices.ContainsFunc(all, func(o knowledge.FormField) bool { return o.ID != x.ID && kind(o) })
}

// named lists the options that are named; one that is part of another that is
// named does not count.
func named(options []string, r read.Reading) (out []string) {
	text := affirmed(r)
	for _, o := range options {
		if runes(o) > 1 && strings.Contains(text, o) && !slices.Contains(r.Negated, o) {
			out = append(out, o)
		}
	}
	return slices.DeleteFunc(out, func(o string) bool {
		return slices.ContainsFunc(out, func(longer string) bool { return longer != o && strings.Contains(longer, o) })
	})
}

var dateLabel = regexp.MustCompile(`日期|时间|办理|申请|（.*）`)

// dayOf returns the day that is told with a word of the label.
func dayOf(label string, r read.Reading) (out []string) {
	about := dateLabel.ReplaceAllString(label, "")
	if !strings.ContainsAny(affirmed(r), about) {
		return nil
	}
	for _, d := range r.Dates {
		if len(d) == len("2024-03-05") {
			out = append(out, d)
		}
	}
	return out
}

// counted lists the numbers with the unit of the label.
func counted(x knowledge.FormField, all []knowledge.FormField, text string) []string {
	m := unitOf.FindStringSubmatch(x.Label)
	if m == nil || !alone(x, all, func(o knowledge.FormField) bool { return strings.HasSuffix(o.Label, m[0]) }) {
		return nil
	}
	unit := strings.TrimPrefix(m[1], "万")
	return regexp.MustCompile(`\d+(?:\.\d+)?万?`+regexp.QuoteMeta(unit)).FindAllString(text, 4)
}
