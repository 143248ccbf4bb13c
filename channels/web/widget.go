package web

import "net/http"

// widget is the page inside the frame on another site. Browsers keep no cookie
// for it there, so it reaches its talk by the secret in the first frame of its
// socket; the secret stays in the memory of the tab.
func (s *Server) widget(w http.ResponseWriter, r *http.Request) {
	know := s.know()
	p := homePage{
		Fresh: true, Widget: true, Nonce: nonce(), Home: know.Edition.Regions.Name(know.Home),
		Here: know.Edition.Regions.Name(know.Home), Examples: s.examples.of(know, know.Home), Socket: "/api/v1/ws",
		Regions: viewRegions(know, know.Home),
	}
	f := s.frame(p)
	f.Class = "fresh widget"
	s.render(w, r, http.StatusOK, "home", f)
}

// widgetScript is the one script that another site includes.
func (s *Server) widgetScript(w http.ResponseWriter, r *http.Request) {
	s.assets.ServeName(w, r, "widget.js")
}
