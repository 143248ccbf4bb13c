package guide

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// Thresholds of the scores of index.Hit, which are comparable over questions.
// They were set coarsely on questions whose items are known (see eval).
const (
	floor    = 0.25 // below it nothing was found
	strong   = 0.55 // above it the words name an item
	sure     = 0.5  // share of belief the first candidate needs to be taken, much being said
	surest   = 0.95 // and with hardly a word said
	heat     = 0.07 // how far apart two scores must be for the better one to count e times as much
	named    = 0.9  // above it the words can hardly mean anything else
	much     = 14   // characters from which much is said
	little   = 6    // characters up to which hardly a word is
	maxOffer = 4
)

// fresh looks for a new need.
func (g *Guide) fresh(in In) (Plan, State) {
	s := in.State.begin(in.Reading)
	if in.Reading.Elsewhere != "" {
		return Plan{Outcome: Declined, Reason: OutOfRegion, Act: Refuse, About: in.Reading.Elsewhere}, in.State
	}
	if plan, ok := g.replaced(in); ok {
		return plan, in.State
	}
	if plan, ok := g.policy(in); ok {
		return plan, in.State
	}
	hits := in.Items
	if in.Reading.Corrects || len(in.State.Offer) > 0 {
		hits = in.Joint
	}
	ranked := g.rank(in, hits, s)
	if plan, ok := g.expired(in, ranked); ok {
		return plan, in.State
	}
	if id, ok := g.event(in, ranked); ok {
		plan, next := g.focus(in, s, id)
		plan.Ranked = ranked
		return plan, next
	}
	return g.answerOrOffer(in, s, ranked)
}

func (g *Guide) answerOrOffer(in In, s State, ranked []Candidate) (Plan, State) {
	switch {
	case len(ranked) == 0 || ranked[0].Score < floor:
		return g.nothing(in, s, ranked)
	case unlisted(in.Items, ranked[0]) != "":
		plan, next := g.nothing(in, s, ranked)
		plan.About = unlisted(in.Items, ranked[0])
		return plan, next
	case in.Reading.Intent == read.Detail && ranked[0].Exact == "" && (ranked[0].Score < strong || len(in.State.Offer) == 0):
		return Plan{Outcome: Asked, Reason: Partial, Act: AskWhich, Details: in.Reading.Details, Ranked: ranked}, s
	case believed(ranked) >= needed(ranked[0], s.Said):
		plan, next := g.focus(in, s, ranked[0].Code)
		plan.Ranked = ranked
		return plan, next
	}
	plan := g.offer(s, codes(ranked, maxOffer), ranked)
	s.Offer = plan.Offer
	return plan, s
}

// nothing was found: the nearest passages, the offer of a person.
func (g *Guide) nothing(in In, s State, ranked []Candidate) (Plan, State) {
	s.Misses++
	if s.Misses > 2 {
		return Plan{Outcome: HandedOff, Reason: Stuck, Act: ToHuman, Ranked: ranked}, s
	}
	return Plan{Outcome: Declined, Reason: NoSource, Act: Refuse, Ranked: ranked}, s
}

// needed is the belief the first candidate needs to be taken without asking. A
// few words ("老板换人了，证照怎么改") fit several items even where one scores
// best; a name that stands there word for word is enough by itself.
func needed(c Candidate, said []string) float64 {
	n := 0
	for _, text := range said {
		n += utf8.RuneCountInString(text)
	}
	if c.Exact != "" || n >= much {
		return sure
	}
	return sure + (surest-sure)*float64(much-max(n, little))/(much-little)
}

// clearly is by how much a service that the edition does not have must lead: to
// refuse what could be served is worse than to offer what is not meant.
const clearly = 1.6

// unlisted returns the name of the service that is meant but that the edition
// does not have, or "".
func unlisted(hits []index.Hit, best Candidate) string {
	if len(hits) == 0 || hits[0].Kind != index.Elsewhere || best.Exact != "" {
		return ""
	}
	if hits[0].Score < named || hits[0].Score < best.Score*clearly {
		return ""
	}
	return hits[0].ID
}

// believed is the share of belief that the first candidate has among all.
func believed(ranked []Candidate) float64 {
	sum := 0.0
	for _, c := range ranked {
		sum += math.Exp((c.Score - ranked[0].Score) / heat)
	}
	return 1 / sum
}

