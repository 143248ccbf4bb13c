package web

import (
	"wenban/assistant"
	"wenban/knowledge"
)

// regionView is a region that can be chosen.
type regionView struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Here bool   `json:"-"`
}

// viewRegions returns the home region and those right below it: what people
// name when asked where they live. Streets are understood in words. Where there
// is nothing to choose it returns none.
func viewRegions(know *assistant.Knowledge, here string) []regionView {
	regions := know.Edition.Regions
	out := []regionView{{know.Home, regions.Name(know.Home), here == know.Home}}
	for _, r := range regions.All {
		if r.Parent == know.Home {
			out = append(out, regionView{r.Code, r.Name, within(regions, here, r.Code)})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

func within(t knowledge.Regions, here, outer string) bool { return here != "" && t.Within(here, outer) }
