// Package open311 hands cases over to a case system that speaks Open311
// GeoReport v2, the interface of many cities' 311 systems. The words of the
// wire are here for both sides; Wenban's own server is in channels/open311.
//
// What GeoReport v2 cannot do, and what follows from it:
//
//   - It has no idempotency key. Our key stands at the end of the description,
//     and every delivery looks for it first. A request that was taken without an
//     answer, and that the server does not show within Settle, is sent again: in
//     that case, and where a server does not give descriptions back, it may be
//     there twice.
//   - Anybody may read requests. Secret cases and applications are refused, and
//     personal numbers in the citizen's words go through Mask.
//   - It takes nothing after the first message: supplements, withdrawals and
//     ratings are refused, so that a person passes them on.
//   - It knows open and closed alone. The way to closed is told as accepted
//     (inside), replied with the server's notes, closed.
//   - Its 400 may mean "wrong" or "out of order": a message dies of it only when
//     it has been answered so for a day.
//   - A description has 4,000 characters. What is longer is refused whole.
package open311

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/outside"
)

// Config is a GeoReport v2 server.
type Config struct {
	URL          string // endpoint, as https://api.city.gov/dev/v2
	Key          string // api_key; a secret
	Jurisdiction string // jurisdiction_id, where the server serves several
	Format       string // json or xml; "": json
	Service      string // service_code of what no service of the list is for; "": it is refused
	Private      bool   // the server stands inside the network: private addresses and plain http are allowed

	Category func(id string) string                               // name of a category, to find the service of that name; nil: by code alone
	Mask     func(text string) string                             // takes personal data out of words that anybody may read; nil: as they are
	Open     func(ctx context.Context) ([]handoff.Case, error)    // cases that have a number and are not at their end; nil: Updates tells of none
	Settle   time.Duration                                        // how long a request may take to show in the list; 0: 15 minutes
	Now      func() time.Time                                     // nil: time.Now
	wait     func(ctx context.Context, d time.Duration) (ok bool) // between looks for a token
}

// System is the case system. It may be used by many at once. What it remembers
// of deliveries spares a look; nothing depends on it but how soon a message is
// sent again.
type System struct {
	config Config
	url    *url.URL
	client *outside.Client
	locks  keyed

	mu       sync.Mutex
	services []Service
	listed   time.Time
	record   map[string]*delivery // by key
}

// delivery is what is remembered of a message.
type delivery struct {
	number  string    // once it is known
	digest  string    // short
	posted  time.Time // when it was posted without an answer
	refused time.Time // when it was answered 400 first
}

var _ handoff.System = (*System)(nil)

// errAnswer says that an answer is none of GeoReport's.
var errAnswer = errors.New("Open311 服务的回答不合规范")

// New checks a configuration; it calls nobody.
func New(c Config) (*System, error) {
	u, err := outside.Address(c.URL, c.Private)
	if err != nil {
		return nil, err
	}
	if c.Format == "" {
		c.Format = "json"
	}
	if c.Format != "json" && c.Format != "xml" {
		return nil, fmt.Errorf("Open311 的格式应是 json 或者 xml，现在是 %q", c.Format)
	}
	if c.Key == "" {
		return nil, errors.New("Open311 的 api_key 没有设置")
	}
	if c.Settle == 0 {
		c.Settle = 15 * time.Minute
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Mask == nil {
		c.Mask = func(text string) string { return text }
	}
	if c.wait == nil {
		c.wait = wait
	}
	return &System{config: c, url: u, client: outside.New(c.Private), record: map[string]*delivery{}}, nil
}

// get asks for a resource, as requests or services/001.
func (s *System) get(ctx context.Context, resource string, q url.Values) (outside.Answer, error) {
	if s.config.Jurisdiction != "" {
		q.Set("jurisdiction_id", s.config.Jurisdiction)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address(resource)+"?"+q.Encode(), nil)
	if err != nil {
		return outside.Answer{}, err
	}
	return s.client.Do(ctx, r)
}

// post sends a form. The header is no part of the specification; a server that
// knows it does not take the form twice.
func (s *System) post(ctx context.Context, key string, form url.Values) (outside.Answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address("requests"), strings.NewReader(form.Encode()))
	if err != nil {
		return outside.Answer{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("Idempotency-Key", key)
	r.GetBody = nil // net/http would send a request with this header again by itself when the connection breaks
	return s.client.Do(ctx, r)
}

func (s *System) address(resource string) string {
	return s.url.String() + "/" + resource + "." + s.config.Format
}

// most is how many deliveries are remembered.
const most = 10_000

// remembered returns what is known of a key, to be changed by whoever holds the
// lock of the key.
func (s *System) remembered(key string) *delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.record[key] == nil {
		if len(s.record) >= most {
			clear(s.record)
		}
		s.record[key] = new(delivery)
	}
	return s.record[key]
}

// keyed is a lock for each key.
type keyed struct {
	mu    sync.Mutex
	locks map[string]*one
}

type one struct {
	sync.Mutex
	users int
}

func (k *keyed) lock(key string) (unlock func()) {
	k.mu.Lock()
	if k.locks == nil {
		k.locks = map[string]*one{}
	}
	l := k.locks[key]
	if l == nil {
		l = new(one)
		k.locks[key] = l
	}
	l.users++
	k.mu.Unlock()
	l.Lock()
	return func() {
		l.Unlock()
		k.mu.Lock()
		defer k.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(k.locks, key)
		}
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
