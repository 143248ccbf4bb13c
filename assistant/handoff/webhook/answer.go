package webhook

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"time"

	strict "github.com/go-json-experiment/json"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/outside"
)

// ErrAnswer says that an answer is none of the contract's: whether the message
// was taken is unknown.
var ErrAnswer = errors.New("工单系统的回答不合约定")

// maxLater is the longest that a system can put us off.
const maxLater = time.Hour

// Taken is what a system says to a message that it has.
type Taken struct {
	Key    string `json:"key"`              // of the message
	Number string `json:"number"`           // of the case: 1 to 64 visible characters, no spaces
	Digest string `json:"digest,omitempty"` // of the event that it has under the key
}

// Problem is what a system says when it does not do what was asked.
type Problem struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

var (
	number = regexp.MustCompile(`^[\p{L}\p{N}\p{P}\p{S}]{1,64}$`)
	code   = regexp.MustCompile(`^[a-z0-9_.-]{1,64}$`)
)

// delivered judges the answer to a message.
func delivered(got outside.Answer, key, digest string) (handoff.Answer, error) {
	switch p := problem(got); {
	case got.Status == http.StatusOK || got.Status == http.StatusCreated:
		return taken(got, key, digest)
	case got.Status == http.StatusConflict && p.Error.Code == "altered":
		return handoff.Answer{}, handoff.ErrAltered
	case final(got.Status) && code.MatchString(p.Error.Code):
		return handoff.Answer{}, handoff.Refused{Why: p.Error.Code} // PRIVACY: never the message, which may quote what was handed in
	}
	return handoff.Answer{}, unclear(got)
}

// final are the statuses that are about the message itself. The others are
// about the connection between the two of us, like a key that expired, and a
// message must not die of those. A status counts only with a problem of the
// contract: a bare one may be a proxy's.
func final(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusRequestEntityTooLarge || status == http.StatusUnprocessableEntity
}

// unclear is the error for an answer that settles nothing.
func unclear(got outside.Answer) error {
	err := fmt.Errorf("%w: HTTP %d", ErrAnswer, got.Status)
	if after, ok := retryAfter(got.Header.Get("Retry-After")); ok && (got.Status == http.StatusTooManyRequests || got.Status == http.StatusServiceUnavailable) {
		return handoff.Later{After: after, Err: err}
	}
	return err
}

// retryAfter reads how many seconds to wait. A date is not read: the clocks
// would have to agree.
func retryAfter(value string) (time.Duration, bool) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return 0, false
	}
	return min(time.Duration(min(n, 1_000_000))*time.Second, maxLater), true
}

// taken reads the answer that a system has a message.
func taken(got outside.Answer, key, digest string) (handoff.Answer, error) {
	var a Taken
	if err := object(got, &a); err != nil {
		return handoff.Answer{}, err
	}
	switch {
	case a.Key != key:
		return handoff.Answer{}, fmt.Errorf("%w: 不是这条消息的回答", ErrAnswer)
	case !number.MatchString(a.Number):
		return handoff.Answer{}, fmt.Errorf("%w: 没有编号", ErrAnswer)
	case a.Digest != "" && digest != "" && a.Digest != digest:
		return handoff.Answer{}, handoff.ErrAltered
	}
	return handoff.Answer{Number: a.Number, Digest: a.Digest}, nil
}

// found judges the answer to the question for a key. Only the system itself can
// say that it has not got it; else the message would be sent a second time.
func found(got outside.Answer, key string) (handoff.Answer, bool, error) {
	switch {
	case got.Status == http.StatusOK:
		a, err := taken(got, key, "")
		return a, err == nil, err
	case got.Status == http.StatusNotFound && problem(got).Error.Code == "not_found":
		return handoff.Answer{}, false, nil
	}
	return handoff.Answer{}, false, unclear(got)
}

// object reads the one JSON object of an answer. Members that the contract does
// not have are let through: systems grow.
func object(got outside.Answer, v any) error {
	kind, _, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return fmt.Errorf("%w: 不是 JSON", ErrAnswer)
	}
	if err := strict.Unmarshal(got.Body, v); err != nil {
		return fmt.Errorf("%w: 读不懂", ErrAnswer) // the cause may quote what was handed in
	}
	return nil
}

func problem(got outside.Answer) (p Problem) {
	if object(got, &p) != nil {
		return Problem{}
	}
	return p
}
