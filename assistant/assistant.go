// Package assistant turns what a citizen says into a reply: read the words,
// find what they may mean, decide what to do, say it, check every fact, save
// the turn. Ask is the whole job on one screen.
//
// The values here are neutral to the channel: web, speech and SMS are
// renderings of one Reply, with the same facts and the same edition.
package assistant

import (
	"context"
	"time"

	"wenban/assistant/guide"
	"wenban/assistant/handoff"
)

// Question is what came in on a channel.
type Question struct {
	Talk    string    // id of the talk; "" starts a new one
	ID      string    // the client's id of the message: said twice, it is one turn; "" = no such id
	Text    string    // as said; may be empty when Pick is set
	Pick    string    // id of a choice of the last reply that was tapped, or ""
	Drop    string    // id of an understood tag that the citizen removed, or ""
	Region  string    // region the channel knows or the citizen chose; "" keeps the talk's
	Channel string    // web, api, cli, phone, sms
	At      time.Time // zero: now
	Citizen string    // token of the signed-in citizen, or ""
	From    string    // who asks, for counting wrong tries: an address; "" is nobody in particular
	Explain bool      // say in Trace why each hit was found
}

// Outcome (结果) is how a turn ended: one of a closed set, the same in code,
// metrics, pages and evaluation.
type Outcome = guide.Outcome

// Reason says why a turn ended as it did.
type Reason = guide.Reason

// Reply is the answer of one turn.
type Reply struct {
	Talk       string             `json:"talk"`
	Seq        int                `json:"seq"` // number of the turn in its talk, from 1
	Outcome    Outcome            `json:"outcome"`
	Reason     Reason             `json:"reason"`
	Text       string             `json:"text"`                 // the whole reply as plain text
	Lead       string             `json:"lead"`                 // its first sentence or two; the rest stands in the fields below
	Focus      string             `json:"focus,omitempty"`      // code of the item, or id of the life event, the talk is about
	Items      []Ranked           `json:"items"`                // what was found, best first, at most 10
	Ask        *Ask               `json:"ask,omitempty"`        // the question to the citizen, when outcome is asked or offered
	Choices    []Choice           `json:"choices"`              // what may be tapped; never needed, words do as well
	Understood []Tag              `json:"understood,omitempty"` // what was taken from the words
	Materials  []Line             `json:"materials"`            // the list, in the item's order
	Sections   []Section          `json:"sections,omitempty"`   // the facts beside the list, by need
	Sources    []Source           `json:"sources"`
	Ways       []Way              `json:"ways,omitempty"` // ways out: a person, a hall, a phone
	HandOff    *HandOff           `json:"hand_off,omitempty"`
	Summary    *Summary           `json:"summary,omitempty"` // what is to be confirmed before it is handed in
	Receipt    *Receipt           `json:"receipt,omitempty"` // of what was handed in, when outcome is submitted
	Region     string             `json:"region"`
	Edition    string             `json:"edition"`
	Timings    map[string]float64 `json:"timings"` // stage → milliseconds
	Trace      *Trace             `json:"trace,omitempty"`
}

// Ranked is one candidate item.
type Ranked struct {
	Code  string  `json:"code"`
	Name  string  `json:"name"`
	Score float64 `json:"score"`
}

// Ask is one question to the citizen.
type Ask struct {
	Item      string `json:"item,omitempty"`      // whose situation it is; "" for an offer of items
	Situation string `json:"situation,omitempty"` // id
	Question  string `json:"question"`
	Why       string `json:"why,omitempty"`
}

// Choice is something to tap. Exactly one of Item, Option and Command is set.
type Choice struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Hint   string `json:"hint,omitempty"`
	Item   string `json:"item,omitempty"`   // choose this item or life event
	Office string `json:"office,omitempty"` // whose item it is, where several offices have one of its name
	// Same are the codes of all items of the name, the nearest office first, where
	// the choice stands for them: whoever takes it is asked which office.
	Same    []string `json:"same,omitempty"`
	Option  string   `json:"option,omitempty"`  // answer the asked situation with this option
	Command string   `json:"command,omitempty"` // none (都不是), unknown (不知道), human (转人工), restart (重新开始), other (不是这件事), submit (确认提交), change (修改), cancel (取消), skip (不留, 都不是, 说不准), resume (接着登记), file (转部门答复), complain (不是办事，是要投诉)
}

// Tag is something understood from the words: removable, correctable.
type Tag struct {
	ID       string `json:"id"`
	Label    string `json:"label"`
	About    string `json:"about,omitempty"`    // the question that it answers
	Presumed bool   `json:"presumed,omitempty"` // nobody said so: it goes without saying for most
}

