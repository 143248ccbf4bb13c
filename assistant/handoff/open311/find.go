package open311

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"wenban/assistant/handoff"
)

// The limits of a query, by the specification.
const (
	span = 90 * 24 * time.Hour
	page = 1000
)

// calls is how many queries a look may take: with 1,000 requests each it covers
// a city's day many times over.
const calls = 32

// Find looks for a key in the descriptions of the last ninety days.
func (s *System) Find(ctx context.Context, key string) (handoff.Answer, bool, error) {
	if !reference.MatchString(Reference(key, strings.Repeat("0", 16))) {
		return handoff.Answer{}, false, nil // none of ours
	}
	defer s.locks.lock(key)()
	a, ok, err := s.find(ctx, key, s.remembered(key))
	a.Digest = "" // it is the beginning of one
	return a, ok, err
}

// find looks for a key. The digest of the answer is short.
func (s *System) find(ctx context.Context, key string, d *delivery) (handoff.Answer, bool, error) {
	if d.number != "" {
		return handoff.Answer{Number: d.number, Digest: d.digest}, true, nil
	}
	now := s.config.Now()
	from := now.Add(-span + 2*time.Hour)
	if opened := openedAt(key).Add(-time.Hour); opened.After(from) && opened.Before(now) {
		from = opened // it cannot have been posted before
	}
	left := calls
	r, ok, err := s.search(ctx, key, from, now.Add(time.Hour), &left)
	if !ok || err != nil {
		return handoff.Answer{}, false, err
	}
	_, d.digest = referred(r.Description)
	d.number = string(r.ID)
	return handoff.Answer{Number: d.number, Digest: d.digest}, true, nil
}

// openedAt is when the case of a key was opened: its id says so.
func openedAt(key string) time.Time {
	id, _, _ := strings.Cut(key, "/")
	u, err := ulid.ParseStrict(id)
	if err != nil {
		return time.Time{}
	}
	return u.Timestamp()
}

// search looks for a key between two times. A full page may not be all: it is
// looked at in halves then.
func (s *System) search(ctx context.Context, key string, from, to time.Time, left *int) (Request, bool, error) {
	if *left--; *left < 0 {
		return Request{}, false, fmt.Errorf("%w: 诉求太多，找不完", errAnswer)
	}
	all, err := s.requests(ctx, url.Values{"start_date": {string(Time(from.UTC()))}, "end_date": {string(Time(to.UTC()))}})
	if err != nil {
		return Request{}, false, err
	}
	for _, r := range all {
		if k, _ := referred(r.Description); k == key && named(r.ID) {
			return r, true, nil
		}
	}
	if len(all) < page || to.Sub(from) < time.Minute {
		return Request{}, false, nil
	}
	middle := from.Add(to.Sub(from) / 2)
	if r, ok, err := s.search(ctx, key, middle, to, left); ok || err != nil {
		return r, ok, err
	}
	return s.search(ctx, key, from, middle, left)
}

// requests asks for requests.
func (s *System) requests(ctx context.Context, q url.Values) ([]Request, error) {
	got, err := s.get(ctx, "requests", q)
	if err != nil {
		return nil, err
	}
	if got.Status != http.StatusOK {
		return nil, fmt.Errorf("%w: HTTP %d", errAnswer, got.Status)
	}
	return DecodeList[Request](s.config.Format, "service_requests", got.Body)
}
