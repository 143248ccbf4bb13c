package eval

import (
	"slices"
	"strings"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/knowledge"
)

// Class is what a reply was, in the terms of the expectations: a column of the
// confusion matrix.
type Class string

// The classes.
const (
	GaveItem      Class = "item"      // answered with an item
	AskedBack     Class = "asked"     // a question
	OfferedSome   Class = "offered"   // candidates to choose from
	Stopped       Class = "stopped"   // an item that cannot be accepted, and why
	GaveEvent     Class = "event"     // a life event, answered or asked about
	GavePolicy    Class = "policy"    // a passage of a document
	Refused       Class = "refused"   // declined, or told the legal route
	ToHuman       Class = "human"     // handed off
	ToComplaint   Class = "complaint" // the complaint desk
	ToldProgress  Class = "progress"
	MadeSmalltalk Class = "smalltalk"
	OtherReply    Class = "other"  // submitted, or informed of something else
	Failed        Class = "failed" // no reply: an error, or a part was down
)

// Classes lists the classes in the order of reports.
var Classes = []Class{GaveItem, AskedBack, OfferedSome, Stopped, GaveEvent, GavePolicy, Refused, ToHuman, ToComplaint, ToldProgress, MadeSmalltalk, OtherReply, Failed}

// classOf names what a reply is. The reason decides before the outcome: a
// complaint may be informed, submitted or handed off.
func classOf(e *knowledge.Edition, r assistant.Reply) Class {
	switch r.Reason {
	case guide.AsComplaint:
		return ToComplaint
	case guide.AsProgress:
		return ToldProgress
	case guide.AsGreeting:
		return MadeSmalltalk
	case guide.LegalRoute:
		return Refused
	case guide.Degraded:
		return Failed
	}
	_, event := e.Event(r.Focus)
	switch {
	case r.Outcome == guide.HandedOff:
		return ToHuman
	case r.Outcome == guide.Declined && r.Focus != "":
		return Stopped
	case r.Outcome == guide.Declined:
		return Refused
	case event || r.Focus == "" && hasSource(r, "event"):
		return GaveEvent
	case r.Outcome == guide.Offered:
		return OfferedSome
	case r.Outcome == guide.Asked:
		return AskedBack
	case r.Outcome == guide.Answered && r.Focus == "" && hasSource(r, "document"):
		return GavePolicy
	case r.Outcome == guide.Answered:
		return GaveItem
	}
	return OtherReply
}

func hasSource(r assistant.Reply, kind string) bool {
	return slices.ContainsFunc(r.Sources, func(s assistant.Source) bool { return s.Kind == kind })
}

// expected reports whether a reply is what the case expects.
func expected(c Case, e *knowledge.Edition, got Class, r assistant.Reply) bool {
	switch c.Expect {
	case Item:
		turned := got == Stopped && c.Stop != nil && c.fits(e, r.Focus)
		served := r.Outcome == guide.Answered || r.Outcome == guide.Asked || r.Outcome == guide.Offered
		return turned || served && slices.Contains([]Class{GaveItem, AskedBack, OfferedSome, GaveEvent, GavePolicy}, got)
	case Clarify:
		return got == AskedBack || got == OfferedSome || got == GaveEvent && r.Outcome == guide.Asked
	case Refuse:
		return got == Refused || got == Stopped
	case Policy:
		return r.Outcome == guide.Answered && cites(r, c.Policy)
	case Event:
		return meansEvent(c, e, r)
	}
	return got == map[Expect]Class{Human: ToHuman, Complaint: ToComplaint, Progress: ToldProgress, Smalltalk: MadeSmalltalk}[c.Expect]
}

// meansEvent reports whether a reply is about a life event of the case, or
// offers it.
func meansEvent(c Case, e *knowledge.Edition, r assistant.Reply) bool {
	if c.fitsEvent(e, r.Focus) {
		return true
	}
	offered := slices.ContainsFunc(r.Choices, func(x assistant.Choice) bool { return c.fitsEvent(e, x.Item) })
	return offered || slices.ContainsFunc(r.Sources, func(s assistant.Source) bool {
		return s.Kind == "event" && c.fitsEvent(e, s.ID)
	})
}

// cites reports whether a reply cites one of the wanted articles; with none
// wanted any document will do.
func cites(r assistant.Reply, wanted Citations) bool {
	if len(wanted) == 0 {
		return hasSource(r, "document")
	}
	return slices.ContainsFunc(wanted, func(w Citation) bool {
		return slices.ContainsFunc(r.Sources, func(s assistant.Source) bool {
			same := w.Article == "" || squeeze(s.Article) == squeeze(strings.TrimSuffix(w.Article, "、")) || squeeze(s.Article) == squeeze(w.Article)
			return s.Kind == "document" && s.ID == w.Document && same
		})
	})
}
