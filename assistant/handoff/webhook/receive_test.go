package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"wenban/assistant/handoff"
)

// hearing is a receiver whose ledger is a map.
type hearing struct {
	*Receiver
	mu    sync.Mutex
	heard map[string]handoff.Update // by id
	state map[string]handoff.State  // by case
}

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func newHearing() *hearing {
	h := &hearing{heard: map[string]handoff.Update{}, state: map[string]handoff.State{"01KB1": handoff.Submitted}}
	h.Receiver = &Receiver{Keys: map[string]Keys{"webhook": testKeys}, Hear: h.hear, Now: func() time.Time { return noon }, Log: slog.New(slog.DiscardHandler)}
	return h
}

func (h *hearing) hear(_ context.Context, _ string, u handoff.Update) (Heard, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	before, again := h.heard[u.ID]
	switch {
	case again && before.Action != u.Action:
		return "", ErrReused
	case again:
		return Known, nil
	case h.state[u.Case] == "":
		return Parked, nil
	}
	next, err := handoff.Next(h.state[u.Case], u.Action)
	if err != nil {
		return "", err
	}
	h.heard[u.ID], h.state[u.Case] = u, next
	return Applied, nil
}

// post sends a request to the receiver as the server routes it.
func (h *hearing) post(r *http.Request) (status int, body string) {
	mux := http.NewServeMux()
	mux.Handle("POST /api/v1/callbacks/{system}", h)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// signed returns a callback with a body as it is.
func signed(body string, at time.Time, key Key) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/callbacks/webhook", strings.NewReader(body))
	seconds := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("Content-Type", ContentType)
	r.Header.Set(HeaderTime, seconds)
	r.Header.Set(HeaderKey, key.ID)
	r.Header.Set(HeaderSignature, key.Sign(seconds, []byte(body)))
	return r
}

func accepted(id string) handoff.Update {
	return handoff.Update{ID: id, Case: "01KB1", Action: handoff.Accept, At: noon, Department: "云东区城市管理局", Text: "已受理"}
}

// eventOf is the body of a callback for an update.
func eventOf(u handoff.Update) string {
	r, _ := CallbackRequest(context.Background(), "http://h/", testKeys[0], u, noon)
	b, _ := io.ReadAll(r.Body)
	return string(b)
}

