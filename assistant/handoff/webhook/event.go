package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	strict "github.com/go-json-experiment/json"

	"wenban/assistant/handoff"
)

// ContentType is that of an event in the structured JSON form of CloudEvents.
const ContentType = "application/cloudevents+json"

// The types of events.
const (
	typePrefix = "wenban.case." // and the act, of what goes out
	TypeUpdate = "wenban.case.updated"
)

// Envelope is a CloudEvents 1.0 event. Attributes that are not ours are let
// through, as the standard wants it.
type Envelope struct {
	SpecVersion string          `json:"specversion"`
	ID          string          `json:"id"` // of a message its key, of an update its id
	Source      string          `json:"source"`
	Type        string          `json:"type"`
	Subject     string          `json:"subject,omitempty"` // id of the case
	Time        time.Time       `json:"time,omitzero"`
	DataType    string          `json:"datacontenttype,omitempty"`
	Digest      string          `json:"digest,omitempty"` // SHA-256 in hex of what the citizen handed in
	Data        json.RawMessage `json:"data"`
}

// Data is what an event of ours says.
type Data struct {
	Case handoff.Case `json:"case"`
	Text string       `json:"text,omitempty"`
}

// encode returns a message as it is posted.
func encode(m handoff.Message) ([]byte, error) {
	data, err := json.Marshal(Data{Case: m.Case, Text: m.Text})
	if err != nil {
		return nil, fmt.Errorf("encode message %s: %w", m.Key, err)
	}
	e := Envelope{
		SpecVersion: "1.0", ID: m.Key, Source: "/wenban", Type: typePrefix + string(m.Act), Subject: m.Case.ID,
		DataType: "application/json", Digest: m.Digest, Data: data,
	}
	if m.Act == handoff.Opened { // of the others a message does not say when
		e.Time = m.Case.Opened
	}
	return json.Marshal(e)
}

// Decode reads a message as it was posted; it is what the other side does.
func Decode(body []byte) (handoff.Message, error) {
	e, err := open(body)
	if err != nil {
		return handoff.Message{}, err
	}
	act, ok := strings.CutPrefix(e.Type, typePrefix)
	if !ok {
		return handoff.Message{}, fmt.Errorf("type %q is none of ours", e.Type)
	}
	var d Data
	if err := strict.Unmarshal(e.Data, &d); err != nil {
		return handoff.Message{}, fmt.Errorf("decode data: %w", err)
	}
	return handoff.Message{Key: e.ID, Act: handoff.Act(act), Case: d.Case, Text: d.Text, Digest: e.Digest}, nil
}

// open reads an envelope. Keys that stand twice, text that is not UTF-8 and
// anything after the object are refused.
func open(body []byte) (e Envelope, err error) {
	if err := strict.Unmarshal(body, &e); err != nil {
		return e, fmt.Errorf("decode the event: %w", err)
	}
	if e.SpecVersion != "1.0" || e.ID == "" || e.Source == "" || e.Type == "" || len(e.Data) == 0 {
		return e, fmt.Errorf("no CloudEvents 1.0 event: specversion, id, source, type and data are needed")
	}
	if e.DataType != "" && e.DataType != "application/json" {
		return e, fmt.Errorf("datacontenttype %q is not application/json", e.DataType)
	}
	return e, nil
}

// CallbackRequest returns the signed request with which a case system tells of
// an update; it is what the other side sends.
func CallbackRequest(ctx context.Context, to string, key Key, u handoff.Update, now time.Time) (*http.Request, error) {
	data, err := json.Marshal(u)
	if err != nil {
		return nil, fmt.Errorf("encode update %s: %w", u.ID, err)
	}
	body, err := json.Marshal(Envelope{SpecVersion: "1.0", ID: u.ID, Source: "/cases", Type: TypeUpdate, Subject: u.Case, Time: u.At, DataType: "application/json", Data: data})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	at := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("Content-Type", ContentType)
	r.Header.Set(HeaderTime, at)
	r.Header.Set(HeaderKey, key.ID)
	r.Header.Set(HeaderSignature, key.Sign(at, body))
	return r, nil
}
