package web

import "net/http"

// apiRegions returns the regions that can be chosen, the home region first.
func (s *Server) apiRegions(w http.ResponseWriter, _ *http.Request) {
	know := s.know()
	regions := viewRegions(know, "")
	if regions == nil {
		regions = []regionView{}
	}
	writeJSON(w, http.StatusOK, map[string]any{"home": know.Home, "regions": regions})
}

// apiExamples returns everyday questions of the catalogue of a region.
func (s *Server) apiExamples(w http.ResponseWriter, r *http.Request) {
	know := s.know()
	region := r.URL.Query().Get("region")
	if _, ok := know.Edition.Regions.Region(region); !ok {
		if region != "" {
			s.fail(w, r, problem{http.StatusNotFound, "not_found", "没有这个区划代码。"})
			return
		}
		region = know.Home
	}
	writeJSON(w, http.StatusOK, map[string]any{"region": region, "examples": s.examples.of(know, region)})
}

// openAPI describes the API.
func (s *Server) openAPI(w http.ResponseWriter, r *http.Request) {
	b, err := own.ReadFile("openapi.json")
	if err != nil {
		s.fail(w, r, busy)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(b) // the caller went away: nothing to do
}
