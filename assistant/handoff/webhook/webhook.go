// Package webhook connects any case system over HTTP: each message goes out as
// a signed CloudEvents 1.0 event, and what is done to a case comes back by a
// signed callback or by polling. The contract for whoever writes the other side
// is openapi-cases.json.
//
// The event is encoded here and not by the CloudEvents SDK: the structured JSON
// form is one object with seven known attributes, the SDK brings its own client,
// retries and content modes, and none of those may stand between a message and
// the rules below.
//
// A message counts as sent only when the answer, in the words of the contract,
// names our key and a number. Everything else is tried again: a page of a proxy,
// an empty 200, a redirect, a number that another case has.
package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/outside"
)

// Config is a case system behind a webhook.
type Config struct {
	URL     string // where events are posted, keys are looked up, and under which /updates is polled
	Keys    Keys   // the first signs
	Private bool   // the system stands inside the network: private addresses and plain http are allowed
	Poll    bool   // it does not call back: Updates asks it
	// Owner returns the id of the case that has a number of the system, or "": a
	// number that belongs to another case is not believed. nil: not checked.
	Owner func(ctx context.Context, number string) (id string, err error)
	Now   func() time.Time // nil: time.Now
}

// System is the case system. It keeps nothing and may be used by many at once.
type System struct {
	config Config
	url    *url.URL
	client *outside.Client
}

var _ handoff.System = (*System)(nil)

// New checks a configuration; it calls nobody.
func New(c Config) (*System, error) {
	u, err := outside.Address(c.URL, c.Private)
	if err != nil {
		return nil, err
	}
	if len(c.Keys) == 0 {
		return nil, errors.New("工单系统的签名密钥没有设置")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &System{config: c, url: u, client: outside.New(c.Private)}, nil
}

// Deliver posts a message. The system must keep the key and answer the same key
// with the same number.
func (s *System) Deliver(ctx context.Context, m handoff.Message) (handoff.Answer, error) {
	body, err := encode(m)
	if err != nil {
		return handoff.Answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url.String(), bytes.NewReader(body))
	if err != nil {
		return handoff.Answer{}, err
	}
	r.Header.Set("Content-Type", ContentType)
	r.Header.Set("Idempotency-Key", m.Key)
	got, err := s.call(ctx, r, body)
	if err != nil {
		return handoff.Answer{}, err
	}
	a, err := delivered(got, m.Key, m.Digest)
	if err != nil {
		return handoff.Answer{}, err
	}
	return a, s.own(ctx, m.Case, a.Number)
}

// own refuses a number that is not the case's.
func (s *System) own(ctx context.Context, c handoff.Case, number string) error {
	if c.Number != "" && c.Number != number {
		return fmt.Errorf("%w: 同一个工单先后有两个编号", ErrAnswer)
	}
	if s.config.Owner == nil {
		return nil
	}
	id, err := s.config.Owner(ctx, number)
	if err != nil {
		return fmt.Errorf("look up whose number it is: %w", err)
	}
	if id != "" && id != c.ID {
		return fmt.Errorf("%w: 这个编号已经是另一个工单的", ErrAnswer)
	}
	return nil
}

// Find asks for a key.
func (s *System) Find(ctx context.Context, key string) (handoff.Answer, bool, error) {
	got, err := s.get(ctx, "", url.Values{"key": {key}})
	if err != nil {
		return handoff.Answer{}, false, err
	}
	return found(got, key)
}

// get makes a signed request for something below the URL.
func (s *System) get(ctx context.Context, below string, q url.Values) (outside.Answer, error) {
	u := s.url.JoinPath(below)
	if below == "" {
		u = s.url
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String()+"?"+q.Encode(), nil)
	if err != nil {
		return outside.Answer{}, err
	}
	return s.call(ctx, r, []byte(r.URL.RequestURI()))
}

// call signs a request and makes it. What is signed is the body of a POST, and
// of a GET the path with its query.
func (s *System) call(ctx context.Context, r *http.Request, signed []byte) (outside.Answer, error) {
	at := strconv.FormatInt(s.config.Now().Unix(), 10)
	key := s.config.Keys[0]
	r.Header.Set(HeaderTime, at)
	r.Header.Set(HeaderKey, key.ID)
	r.Header.Set(HeaderSignature, key.Sign(at, signed))
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "wenban")
	return s.client.Do(ctx, r)
}
