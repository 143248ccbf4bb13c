package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"wenban/assistant"
	"wenban/assistant/form/drafts"
	"wenban/assistant/handoff"
	casedesk "wenban/assistant/handoff/desk"
	"wenban/assistant/triage"
	deskpages "wenban/channels/desk"
	"wenban/channels/signin"
	"wenban/cmd/wenban/config"
	"wenban/knowledge"
	"wenban/knowledge/calendar"
	"wenban/knowledge/store"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// consolesOf are the pages of staff, in the order in which they are shown.
func consolesOf(set config.Config) []signin.Console {
	if !set.Desk.Enabled {
		return nil
	}
	return []signin.Console{deskpages.Console}
}

// caseDesk returns the built-in case desk, with what it knows of the house.
func caseDesk(d *db.DB, keys *seal.Ring, h *house) *casedesk.Desk {
	return casedesk.New(d, keys, casedesk.Options{
		Prefix: h.prefix(), Due: h.due, ReturnBy: h.returnBy, Parts: h.parts, Departments: h.departments,
	})
}

// deskRooms returns the pages of the case desk, none where they are switched off.
func (c serveCommand) deskRooms(set config.Config, desk *casedesk.Desk, guard *signin.Guard, h *house, files *drafts.Store, o *operations) ([]room, error) {
	if !set.Desk.Enabled {
		return nil, nil
	}
	pages, err := deskpages.New(deskpages.Config{
		Desk: desk, SignIn: guard, Origins: c.Origin, Departments: h.departments, Category: h.category, Helpers: h.helpers,
		Region: func(code string) string { return h.know().Edition.Regions.Name(code) }, Refused: o.metrics.Refused,
		File: func(ctx context.Context, f casedesk.File) (io.ReadCloser, error) {
			body, err := files.FileOf(ctx, f.Attachment)
			return io.NopCloser(bytes.NewReader(body)), err
		},
	})
	return []room{pages}, err
}

// house is what the case desk has to know of where it stands: departments and
// regions of the edition that serves, the dispatch list, working days.
type house struct {
	know   func() *assistant.Knowledge
	list   *triage.List
	days   *calendar.Calendar
	people func(context.Context) ([]store.Person, error)

	mu    sync.Mutex
	of    *knowledge.Edition // that names were gathered from
	at    time.Time          // when
	names []string
}

// fresh is how long it may take until the department of a new person is known.
const fresh = time.Minute

// house returns what the case desk has to know.
func (c serveCommand) house(know func() *assistant.Knowledge, s *store.Store) (*house, error) {
	list, err := c.list()
	if err != nil {
		return nil, err
	}
	days, err := c.days()
	return &house{know: know, list: list, days: days, people: s.People}, err
}

// prefix begins the numbers of cases: the first character of the city.
func (h *house) prefix() string {
	regions := h.know().Edition.Regions
	for _, r := range regions.Name(regions.Root()) {
		return string(r)
	}
	return ""
}

// ours reports whether the dispatch list is of the city that is served.
func (h *house) ours() bool {
	_, ok := h.know().Edition.Regions.Region(h.list.Region)
	return ok
}

// departments returns the departments there are: of the items, whoever the
// dispatch list sends something to, in some district or street, and those that
// somebody works for.
func (h *house) departments() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if e := h.know().Edition; h.of != e || time.Since(h.at) > fresh {
		h.of, h.at, h.names = e, time.Now(), h.gather(e)
	}
	return h.names
}

// offices are the departments of the items, and whoever the dispatch list sends
// something to, in some district or street.
func offices(e *knowledge.Edition, list *triage.List) (all []string) {
	for _, item := range e.Items {
		all = append(all, item.Department)
	}
	if _, ours := e.Regions.Region(list.Region); !ours {
		return all
	}
	for _, c := range list.Categories {
		for _, r := range e.Regions.All {
			main, with := list.Office(c, e.Regions, r.Code)
			all = append(append(all, main), with...)
		}
	}
	return all
}

func (h *house) gather(e *knowledge.Edition) []string {
	all := offices(e, h.list)
	ctx, cancel := context.WithTimeout(context.Background(), queuesTake)
	defer cancel()
	people, err := h.people(ctx)
	if err != nil {
		slog.Warn("case desk", "what", "read the departments of people", "error", err)
	}
	for _, p := range people {
		all = append(all, p.Departments...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(name string) bool { return name == "" })
}

// parts returns a region and all within it.
func (h *house) parts(region string) []string {
	regions := h.know().Edition.Regions
	all := []string{region}
	for _, r := range regions.All {
		if r.Code != region && regions.Within(r.Code, region) {
			all = append(all, r.Code)
		}
	}
	return all
}

func (h *house) category(id string) string {
	if c, ok := h.list.Category(id); ok {
		return c.Name
	}
	return id
}

// helpers are the departments that the dispatch list has help with a category.
func (h *house) helpers(category, region string) []string {
	c, ok := h.list.Category(category)
	if !ok || !h.ours() {
		return nil
	}
	_, with := h.list.Office(c, h.know().Edition.Regions, region)
	return with
}

// due is the end of the time limit of a case: of an application what the
// department promised, or the law gives; of others what the dispatch list says.
func (h *house) due(c casedesk.Case, at time.Time) time.Time {
	if c.Kind == handoff.Application {
		return h.promised(c.Item, at)
	}
	category, _ := h.list.Category(c.Category)
	return h.days.End(at, h.list.Limit(c.Kind, category)).At
}

// promised is when what was promised for an item is over, or what the law gives
// where nothing was promised; zero where there is neither.
func (h *house) promised(code string, at time.Time) time.Time {
	item, ok := h.know().Edition.Item(code)
	span := item.TimeLimit.Promised
	if span.Unit == "" {
		span = item.TimeLimit.Statutory
	}
	if !ok || span.Unit == "" {
		return time.Time{}
	}
	return h.days.End(at, calendar.Limit{N: span.Days, Unit: calendar.Unit(span.Unit)}).At
}

// returnBy is until when a department may say that a case is not theirs: the end
// of the working day after it was assigned.
func (h *house) returnBy(assigned time.Time) time.Time {
	return h.days.AddWorkingDays(assigned, 1).At
}
