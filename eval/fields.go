package eval

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"wenban/assistant"
	"wenban/knowledge"
)

// Stray is a fact that was said and stands in no field of what is cited.
type Stray struct {
	Turn  int    `json:"turn"` // from 1
	Kind  string `json:"kind"`
	Value string `json:"value"`
	Where string `json:"where"` // text, or item code and element of the fact
}

// fieldBook knows which tokens stand in the fields of each thing of an
// edition. It reads the fields themselves, not what the assistant renders of
// them, and shares no code with it: it is the witness of the other side.
type fieldBook struct {
	edition *knowledge.Edition
	mu      sync.Mutex
	known   map[string]fields
}

// fields are what one thing says.
type fields struct {
	tokens map[token]bool
	text   string // all strings, squeezed, for titles
}

func newFieldBook(e *knowledge.Edition) *fieldBook {
	return &fieldBook{edition: e, known: map[string]fields{}}
}

// strays returns the facts of a reply that stand in no field of what it cites.
// A fact of a section, a line of the list and a quotation must stand in the
// very thing they name.
func (b *fieldBook) strays(r assistant.Reply, turn int) []Stray {
	var found []Stray
	check := func(text, where string, ids ...string) {
		said := tokens(text)
		for _, t := range said {
			if !stands(t, b.of(ids)) && !(t == dayAndNight && slices.ContainsFunc(said, token.national)) {
				found = append(found, Stray{turn, t.kind, t.value, where})
			}
		}
	}
	all := b.cited(r)
	check(r.Text+"\n"+r.Lead, "text", all...)
	for _, s := range r.Sections {
		for _, f := range s.Facts {
			check(f.Value, f.Item+" "+f.Element, f.Item)
		}
	}
	for _, l := range r.Materials {
		check(strings.Join([]string{l.Name, l.Because, l.Open, l.Note}, "\n"), l.Item+" "+l.ID, l.Item)
	}
	for _, s := range r.Sources {
		check(s.Quote, s.ID+" "+s.Article, s.ID)
	}
	for _, w := range r.Ways {
		check(w.Label+"\n"+w.Value, "way "+w.Kind, all...)
	}
	for _, c := range r.Choices {
		check(c.Label+"\n"+c.Hint, "choice "+c.ID, all...)
	}
	return found
}

// dayAndNight is known of a national line like its number.
var dayAndNight = token{"span", "24小时"}

func (t token) national() bool { return t.kind == "phone" && national[t.value] }

func stands(t token, allowed []fields) bool {
	if t.national() {
		return true
	}
	for _, f := range allowed {
		if f.tokens[t] || t.kind == "title" && strings.Contains(f.text, t.value) {
			return true
		}
	}
	return false
}

// cited returns the ids of all that a reply cites: in its sources, list,
// facts, question and choices, and the documents, halls and departments that
// its text names.
func (b *fieldBook) cited(r assistant.Reply) []string {
	ids := []string{r.Focus}
	for _, s := range r.Sources {
		ids = append(ids, s.ID)
	}
	for _, l := range r.Materials {
		ids = append(ids, l.Item)
	}
	for _, s := range r.Sections {
		for _, f := range s.Facts {
			ids = append(ids, f.Item)
		}
	}
	for _, c := range r.Choices {
		ids = append(ids, c.Item)
	}
	if r.Ask != nil {
		ids = append(ids, r.Ask.Item)
	}
	return append(ids, b.named(r)...)
}

// named returns the ids of the documents and halls that the text names, and of
// the candidates whose department it names (to give its phone).
func (b *fieldBook) named(r assistant.Reply) (ids []string) {
	for _, d := range b.edition.Documents {
		if d.Title != "" && strings.Contains(r.Text, d.Title) {
			ids = append(ids, d.ID)
		}
	}
	for _, h := range b.edition.Halls {
		if h.Name != "" && strings.Contains(r.Text, h.Name) {
			ids = append(ids, h.ID)
		}
	}
	for _, x := range r.Items {
		if it, _ := b.edition.Item(x.Code); it.Department != "" && strings.Contains(r.Text, it.Department) {
			ids = append(ids, it.Code)
		}
	}
	return ids
}

// of returns the fields of things, and of the items of life events.
func (b *fieldBook) of(ids []string) []fields {
	var all []fields
	done := map[string]bool{"": true}
	for i := 0; i < len(ids); i++ {
		if done[ids[i]] {
			continue
		}
		done[ids[i]] = true
		all = append(all, b.thing(ids[i]))
		if ev, ok := b.edition.Event(ids[i]); ok {
			for _, x := range ev.Items {
				ids = append(ids, x.Code)
			}
		}
	}
	return all
}

// thing returns the fields of one item (with its overrides), document, life
// event or hall.
func (b *fieldBook) thing(id string) fields {
	b.mu.Lock()
	defer b.mu.Unlock()
	f, ok := b.known[id]
	if !ok {
		f = b.read(id)
		b.known[id] = f
	}
	return f
}

func (b *fieldBook) read(id string) fields {
	f := fields{tokens: map[token]bool{}}
	if it, ok := b.edition.Item(id); ok {
		f.add(it)
		f.addItem(it)
		for _, o := range b.edition.Overrides {
			if o.Code == id {
				f.add(o)
				f.addOverride(o)
			}
		}
	}
	if d, ok := b.edition.Document(id); ok {
		f.add(d)
	}
	if ev, ok := b.edition.Event(id); ok {
		f.add(ev)
	}
	for _, h := range b.edition.Halls {
		if h.ID == id {
			f.add(h)
		}
	}
	f.text = squeeze(f.text)
	return f
}

// add takes every string of the JSON of a thing.
func (f *fields) add(thing any) {
	raw, err := json.Marshal(thing)
	if err != nil {
		return // plain data; a thing without JSON has no fields, and all it says is stray
	}
	var tree any
	if json.Unmarshal(raw, &tree) == nil {
		f.strings(tree)
	}
}

func (f *fields) strings(tree any) {
	switch x := tree.(type) {
	case string:
		f.text += x + "\n"
		for _, t := range tokens(x) {
			f.tokens[t] = true
		}
	case []any:
		for _, y := range x {
			f.strings(y)
		}
	case map[string]any:
		for _, y := range x {
			f.strings(y)
		}
	}
}

// addItem takes the numbers that have a unit of their own.
func (f *fields) addItem(it knowledge.Item) {
	for _, fee := range it.Fees {
		f.tokens[token{"amount", strconv.FormatFloat(fee.Amount, 'f', -1, 64)}] = true
	}
	f.addSpan(it.TimeLimit.Statutory)
	f.addSpan(it.TimeLimit.Promised)
	f.tokens[token{"times", strconv.Itoa(it.Handling.Visits)}] = true
}

func (f *fields) addOverride(o knowledge.Override) {
	if o.TimeLimit != nil && o.TimeLimit.Promised != nil {
		f.addSpan(*o.TimeLimit.Promised)
	}
}

func (f *fields) addSpan(s knowledge.Span) {
	for _, t := range tokens(fmt.Sprintf("%d个%s", s.Days, s.Unit)) {
		f.tokens[t] = true
	}
}
