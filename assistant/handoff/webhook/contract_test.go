package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/handofftest"
	"wenban/assistant/handoff/simulator"
	"wenban/assistant/handoff/webhook"
)

// described returns the contract and its schemas by name.
func described(t *testing.T) (doc map[string]any, check func(name, text string) error) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(webhook.Contract()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("api.json", v); err != nil {
		t.Fatal(err)
	}
	return v.(map[string]any), func(name, text string) error {
		t.Helper()
		schema, err := c.Compile("api.json#/components/schemas/" + name)
		if err != nil {
			t.Fatalf("compile %s: %v", name, err)
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			return err
		}
		return schema.Validate(v)
	}
}

// recorded is the transcript of one call: what was asked and what was answered.
type recorded struct {
	asked, answered string
	status          int
}

// recording wraps a handler and keeps the transcript.
func recording(h http.Handler, all *[]recorded) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(asked))
		out := httptest.NewRecorder()
		h.ServeHTTP(out, r)
		*all = append(*all, recorded{string(asked), out.Body.String(), out.Code})
		maps.Copy(w.Header(), out.Header())
		w.WriteHeader(out.Code)
		_, _ = w.Write(out.Body.Bytes())
	})
}

// TestWhatIsSentKeepsTheContract validates what really goes over the wire
// between our side and the simulated system.
func TestWhatIsSentKeepsTheContract(t *testing.T) {
	_, check := described(t)
	far, err := simulator.Open(simulator.Config{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	var calls []recorded
	server := httptest.NewServer(recording(far.Handler(), &calls))
	defer server.Close()
	near, err := webhook.New(webhook.Config{URL: server.URL + "/events", Keys: keys, Private: true, Poll: true})
	if err != nil {
		t.Fatal(err)
	}
	c := handofftest.Case(1)
	c.Secret, c.Due, c.Content.Talk = true, c.Opened.AddDate(0, 0, 7), []string{"半夜施工"}
	c.Content.Form = []handoff.Field{{ID: "a", Label: "姓名", Value: "王秀兰", Source: "本人填写", Trust: "D"}}
	c.Content.Attached = []handoff.Attachment{{ID: "f", Name: "照片.jpg", Type: "image/jpeg", Size: 10, SHA256: strings.Repeat("0", 64)}}
	expect := func(asks, answers string, status int, call func() error) {
		t.Helper()
		err := call()
		got := calls[len(calls)-1]
		if got.status != status {
			t.Errorf("status %d (%v), want %d", got.status, err, status)
		}
		for name, text := range map[string]string{asks: got.asked, answers: got.answered} {
			if name == "" {
				continue
			}
			if err := check(name, text); err != nil {
				t.Errorf("%.300s is no %s: %v", text, name, err)
			}
		}
	}
	deliver := func(m handoff.Message) func() error {
		return func() error { _, err := near.Deliver(t.Context(), m); return err }
	}
	find := func(key string) func() error {
		return func() error { _, _, err := near.Find(t.Context(), key); return err }
	}
	first := handofftest.Message(c, 1, handoff.Opened, "")
	expect("CaseEvent", "Taken", 201, deliver(first))
	expect("CaseEvent", "Taken", 201, deliver(handofftest.Message(c, 2, handoff.Supplemented, "又响了")))
	other := c
	other.Title = "别的事"
	expect("CaseEvent", "Problem", 409, deliver(handofftest.Message(other, 1, handoff.Opened, "")))
	expect("CaseEvent", "Problem", 422, deliver(handofftest.Message(handofftest.Case(2), 2, handoff.Rated, "5")))
	expect("", "Taken", 200, find(first.Key))
	expect("", "Problem", 404, find("01KBNOBODY/1"))
	if err := far.Act(t.Context(), far.Cases()[0].Number, handoff.Update{Action: handoff.Accept, Department: "云东区城市管理局", Due: c.Due}); err != nil {
		t.Fatal(err)
	}
	expect("", "Page", 200, func() error { _, _, err := near.Updates(t.Context(), ""); return err })
	if check("CaseEvent", `{}`) == nil || check("Taken", `{"key":"a/1","number":""}`) == nil || check("Update", `{"id":"a","number":"b","action":"rate","at":"2026-11-25T08:00:00Z"}`) == nil {
		t.Error("control: wrong documents pass, want errors")
	}
}

// TestCallbacksKeepTheContract posts what the simulated system posts to the real
// receiver.
func TestCallbacksKeepTheContract(t *testing.T) {
	_, check := described(t)
	known := map[string]bool{}
	receiver := &webhook.Receiver{Keys: map[string]webhook.Keys{"webhook": keys}, Log: slog.New(slog.DiscardHandler), Hear: func(_ context.Context, _ string, u handoff.Update) (webhook.Heard, error) {
		if u.Action == handoff.Close {
			return "", handoff.ErrTransition
		}
		if known[u.ID] {
			return webhook.Known, nil
		}
		known[u.ID] = true
		return webhook.Applied, nil
	}}
	mux := http.NewServeMux()
	mux.Handle("POST /api/v1/callbacks/{system}", receiver)
	var calls []recorded
	server := httptest.NewServer(recording(mux, &calls))
	defer server.Close()
	u := handoff.Update{ID: "u1", Number: "GD1", Action: handoff.Accept, At: time.Now(), Due: time.Now().AddDate(0, 0, 7), Text: "已受理"}
	back := u
	back.ID, back.Action = "u2", handoff.Close
	for i, x := range []struct {
		u       handoff.Update
		key     webhook.Key
		status  int
		answers string
	}{{u, keys[0], 200, "Heard"}, {u, keys[1], 200, "Heard"}, {back, keys[0], 409, "Problem"}, {u, webhook.Key{ID: "k1", Secret: "x"}, 401, "Problem"}} {
		r, err := webhook.CallbackRequest(t.Context(), server.URL+"/api/v1/callbacks/webhook", x.key, x.u, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		got := calls[len(calls)-1]
		if err := check("UpdateEvent", got.asked); err != nil {
			t.Errorf("call %d: %s is no UpdateEvent: %v", i, got.asked, err)
		}
		if err := check(x.answers, got.answered); err != nil || got.status != x.status {
			t.Errorf("call %d: got %d %s, %v, want %d and a %s", i, got.status, got.answered, err, x.status, x.answers)
		}
	}
}

// TestTheExamplesOfTheContractAreTrue takes its examples through the code.
func TestTheExamplesOfTheContractAreTrue(t *testing.T) {
	doc, check := described(t)
	text := func(v any) string { b, _ := json.Marshal(v); return string(b) }
	at := func(v any, path ...string) any {
		for _, p := range path {
			v = v.(map[string]any)[p]
		}
		return v
	}
	event := text(at(doc, "webhooks", "event", "post", "requestBody", "content", "application/cloudevents+json", "examples", "opened", "value"))
	m, err := webhook.Decode([]byte(event))
	if err != nil || check("CaseEvent", event) != nil || m.Digest != m.Case.Digest() {
		t.Errorf("example of an event: %v, %v, digest %s, want %s", err, check("CaseEvent", event), m.Digest, m.Case.Digest())
	}
	if _, ok := handoff.Receipt(m.Case.Receipt); !ok {
		t.Errorf("example of an event: receipt %s has a wrong check digit", m.Case.Receipt)
	}
	update := text(at(doc, "paths", "/api/v1/callbacks/{system}", "post", "requestBody", "content", "application/cloudevents+json", "examples", "accepted", "value"))
	if _, err := webhook.Callback(webhook.ContentType, []byte(update), time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)); err != nil || check("UpdateEvent", update) != nil {
		t.Errorf("example of an update: %v, %v, want nil", err, check("UpdateEvent", update))
	}
	said := at(doc, "info", "description").(string)
	x := regexp.MustCompile(`secret (\S+), timestamp (\S+), body (\S+) gives (v1=\w+)\.`).FindStringSubmatch(said)
	if x == nil || (webhook.Key{ID: "k", Secret: x[1]}).Sign(x[2], []byte(x[3])) != x[4] {
		t.Errorf("example of a signature: got %q, want one that is right", x)
	}
}

func TestTheContractNamesEveryWord(t *testing.T) {
	doc, _ := described(t)
	var c struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Enum []string
				}
			}
		}
	}
	if err := json.Unmarshal(webhook.Contract(), &c); err != nil {
		t.Fatal(err)
	}
	words := func(schema, field string) []string {
		return slices.Sorted(slices.Values(c.Components.Schemas[schema].Properties[field].Enum))
	}
	for name, x := range map[string][2][]string{
		"actions": {words("Update", "action"), sorted(handoff.Actions, handoff.Rate)},
		"kinds":   {words("Case", "kind"), sorted(handoff.Kinds)},
		"states":  {words("Case", "state"), sorted(handoff.States)},
		"types":   {words("CaseEvent", "type"), sorted([]handoff.Act{"wenban.case." + handoff.Opened, "wenban.case." + handoff.Supplemented, "wenban.case." + handoff.Withdrawn, "wenban.case." + handoff.Rated})},
		"heard":   {words("Heard", "status"), sorted([]webhook.Heard{webhook.Applied, webhook.Known, webhook.Parked})},
	} {
		if !slices.Equal(x[0], x[1]) {
			t.Errorf("%s: the contract has %q, the code %q", name, x[0], x[1])
		}
	}
	for name, v := range map[string]any{"Update": handoff.Update{Due: time.Now(), Case: "a", Number: "b", Department: "c", Text: "d", Actor: "e", Inside: true},
		"Case": handoff.Case{Item: "a", Edition: "b", Category: "c", Secret: true, Parent: "d", Due: time.Now(), Number: "e"}} {
		b, _ := json.Marshal(v)
		var fields map[string]any
		_ = json.Unmarshal(b, &fields)
		got := slices.Sorted(maps.Keys(c.Components.Schemas[name].Properties))
		if want := slices.Sorted(maps.Keys(fields)); !slices.Equal(got, want) {
			t.Errorf("%s: the contract has %q, the code %q", name, got, want)
		}
	}
	if doc["openapi"] != "3.1.0" {
		t.Errorf("openapi is %v, want 3.1.0", doc["openapi"])
	}
}

func sorted[S ~string](all []S, but ...S) (out []string) {
	for _, s := range all {
		if !slices.Contains(but, s) {
			out = append(out, string(s))
		}
	}
	slices.Sort(out)
	return out
}
