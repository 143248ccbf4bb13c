package assistant

import (
	"slices"
	"strings"

	"wenban/assistant/guide"
	"wenban/assistant/read"
	"wenban/knowledge/index"
)

// Limits of what the words and the search say against each other. Scores are
// those of index.Hit; they were set coarsely on questions whose outcome is known.
const (
	unheard = 0.3  // OutOf of words in which nothing of a government desk is heard
	faint   = 0.45 // a hit below it is a chance likeness when the words do not speak for it
	loud    = 1.0  // a hit from it on cannot be a chance likeness
	likely  = 0.9  // a service elsewhere that is as like says what kind of need it is
)

// weigh settles what neither the words nor the search can settle alone. It
// looks only at a need that begins: an answer to a question may be short and
// strange.
func weigh(r read.Reading, f found, s guide.State) (read.Reading, found) {
	if s.Asking != "" || len(s.Offer) > 0 || s.Focus != "" {
		return answering(r, s), f
	}
	f.Beside = ours(f.Items)
	switch {
	case plainlySaid(r):
		f.Items = nil // said in plain words: no likeness speaks against it
	case r.Loose && best(f.Items) >= loud:
		r.Intent, r.Category, r.Loose = read.Find, "", false // 淘宝让我上传执照 is about a licence
	case r.Intent == read.Complaint:
		f.Items = ours(f.Items)
	case r.Intent == read.Find:
		r = classed(r, f.Items)
		if r.OutOf >= unheard {
			f.Items, f.Joint, f.Events = audible(f.Items), audible(f.Joint), audible(f.Events)
		}
	}
	return r, f
}

// answering takes the words of who was asked something for an answer, where only
// loose words sound like a complaint: 欠人家货款还没结清, said of a company that is to
// be closed down, complains of nobody.
func answering(r read.Reading, s guide.State) read.Reading {
	if r.Intent == read.Complaint && r.Loose && (s.Asking != "" || len(s.Offer) > 0) {
		r.Intent, r.Category, r.Loose = read.Find, "", false
	}
	return r
}

// plainlySaid reports that the words alone decide: a legal route, another
// country's business, a complaint that says it is one.
func plainlySaid(r read.Reading) bool {
	_, routed := routes[r.Category]
	return r.Intent == read.Scope && (routed || r.Category == read.Abroad && r.OutOf >= 0.9) || r.Intent == read.Complaint && !r.Loose
}

// kinds say by the words of a service's name what kind of need it serves that
// is no item here.
var kinds = []struct {
	words  string
	intent read.Intent
}{
	{"进度查询 办事进度 我的工单", read.Progress},
	{"投诉 举报 检举 扰民 报修 信访", read.Complaint},
}

// classed takes the kind of need from a service elsewhere that people ask for in
// these words: 楼上健身房杠铃砸得咚咚响 is asked of the desk for noise.
func classed(r read.Reading, hits []index.Hit) read.Reading {
	if len(hits) == 0 || hits[0].Kind != index.Elsewhere || hits[0].Score < likely || best(hits) >= likely {
		return r
	}
	for _, k := range kinds {
		if slices.ContainsFunc(strings.Fields(k.words), func(w string) bool { return strings.Contains(hits[0].ID, w) }) {
			r.Intent = k.intent
			return r
		}
	}
	return r
}

// ours drops what the edition does not have.
func ours(hits []index.Hit) []index.Hit {
	return slices.DeleteFunc(slices.Clone(hits), func(h index.Hit) bool { return h.Kind == index.Elsewhere })
}

// best is the score of the best item of the edition.
func best(hits []index.Hit) float64 {
	if own := ours(hits); len(own) > 0 {
		return own[0].Score
	}
	return 0
}

// audible drops the items that are no more than a chance likeness.
func audible(hits []index.Hit) []index.Hit {
	if len(hits) == 0 || best(hits) >= faint || slices.ContainsFunc(hits, func(h index.Hit) bool { return h.Exact != "" }) {
		return hits
	}
	return slices.DeleteFunc(slices.Clone(hits), func(h index.Hit) bool { return h.Kind != index.Elsewhere })
}
