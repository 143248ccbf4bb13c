package open311

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/handoff"
	geo "wenban/assistant/handoff/open311"
)

// The limits of a query: ninety days and 1,000 requests by the specification.
const (
	span  = 90 * 24 * time.Hour
	most  = 1000
	atATo = 50 // numbers at a time
)

// query is what requests are asked for.
type query struct {
	from, to time.Time
	services []string
	statuses []string
}

// ask reads a query.
func ask(q url.Values, now time.Time) (query, *fault) {
	out := query{from: now.Add(-span), to: now, services: listed(q.Get("service_code")), statuses: listed(q.Get("status"))}
	start, end := q.Get("start_date"), q.Get("end_date")
	var wrong [2]error
	if end != "" {
		out.to, wrong[1] = time.Parse(time.RFC3339, end)
		out.from = out.to.Add(-span)
	}
	if start != "" {
		out.from, wrong[0] = time.Parse(time.RFC3339, start)
		if end == "" {
			out.to = out.from.Add(span)
		}
	}
	if wrong[0] != nil || wrong[1] != nil || out.to.Sub(out.from) > span || out.to.Before(out.from) || out.from.Year() < 1970 || out.to.Year() > 2200 {
		return query{}, &badDates
	}
	if slices.ContainsFunc(out.statuses, func(s string) bool { return s != "open" && s != "closed" }) {
		return query{}, &badStatuses
	}
	return out, nil
}

func listed(s string) (out []string) {
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// caller returns the name of the program that asks.
func (s *Server) caller(r *http.Request) (string, *fault) {
	q := r.URL.Query()
	for _, values := range q {
		if len(values) > 1 {
			return "", &twice
		}
	}
	name, f := s.client(q.Get("api_key"))
	if f == nil && !s.ours(q.Get("jurisdiction_id")) {
		f = &elsewhere
	}
	return name, f
}

// requests lists where the requests of a program stand.
func (s *Server) requests(w http.ResponseWriter, r *http.Request) {
	name, f := s.caller(r)
	var all []handoff.Case
	if f == nil {
		all, f = s.find(r.Context(), name, r.URL.Query())
	}
	if f != nil {
		s.fail(w, r, *f)
		return
	}
	var out []geo.Request
	for _, c := range all {
		out = append(out, s.shown(c))
	}
	tell(w, r, http.StatusOK, "service_requests", out)
}

// find returns the cases of a program that a query asks for.
func (s *Server) find(ctx context.Context, name string, q url.Values) ([]handoff.Case, *fault) {
	if ids := listed(q.Get("service_request_id")); len(ids) > 0 { // overrides all others
		return s.each(ctx, name, ids)
	}
	want, f := ask(q, s.config.Now())
	if f != nil {
		return nil, f
	}
	all, err := s.config.Cases.CasesOfScope(ctx, scope(name), want.from, want.to, most)
	if err != nil {
		s.config.Log.Error("open311 query failed", "error", err)
		return nil, &busy
	}
	return slices.DeleteFunc(all, func(c handoff.Case) bool {
		return len(want.services) > 0 && !slices.Contains(want.services, c.Category) || len(want.statuses) > 0 && !slices.Contains(want.statuses, status(c))
	}), nil
}

// each returns the cases of a program by their numbers; others are left out.
func (s *Server) each(ctx context.Context, name string, ids []string) (out []handoff.Case, f *fault) {
	if len(ids) > atATo {
		return nil, &fault{http.StatusBadRequest, "service_request_id 一次最多 50 个。"}
	}
	for _, id := range ids {
		switch c, f := s.one(ctx, name, id); {
		case f == nil:
			out = append(out, c)
		case f != &noSuch:
			return nil, f
		}
	}
	return out, nil
}

// one returns a case of a program.
//
// PRIVACY: a case of another is told in the same words as one that is not there.
func (s *Server) one(ctx context.Context, name, id string) (handoff.Case, *fault) {
	receipt, ok := handoff.Receipt(id)
	if !ok {
		return handoff.Case{}, &noSuch
	}
	c, err := s.config.Cases.ByReceipt(ctx, receipt)
	switch {
	case err != nil && !errors.Is(err, assistant.ErrNoCase):
		s.config.Log.Error("open311 query failed", "error", err)
		return handoff.Case{}, &busy
	case err != nil || c.Scope != scope(name):
		return handoff.Case{}, &noSuch
	}
	return c, nil
}

// request tells where one request stands.
func (s *Server) request(w http.ResponseWriter, r *http.Request) {
	name, f := s.caller(r)
	id, ok := named(r.PathValue("request"))
	if f == nil && !ok {
		f = &noSuch
	}
	var c handoff.Case
	if f == nil {
		c, f = s.one(r.Context(), name, id)
	}
	if f != nil {
		s.fail(w, r, *f)
		return
	}
	tell(w, r, http.StatusOK, "service_requests", []geo.Request{s.shown(c)})
}

// token answers for tokens, which are never given: every request gets its number
// at once.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	_, f := s.caller(r)
	if f == nil {
		f = &fault{http.StatusNotFound, "token 没有查到：这里提交后直接得到 service_request_id。"}
	}
	s.fail(w, r, *f)
}

// shown is where a case stands.
//
// PRIVACY: nothing of its content, not even the reply, which may quote it.
func (s *Server) shown(c handoff.Case) geo.Request {
	out := geo.Request{
		ID: geo.Text(c.Receipt), Status: geo.Text(status(c)), Notes: geo.Text(c.State.Name()), Code: geo.Text(c.Category), Agency: geo.Text(c.Department),
		Requested: geo.Time(c.Opened.In(china)), Updated: geo.Time(c.Updated.In(china)),
	}
	if !c.Due.IsZero() {
		out.Expected = geo.Time(c.Due.In(china))
	}
	if category, ok := s.list().Category(c.Category); ok {
		out.Service = geo.Text(category.Name)
	}
	return out
}

func status(c handoff.Case) string {
	if c.State.Final() {
		return "closed"
	}
	return "open"
}
