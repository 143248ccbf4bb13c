package web

import (
	"net/http"

	"wenban/assistant"
	"wenban/channels/internal/page"
	"wenban/channels/signin"
)

// homePage is the talk, or what stands there before it begins.
type homePage struct {
	Turns    []turnView
	Last     int // number of the last turn
	Fresh    bool
	Widget   bool
	Home     string // name of the region the service is for
	Here     string // name of the region the answers are for
	Regions  []regionView
	Examples []string
	Nonce    string
	Elder    bool
	Listed   bool // the talk has a list to print
	Rates    bool // the talk that was just ended can be rated
	Socket   string
	SignIn   bool   // citizens can sign in
	Citizen  string // name of whoever is signed in, or ""
}

// home shows the talk of the visitor, or the first page.
func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	t, _ := s.kept(r)
	turns, err := s.turns(r, t)
	if err != nil {
		s.fail(w, r, *s.problemOf(err))
		return
	}
	p := s.homePage(r, t, turns)
	p.Socket = "/ws"
	s.render(w, r, http.StatusOK, "home", s.frame(p))
}

func (s *Server) turns(r *http.Request, t assistant.Talk) ([]assistant.Turn, error) {
	if t.ID == "" {
		return nil, nil
	}
	return s.assistant.Ledger.Turns(r.Context(), t.ID, 0)
}

func (s *Server) homePage(r *http.Request, t assistant.Talk, turns []assistant.Turn) homePage {
	know, here := s.know(), s.here(r)
	if len(turns) > 0 {
		here = turns[len(turns)-1].Reply.Region
	}
	regions := know.Edition.Regions
	p := homePage{
		Turns: s.viewTurns(turns), Last: len(turns), Fresh: len(turns) == 0, Elder: elder(r), Nonce: nonce(),
		Home: regions.Name(know.Home), Here: regions.Name(here), Regions: viewRegions(know, here),
		Listed: listed(turns) != nil, Rates: len(turns) == 0 && rates(r),
	}
	if p.SignIn = s.config.SignIn.TakesCitizens(); p.SignIn {
		p.Citizen = signin.Of(r.Context()).Called()
	}
	if p.Fresh {
		p.Examples = s.examples.of(know, here)
	}
	return p
}

func (s *Server) frame(p homePage) page.Frame {
	f := page.Frame{Title: p.Home + "政务服务问办", Scripts: []string{"web.js"}, Body: p}
	if p.Fresh {
		f.Class = "fresh"
	}
	return f
}
