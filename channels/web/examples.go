package web

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"unicode/utf8"

	"wenban/assistant"
	"wenban/knowledge"
)

// howManyExamples are shown on the first page.
const howManyExamples = 6

// examples returns everyday ways of saying what is in the catalogue of a
// region: half of them of life events, half of items, of different themes; the
// same for everyone.
func examples(know *assistant.Knowledge, region string) []string {
	events := spread(eventExamples(know), howManyExamples/2)
	items := itemExamples(know, region)
	return append(events, items[:min(len(items), howManyExamples-len(events))]...)
}

// exampleCache remembers the examples of each region of an edition: they are
// found by reading the whole catalogue.
type exampleCache struct{ byRegion sync.Map }

func (c *exampleCache) of(know *assistant.Knowledge, region string) []string {
	key := know.Edition.ID + "/" + region // an edition has few regions, a program few editions
	if found, ok := c.byRegion.Load(key); ok {
		return found.([]string)
	}
	found := examples(know, region)
	c.byRegion.Store(key, found)
	return found
}

func eventExamples(know *assistant.Knowledge) (out []string) {
	for _, ev := range know.Edition.Events {
		if len(ev.Cues) > 0 && forPeople(know.Edition, ev) {
			out = append(out, ev.Cues[0])
		}
	}
	return out
}

// forPeople reports that the first item of a life event is for people, not for
// companies.
func forPeople(e *knowledge.Edition, ev knowledge.LifeEvent) bool {
	if len(ev.Items) == 0 {
		return false
	}
	it, _ := e.Item(ev.Items[0].Code)
	return slices.Contains(it.Audience, "自然人")
}

// itemExamples returns one way of saying it for each theme, the themes with the
// most items first: what people come for most has been divided most finely.
func itemExamples(know *assistant.Knowledge, region string) (out []string) {
	count := map[string]int{}
	best := map[string]knowledge.Item{}
	for _, it := range know.Edition.Items {
		if len(it.Themes) == 0 || everyday(it) == "" || !slices.Contains(it.Audience, "自然人") || !know.Edition.Regions.Serves(it.Region, region) {
			continue
		}
		theme := it.Themes[0]
		if count[theme]++; count[theme] == 1 || written(it) > written(best[theme]) {
			best[theme] = it
		}
	}
	themes := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(a, b))
	})
	for _, theme := range themes {
		out = append(out, everyday(best[theme]))
	}
	return out
}

// written is how much a curator wrote of how people ask for an item: more for
// what is asked more.
func written(it knowledge.Item) int { return len(it.Phrasings) + len(it.Aliases) + len(it.FAQ) }

// everyday is how people say an item: a confirmed question, the first of its
// everyday names, else the official one where it is short.
func everyday(it knowledge.Item) string {
	if len(it.Phrasings) > 0 {
		return it.Phrasings[0].Q
	}
	for _, name := range append(slices.Clone(it.Aliases), it.Name) {
		if n := utf8.RuneCountInString(name); n >= 3 && n <= 16 {
			return name
		}
	}
	return ""
}

// spread picks n of a list at even distances.
func spread(all []string, n int) (out []string) {
	n = min(n, len(all))
	for i := range n {
		out = append(out, all[i*len(all)/n])
	}
	return out
}
