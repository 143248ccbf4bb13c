package triage

import (
	"slices"
	"strings"
	"time"

	"wenban/assistant/handoff"
)

// Draft (待提交的诉求) is a matter on its way to a case: what a talk remembers of
// it between turns. Nothing in it is personal: words are masked, and of a phone
// number only that there is one.
type Draft struct {
	Kind     handoff.Kind `json:"kind"`
	Began    time.Time    `json:"began"`
	Category string       `json:"category,omitempty"` // id, "" until one is proposed or chosen
	Guessed  bool         `json:"guessed,omitempty"`  // the category is likely, not sure
	Which    []string     `json:"which,omitempty"`    // categories to choose from, where none is likely
	What     string       `json:"what,omitempty"`
	Region   string       `json:"region,omitempty"` // code, as deep as it is known
	Among    []string     `json:"among,omitempty"`  // districts it may be in
	Street   string       `json:"street,omitempty"`
	Where    string       `json:"where,omitempty"`
	Exact    bool         `json:"exact,omitempty"` // the place is told to a street, a house or better
	When     string       `json:"when,omitempty"`
	Wish     string       `json:"wish,omitempty"`
	Contact  string       `json:"contact,omitempty"` // Given, Refused or "": not yet
	Hidden   bool         `json:"hidden,omitempty"`  // who said it is kept secret
	Asking   Step         `json:"asking,omitempty"`  // what was asked last
	Asked    []Step       `json:"asked,omitempty"`   // everything that was, each as often as it was
	Paused   bool         `json:"paused,omitempty"`  // something else is being talked about
	Shown    time.Time    `json:"shown,omitzero"`    // when it was shown to be confirmed
}

// What a draft knows of the contact.
const (
	Given   = "given"
	Refused = "refused"
)

// Step is what is asked of the citizen.
type Step string

// The steps, in the order they are asked in.
const (
	AskWhat    Step = "what"
	AskWhich   Step = "which"
	AskWhere   Step = "where"
	AskRegion  Step = "region"
	AskContact Step = "contact"
	Confirm    Step = "confirm"
	AskChange  Step = "change"
)

// Words are what a citizen said that may be personal, by element: whole
// sentences, the place, the phone, the name.
//
// PRIVACY: they are kept sealed with the turn and go into the case's content.
type Words map[string]string

// The elements of Words.
const (
	What  = "case.what"
	Where = "case.where"
	Phone = "case.phone"
	Name  = "case.name"
)

// Without returns the words without those of a draft: the rest of what a talk
// keeps stays.
func (w Words) Without() Words {
	out := Words{}
	for k, v := range w {
		if !slices.Contains([]string{What, Where, Phone, Name}, k) {
			out[k] = v
		}
	}
	return out
}

// with returns a copy with one element set.
func (w Words) with(element, value string) Words {
	out := Words{}
	for k, v := range w {
		out[k] = v
	}
	if value == "" {
		delete(out, element)
		return out
	}
	out[element] = value
	return out
}

// asked counts how often a step was asked.
func (d Draft) asked(s Step) (n int) {
	for _, a := range d.Asked {
		if a == s {
			n++
		}
	}
	return n
}

// about is what is told without the place, which says nothing of what it is about.
func (d Draft) about() string {
	if d.Where == "" {
		return d.What
	}
	return strings.ReplaceAll(d.What, d.Where, " ")
}

// Retract takes the last question back, so that it is put once more.
func (d Draft) Retract() Draft {
	d.Asked = d.Asked[:max(0, len(d.Asked)-1)]
	return d
}

// unasked forgets that a step was asked, so that it may be again.
func (d Draft) unasked(s Step) Draft {
	d.Asked = slices.DeleteFunc(slices.Clone(d.Asked), func(a Step) bool { return a == s })
	return d
}

// maxWords is how many bytes of what is told are kept; a long letter has fewer.
const maxWords = 12 << 10

// told joins what was said before and what is said now.
func told(before, now string) string {
	if before != "" {
		now = before + "；" + now
	}
	return clip(now, maxWords)
}

// clip cuts a text after at most n bytes, at a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
