package open311

import (
	"net/http"
	"strings"

	"wenban/assistant/handoff"
	geo "wenban/assistant/handoff/open311"
	"wenban/assistant/triage"
)

// services lists what can be handed in: the leaves of the dispatch list.
func (s *Server) services(w http.ResponseWriter, r *http.Request) {
	if !s.ours(r.URL.Query().Get("jurisdiction_id")) {
		s.fail(w, r, elsewhere)
		return
	}
	l := s.list()
	var all []geo.Service
	for _, c := range l.Categories {
		all = append(all, serviceOf(l, c))
	}
	tell(w, r, http.StatusOK, "services", all)
}

func serviceOf(l *triage.List, c triage.Category) geo.Service {
	about := c.Note
	if about == "" {
		about = c.Name
	}
	return geo.Service{
		Code: geo.Text(c.ID), Name: geo.Text(c.Name), Description: geo.Text(about), Metadata: true, Type: "realtime",
		Keywords: geo.Text(strings.Join(c.Words, ",")), Group: geo.Text(l.Group(c)),
	}
}

// definition is what a service asks besides: nothing that is required.
func (s *Server) definition(w http.ResponseWriter, r *http.Request) {
	code, ok := named(r.PathValue("service"))
	c, found := s.list().Category(code)
	switch {
	case !s.ours(r.URL.Query().Get("jurisdiction_id")):
		s.fail(w, r, elsewhere)
	case !ok || !found:
		s.fail(w, r, noService)
	default:
		b, err := geo.EncodeDefinition(format(r), definitionOf(c))
		write(w, r, http.StatusOK, b, err)
	}
}

// kinds are what a request may be.
var kinds = []handoff.Kind{handoff.Help, handoff.Complaint, handoff.Report, handoff.Suggestion, handoff.Consultation, handoff.Praise}

func definitionOf(c triage.Category) geo.Definition {
	kind := geo.Attribute{Variable: true, Code: "kind", Datatype: "singlevaluelist", Order: "1", Question: "属于哪一类？不选按求助办理；举报的，举报人信息保密。"}
	for _, k := range kinds {
		kind.Values = append(kind.Values, geo.Value{Key: geo.Text(k), Name: geo.Text(k.Name())})
	}
	return geo.Definition{Code: geo.Text(c.ID), Attributes: []geo.Attribute{
		kind,
		{Variable: true, Code: "when", Datatype: "string", Order: "2", Question: "什么时候发生的？"},
		{Variable: true, Code: "wish", Datatype: "string", Order: "3", Question: "希望怎样解决？"},
	}}
}
