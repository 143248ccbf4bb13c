// Package memory remembers how people ask. Questions confirmed for an item
// stand in the edition (knowledge.Phrasing); for everything else there are the
// questions that are known of a service everywhere (lexicon.Asked). Lend gives
// each item of an edition the questions of the services it is.
//
// An item that has no remembered question at all is found worse as soon as
// others have some (RETRIEVAL.md A5a): with a memory that knows the whole
// breadth of government services hardly any item is left without.
package memory

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"wenban/knowledge"
	"wenban/knowledge/lexicon"
)

// Loan is the questions of one service, lent to an item.
type Loan struct {
	Service   string   // its first name
	Questions []string // in normal form
	Likeness  float64  // 0…1: how sure it is that the item is this service
}

// Bank is what is asked everywhere, parted by what an edition has.
type Bank struct {
	Loans    map[string][]Loan // per code of an item and id of a life event, the likeliest first
	Unlisted []lexicon.Service // services that no item of the edition is
}

// Questions returns the questions lent to an item or life event.
func (b Bank) Questions(id string) (all []string) {
	for _, l := range b.Loans[id] {
		all = append(all, l.Questions...)
	}
	return all
}

// Lend links the services to the items and life events of an edition by name.
func Lend(e *knowledge.Edition, services []lexicon.Service) Bank {
	b := newBook(e, services)
	out := map[string][]Loan{}
	best := make([]float64, len(services)) // per service: how like it the likeliest item is
	found := b.likeAll(e.Items, func(service int) bool { return !isEvent(services[service]) })
	for _, likes := range found {
		for _, l := range likes {
			best[l.service] = max(best[l.service], l.value)
		}
	}
	for i, it := range e.Items {
		for _, l := range kept(found[i], best) {
			s := services[l.service]
			out[it.Code] = append(out[it.Code], Loan{s.Names[0], s.Questions, l.value})
		}
	}
	pen := b.pencil()
	for _, ev := range e.Events {
		likes := slices.DeleteFunc(pen.like([]weighted{{ev.Name, 1}}), func(l likeness) bool { return !isEvent(services[l.service]) })
		for _, l := range kept(likes, make([]float64, len(services))) {
			s := services[l.service]
			out[ev.ID] = append(out[ev.ID], Loan{s.Names[0], s.Questions, l.value})
		}
	}
	return Bank{out, unlisted(services, best)}
}

// Words are what is said everywhere of the things of an edition: the questions
// lent to them, and how the circumstances of their situations are told.
type Words struct {
	Bank Bank
	Told map[string][]string // by code
}

// WordsOf gathers the words of an edition.
func WordsOf(e *knowledge.Edition) Words {
	return Words{Bank: Lend(e, lexicon.Asked()), Told: Circumstances(e, lexicon.Told())}
}

// Of returns the words of one item or life event.
func (w Words) Of(code string) []string { return slices.Concat(w.Told[code], w.Bank.Questions(code)) }

// foreign is the likeness below which no item of an edition has anything to do
// with a service. Between it and same lies what is partly the same thing.
const foreign = .45

func unlisted(services []lexicon.Service, best []float64) (out []lexicon.Service) {
	for i, s := range services {
		if best[i] < foreign && !isEvent(s) {
			out = append(out, s)
		}
	}
	return out
}

// isEvent reports whether a service is a life event: its questions ask for all
// that the event brings and must not pass for questions about one item of it.
func isEvent(s lexicon.Service) bool { return strings.HasSuffix(s.Names[0], "一件事") }

// Thresholds of likeness, set by reading the links they make.
const (
	same     = .5  // an item is no service that is less like it
	lone     = .7  // the same for an item that is the likeliest of no service
	nearBest = .85 // of what the best service of an item reaches, and the best item of a service
	maxLoans = 3
)

