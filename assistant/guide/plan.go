package guide

import (
	"time"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/assistant/triage"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// Act is what a plan does, finer than its outcome: each has its own wording.
type Act string

// The acts.
const (
	ShowItem    Act = "item"      // the item with its list
	ShowDetail  Act = "detail"    // what was asked about the item
	ShowEvent   Act = "event"     // the life event with its merged list
	ShowStop    Act = "stop"      // it cannot be accepted, and why
	Offer       Act = "offer"     // candidates to choose from
	Offices     Act = "offices"   // the offices that have what was chosen, to choose from
	Quote       Act = "quote"     // passages of policy documents
	Greet       Act = "greet"     // greeting, thanks, about the assistant
	AskNeed     Act = "ask_need"  // nothing readable was said: what is it about?
	AskWhich    Act = "ask_which" // a detail was asked, but of which item?
	Restart     Act = "restart"
	Remaining   Act = "remaining" // which of several needs are still to be answered
	Refuse      Act = "refuse"
	Dates       Act = "dates" // from when until when a document holds
	ToHuman     Act = "human"
	ToEmergency Act = "emergency"
	ToCrisis    Act = "crisis"
	Complain    Act = "complaint"
	AskCase     Act = "case_ask"   // the next thing a case needs, or whether it is right
	FileCase    Act = "case_filed" // it is handed in
	DropCase    Act = "case_dropped"
	TellBranch  Act = "branch"    // why no case is made, see Plan.Verdict
	TellFiled   Act = "filed"     // what was handed in in this talk
	NothingIn   Act = "no_record" // that nothing was
	Track       Act = "progress"
)

// Plan says what to do in a turn. It is a value: it can be printed, compared
// and said on any channel.
type Plan struct {
	Outcome  Outcome              `json:"outcome"`
	Reason   Reason               `json:"reason"`
	Act      Act                  `json:"act"`
	Item     string               `json:"item,omitempty"`     // code of the item it is about
	Event    string               `json:"event,omitempty"`    // id of the life event it is about
	Answers  knowledge.Answers    `json:"answers,omitempty"`  // what is known of the situations of Item or Event
	Presumed []string             `json:"presumed,omitempty"` // situations of Item whose answer is taken for granted, see presume
	Ask      *knowledge.Situation `json:"ask,omitempty"`      // the question to the citizen
	Stop     *knowledge.Option    `json:"stop,omitempty"`     // the option that ends it
	From     string               `json:"from,omitempty"`     // code of the item that redirected to Item
	Details  []string             `json:"details,omitempty"`  // what was asked about the item
	Unheard  bool                 `json:"unheard,omitempty"`  // the words of this turn change nothing of what stands
	Rule     string               `json:"rule,omitempty"`     // id of the document it is about
	Coming   string               `json:"coming,omitempty"`   // id of a document about it that is not yet in force
	Offer    []string             `json:"offer,omitempty"`    // codes or event ids to choose from
	Same     map[string][]string  `json:"same,omitempty"`     // of a code in Offer or Beside that stands for items of several offices: all of them, the nearest first
	Instead  []string             `json:"instead,omitempty"`  // codes of items that may be meant instead of the one that is answered
	Beside   []string             `json:"beside,omitempty"`   // codes of items that may be done as well, where the act is no item
	Ranked   []Candidate          `json:"ranked,omitempty"`   // all candidates, best first
	Passages []index.Hit          `json:"passages,omitempty"` // to quote
	About    string               `json:"about,omitempty"`    // what a refusal is about: the place, the expired title, the category
	Tracks   bool                 `json:"tracks,omitempty"`   // it was asked how far something is: who has a number may look that up as well
	Complain bool                 `json:"complain,omitempty"` // the words may as well be a complaint: it is offered to take it down
	Heard    triage.Heard         `json:"heard,omitempty"`    // of AskCase: what the words were to the case
	Verdict  *triage.Verdict      `json:"verdict,omitempty"`  // of a complaint and the like: what becomes of it
	Stands   string               `json:"stands,omitempty"`   // of TellFiled, and of a matter said again: the state of that case
	Phone    string               `json:"phone,omitempty"`    // of AskCase: the number that was left, masked
	Since    string               `json:"since,omitempty"`    // of something expired: its last day
	Next     string               `json:"next,omitempty"`     // of something expired: id of its successor
	Evidence Evidence             `json:"evidence"`           // what spoke for each kind of message
	Kinds    kind.Shares          `json:"kinds"`              // how likely each kind of message is, all things weighed; 0 where nothing was
	Sure     float64              `json:"sure,omitempty"`     // how likely the first of Ranked is what is meant; 0 where it was not asked
}

// Candidate is an item that may be meant.
type Candidate struct {
	Code   string  `json:"code"`
	Score  float64 `json:"score"`
	Vector float64 `json:"vector,omitempty"` // cosine with what was said
	Exact  string  `json:"exact,omitempty"`
	Cover  float64 `json:"cover,omitempty"`
	Via    string  `json:"via,omitempty"` // code of the item whose redirect led here
}

// In is everything a decision is made from.
type In struct {
	Reading  read.Reading
	Pick     *Picked     // a tapped choice
	Drop     string      // situation whose understood answer the citizen removed
	Items    []index.Hit // found for the words of this turn
	Joint    []index.Hit // found for the words of the whole topic
	Events   []index.Hit
	Passages []index.Hit
	Others   []index.Hit    // passages found in documents that are no longer, or not yet, in force
	Earlier  []triage.Filed // what the citizen handed in before, in other talks too
	Duty     float64        // score of the best category of the dispatch list for the words of this turn
	Core     string         // the words of this turn without those that only ask
	State    State
	At       time.Time
	hearing  *hearing                    // of one decision; nil: words are heard anew each time
	meant    func(clause string) Meaning // see Guide.Meant
	kinds    kind.Shares                 // see settled
	guessed  bool                        // see turnedTo
}

// Picked is a tapped choice: exactly one field is set.
type Picked struct {
	Item    string
	Option  string
	Command string
}

// Meaning is what a clause means by other words.
type Meaning struct {
	Plain string // the same in plain words (我爸走了: 爸去世), "" where it is plain itself
	Death bool   // it tells of one, and of nothing behind it
}

// Guide decides over one edition.
type Guide struct {
	Edition *knowledge.Edition
	Matcher *Matcher
	Meant   func(clause string) Meaning // what a clause means by other words; nil: nobody tells

	nexts nexts
}