// TestA39 is the row of hostile inputs: what is not signed by a known system
// just now, or cannot be, is refused, and changes nothing.
func TestA39(t *testing.T) {
	good := eventOf(accepted("u1"))
	replace := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	other := Key{"k1", "another secret, another secret!!"}
	edit := func(change func(*http.Request)) *http.Request {
		r := signed(good, noon, testKeys[0])
		change(r)
		return r
	}
	of := func(u handoff.Update) *http.Request { return signed(eventOf(u), noon, testKeys[0]) }
	with := func(change func(*handoff.Update)) *http.Request {
		u := accepted("u1")
		change(&u)
		return of(u)
	}
	for name, x := range map[string]struct {
		r      *http.Request
		status int
		code   string
	}{
		"unsigned":                   {edit(func(r *http.Request) { r.Header.Del(HeaderSignature) }), 401, "unauthorized"},
		"no time":                    {edit(func(r *http.Request) { r.Header.Del(HeaderTime) }), 401, "unauthorized"},
		"no key":                     {edit(func(r *http.Request) { r.Header.Del(HeaderKey) }), 401, "unauthorized"},
		"unknown key":                {signed(good, noon, Key{"k9", testKeys[0].Secret}), 401, "unauthorized"},
		"the key of nobody":          {signed(good, noon, Key{"", "nobody's"}), 401, "unauthorized"},
		"bad HMAC":                   {signed(good, noon, other), 401, "unauthorized"},
		"signature of another body":  {edit(func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(replace("accept", "close"))) }), 401, "unauthorized"},
		"signature of another time":  {edit(func(r *http.Request) { r.Header.Set(HeaderTime, strconv.FormatInt(noon.Unix()+1, 10)) }), 401, "unauthorized"},
		"six minutes old":            {signed(good, noon.Add(-6*time.Minute), testKeys[0]), 401, "unauthorized"},
		"six minutes ahead":          {signed(good, noon.Add(6*time.Minute), testKeys[0]), 401, "unauthorized"},
		"another system":             {edit(func(r *http.Request) { r.URL.Path = "/api/v1/callbacks/other" }), 401, "unauthorized"},
		"huge":                       {signed(replace(`"data":{`, `"data":{"x":"`+strings.Repeat("长", maxCallback/3)+`",`), noon, testKeys[0]), 413, "limit"},
		"plain JSON":                 {edit(func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }), 415, "content_type"},
		"text":                       {edit(func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }), 415, "content_type"},
		"no JSON":                    {signed("<xml/>", noon, testKeys[0]), 400, "format"},
		"nothing":                    {signed("", noon, testKeys[0]), 400, "format"},
		"two documents":              {signed(good+good, noon, testKeys[0]), 400, "format"},
		"a name twice":               {signed(replace(`"action":`, `"action":"close","action":`), noon, testKeys[0]), 400, "format"},
		"an unknown field":           {signed(replace(`"data":{`, `"data":{"role":"admin",`), noon, testKeys[0]), 400, "format"},
		"a field in capitals":        {signed(replace(`"action"`, `"ACTION"`), noon, testKeys[0]), 400, "format"},
		"deep":                       {signed(replace(`"data":{`, `"data":{"text":`+strings.Repeat("[", 20_000)), noon, testKeys[0]), 400, "format"},
		"not UTF-8":                  {signed(replace("已受理", "\xff\xfe"), noon, testKeys[0]), 400, "format"},
		"another version":            {signed(replace(`"1.0"`, `"0.3"`), noon, testKeys[0]), 400, "format"},
		"another type":               {signed(replace(TypeUpdate, "x.y"), noon, testKeys[0]), 400, "format"},
		"two ids":                    {signed(replace(`"id":"u1","source"`, `"id":"u2","source"`), noon, testKeys[0]), 400, "format"},
		"time without a zone":        {signed(replace(`"action":"accept","at":"2026-11-25T12:00:00Z"`, `"action":"accept","at":"2026-11-25T12:00:00"`), noon, testKeys[0]), 400, "format"},
		"no case":                    {with(func(u *handoff.Update) { u.Case = "" }), 400, "update"},
		"no action":                  {with(func(u *handoff.Update) { u.Action = "" }), 400, "update"},
		"an action of nobody":        {with(func(u *handoff.Update) { u.Action = "drop" }), 400, "update"},
		"a rating in our name":       {with(func(u *handoff.Update) { u.Action = handoff.Rate }), 400, "update"},
		"in the year 9999":           {with(func(u *handoff.Update) { u.At = u.At.AddDate(7973, 0, 0) }), 400, "update"},
		"tomorrow":                   {with(func(u *handoff.Update) { u.At = u.At.AddDate(0, 0, 1) }), 400, "update"},
		"no time of the act":         {with(func(u *handoff.Update) { u.At = time.Time{} }), 400, "update"},
		"due in the year 0":          {with(func(u *handoff.Update) { u.Due = time.Date(0, 1, 1, 0, 0, 0, 1, time.UTC) }), 400, "update"},
		"NUL in the text":            {with(func(u *handoff.Update) { u.Text = "a\x00b" }), 400, "update"},
		"a line in the department":   {with(func(u *handoff.Update) { u.Department = "a\nb" }), 400, "update"},
		"an id with a space":         {with(func(u *handoff.Update) { u.ID = "a b" }), 400, "update"},
		"an id without end":          {with(func(u *handoff.Update) { u.ID = strings.Repeat("a", 129) }), 400, "update"},
		"a text without end":         {with(func(u *handoff.Update) { u.Text = strings.Repeat("长", maxText+1) }), 400, "update"},
		"what is not possible there": {with(func(u *handoff.Update) { u.Action = handoff.Approve }), 409, "transition"},
	} {
		h := newHearing()
		status, body := h.post(x.r)
		var p Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || status != x.status || p.Error.Code != x.code || p.Error.Message == "" {
			t.Errorf("%s: got %d %s, want %d %s", name, status, body, x.status, x.code)
		}
		if h.state["01KB1"] != handoff.Submitted || len(h.heard) != 0 {
			t.Errorf("%s: the case is %s now, want it unchanged", name, h.state["01KB1"])
		}
	}
	h := newHearing()
	if status, body := h.post(signed(good, noon.Add(4*time.Minute), testKeys[0])); status != 200 || h.state["01KB1"] != handoff.Accepted {
		t.Errorf("control: got %d %s, want 200 and accepted", status, body)
	}
}

func TestAReplayChangesNothing(t *testing.T) {
	h := newHearing()
	for i, want := range []string{`{"status":"applied"}`, `{"status":"known"}`, `{"status":"known"}`} {
		if status, body := h.post(signed(eventOf(accepted("u1")), noon, testKeys[0])); status != 200 || strings.TrimSpace(body) != want {
			t.Errorf("post %d: got %d %s, want 200 %s", i+1, status, body, want)
		}
	}
	again := accepted("u1")
	again.Action = handoff.Decline
	if status, body := h.post(signed(eventOf(again), noon, testKeys[0])); status != 409 || !strings.Contains(body, "id_reused") {
		t.Errorf("post(the id for another act): got %d %s, want 409 id_reused", status, body)
	}
	back := accepted("u2")
	h.state["01KB1"] = handoff.Closed
	if status, body := h.post(signed(eventOf(back), noon, testKeys[0])); status != 409 || !strings.Contains(body, "transition") {
		t.Errorf("post(backwards): got %d %s, want 409 transition", status, body)
	}
}

