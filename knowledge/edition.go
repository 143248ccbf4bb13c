package knowledge

import (
	"slices"
	"time"
)

// Edition (版次) is one published, immutable state of all knowledge. Make it
// with NewEdition; nothing in it may be changed afterwards.
type Edition struct {
	ID        string // names the content: equal ids mean equal knowledge
	Items     []Item
	Documents []Document
	Events    []LifeEvent
	Regions   Regions
	Halls     []Hall
	Overrides []Override

	items      map[string]int
	documents  map[string]int
	events     map[string]int
	overrides  map[[2]string]int   // code, region
	successors map[string][]string // document id → ids of those that supersede it
	named      map[string][]int    // name → places in Items
	namesakes  map[string][]string // code → codes of that name, see Namesakes
	ending     []int               // items that end some day
}

// Parts are the lists an edition is made of.
type Parts struct {
	Items     []Item
	Documents []Document
	Events    []LifeEvent
	Regions   []Region
	Halls     []Hall
	Overrides []Override
}

// NewEdition makes an edition of parts, which it keeps. Where a code stands
// twice the first one counts; ingest refuses such an import.
func NewEdition(id string, p Parts) *Edition {
	e := &Edition{
		ID: id, Items: p.Items, Documents: p.Documents, Events: p.Events,
		Regions: NewRegions(p.Regions), Halls: p.Halls, Overrides: p.Overrides,
		items: map[string]int{}, documents: map[string]int{}, events: map[string]int{},
		overrides: map[[2]string]int{}, successors: map[string][]string{}, named: map[string][]int{}, namesakes: namesakesOf(p.Items), ending: endingOf(p.Items),
	}
	for i := len(p.Items) - 1; i >= 0; i-- {
		e.items[p.Items[i].Code] = i
	}
	for i := range p.Items {
		e.named[p.Items[i].Name] = append(e.named[p.Items[i].Name], i)
	}
	for i := len(p.Documents) - 1; i >= 0; i-- {
		e.documents[p.Documents[i].ID] = i
		for _, old := range p.Documents[i].Supersedes {
			if old != p.Documents[i].ID {
				e.successors[old] = append(e.successors[old], p.Documents[i].ID)
			}
		}
	}
	for i := len(p.Events) - 1; i >= 0; i-- {
		e.events[p.Events[i].ID] = i
	}
	for i := len(p.Overrides) - 1; i >= 0; i-- {
		e.overrides[[2]string{p.Overrides[i].Code, p.Overrides[i].Region}] = i
	}
	return e
}

// Item returns the item with the code as it was imported.
func (e *Edition) Item(code string) (Item, bool) {
	i, ok := e.items[code]
	if !ok {
		return Item{}, false
	}
	return e.Items[i], true
}

// Place returns where in Items the item with the code stands.
func (e *Edition) Place(code string) (place int, ok bool) {
	place, ok = e.items[code]
	return place, ok
}

// NameOf returns the name of the item with the code: without a copy of all of it.
func (e *Edition) NameOf(code string) (name string, ok bool) {
	i, ok := e.items[code]
	if !ok {
		return "", false
	}
	return e.Items[i].Name, true
}

// Named returns the items of a name, in the order of the edition.
func (e *Edition) Named(name string) []Item {
	items := make([]Item, len(e.named[name]))
	for n, i := range e.named[name] {
		items[n] = e.Items[i]
	}
	return items
}

// Document returns the policy document with the id.
func (e *Edition) Document(id string) (Document, bool) {
	i, ok := e.documents[id]
	if !ok {
		return Document{}, false
	}
	return e.Documents[i], true
}

// Event returns the life event with the id.
func (e *Edition) Event(id string) (LifeEvent, bool) {
	i, ok := e.events[id]
	if !ok {
		return LifeEvent{}, false
	}
	return e.Events[i], true
}

// Successor returns the document that supersedes the one with the id: where
// there are several, the one that begins first.
func (e *Edition) Successor(id string) (next Document, ok bool) {
	for _, s := range e.successors[id] {
		if d, found := e.Document(s); found && (!ok || d.Effective.From <= next.Effective.From) {
			next, ok = d, true
		}
	}
	return next, ok
}

// InForce reports whether a document answers at t: its period contains t and
// no document that supersedes it has begun. A document that was superseded does
// not come back when its successor ends.
func (e *Edition) InForce(d Document, t time.Time) bool {
	if !d.Effective.Contains(t) {
		return false
	}
	return !slices.ContainsFunc(e.successors[d.ID], func(id string) bool {
		next, ok := e.Document(id)
		return ok && !next.Effective.NotYet(t)
	})
}

