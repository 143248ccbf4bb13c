package desk

import (
	"net/http"
	"net/url"

	"wenban/assistant/handoff/desk"
)

// top is what stands above every page of the desk.
type top struct {
	Person desk.Person
	Part   string // what the person is here: 派单员, 承办人员
	Queues []tab
	Here   string // queue that is shown, or ""
	Search string
}

// tab is a queue with how many are in it.
type tab struct {
	desk.Queue
	Count int
}

func (s *Server) top(r *http.Request, here, search string) (top, error) {
	p := who(r)
	counts, err := s.Desk.Counts(r.Context(), p)
	t := top{Person: p, Part: "承办人员", Here: here, Search: search}
	if p.Dispatcher {
		t.Part = "派单员"
	}
	for _, q := range desk.Queues {
		t.Queues = append(t.Queues, tab{q, counts[q.ID]})
	}
	return t, err
}

// listPage is a list of cases.
type listPage struct {
	top
	Title string
	Empty string
	Rows  []row
	Next  string // address of the next page, or ""
	Wrong string // what is wrong with a search, or ""
	Homed bool   // the person has a department, or needs none
}

// row is a case in a list.
type row struct {
	desk.Case
	Light  desk.Light
	Region string
}

// begin goes to the first queue in which something waits for the person.
func (s *Server) begin(w http.ResponseWriter, r *http.Request) {
	p := who(r)
	counts, err := s.Desk.Counts(r.Context(), p)
	if err != nil {
		s.failed(w, r, "count", err)
		return
	}
	http.Redirect(w, r, "/desk/queue/"+firstOf(p, counts), http.StatusSeeOther)
}

// firstOf is the queue a person begins with: what is late, then what waits for
// them.
func firstOf(p desk.Person, counts map[string]int) string {
	order := []string{"sign", "working", "accept"}
	if p.Dispatcher {
		order = []string{"accept", "returned", "assign", "review", "contact"}
	}
	for _, id := range order {
		if counts[id] > 0 {
			return id
		}
	}
	return order[0]
}

func (s *Server) queue(w http.ResponseWriter, r *http.Request) {
	q, ok := desk.QueueOf(r.PathValue("queue"))
	if !ok {
		s.fail(w, r, noPage)
		return
	}
	cases, next, err := s.Desk.List(r.Context(), who(r), q, r.URL.Query().Get("after"))
	if err != nil {
		s.failed(w, r, "list", err)
		return
	}
	s.list(w, r, listPage{Title: q.Name, Empty: q.Empty, Rows: s.rows(cases), Next: more("/desk/queue/"+q.ID, "", next)}, q.ID, "")
}

func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	text := r.URL.Query().Get("q")
	cases, next, err := s.Desk.Search(r.Context(), who(r), text, r.URL.Query().Get("after"))
	p := listPage{Title: "查找", Empty: "没有找到。可以换个说法，或者只写一个词；不归您办的工单查不到。", Rows: s.rows(cases), Next: more("/desk/search", text, next)}
	if err != nil {
		if p.Wrong = problemOf(err).Text; problemOf(err) == broken {
			s.failed(w, r, "search", err)
			return
		}
		p.Empty = ""
	}
	s.list(w, r, p, "", text)
}

func (s *Server) list(w http.ResponseWriter, r *http.Request, p listPage, here, search string) {
	var err error
	if p.top, err = s.top(r, here, search); err != nil {
		s.failed(w, r, "count", err)
		return
	}
	p.Homed = p.Person.Dispatcher || len(p.Person.Departments) > 0
	status := http.StatusOK
	if p.Wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	s.render(w, r, status, "list", p.Title, p)
}

// more is the address of the next page of a list.
func more(path, search, after string) string {
	if after == "" {
		return ""
	}
	v := url.Values{"after": {after}}
	if search != "" {
		v.Set("q", search)
	}
	return path + "?" + v.Encode()
}

func (s *Server) rows(cases []desk.Case) (all []row) {
	for _, c := range cases {
		all = append(all, row{c, c.Light(s.Now()), s.Region(c.Region)})
	}
	return all
}