// rank orders the candidates: what was found, less what was denied, with the
// redirects that the words already show followed.
func (g *Guide) rank(in In, hits []index.Hit, s State) []Candidate {
	ranked := candidates(hits)
	ranked = slices.DeleteFunc(ranked, func(c Candidate) bool { return slices.Contains(s.Denied, c.Code) })
	said := s.saidWith(in.Reading)
	for i := range min(len(ranked), 6) {
		c := ranked[i]
		to, ok := g.redirect(c.Code, said)
		if !ok || slices.Contains(s.Denied, to) {
			continue
		}
		ranked[i].Score *= 0.8
		ranked = raise(ranked, to, c.Score, c.Code)
	}
	slices.SortStableFunc(ranked, func(a, b Candidate) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	return ranked[:min(len(ranked), 10)]
}

// redirect returns where an item sends those who said what was said.
func (g *Guide) redirect(code string, said Said) (to string, ok bool) {
	all := g.situations(code)
	for id, a := range g.Matcher.Infer(code, all, nil, said, "") {
		s, _ := find1(all, id)
		if o, ok := option(s, a.Option); ok && o.Redirect != "" {
			return o.Redirect, true
		}
	}
	return "", false
}

// raise gives a candidate at least a score, adding it where it is missing.
func raise(ranked []Candidate, code string, score float64, via string) []Candidate {
	i := slices.IndexFunc(ranked, func(c Candidate) bool { return c.Code == code })
	if i < 0 {
		return append(ranked, Candidate{Code: code, Score: score, Via: via})
	}
	ranked[i].Score = max(ranked[i].Score, score)
	return ranked
}

// candidates are the items found; what the edition does not have is none.
func candidates(hits []index.Hit) []Candidate {
	var out []Candidate
	for _, h := range hits {
		if h.Kind == index.Elsewhere {
			continue
		}
		out = append(out, Candidate{Code: h.ID, Score: h.Score, Exact: h.Exact, Cover: h.Cover})
	}
	return out
}

func codes(ranked []Candidate, n int) []string {
	var out []string
	for _, c := range ranked {
		if len(out) < n && c.Score >= ranked[0].Score*0.5 {
			out = append(out, c.Code)
		}
	}
	return out
}

// policy answers a question about a rule with the passages that say it.
func (g *Guide) policy(in In) (Plan, bool) {
	if len(in.Passages) == 0 || in.Passages[0].Score < strong {
		return Plan{}, false
	}
	best := 0.0
	if len(in.Items) > 0 {
		best = in.Items[0].Score
	}
	if in.Reading.Intent != read.Policy && in.Passages[0].Score < best*1.3 {
		return Plan{}, false
	}
	if in.Reading.Intent == read.Policy && in.Passages[0].Score < best*0.8 {
		return Plan{}, false
	}
	return Plan{Outcome: Answered, Reason: Complete, Act: Quote, Passages: in.Passages[:min(3, len(in.Passages))], Ranked: candidates(in.Items)}, true
}

// expired reports that the words name something that is no longer in force,
// where nothing in force fits them.
func (g *Guide) expired(in In, ranked []Candidate) (Plan, bool) {
	if len(ranked) > 0 && (ranked[0].Exact != "" || ranked[0].Score >= strong) {
		return Plan{}, false
	}
	text := plain(in.Reading.Text)
	for _, it := range g.Edition.Items {
		if !it.Effective.Over(in.At) {
			continue
		}
		for _, name := range append([]string{it.Name}, it.Aliases...) {
			if strings.Contains(text, plain(name)) {
				return Plan{Outcome: Declined, Reason: Expired, Act: Refuse, About: it.Name, Since: it.Effective.To, Ranked: ranked}, true
			}
		}
	}
	for _, d := range g.Edition.Documents {
		if g.Edition.InForce(d, in.At) || d.Effective.NotYet(in.At) || !names(text, d.Title) {
			continue
		}
		next, _ := g.Edition.Successor(d.ID)
		return Plan{Outcome: Declined, Reason: Expired, Act: Refuse, About: d.Title, Since: d.Effective.To, Next: next.ID, Ranked: ranked}, true
	}
	return Plan{}, false
}

// replaced reports that the words give the title of a document that is no
// longer in force, and of none that is.
func (g *Guide) replaced(in In) (Plan, bool) {
	text := plain(in.Reading.Text)
	for _, d := range g.Edition.Documents {
		title := plain(strings.TrimPrefix(d.Title, g.Edition.Regions.Name(d.Region)))
		if g.Edition.InForce(d, in.At) || d.Effective.NotYet(in.At) || !strings.Contains(text, title) {
			continue
		}
		next, _ := g.Edition.Successor(d.ID)
		return Plan{Outcome: Declined, Reason: Expired, Act: Refuse, About: d.Title, Since: d.Effective.To, Next: next.ID, Ranked: candidates(in.Items)}, true
	}
	return Plan{}, false
}

// names reports whether a text holds most of the content of a document's
// title, character pair by character pair.
func names(text, title string) bool {
	title = strings.NewReplacer("云溪市", "", "暂行", "", "办法", "", "实施细则", "", "实施", "", "管理", "", "关于", "", "通知", "").Replace(plain(title))
	r := []rune(title)
	hit := 0
	for i := 0; i+1 < len(r); i++ {
		if strings.Contains(text, string(r[i:i+2])) {
			hit++
		}
	}
	return len(r) > 2 && hit*10 >= (len(r)-1)*5
}

// offer shows candidates to choose from.
func (g *Guide) offer(s State, offered []string, ranked []Candidate) Plan {
	return Plan{Outcome: Offered, Reason: Partial, Act: Offer, Offer: offered, Ranked: ranked}
}

// find1 returns the situation with the id.
func find1(all []knowledge.Situation, id string) (knowledge.Situation, bool) {
	i := slices.IndexFunc(all, func(s knowledge.Situation) bool { return s.ID == id })
	if i < 0 {
		return knowledge.Situation{}, false
	}
	return all[i], true
}