// kept leaves the services that are nearly as like the item as its best one,
// and of which the item is nearly the likeliest. An item that is left with none
// keeps its best one: without any question it would be found worse than all the
// others.
func kept(found []likeness, best []float64) []likeness {
	slices.SortStableFunc(found, func(a, b likeness) int { return cmp.Compare(b.value, a.value) })
	var out []likeness
	for _, l := range found {
		if l.value >= same && l.value >= nearBest*found[0].value && l.value >= nearBest*best[l.service] && len(out) < maxLoans {
			out = append(out, l)
		}
	}
	if len(out) == 0 && len(found) > 0 && found[0].value >= lone {
		return found[:1]
	}
	return out
}

type likeness struct {
	service int
	value   float64
}

// book holds the names of the services by their grams.
type book struct {
	names  []name
	byGram map[string][]int // gram → indices of names
	idf    map[string]float64
}

// pencil is what one goroutine needs to look things up in a book.
type pencil struct {
	*book
	common  []float64 // per name, see sharing
	touched []int
}

func (b *book) pencil() *pencil { return &pencil{book: b, common: make([]float64, len(b.names))} }

// likeAll returns how like the services each item is, on all cores.
func (b *book) likeAll(items []knowledge.Item, wanted func(service int) bool) [][]likeness {
	found := make([][]likeness, len(items))
	workers := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			pen := b.pencil()
			for i := w; i < len(items); i += workers {
				found[i] = slices.DeleteFunc(pen.like(namesOf(items[i])), func(l likeness) bool { return !wanted(l.service) })
			}
		})
	}
	all.Wait()
	return found
}

type name struct {
	service int
	grams   []string
	mass    float64
	variant variant
}

func newBook(e *knowledge.Edition, services []lexicon.Service) *book {
	b := &book{byGram: map[string][]int{}, idf: map[string]float64{}}
	texts := 0
	count := func(grams []string) {
		texts++
		for _, g := range grams {
			b.idf[g]++
		}
	}
	for i, s := range services {
		for _, n := range s.Names {
			grams := gramsOf(n)
			count(grams)
			for _, g := range grams {
				b.byGram[g] = append(b.byGram[g], len(b.names))
			}
			b.names = append(b.names, name{service: i, grams: grams, variant: variantOf(n)})
		}
	}
	for _, it := range e.Items {
		count(gramsOf(it.Name))
	}
	for g, df := range b.idf {
		b.idf[g] = math.Log(1 + float64(texts)/df)
	}
	for i := range b.names {
		b.names[i].mass = b.mass(b.names[i].grams)
	}
	return b
}

// sharing returns the names that have a gram in common with some, and leaves in
// b.common what they have in common.
func (b *pencil) sharing(grams []string) []int {
	for _, i := range b.touched {
		b.common[i] = 0
	}
	b.touched = b.touched[:0]
	for _, g := range grams {
		weight := b.idf[g]
		for _, i := range b.byGram[g] {
			if b.common[i] == 0 {
				b.touched = append(b.touched, i)
			}
			b.common[i] += weight
		}
	}
	return b.touched
}

func (b *book) mass(grams []string) (sum float64) {
	for _, g := range grams {
		if w, ok := b.idf[g]; ok {
			sum += w
		} else {
			sum += math.Log(1 + float64(len(b.idf)))
		}
	}
	return sum
}

// like returns how like each service a thing with these names is, by the best
// pair of names; of services that it has nothing to do with it says nothing: a
// hundred thousand items share a word with nearly every service.
func (b *pencil) like(names []weighted) []likeness {
	best := map[int]float64{}
	for _, n := range names {
		grams := gramsOf(n.text)
		mass, own := b.mass(grams), variantOf(n.text).or(variantOf(names[0].text))
		for _, i := range b.sharing(grams) {
			c := b.common[i]
			// The mean of the two shares leans on the service's: what an item's
			// long name adds (whose, where) matters less than what the service
			// says and the item does not.
			value := n.weight * (.65*c/b.names[i].mass + .35*c/mass)
			if value < foreign { // variants only take away
				continue
			}
			if value *= agree(own, b.names[i].variant); value >= foreign {
				best[b.names[i].service] = max(best[b.names[i].service], value)
			}
		}
	}
	var out []likeness
	for s, v := range best {
		out = append(out, likeness{s, v})
	}
	slices.SortFunc(out, func(a, b likeness) int { return a.service - b.service })
	return out
}
