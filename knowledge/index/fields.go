package index

import (
	"strings"

	"wenban/knowledge"
)

// A field is one part of the text of a thing, with its own weight and length.
type field uint8

// The fields. One numbering serves items, life events and passages.
const (
	fName field = iota
	fAliases
	fCatalog
	fSummary
	fPhrasings
	fAsked
	fCues
	fTold
	fDepartment
	fConditions
	fExclusions
	fMaterials
	fThemes
	fQuestions
	fAnswers
	fResult
	fTitle
	fHeading
	fText
	fConfirmed
	fields
)

// fieldTable names each field (as in Reason.Field and Weights.Fields) and gives
// its weight. The weights are coarse on purpose: twenty settings around these
// moved hit@1 by no more than the noise (RETRIEVAL.md A2).
var fieldTable = [fields]struct {
	name   string
	weight float64
}{
	fName:       {"name", 6},         // the official wording; also of a life event
	fAliases:    {"aliases", 3},      // what a curator entered as everyday names
	fCatalog:    {"catalog_name", 1}, // the family: tells little apart within it
	fSummary:    {"summary", 1},
	fPhrasings:  {"phrasings", 1},     // questions confirmed for the item: 2 and 3 measured worse
	fAsked:      {"asked", .25},       // questions lent to the item by a memory, see Options.Asked: many, and of many hands
	fCues:       {"situations", .6},   // labels and cues of the situations
	fTold:       {"told", .3},         // what citizens say whose option it is, lent like asked
	fDepartment: {"department", .5},   // shared by hundreds of items
	fConditions: {"conditions", .3},   // long, legal wording
	fExclusions: {"exclusions", .15},  // says what the item is not
	fMaterials:  {"materials", .3},    // an identity card is in every list
	fThemes:     {"themes", .3},       // a few dozen words over all items
	fQuestions:  {"faq_question", .5}, // citizens' words, but about details
	fAnswers:    {"faq_answer", .2},
	fResult:     {"result", .5},
	fTitle:      {"title", .3},   // of the document: the same in each of its passages
	fHeading:    {"heading", .5}, // of the chapter
	fText:       {"text", 1},
	fConfirmed:  {"confirmed", 1}, // questions confirmed for the passage
}

// source is the text of one thing to be indexed.
type source struct {
	text   [fields]string // values of a list are parted by line breaks, which no bigram crosses
	vector []weighted     // what the vector is made of
}

// weighted is a text with its share in a vector.
type weighted struct {
	text   string
	weight float32
}

func itemSource(it knowledge.Item, asked, told []string) source {
	var s source
	s.text[fName], s.text[fCatalog], s.text[fSummary] = it.Name, it.Catalog, it.Summary
	s.text[fAliases] = lines(it.Aliases)
	s.text[fPhrasings] = join(it.Phrasings, func(p knowledge.Phrasing) string { return p.Q })
	s.text[fAsked], s.text[fTold] = lines(asked), lines(told)
	s.text[fCues] = cues(it.Situations)
	s.text[fDepartment] = it.Department
	s.text[fConditions], s.text[fExclusions] = lines(it.Conditions), lines(it.Exclusions)
	s.text[fMaterials] = join(it.Materials, func(m knowledge.Material) string { return m.Name })
	s.text[fThemes] = lines(it.Themes)
	s.text[fQuestions] = join(it.FAQ, func(f knowledge.FAQ) string { return f.Q })
	s.text[fAnswers] = join(it.FAQ, func(f knowledge.FAQ) string { return f.A })
	s.text[fResult] = it.Result.Name
	s.vector = []weighted{{it.Name, 1}, {it.Catalog, .3}, {it.Summary, .5}, {s.text[fAliases], .7}, {s.text[fPhrasings], .7}, {s.text[fAsked], .5}, {s.text[fTold], .3}}
	return s
}

// unlistedSource indexes a service like an item of which only the names and the
// questions are known.
func unlistedSource(u Unlisted) source {
	var s source
	s.text[fName], s.text[fAliases], s.text[fAsked] = u.Names[0], lines(u.Names[1:]), lines(u.Questions)
	s.vector = []weighted{{u.Names[0], 1}, {s.text[fAliases], .7}, {s.text[fAsked], .5}}
	return s
}

// eventSource indexes the items of a life event under materials: their names
// belong to it, but must not make it win over the item itself.
func eventSource(ev knowledge.LifeEvent, e *knowledge.Edition, asked []string) source {
	var s source
	s.text[fName], s.text[fSummary] = ev.Name, ev.Summary
	s.text[fAliases], s.text[fAsked] = lines(ev.Cues), lines(asked)
	s.text[fCues] = cues(ev.Situations)
	s.text[fMaterials] = join(ev.Items, func(i knowledge.EventItem) string {
		it, _ := e.Item(i.Code)
		return it.Name
	})
	s.vector = []weighted{{ev.Name, 1}, {ev.Summary, .5}, {s.text[fAliases], 1}}
	return s
}

// passageSource indexes a passage with the questions confirmed for it, as an item
// is indexed with its phrasings.
func passageSource(p knowledge.Passage, title, confirmed string) source {
	var s source
	s.text[fTitle], s.text[fHeading], s.text[fText], s.text[fConfirmed] = title, p.Heading, p.Text, confirmed
	s.vector = []weighted{{p.Text, 1}, {title, .3}, {p.Heading, .3}, {confirmed, 1}}
	return s
}

// confirmedFor returns, per article of a document, the questions confirmed for it.
func confirmedFor(doc knowledge.Document) map[string]string {
	all := map[string]string{}
	for _, a := range doc.Asked {
		for _, article := range a.Articles {
			all[article] += a.Q + "\n"
		}
	}
	return all
}

// cues are the labels and cues of the options that stay with an item.
func cues(situations []knowledge.Situation) string {
	return join(situations, func(s knowledge.Situation) string {
		return join(s.Options, func(o knowledge.Option) string {
			if o.Redirect != "" {
				return ""
			}
			return o.Label + "\n" + lines(o.Cues)
		})
	})
}

// sentHere returns, per code, the labels and cues of the options elsewhere that
// lead to the item: they are words for it, not for the item they stand in.
func sentHere(items []knowledge.Item) map[string]string {
	out := map[string]string{}
	for _, it := range items {
		for _, s := range it.Situations {
			for _, o := range s.Options {
				if o.Redirect != "" {
					out[o.Redirect] += o.Label + "\n" + lines(o.Cues) + "\n"
				}
			}
		}
	}
	return out
}

func lines(values []string) string { return strings.Join(values, "\n") }

func join[T any](list []T, text func(T) string) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = text(v)
	}
	return lines(texts)
}
