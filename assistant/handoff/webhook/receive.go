package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"time"

	strict "github.com/go-json-experiment/json"
	"golang.org/x/time/rate"

	"wenban/assistant/handoff"
)

// Heard says what became of an update.
type Heard string

// What becomes of an update.
const (
	Applied Heard = "applied" // done to the case
	Known   Heard = "known"   // heard before: nothing was changed
	Parked  Heard = "parked"  // the case is not there yet; it is done when it comes
)

// ErrReused says that an id was used before for another update.
var ErrReused = errors.New("这个 id 已经用于另一条状态")

// Receiver (状态回传) takes signed callbacks: POST /api/v1/callbacks/{system},
// one event each. An update is durable before it is acknowledged, and heard
// twice it is one.
type Receiver struct {
	Keys map[string]Keys // of each system that may call
	// Hear does an update to its case and returns when that is durable. Its error
	// is handoff.ErrTransition for what is not possible in the case's state and
	// ErrReused for an id of another update; any other means: again later.
	Hear  func(ctx context.Context, system string, u handoff.Update) (Heard, error)
	Now   func() time.Time // nil: time.Now
	Log   *slog.Logger     // nil: slog.Default
	Limit *rate.Limiter    // of signed callbacks, of all systems together; nil: no limit
}

// maxCallback is the size of a callback in bytes.
const maxCallback = 256 << 10

// refusal is an answer to a callback that was not taken.
type refusal struct {
	status int
	code   string
	text   string
}

func (r *refusal) Error() string { return r.text }

// ServeHTTP answers 200 with what became of the update, else an error of the
// contract.
func (c *Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	system := r.PathValue("system")
	heard, err := c.take(w, r, system)
	if err == nil {
		answer(w, http.StatusOK, map[string]Heard{"status": heard})
		return
	}
	refused := refusalOf(err)
	if refused.status == http.StatusServiceUnavailable {
		c.log().Error("callback failed", "error", err)
	} else {
		c.log().Info("callback refused", "reason", refused.code, "status", refused.status)
	}
	if refused.status == http.StatusServiceUnavailable || refused.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "2")
	}
	Refuse(w, refused.status, refused.code, refused.text)
}

// Refuse answers with an error of the contract.
func Refuse(w http.ResponseWriter, status int, code, text string) {
	var p Problem
	p.Error.Code, p.Error.Message = code, text
	answer(w, status, p)
}

func (c *Receiver) take(w http.ResponseWriter, r *http.Request, system string) (Heard, error) {
	h := r.Header
	unsigned := &refusal{http.StatusUnauthorized, "unauthorized", ErrUnsigned.Error() + "。"}
	if h.Get(HeaderSignature) == "" || !timely(h.Get(HeaderTime), c.now()) {
		return "", unsigned // a flood of these costs no body
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCallback))
	if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
		return "", &refusal{http.StatusRequestEntityTooLarge, "limit", "正文最多 256 KB。"}
	}
	if err != nil {
		return "", &refusal{http.StatusBadRequest, "format", "正文没有收全。"}
	}
	if c.Keys[system].Verify(h.Get(HeaderKey), h.Get(HeaderTime), h.Get(HeaderSignature), body, c.now()) != nil {
		return "", unsigned
	}
	if c.Limit != nil && !c.Limit.AllowN(c.now(), 1) {
		return "", &refusal{http.StatusTooManyRequests, "rate", "太频繁，请稍后再发同一条。"}
	}
	u, err := Callback(h.Get("Content-Type"), body, c.now())
	if err != nil {
		return "", err
	}
	return c.Hear(r.Context(), system, u)
}

// Callback reads the update of a callback.
func Callback(contentType string, body []byte, now time.Time) (handoff.Update, error) {
	if kind, _, err := mime.ParseMediaType(contentType); err != nil || kind != ContentType {
		return handoff.Update{}, &refusal{http.StatusUnsupportedMediaType, "content_type", "正文要用 " + ContentType + "。"}
	}
	e, err := open(body)
	if err != nil || e.Type != TypeUpdate {
		return handoff.Update{}, &refusal{http.StatusBadRequest, "format", "正文应是 CloudEvents 1.0 事件，类型是 " + TypeUpdate + "。"}
	}
	var u handoff.Update
	if err := strict.Unmarshal(e.Data, &u, strict.RejectUnknownMembers(true)); err != nil {
		return handoff.Update{}, &refusal{http.StatusBadRequest, "format", "data 不合格式：字段名区分大小写，不能重复，也不能有约定里没有的字段。"}
	}
	if u.ID == "" {
		u.ID = e.ID
	}
	if u.ID != e.ID {
		return handoff.Update{}, &refusal{http.StatusBadRequest, "format", "data 里的 id 和事件的 id 不一样。"}
	}
	if err := Check(u, now); err != nil {
		return handoff.Update{}, &refusal{http.StatusBadRequest, "update", err.Error() + "。"}
	}
	return u, nil
}

// refusalOf is the table from errors to answers.
func refusalOf(err error) *refusal {
	var r *refusal
	switch {
	case errors.As(err, &r):
		return r
	case errors.Is(err, handoff.ErrTransition):
		return &refusal{http.StatusConflict, "transition", err.Error() + "。"}
	case errors.Is(err, ErrReused):
		return &refusal{http.StatusConflict, "id_reused", err.Error() + "。"}
	}
	return &refusal{http.StatusServiceUnavailable, "busy", "没有记下，请稍后再发同一条。"}
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller went away: nothing to do
}

func (c *Receiver) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

func (c *Receiver) log() *slog.Logger {
	if c.Log == nil {
		return slog.Default()
	}
	return c.Log
}
