package web

import (
	"slices"
	"unicode/utf8"

	"wenban/assistant"
	"wenban/knowledge"
)

// howManyExamples are shown on the first page.
const howManyExamples = 6

// examples returns everyday ways of saying what is in the catalogue of a
// region: half of them of life events, half of items, of different themes. They
// are spread over the catalogue, the same for everyone.
func examples(know *assistant.Knowledge, region string) []string {
	events := spread(eventExamples(know), howManyExamples/2)
	out := slices.Concat(events, spread(itemExamples(know, region), howManyExamples-len(events)))
	return out[:min(len(out), howManyExamples)]
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

// itemExamples returns one way of saying it for each theme.
func itemExamples(know *assistant.Knowledge, region string) (out []string) {
	seen := map[string]bool{}
	for _, it := range know.Edition.Items {
		if !slices.Contains(it.Audience, "自然人") || !know.Edition.Regions.Serves(it.Region, region) || len(it.Themes) == 0 || seen[it.Themes[0]] {
			continue
		}
		if text := everyday(it); text != "" {
			seen[it.Themes[0]] = true
			out = append(out, text)
		}
	}
	return out
}

// everyday is how people say an item: a confirmed question, the fullest of its
// everyday names (the short ones are words to search by), else the official
// name where it is short.
func everyday(it knowledge.Item) string {
	best := ""
	if utf8.RuneCountInString(it.Name) <= 12 {
		best = it.Name
	}
	if len(it.Phrasings) > 0 {
		return it.Phrasings[0].Q
	}
	for i, alias := range it.Aliases {
		if i == 0 || utf8.RuneCountInString(alias) > utf8.RuneCountInString(best) {
			best = alias
		}
	}
	return best
}

// spread picks n of a list at even distances.
func spread(all []string, n int) (out []string) {
	n = min(n, len(all))
	for i := range n {
		out = append(out, all[i*len(all)/n])
	}
	return out
}
