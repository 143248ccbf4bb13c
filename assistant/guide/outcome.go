// Package guide decides: from what was read and what was found, which is the
// next thing to do for this citizen, and which list is theirs. It is pure.
package guide

import "wenban/assistant/triage"

// Outcome (结果) is how a turn ended.
type Outcome string

// The closed set of outcomes.
const (
	Answered  Outcome = "answered"   // 已答复
	Asked     Outcome = "asked"      // 追问: a question to the citizen
	Offered   Outcome = "offered"    // 供选: candidates to choose from
	Declined  Outcome = "declined"   // 未能答复: said what cannot be answered, and why
	HandedOff Outcome = "handed_off" // 转人工
	Submitted Outcome = "submitted"  // 已提交
	Informed  Outcome = "informed"   // 已告知: greeting, route, notice
)

// Reason says why a turn ended as it did.
type Reason string

// The closed set of reasons.
const (
	Complete      Reason = "complete"       // everything that was asked is answered
	Partial       Reason = "partial"        // something is still open
	NoSource      Reason = "no_source"      // nothing relevant in the knowledge
	OutOfScope    Reason = "out_of_scope"   // not a matter of government services
	OutOfRegion   Reason = "out_of_region"  // a place this service does not cover
	Expired       Reason = "expired"        // was in force, is no longer
	Unsafe        Reason = "unsafe"         // injection, other people's data, forbidden content
	NeedsIdentity Reason = "needs_identity" // only for a citizen who is signed in
	WantsHuman    Reason = "wants_human"
	Stuck         Reason = "stuck" // asked too often without getting nearer
	Emergency     Reason = "emergency"
	AsComplaint   Reason = "complaint"
	LegalRoute    Reason = "legal_route" // court, arbitration, discipline, reconsideration …
	AsProgress    Reason = "progress"
	AsGreeting    Reason = "greeting"
	Degraded      Reason = "degraded" // a part was down
)

// State is what a talk remembers between turns.
type State struct {
	Region  string                       `json:"region,omitempty"`
	Focus   string                       `json:"focus,omitempty"`   // code of the item, or id of the life event, in focus
	Event   string                       `json:"event,omitempty"`   // id of the life event the focus came from
	Answers map[string]map[string]Answer `json:"answers,omitempty"` // item or event → situation → answer
	Asking  string                       `json:"asking,omitempty"`  // id of the situation that was asked last, of the focus
	Offer   []string                     `json:"offer,omitempty"`   // codes that were offered last, in the order shown
	Denied  []string                     `json:"denied,omitempty"`  // codes that the citizen said it is not
	Said    []string                     `json:"said,omitempty"`    // masked words since the topic began, oldest first
	Queue   []string                     `json:"queue,omitempty"`   // further needs, still to be answered
	Asks    int                          `json:"asks,omitempty"`    // questions asked since the last full answer
	Misses  int                          `json:"misses,omitempty"`  // turns in a row that did not get nearer
	Dropped []string                     `json:"dropped,omitempty"` // situations whose understood answer the citizen removed
	Details []string                     `json:"details,omitempty"` // what was asked before the item was known
	Rule    string                       `json:"rule,omitempty"`    // id of the document that was spoken of last
	Told    bool                         `json:"told,omitempty"`    // a complete list was given for the focus
	Track   string                       `json:"track,omitempty"`   // receipt number whose proof is waited for, or "?" for any number
	Case    *triage.Draft                `json:"case,omitempty"`    // a complaint or the like that is being taken down
	Filed   []triage.Filed               `json:"filed,omitempty"`   // what was handed in in this talk, oldest first
}

// Answer is the answer to one situation and where it came from.
type Answer struct {
	Option string `json:"option"`
	From   string `json:"from"`          // said (answered when asked), words (taken from free text), unknown (不知道)
	Cue    string `json:"cue,omitempty"` // the words it was taken from
}
