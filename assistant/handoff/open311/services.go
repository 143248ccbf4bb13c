package open311

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"wenban/assistant/handoff"
)

// fresh is how long a list of services is believed.
const fresh = time.Hour

// service returns the service for a case: of the category's code, of its name,
// or the one for everything else.
func (s *System) service(ctx context.Context, c handoff.Case) (Service, error) {
	all, err := s.list(ctx)
	if err != nil {
		return Service{}, err
	}
	name := ""
	if s.config.Category != nil && c.Category != "" {
		name = s.config.Category(c.Category)
	}
	for _, fits := range []func(Service) bool{
		func(x Service) bool { return c.Category != "" && string(x.Code) == c.Category },
		func(x Service) bool { return name != "" && strings.TrimSpace(string(x.Name)) == name },
		func(x Service) bool { return s.config.Service != "" && string(x.Code) == s.config.Service },
	} {
		if i := slices.IndexFunc(all, fits); i >= 0 {
			if all[i].Type == "blackbox" { // it would never give a number
				return Service{}, handoff.Refused{Why: "open311_blackbox"}
			}
			return all[i], nil
		}
	}
	return Service{}, handoff.Refused{Why: "open311_no_service"}
}

// list returns the services of the server.
func (s *System) list(ctx context.Context) ([]Service, error) {
	s.mu.Lock()
	all, at := s.services, s.listed
	s.mu.Unlock()
	if now := s.config.Now(); len(all) > 0 && now.Sub(at) < fresh {
		return all, nil
	}
	got, err := s.get(ctx, "services", url.Values{})
	if err != nil {
		return nil, err
	}
	if got.Status != http.StatusOK {
		return nil, fmt.Errorf("%w: HTTP %d", errAnswer, got.Status)
	}
	if all, err = DecodeList[Service](s.config.Format, "services", got.Body); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.services, s.listed = all, s.config.Now()
	return all, nil
}

// forget asks for the list of services anew next time.
func (s *System) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.services = nil
}

// attributes adds what the definition of a service asks and the case says. The
// error is Refused when something is required that nobody was asked.
func (s *System) attributes(ctx context.Context, service Service, m handoff.Message, form url.Values) error {
	if !service.Metadata {
		return nil
	}
	got, err := s.get(ctx, "services/"+url.PathEscape(string(service.Code)), url.Values{})
	if err != nil {
		return err
	}
	if got.Status != http.StatusOK {
		return fmt.Errorf("%w: HTTP %d", errAnswer, got.Status)
	}
	d, err := DecodeDefinition(s.config.Format, got.Body)
	if err != nil {
		return err
	}
	known := elements(m.Case)
	for _, a := range d.Attributes {
		value := known[strings.ToLower(string(a.Code))]
		switch {
		case value != "" && a.allows(value):
			form.Set("attribute["+string(a.Code)+"]", value)
		case bool(a.Required) && bool(a.Variable):
			return handoff.Refused{Why: "open311_attribute"}
		}
	}
	return nil
}

// allows reports whether an attribute may have a value.
func (a Attribute) allows(value string) bool {
	switch a.Datatype {
	case "string":
		return !strings.ContainsAny(value, "\r\n")
	case "text":
		return true
	case "singlevaluelist":
		return slices.ContainsFunc(a.Values, func(v Value) bool { return string(v.Key) == value })
	}
	return false
}

// elements are the parts of a case by the codes of attributes that ask for them.
func elements(c handoff.Case) map[string]string {
	return map[string]string{
		"kind": string(c.Kind), "title": c.Title, "where": c.Content.Where, "street": c.Content.Street,
		"when": c.Content.When, "wish": c.Content.Wish, "region": c.Region, "department": c.Department, "receipt": c.Receipt,
	}
}
