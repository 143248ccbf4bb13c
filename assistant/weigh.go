package assistant

import (
	"slices"

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
)

// weigh settles what neither the words nor the search can settle alone. Words
// in which nothing of a desk is heard and that only resemble something are
// about nothing we have; a loose word does not put a question out of scope, or
// make a complaint of it, that plainly names an item (淘宝让我上传执照). It looks only at a
// need that begins: an answer to a question may be short and strange.
func weigh(r read.Reading, f found, s guide.State) (read.Reading, found) {
	if s.Asking != "" || len(s.Offer) > 0 || s.Focus != "" {
		return r, f
	}
	switch {
	case r.Loose && best(f.Items) >= loud:
		r.Intent, r.Category, r.Loose = read.Find, "", false
	case r.Intent == read.Find && r.OutOf >= unheard:
		f.Items, f.Joint, f.Events = audible(f.Items), audible(f.Joint), audible(f.Events)
	}
	return r, f
}

// best is the score of the best item of the edition.
func best(hits []index.Hit) float64 {
	for _, h := range hits {
		if h.Kind != index.Elsewhere {
			return h.Score
		}
	}
	return 0
}

// audible drops hits that are no more than a chance likeness.
func audible(hits []index.Hit) []index.Hit {
	if len(hits) == 0 || best(hits) >= faint || slices.ContainsFunc(hits, func(h index.Hit) bool { return h.Exact != "" }) {
		return hits
	}
	return slices.DeleteFunc(slices.Clone(hits), func(h index.Hit) bool { return h.Kind != index.Elsewhere })
}
