package handoff

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Act says what a message asks of the case system.
type Act string

// The messages.
const (
	Opened       Act = "opened"       // a new case: the whole of it
	Supplemented Act = "supplemented" // more was handed in
	Withdrawn    Act = "withdrawn"    // the citizen wants it ended
	Rated        Act = "rated"        // the citizen rated it
)

// Message (待送消息) is one thing for the case system. It was written in the
// transaction that acknowledged it, and is delivered until the system answers.
type Message struct {
	Key    string `json:"key"` // idempotency key: the id of the case, a stroke, the number of the message in it from 1
	Act    Act    `json:"act"`
	Case   Case   `json:"case"`
	Text   string `json:"text,omitempty"` // of a supplement, a withdrawal, a rating
	Digest string `json:"digest"`         // Case.Digest when it was handed in
}

// Answer is what a case system says to a message that it took.
type Answer struct {
	Number string // of the case there; never ""
	Digest string // of what it has, when it says so
}

// Update (状态回传) is something that the case system did to a case.
type Update struct {
	ID         string    `json:"id"`               // unique: heard twice, it is one
	Case       string    `json:"case,omitempty"`   // our id; or
	Number     string    `json:"number,omitempty"` // theirs
	Action     Action    `json:"action"`
	At         time.Time `json:"at"`
	Department string    `json:"department,omitempty"` // who acts; of Assign, to whom
	Due        time.Time `json:"due,omitzero"`         // of Extend, and of Accept and Assign when the limit is theirs
	Text       string    `json:"text,omitempty"`       // for the citizen: the reply, why it is declined, returned or takes longer
	Actor      string    `json:"actor,omitempty"`      // who did it there; never shown to the citizen
	Inside     bool      `json:"inside,omitempty"`     // not for the citizen
}

// System is a case system (工单系统): the built-in case desk, another one behind a
// webhook, Open311. Each passes handofftest.
type System interface {
	// Deliver hands over a message. The same key again is answered with the same
	// number and changes nothing. The error is a Refused for what will never be
	// taken, ErrAltered when the system has something else under the key, and
	// anything else for what is worth another try; a Later says when.
	Deliver(ctx context.Context, m Message) (Answer, error)
	// Find looks a key up after a delivery that nobody answered; ok is false when
	// the system has not got it.
	Find(ctx context.Context, key string) (a Answer, ok bool, err error)
	// Updates returns what was done to cases after a cursor ("": from the
	// beginning), oldest first, and the cursor after them. A system that calls
	// back returns none.
	Updates(ctx context.Context, cursor string) (updates []Update, next string, err error)
}

// ErrAltered says that the case system has another content under our key.
var ErrAltered = errors.New("工单系统里的内容和提交的不一致")

// Refused says that a case system will never take a message.
type Refused struct{ Why string }

func (r Refused) Error() string { return "工单系统拒收：" + r.Why }

// Later says when a case system wants to be asked again.
type Later struct {
	After time.Duration
	Err   error
}

func (l Later) Error() string { return fmt.Sprintf("%v（%s 后再送）", l.Err, l.After) }

// Unwrap returns why it is to be asked later.
func (l Later) Unwrap() error { return l.Err }
