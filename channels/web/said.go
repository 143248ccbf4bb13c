package web

import (
	"net/http"

	"wenban/assistant"
	"wenban/channels/internal/page"
	"wenban/knowledge"
)

// saidPage is what was said in a talk, to print or copy for a person.
type saidPage struct {
	Home, Here, Date string
	Turns            []turnView
	Known            []tagView
}

// said shows the whole talk by itself: whoever is sent to a person need not
// begin anew there.
func (s *Server) said(w http.ResponseWriter, r *http.Request) {
	t, ok := s.kept(r)
	turns, err := s.turns(r, t)
	switch {
	case err != nil:
		s.fail(w, r, *s.problemOf(err))
	case !ok || len(turns) == 0:
		s.fail(w, r, problem{http.StatusNotFound, "no_talk", "还没有说过什么。先说说您想办什么事。"})
	default:
		s.render(w, r, http.StatusOK, "talk", page.Frame{
			Title: "刚才说的", Class: "paper", Scripts: []string{"web.js"}, Body: s.saidPage(turns),
		})
	}
}

func (s *Server) saidPage(turns []assistant.Turn) saidPage {
	regions := s.know().Edition.Regions
	last := turns[len(turns)-1].Reply
	p := saidPage{
		Home: regions.Name(s.know().Home), Here: regions.Name(last.Region),
		Date: dateOf(s.now().In(knowledge.Zone)), Turns: s.viewTurns(turns),
	}
	for _, v := range p.Turns {
		if v.Focused {
			p.Known = v.Known
		}
	}
	return p
}
