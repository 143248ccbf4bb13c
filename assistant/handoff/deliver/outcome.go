package deliver

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/ledger"
)

// Codes of why a message was not taken: what metrics, the log and staff see. What
// a case system wrote is never among them: it may quote what a citizen said.
const (
	Down    = "down"      // it does not answer, or says that it is out of order
	Slow    = "timeout"   // it did not answer in time: it may have it
	Busy    = "later"     // it said when to come back
	Refuses = "refused"   // it will never take it
	Altered = "altered"   // it has another content under our key, or another number
	NoOne   = "no_number" // it said yes and named no case
	Broken  = "broken"    // the message cannot be read here: a key of the ring is missing
	Panic   = "panic"     // the adapter failed
	Stopped = "stopped"   // the program was told to stop
)

const (
	first      = time.Second      // of the back-off
	longest    = 10 * time.Minute // of the back-off: after an outage everything goes within this time
	latest     = 6 * time.Hour    // that a case system may put us off
	panicsMost = 5                // tries of a message that makes the adapter fail
)

// backoff is how long to wait after so many tries: twice as long each time, up to
// ten minutes, and by chance up to half less, so that what failed together does
// not come back together. chance is from 0 to 1.
func backoff(tries int, chance float64) time.Duration {
	wait := longest
	if tries < 12 {
		wait = min(longest, first<<max(0, tries-1))
	}
	return wait - time.Duration(chance*float64(wait)/2)
}

var (
	errNoNumber = errors.New("工单系统没有给出工单号")
	errPanic    = errors.New("工单系统的接口程序出错")
	errBroken   = errors.New("待送的内容读不出来")
	errStopped  = errors.New("正在停机")
)

// checked is an answer that may be believed: it names a case, the one we know of
// already if we do, and what it says it has is what was handed in.
func checked(m handoff.Message, a handoff.Answer) error {
	switch known := m.Case.Number; {
	case a.Number == "":
		return errNoNumber
	case a.Digest != "" && a.Digest != m.Digest:
		return handoff.ErrAltered
	case known != "" && known != a.Number:
		return fmt.Errorf("%w：工单号变了", handoff.ErrAltered)
	}
	return nil
}

// fateOf says what becomes of a message after a try. chance is from 0 to 1.
func fateOf(m ledger.Letter, a handoff.Answer, err error, chance float64) ledger.Fate {
	f := ledger.Fate{Letter: m, State: ledger.Sent, Number: a.Number}
	if err == nil {
		return f
	}
	f.State, f.Why, f.Wait = ledger.Waiting, why(err), backoff(m.Tries, chance)
	var later handoff.Later
	switch {
	case errors.As(err, &later):
		f.Wait = max(0, min(later.After, latest)) + time.Duration(chance*float64(first))
	case f.Why == Refuses, f.Why == Altered, f.Why == Panic && m.Tries >= panicsMost:
		f.State, f.Wait = ledger.Dead, 0
	case f.Why == Stopped:
		f.Wait = 0
	}
	return f
}

// why is the code of an error.
func why(err error) string {
	var later handoff.Later
	var refused handoff.Refused
	switch {
	case errors.As(err, &refused):
		return Refuses
	case errors.Is(err, handoff.ErrAltered):
		return Altered
	case errors.As(err, &later):
		return Busy
	case errors.Is(err, errNoNumber):
		return NoOne
	case errors.Is(err, errPanic):
		return Panic
	case errors.Is(err, errBroken):
		return Broken
	case errors.Is(err, errStopped):
		return Stopped
	case errors.Is(err, context.DeadlineExceeded):
		return Slow
	}
	return Down
}

func chance() float64 { return rand.Float64() }
