package handoff

import "time"

// Step (办理记录) is one thing that was done to a case, as its owner may see it:
// not who did it, and nothing that departments keep among themselves.
type Step struct {
	At         time.Time `json:"at"`
	Action     string    `json:"action"` // as people say it: 受理
	State      string    `json:"state"`  // afterwards
	Department string    `json:"department,omitempty"`
	Due        time.Time `json:"due,omitzero"`
	Text       string    `json:"text,omitempty"`
}

// StepOf is an update as the owner of the case may see it.
//
// PRIVACY: the actor stays behind; ok is false for what is not for the citizen.
func StepOf(u Update, after State) (s Step, ok bool) {
	return Step{At: u.At, Action: u.Action.Name(), State: after.Name(), Department: u.Department, Due: u.Due, Text: u.Text}, !u.Inside
}

// Tail is the last four digits of a phone number, by which somebody who was told
// a receipt number proves that the case is theirs; "" for fewer than four.
func Tail(phone string) string {
	var digits []byte
	for _, c := range []byte(phone) {
		if c >= '0' && c <= '9' {
			digits = append(digits, c)
		}
	}
	if len(digits) < 4 {
		return ""
	}
	return string(digits[len(digits)-4:])
}

// Rateable reports whether a case may be rated: it was answered, declined or
// ended. A rework is about a rating and is not rated itself.
func Rateable(c Case) bool {
	_, err := Next(c.State, Rate)
	return err == nil && c.State != Replied && c.State != Reviewed && c.Kind != Rework
}
