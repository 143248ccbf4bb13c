// Package form fills in the application form (申请表) of an item. It is pure:
// what is known of the citizen goes in, values that say where they come from
// come out; the citizen sees every one of them before it is sent.
//
//	Fill      what is known, with the source and trust of each value
//	Next      the next question, one at a time
//	Set       what the citizen typed, checked (Check) and marked as theirs
//	Review    every line as the citizen reads it before sending
//	Ready     why it cannot be sent yet
//	Schema    the form as JSON Schema; JSON is the finished form, which conforms
//
// Around it: library asks for electronic licences, drafts keeps what is half
// done, print makes the PDF.
package form

import (
	"slices"

	"wenban/knowledge"
)

// Trust (可信等级) says how far a value may be relied on, after 国办函〔2016〕108号.
type Trust string

// The levels. Only A and B may be used without seeing the original.
const (
	Organ    Trust = "A" // 机关产生: made by an organ, may be used as it is
	Verified Trust = "B" // 窗口核验过: verified at a window, may be used again
	Uploaded Trust = "C" // 用户上传: the original has to be checked
	Declared Trust = "D" // 自制、承诺: said by the citizen, who answers for it
)

// trustNames say the levels to people.
var trustNames = map[Trust]string{Organ: "机关产生", Verified: "窗口核验过", Uploaded: "需核验原件", Declared: "本人填报"}

// Name says the level to people: “A 机关产生”.
func (t Trust) Name() string { return string(t) + " " + trustNames[t] }

// Value is what stands in one field.
type Value struct {
	Field     string `json:"field"`
	Text      string `json:"text"`   // as Check writes it: dates YYYY-MM-DD, bool 是 or 否
	Source    string `json:"source"` // as in FormField.Prefill; "" = typed into the form
	From      string `json:"from"`   // the source, for people: “来自：电子证照 居民身份证”
	Trust     Trust  `json:"trust"`
	Confirmed bool   `json:"confirmed"` // the citizen has seen it and agrees
}

// Typed is what From says of a value that was typed into the form.
const Typed = "您填写的"

// Get returns the value of a field.
func Get(values []Value, field string) (Value, bool) {
	i := slices.IndexFunc(values, func(v Value) bool { return v.Field == field })
	if i < 0 {
		return Value{}, false
	}
	return values[i], true
}

// Set returns values with one field set to what the citizen typed; an empty
// text takes the value away. The text is checked first: the error is a sentence
// for the citizen, and nothing is set. What is typed just as a source gave it
// keeps its source and counts as confirmed.
func Set(f knowledge.Form, values []Value, field, text string, c Checker) ([]Value, error) {
	i := slices.IndexFunc(f.Fields, func(x knowledge.FormField) bool { return x.ID == field })
	if i < 0 {
		return values, Wrong("这张表没有这一栏")
	}
	old, there := Get(values, field)
	rest := slices.DeleteFunc(slices.Clone(values), func(v Value) bool { return v.Field == field })
	if blank(text) {
		return rest, nil
	}
	said, err := c.Check(f.Fields[i], text)
	if err != nil {
		return values, err
	}
	if !there || old.Text != said {
		old = Value{Field: field, Text: said, From: Typed, Trust: Declared}
	}
	old.Confirmed = true
	return inOrder(f, append(rest, old)), nil
}

// Confirm returns values with those of the fields confirmed.
func Confirm(values []Value, fields ...string) []Value {
	out := slices.Clone(values)
	for i := range out {
		out[i].Confirmed = out[i].Confirmed || slices.Contains(fields, out[i].Field)
	}
	return out
}

// inOrder sorts values as the fields of the form.
func inOrder(f knowledge.Form, values []Value) []Value {
	at := map[string]int{}
	for i, x := range f.Fields {
		at[x.ID] = i
	}
	slices.SortStableFunc(values, func(a, b Value) int { return at[a.Field] - at[b.Field] })
	return values
}

// Fields returns the fields that apply under the answers, in order. A field
// whose situation is not answered yet does not.
func Fields(f knowledge.Form, a knowledge.Answers) []knowledge.FormField {
	return slices.DeleteFunc(slices.Clone(f.Fields), func(x knowledge.FormField) bool { return !x.When.Holds(a) })
}
