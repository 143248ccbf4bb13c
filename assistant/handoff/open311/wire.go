package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Text is text that servers also send as a number, or as nothing.
type Text string

// UnmarshalJSON reads text, a number or null.
func (t *Text) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case bytes.Equal(b, []byte("null")):
	case b[0] == '"':
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	case b[0] == '-' || b[0] >= '0' && b[0] <= '9':
		s = string(b)
	default:
		return errors.New("want text or a number")
	}
	*t = Text(s)
	return nil
}

// MarshalJSON writes text, and null for none, as the specification does.
func (t Text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}

// Flag is a switch that servers also send as text.
type Flag bool

// UnmarshalJSON reads true, "true", and anything else as false.
func (f *Flag) UnmarshalJSON(b []byte) error {
	*f = strings.Trim(string(b), `"`) == "true"
	return nil
}

// UnmarshalText reads it from XML.
func (f *Flag) UnmarshalText(b []byte) error {
	*f = strings.TrimSpace(string(b)) == "true"
	return nil
}

// Service is a service of the list (GET services).
type Service struct {
	Code        Text `json:"service_code" xml:"service_code"`
	Name        Text `json:"service_name" xml:"service_name"`
	Description Text `json:"description" xml:"description"`
	Metadata    Flag `json:"metadata" xml:"metadata"`
	Type        Text `json:"type" xml:"type"` // realtime, batch or blackbox
	Keywords    Text `json:"keywords" xml:"keywords"`
	Group       Text `json:"group" xml:"group"`
}

// Definition is what a service asks besides (GET services/code).
type Definition struct {
	Code       Text        `json:"service_code" xml:"service_code"`
	Attributes []Attribute `json:"attributes" xml:"attributes>attribute"`
}

// Attribute is one thing that a service asks.
type Attribute struct {
	Variable Flag    `json:"variable" xml:"variable"`
	Code     Text    `json:"code" xml:"code"`
	Datatype Text    `json:"datatype" xml:"datatype"` // string, number, datetime, text, singlevaluelist, multivaluelist
	Required Flag    `json:"required" xml:"required"`
	About    Text    `json:"datatype_description" xml:"datatype_description"`
	Order    Text    `json:"order" xml:"order"`
	Question Text    `json:"description" xml:"description"`
	Values   []Value `json:"values,omitempty" xml:"values>value,omitempty"`
}

// Value is one option of a list.
type Value struct {
	Key  Text `json:"key" xml:"key"`
	Name Text `json:"name" xml:"name"`
}

// Created is what a server says to a request that it took (POST requests), and
// to a token.
type Created struct {
	ID      Text `json:"service_request_id,omitempty" xml:"service_request_id,omitempty"`
	Token   Text `json:"token,omitempty" xml:"token,omitempty"`
	Notice  Text `json:"service_notice,omitempty" xml:"service_notice,omitempty"`
	Account Text `json:"account_id" xml:"account_id"`
}

// Request is a request as it stands (GET requests).
type Request struct {
	ID          Text `json:"service_request_id" xml:"service_request_id"`
	Status      Text `json:"status" xml:"status"` // open or closed
	Notes       Text `json:"status_notes" xml:"status_notes"`
	Service     Text `json:"service_name" xml:"service_name"`
	Code        Text `json:"service_code" xml:"service_code"`
	Description Text `json:"description" xml:"description"`
	Agency      Text `json:"agency_responsible" xml:"agency_responsible"`
	Notice      Text `json:"service_notice" xml:"service_notice"`
	Requested   Text `json:"requested_datetime" xml:"requested_datetime"`
	Updated     Text `json:"updated_datetime" xml:"updated_datetime"`
	Expected    Text `json:"expected_datetime" xml:"expected_datetime"`
	Address     Text `json:"address" xml:"address"`
	AddressID   Text `json:"address_id" xml:"address_id"`
	Zip         Text `json:"zipcode" xml:"zipcode"`
	Lat         Text `json:"lat" xml:"lat"`
	Long        Text `json:"long" xml:"long"`
	Media       Text `json:"media_url" xml:"media_url"`
}

// Fault is one error of an answer.
type Fault struct {
	Code        Text `json:"code" xml:"code"`
	Description Text `json:"description" xml:"description"`
}

// Names of the documents and of what stands in them.
var documents = map[string]string{"services": "service", "service_requests": "request", "errors": "error"}

// DecodeList reads a list document, services, service_requests or errors, in a
// format, json or xml.
func DecodeList[T any](format, document string, body []byte) ([]T, error) {
	if format == "json" {
		var all []T
		if err := json.Unmarshal(body, &all); err != nil {
			return nil, fmt.Errorf("%w: 读不懂", errAnswer)
		}
		return all, nil
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	start, err := root(d)
	if err != nil || start.Name.Local != document {
		return nil, fmt.Errorf("%w: 不是 %s", errAnswer, document)
	}
	var all []T
	for {
		t, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("%w: 读不懂", errAnswer)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return all, nil
		case xml.StartElement:
			var v T
			if t.Name.Local != documents[document] || d.DecodeElement(&v, &t) != nil {
				return nil, fmt.Errorf("%w: 读不懂", errAnswer)
			}
			all = append(all, v)
		}
	}
}

// root returns the first element.
func root(d *xml.Decoder) (xml.StartElement, error) {
	for {
		t, err := d.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if s, ok := t.(xml.StartElement); ok {
			return s, nil
		}
	}
}

// EncodeList writes a list document.
func EncodeList[T any](format, document string, all []T) ([]byte, error) {
	if format == "json" {
		if all == nil {
			all = []T{}
		}
		return json.Marshal(all)
	}
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n<" + document + ">")
	e := xml.NewEncoder(&b)
	for _, v := range all {
		if err := e.EncodeElement(v, xml.StartElement{Name: xml.Name{Local: documents[document]}}); err != nil {
			return nil, err
		}
	}
	b.WriteString("</" + document + ">\n")
	return b.Bytes(), nil
}

// DecodeDefinition reads a service definition.
func DecodeDefinition(format string, body []byte) (d Definition, err error) {
	if format == "json" {
		err = json.Unmarshal(body, &d)
	} else {
		err = xml.Unmarshal(body, &d)
	}
	if err != nil {
		return Definition{}, fmt.Errorf("%w: 读不懂", errAnswer)
	}
	return d, nil
}

// EncodeDefinition writes a service definition.
func EncodeDefinition(format string, d Definition) ([]byte, error) {
	if format == "json" {
		return json.Marshal(d)
	}
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	err := xml.NewEncoder(&b).EncodeElement(d, xml.StartElement{Name: xml.Name{Local: "service_definition"}})
	return b.Bytes(), err
}

// Time writes a time as the specification wants it; "" for none.
func Time(t time.Time) Text {
	if t.IsZero() {
		return ""
	}
	return Text(t.Format(time.RFC3339))
}

// when reads a time; ok is false for what is none.
func (t Text) when() (at time.Time, ok bool) {
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(t)))
	return at, err == nil && at.Year() >= 2000 && at.Year() < 2200
}
