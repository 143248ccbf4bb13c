package index

import (
	"strings"

	"wenban/knowledge"
)

// shelf is the things of one kind, numbered in the order of the edition.
type shelf struct {
	base   field // of the fields its things have
	tree   knowledge.Regions
	claims []claim            // one a thing
	text   func(n int) source // read while the index is built, from several goroutines
	thing  func(n int) thing  // read when it was found
	named  func(n int) named  // nil: its things have no names
	name   func(n int) string // by which levels stand in for each other; nil: they do not
}

// shelvesOf are the items, the life events and the passages of an edition.
func shelvesOf(e *knowledge.Edition, o Options) [3]shelf {
	return [3]shelf{itemShelf(e, o), eventShelf(e, o), passageShelf(e)}
}

// itemShelf has the items, and after them the unlisted services, which serve
// everyone.
func itemShelf(e *knowledge.Edition, o Options) shelf {
	n, sent := len(e.Items), sentHere(e.Items)
	s := shelf{base: fName, tree: e.Regions, claims: make([]claim, n+len(o.Unlisted))}
	for i, it := range e.Items {
		s.claims[i] = claim{region: it.Region, audience: it.Audience, in: it.Effective}
	}
	s.text = func(i int) source {
		if i >= n {
			return unlistedSource(o.Unlisted[i-n])
		}
		it := e.Items[i]
		text := itemSource(it, o.Asked(it.Code), o.Told(it.Code))
		text.text[fCues] += "\n" + sent[it.Code]
		return text
	}
	s.thing = func(i int) thing {
		if i >= n {
			return thing{id: o.Unlisted[i-n].Names[0], foreign: true}
		}
		return thing{id: e.Items[i].Code}
	}
	s.named = func(i int) named {
		if i >= n {
			return named{}
		}
		it := &e.Items[i]
		return named{it.Name, it.Code, it.Aliases}
	}
	s.name = func(i int) string {
		if i >= n {
			return ""
		}
		return e.Items[i].Name
	}
	return s
}

func eventShelf(e *knowledge.Edition, o Options) shelf {
	return shelf{
		base:   fName,
		claims: make([]claim, len(e.Events)),
		text:   func(i int) source { return eventSource(e.Events[i], e, o.Asked(e.Events[i].ID)) },
		thing:  func(i int) thing { return thing{id: e.Events[i].ID} },
		named: func(i int) named {
			ev := &e.Events[i]
			return named{ev.Name, strings.TrimSuffix(ev.Name, "一件事"), ev.Cues}
		},
	}
}

func passageShelf(e *knowledge.Edition) shelf {
	s := shelf{base: fTitle, tree: e.Regions}
	var passages []knowledge.Passage
	var titles, confirmed []string
	for _, doc := range e.Documents {
		c := claim{region: doc.Region, in: doc.Effective}
		if next, ok := e.Successor(doc.ID); ok {
			c.next = &next.Effective
		}
		asked := confirmedFor(doc)
		for _, p := range Cut(doc) {
			passages, titles, s.claims = append(passages, p), append(titles, doc.Title), append(s.claims, c)
			confirmed = append(confirmed, asked[p.Article])
		}
	}
	s.text = func(i int) source { return passageSource(passages[i], titles[i], confirmed[i]) }
	s.thing = func(i int) thing {
		p := &passages[i]
		return thing{id: p.Document, article: p.Article, text: p.Text}
	}
	return s
}

// collect builds the index of a shelf. Time and memory are linear in its text.
func collect(s shelf, o Options, step func()) *collection {
	c := &collection{weights: o.Weights, shelf: s.thing, called: s.named}
	c.gates, c.order = newGates(s.tree, s.claims)
	text := func(place int) *[fields]string {
		t := s.text(int(c.order[place])).text
		return &t
	}
	c.words = newPostings(len(c.order), s.base, text, bm{o.Weights.K1, o.Weights.B, o.Weights.fieldWeights()}, func(int) { step() })
	c.names = newNames(len(c.order), func(place int) []string { return namesOf(c.named(uint32(place))) })
	if s.name != nil {
		c.gates.level(func(place int) string { return s.name(int(c.order[place])) })
	}
	c.vectors = embedAll(s, c.order, o.Embedder)
	c.start()
	return c
}

// start readies a collection for queries.
func (c *collection) start() {
	c.pool.New = func() any {
		return &run{near: make([]candidate, windowSize)}
	}
}

func namesOf(t named) []string {
	all := make([]string, 0, 2+len(t.aliases))
	for i := range cap(all) {
		all = append(all, t.nth(i))
	}
	return all
}

// embedAll embeds the things of a shelf, by place, on all cores.
func embedAll(s shelf, order []uint32, e Embedder) codes {
	if e == nil || e.Dim() <= 0 {
		return codes{}
	}
	all, shares := newCodes(len(order), e.Dim()), sharesOf(len(order))
	parallel(len(shares), func(i int) {
		sum, part := make([]float32, e.Dim()), make([]float32, e.Dim())
		for d := shares[i].from; d < shares[i].to; d++ {
			mix(sum, part, e, s.text(int(order[d])).vector)
			all.set(d, sum)
		}
	})
	return all
}
