// Package synthetic makes catalogues of service items, and questions for them,
// of any size: what speed is measured on where no real catalogue is as large.
// The same Config makes the same catalogue, byte for byte.
//
// Nothing in it is real, and no figure of quality may be taken from it: the
// questions are made from the items that they are for.
package synthetic

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"wenban/knowledge"
)

// Layout says how items lie over regions.
type Layout string

// The layouts.
const (
	ByRegion Layout = "region" // a province, its cities and their counties; a citizen of a county sees about 10,000 items however many there are
	Flat     Layout = "flat"   // no regions: everybody sees everything
)

// Config says which catalogue to make.
type Config struct {
	Items  int // at least 1
	Layout Layout
	Seed   uint64
}

// Catalogue is an edition, and what its questions are made from.
type Catalogue struct {
	Edition *knowledge.Edition
	makings []making // beside Edition.Items
	blocks  []block
}

// New makes a catalogue. A million items take half a minute and 2 GB; done,
// which may be nil, is told how far it is.
func New(c Config, done func(done, total int)) *Catalogue {
	if done == nil {
		done = func(int, int) {}
	}
	blocks, regions := layOut(max(c.Items, 1), c.Layout)
	all := &Catalogue{blocks: blocks}
	g := newGenerator(c.Seed)
	var items []knowledge.Item
	for i, b := range blocks {
		names := taken(items, blocks, b.above)
		for len(items) < b.to {
			m := g.making(names)
			all.makings = append(all.makings, m)
			items = append(items, g.item(len(items), m, b.region))
		}
		done(blocks[i].to, blocks[len(blocks)-1].to)
	}
	id := fmt.Sprintf("synthetic-%s-%d-%d", c.Layout, len(items), c.Seed)
	all.Edition = knowledge.NewEdition(id, knowledge.Parts{Items: items, Regions: regions})
	return all
}

// taken returns the names of the blocks above: of two items of one name the
// nearer one answers, so a question for the other would have no right answer.
func taken(items []knowledge.Item, blocks []block, above []int) map[string]bool {
	names := map[string]bool{}
	for _, b := range above {
		for _, it := range items[blocks[b].from:blocks[b].to] {
			names[it.Name] = true
		}
	}
	return names
}

// making is what an item is made of: numbers into the words.
type making struct {
	domain, subject, object, action uint8
	second                          uint8 // another subject; the same as subject: none
	variant                         int8  // -1: none
}

type generator struct {
	rng                      *rand.Rand
	domains, action, variant *skew
}

func newGenerator(seed uint64) *generator {
	rng := rand.New(rand.NewPCG(seed, 0x5e11))
	return &generator{rng, newSkew(len(words.domains)), newSkew(len(words.actions)), newSkew(len(words.variants))}
}

// making draws an item whose name is not taken, and takes it. The commonest
// words are soon used up: each failure draws more evenly.
func (g *generator) making(taken map[string]bool) making {
	for try := 0; ; try++ {
		m := g.draw(try)
		if name := m.name(); !taken[name] {
			taken[name] = true
			return m
		}
	}
}

func (g *generator) draw(try int) making {
	pick := func(s *skew) int {
		if g.rng.IntN(8) < try {
			return g.rng.IntN(len(s.sums))
		}
		return s.draw(g.rng)
	}
	d := pick(g.domains)
	m := making{domain: uint8(d), action: uint8(pick(g.action)), variant: -1}
	m.subject, m.object = uint8(pick(words.domains[d].subjectSkew)), uint8(pick(words.domains[d].objectSkew))
	m.second = m.subject
	if g.rng.IntN(4) == 0 || try > 4 {
		m.variant = int8(pick(g.variant))
	}
	if g.rng.IntN(12) == 0 || try > 12 {
		m.second = uint8(pick(words.domains[d].subjectSkew))
	}
	return m
}

// family is the name of the group of items that differ in action and variant.
func (m making) family() string {
	d := &words.domains[m.domain]
	name := d.subjects[m.subject].official
	if m.second != m.subject {
		name += "（" + d.subjects[m.second].official + "）"
	}
	return name + d.objects[m.object].official
}

func (m making) name() string {
	name := m.family() + words.actions[m.action].official
	if m.variant >= 0 {
		name += "（" + words.variants[m.variant].official + "）"
	}
	return name
}

// item writes an item out.
func (g *generator) item(n int, m making, region knowledge.Region) knowledge.Item {
	d := &words.domains[m.domain]
	return knowledge.Item{
		Code: fmt.Sprintf("S%08d", n), Name: m.name(), Catalog: m.family(), Aliases: g.aliases(m), Summary: g.summary(m),
		Type: "公共服务", Themes: []string{d.theme}, Department: region.Name + d.department, Region: region.Code, Level: region.Level,
	}
}

// aliases are none for most items, as in real catalogues, one or two for the
// others.
func (g *generator) aliases(m making) []string {
	var all []string
	for range max(0, g.rng.IntN(5)-2) {
		all = append(all, m.everydaySubject(g.rng)+m.everydayObject(g.rng)+words.actions[m.action].everydayWord(g.rng))
	}
	return slices.Compact(all)
}

// {f} is the family, {d} the department, {a} the action.
var summaries = []string{
	"{f}的申请人需要{a}的，向{d}提出。", "办理{f}{a}，符合条件的予以{a}。", "已经取得{f}，情况发生变化需要{a}的单位和个人。",
	"为本行政区域内的{f}办理{a}。", "依法应当{a}的{f}，由{d}受理。", "",
}

func (g *generator) summary(m making) string {
	fill := strings.NewReplacer("{f}", m.family(), "{d}", words.domains[m.domain].department, "{a}", words.actions[m.action].official)
	return fill.Replace(summaries[g.rng.IntN(len(summaries))])
}