// Local returns the item as it is in a region: the overrides of the region and
// of its parents applied from the top down, so that the nearest one has the
// last word. Lists are added to, everything else is replaced. An override
// outside the item's own region does not count.
func (e *Edition) Local(code, region string) (Item, bool) {
	item, ok := e.Item(code)
	if !ok {
		return Item{}, false
	}
	for _, r := range slices.Backward(e.Regions.Path(region)) {
		if i, ok := e.overrides[[2]string{code, r}]; ok && (item.Region == "" || e.Regions.Within(r, item.Region)) {
			item = item.with(e.Overrides[i])
		}
	}
	return item, true
}

// with returns a copy of the item with an override applied.
func (it Item) with(o Override) Item {
	it.Places = slices.Concat(o.Places, it.Places)
	it.Materials = slices.Concat(it.Materials, o.MaterialsAdd)
	for _, c := range o.ChannelsAdd {
		if !slices.Contains(it.Handling.Channels, c) {
			it.Handling.Channels = append(slices.Clone(it.Handling.Channels), c)
		}
	}
	if o.ConsultPhone != "" {
		it.ConsultPhone = o.ConsultPhone
	}
	if o.TimeLimit != nil && o.TimeLimit.Promised != nil {
		it.TimeLimit.Promised = *o.TimeLimit.Promised
	}
	if o.Note != "" {
		it.Notes = append(slices.Clone(it.Notes), o.Note)
	}
	return it
}

// Regions is the tree of regions.
type Regions struct {
	All    []Region
	byCode map[string]int
	paths  map[string][]string // see Path
}

// NewRegions makes a tree of a list.
func NewRegions(all []Region) Regions {
	t := Regions{All: all, byCode: map[string]int{}, paths: map[string][]string{}}
	for i := len(all) - 1; i >= 0; i-- {
		t.byCode[all[i].Code] = i
	}
	for _, r := range all {
		t.paths[r.Code] = slices.Clip(t.path(r.Code))
	}
	return t
}

// Region returns the region with the code.
func (t Regions) Region(code string) (Region, bool) {
	i, ok := t.byCode[code]
	if !ok {
		return Region{}, false
	}
	return t.All[i], true
}

// Name returns the name of a region, or the code where it is unknown.
func (t Regions) Name(code string) string {
	if r, ok := t.Region(code); ok {
		return r.Name
	}
	return code
}

// Path returns a region and its parents, the nearest first. An unknown code is
// a path of itself alone; a cycle ends it. It is not to be changed.
func (t Regions) Path(code string) []string {
	if path, ok := t.paths[code]; ok {
		return path
	}
	return t.path(code)
}

func (t Regions) path(code string) (path []string) {
	for code != "" && !slices.Contains(path, code) {
		path = append(path, code)
		r, _ := t.Region(code)
		code = r.Parent
	}
	return path
}

// Within reports whether a region is another one or lies in it.
func (t Regions) Within(code, outer string) bool { return slices.Contains(t.Path(code), outer) }

// Serves reports whether something that belongs to region own serves a citizen
// in region here: it belongs to here or to one of its parents, or here is so
// wide that it contains own (a citizen of the city may mean any district).
func (t Regions) Serves(own, here string) bool {
	return own == "" || here == "" || t.Within(here, own) || t.Within(own, here)
}

// Root returns the widest region that has items to offer: the lowest region of
// which all others but its parents are part. For a city it is the city.
func (t Regions) Root() string {
	var path []string
	for code := t.top(); code != "" && !slices.Contains(path, code); {
		path = append(path, code)
		below := t.children(code)
		if len(below) != 1 {
			break
		}
		code = below[0]
	}
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

// top returns the first region without a parent in the tree, or the first one
// where the parents run in a circle.
func (t Regions) top() string {
	for _, r := range t.All {
		if _, ok := t.Region(r.Parent); !ok {
			return r.Code
		}
	}
	if len(t.All) > 0 {
		return t.All[0].Code
	}
	return ""
}

func (t Regions) children(code string) (below []string) {
	for _, r := range t.All {
		if r.Parent == code {
			below = append(below, r.Code)
		}
	}
	return below
}

// Nearest returns the places sorted so that those nearest to a region come
// first: in the region itself, in a parent (the deeper the better), inside the
// region, then the others, those that share the deepest parent before the rest.
func (t Regions) Nearest(places []Place, region string) []Place {
	sorted := slices.Clone(places)
	slices.SortStableFunc(sorted, func(a, b Place) int {
		return t.Distance(a.Region, region) - t.Distance(b.Region, region)
	})
	return sorted
}

// Distance tells how far a place is from a region, in the order of Nearest: what
// is nearer has less. Without a region everything is as near. No path is longer
// than a hundred steps, so the groups do not mix.
func (t Regions) Distance(place, region string) int {
	const inside, far = 100, 1000
	if region == "" {
		return 0
	}
	up := t.Path(region)
	if i := slices.Index(up, place); i >= 0 {
		return i
	}
	down := t.Path(place)
	if i := slices.Index(down, region); i >= 0 {
		return inside + i
	}
	for i, r := range up {
		if slices.Contains(down, r) {
			return far + i
		}
	}
	return far + inside
}