// Line is one line of the material list.
type Line struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Because   string   `json:"because"` // why it is on the list
	Exempt    bool     `json:"exempt"`  // 免提交: an electronic licence on file replaces it
	Licence   string   `json:"licence,omitempty"`
	Open      string   `json:"open,omitempty"` // "如果…": still undecided, and on what it depends
	Original  string   `json:"original,omitempty"`
	Copies    int      `json:"copies,omitempty"`
	Necessity string   `json:"necessity,omitempty"`
	Source    string   `json:"source,omitempty"` // who issues it
	Sample    string   `json:"sample,omitempty"`
	Note      string   `json:"note,omitempty"`
	Item      string   `json:"item"`             // code of the item it belongs to
	Shared    []string `json:"shared,omitempty"` // life event: names of the items that all want it
}

// Section is a group of facts under a heading: 费用, 时限, 去哪办, …
type Section struct {
	Title string `json:"title"`
	Kind  string `json:"kind"` // unless, fee, time, visits, place, online, phone, conditions, steps, result, basis, notes, order, faq
	Facts []Fact `json:"facts"`
}

// Fact is one statement taken from a field of the cited edition.
type Fact struct {
	Item    string `json:"item"`    // code of the item, or id of the document
	Element string `json:"element"` // which field, as knowledge.Item.Element names it
	Value   string `json:"value"`   // what that field says, as knowledge.Item.Element renders it
}

// Source is where a reply comes from.
type Source struct {
	ID      string `json:"id"`   // item code or document id
	Kind    string `json:"kind"` // item, document, event
	Title   string `json:"title"`
	Article string `json:"article,omitempty"`
	Quote   string `json:"quote,omitempty"`
	From    string `json:"from,omitempty"` // in force from
}

// Way is something the citizen can do now.
type Way struct {
	Kind  string `json:"kind"` // human, hall, phone, url, emergency, restart
	Label string `json:"label"`
	Value string `json:"value,omitempty"`
}

// HandOff says that a person takes over; channels act on it, never on words.
type HandOff struct {
	To       string `json:"to"`       // operator, emergency, crisis
	Priority int    `json:"priority"` // 0 normal, 1 urgent
}

// Receipt (回执) says what was handed in and where it stands.
type Receipt struct {
	Case       string    `json:"case"`   // id
	Number     string    `json:"number"` // 回执号
	Kind       string    `json:"kind"`
	Title      string    `json:"title"`
	State      string    `json:"state"` // as people say it: 已提交，待受理
	Department string    `json:"department,omitempty"`
	Due        time.Time `json:"due,omitzero"`    // end of the time limit, once it is known
	Words      string    `json:"words,omitempty"` // what the department wrote to the citizen; sealed at rest
}

// Trace is how a turn came about, for operators and for `wenban ask --trace`.
type Trace struct {
	Reading any `json:"reading"`
	Query   any `json:"query"`
	Hits    any `json:"hits"`
	Plan    any `json:"plan"`
}

// Turn (轮) is one question and its reply, as saved.
type Turn struct {
	Talk     string
	Seq      int    // from 1
	ID       string // the client's id of the message, or ""
	Said     string // masked
	Pick     string // id of the choice that was tapped, "drop:" and the id of a tag that was removed, or ""
	Reply    Reply
	State    guide.State // after the turn
	At       time.Time
	Feedback string // useful, useless, wrong, or ""
	Comment  string // masked

	Case    *handoff.Case     `json:"-"` // opened by the turn, in the transaction that saves it; not read back
	Private map[string]string `json:"-"` // what is personal in the talk so far, by element: sealed at rest
}

// Talk (会话) is one conversation.
type Talk struct {
	ID      string
	Secret  string // whoever knows it may read and go on with the talk
	Channel string
	Began   time.Time
	State   guide.State
	Turns   int               // how many were saved
	Private map[string]string `json:"-"` // as of the last turn
}

// Ledger keeps talks and turns. A turn that was saved is durable.
type Ledger interface {
	// Talk returns the talk with the id, or ErrNoTalk.
	Talk(ctx context.Context, id string) (Talk, error)
	// Save stores a turn, the first one together with its talk, in one
	// transaction. When the talk already has a turn with the same client id it
	// stores nothing and returns that turn. When another turn took the number
	// in the meantime it returns ErrConflict.
	//
	// A turn with a case stores the case and its way to the case system with it.
	// When the case's scope has used its key before, Save stores nothing and
	// returns the turn of then, or handoff.ErrKeyReused when it was for something
	// else; a receipt number that is taken is ErrReceipt.
	Save(ctx context.Context, talk Talk, turn Turn) (Turn, error)
	// Turns returns the turns of a talk after a number, oldest first.
	Turns(ctx context.Context, talk string, after int) ([]Turn, error)
	// Feedback stores what the citizen thought of a turn; a later one replaces it.
	Feedback(ctx context.Context, talk string, seq int, feedback, comment string) error
	// End takes the secret of a talk away: nobody gets back into it. What was
	// said stays. A talk that is not there is ErrNoTalk; ending twice is not.
	End(ctx context.Context, talk string) error
}