func TestASecretIsChangedWithoutAGap(t *testing.T) {
	h := newHearing()
	fresh := Key{"k2", "the new secret, the new secret!!"}
	h.Keys["webhook"] = Keys{fresh, testKeys[0]}
	for _, k := range h.Keys["webhook"] {
		if status, body := h.post(signed(eventOf(accepted("u1")), noon, k)); status != 200 {
			t.Errorf("post(signed by %s): got %d %s, want 200", k.ID, status, body)
		}
	}
	h.Keys["webhook"] = Keys{fresh}
	if status, _ := h.post(signed(eventOf(accepted("u1")), noon, testKeys[0])); status != 401 {
		t.Errorf("post(signed by the old key that was dropped): got %d, want 401", status)
	}
}

// TestA40 is the row of hostile inputs: a flood is bounded, an update is taken
// once, and one that comes before its case is parked.
func TestA40(t *testing.T) {
	h := newHearing()
	h.Limit = rate.NewLimiter(0, 100)
	var wg sync.WaitGroup
	var mu sync.Mutex
	count := map[int]int{}
	for range 1000 {
		wg.Go(func() {
			status, _ := h.post(signed(eventOf(accepted("u1")), noon, testKeys[0]))
			mu.Lock()
			count[status]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if count[200] != 100 || count[429] != 900 || len(h.heard) != 1 {
		t.Errorf("1000 posts: got %v and %d updates, want 100 answered, 900 told to wait, 1 update", count, len(h.heard))
	}
	h.Limit = nil
	early := accepted("u2")
	early.Case = "01KB2"
	if status, body := h.post(signed(eventOf(early), noon, testKeys[0])); status != 200 || !strings.Contains(body, "parked") {
		t.Errorf("post(before its case): got %d %s, want 200 parked", status, body)
	}
}

func TestAnUpdateThatCannotBeStoredIsAskedForAgain(t *testing.T) {
	h := newHearing()
	var log bytes.Buffer
	h.Log = slog.New(slog.NewTextHandler(&log, nil))
	h.Hear = func(context.Context, string, handoff.Update) (Heard, error) { return "", errors.New("pq: disk full") }
	status, body := h.post(signed(eventOf(accepted("u1")), noon, testKeys[0]))
	if status != 503 || strings.Contains(body, "disk") || !strings.Contains(log.String(), "disk full") {
		t.Errorf("got %d %s and the log %s, want 503 with the cause in the log alone", status, body, &log)
	}
	if strings.Contains(log.String(), "已受理") {
		t.Errorf("the log says what the citizen is told: %s", &log)
	}
}

func TestParseKeys(t *testing.T) {
	secret := strings.Repeat("s", 32)
	for text, want := range map[string]int{
		"a:" + secret: 1, "a:" + secret + " b:" + secret: 2, " a:" + secret + ":x\n": 1,
		"": 0, "  ": 0, "a:short": 0, secret: 0, ":" + secret: 0, "a b:" + secret: 0, "a:" + secret + " a:" + secret: 0, "名:" + secret: 0,
	} {
		keys, err := ParseKeys(text)
		if len(keys) != want || (err == nil) != (want > 0) {
			t.Errorf("ParseKeys(%q) = %d keys, %v, want %d", text, len(keys), err, want)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("ParseKeys(%q): the error tells the secret", text)
		}
	}
}

func TestUpdatesAreCheckedAsAPage(t *testing.T) {
	for name, x := range map[string]struct {
		body string
		n    int
	}{
		"two":             {`{"updates":[{"id":"a","number":"GD1","action":"accept","at":"2026-11-25T08:00:00+08:00"},{"id":"b","number":"GD1","action":"note","at":"2026-11-25T09:00:00+08:00"}],"next":"2"}`, 2},
		"none":            {`{"updates":[],"next":"2"}`, 0},
		"one is wrong":    {`{"updates":[{"id":"a","number":"GD1","action":"accept","at":"2026-11-25T08:00:00+08:00"},{"id":"","action":"x"}],"next":"2"}`, -1},
		"cursor too long": {`{"updates":[],"next":"` + strings.Repeat("9", 600) + `"}`, -1},
		"too many":        {`{"updates":[` + strings.Repeat(`{},`, 600) + `{}],"next":"2"}`, -1},
		"no JSON":         {`<html>`, -1},
	} {
		s := far(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", aJSON)
			_, _ = io.WriteString(w, x.body)
		})
		s.config.Poll, s.config.Now = true, func() time.Time { return noon }
		got, next, err := s.Updates(t.Context(), "1")
		if (err != nil) != (x.n < 0) || len(got) != max(x.n, 0) || next != map[bool]string{true: "1", false: "2"}[x.n < 0] {
			t.Errorf("%s: Updates(1) = %d updates, %q, %v, want %d", name, len(got), next, err, x.n)
		}
	}
}
