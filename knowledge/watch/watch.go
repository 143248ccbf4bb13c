// Package watch looks for knowledge that has gone wrong since it was entered:
// the same fact with different values, entries that are over or soon will be,
// items whose legal basis was replaced or has no such article, items and documents that stand twice.
// Each is a task for the department that owns it.
//
// It is pure: an edition and a moment in, findings out. What it cannot know is
// which of two values is right; it says both and where each comes from. It is
// weak where a fact stands only in prose: of that it reads days and amounts, in
// sentences that plainly speak of the limit or the fee (see text.go).
package watch

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"wenban/knowledge"
)

// Kind says what is wrong.
type Kind string

// The kinds.
const (
	Contradiction Kind = "contradiction" // 说法不一: the same fact with different values
	Expired       Kind = "expired"       // 已过期: over, and nothing has taken its place
	Expiring      Kind = "expiring"      // 快到期: over within thirty days
	Superseded    Kind = "superseded"    // 依据已变: the basis was replaced or is over
	Duplicate     Kind = "duplicate"     // 疑似重复: the same thing twice
)

// kindNames name the kinds for people.
var kindNames = map[Kind]string{Contradiction: "说法不一", Expired: "已过期", Expiring: "快到期", Superseded: "依据已变", Duplicate: "疑似重复"}

// soon is how far ahead the watch looks.
const soon = 30 * 24 * time.Hour

// days is how long a department has, per kind, in calendar days; an entry that
// expires must be dealt with before it does. No rule was found that sets these:
// they are ours, the sooner the more wrong a citizen is told.
var days = map[Kind]int{Contradiction: 5, Expired: 1, Superseded: 3, Duplicate: 15}

// Finding (发现) is one thing for a curator to settle.
type Finding struct {
	ID     string   `json:"id"` // stable: the same trouble has the same id tomorrow
	Kind   Kind     `json:"kind"`
	What   string   `json:"what"`   // what is wrong, a sentence
	Spots  []Spot   `json:"spots"`  // every place that takes part, the first the one to look at first
	Do     string   `json:"do"`     // what to do
	Owners []string `json:"owners"` // departments that have to settle it
	Due    string   `json:"due"`    // YYYY-MM-DD
}

// Spot is one value of a fact, and where it comes from.
type Spot struct {
	Item    string `json:"item"` // code of the item, or id of the document or hall
	Name    string `json:"name"`
	Element string `json:"element"` // path, see knowledge.ElementName
	Value   string `json:"value"`
	Source  string `json:"source"` // who says so: the department and region, or the issuer and number
	owner   string
}

// String renders a finding as lines for people.
func (f Finding) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", kindNames[f.Kind], f.What)
	for _, s := range f.Spots {
		fmt.Fprintf(&b, "  · %s(%s) %s：%s〔%s〕\n", s.Name, s.Item, knowledge.ElementName(s.Element), s.Value, s.Source)
	}
	fmt.Fprintf(&b, "  请%s在 %s 前处理：%s\n", strings.Join(f.Owners, "、"), f.Due, f.Do)
	return b.String()
}

// Watch returns what is to be settled in an edition as it stands at a moment,
// the most urgent first. Time is a search for each item and document, not a
// comparison of each with each.
func Watch(e *knowledge.Edition, at time.Time) []Finding {
	if e == nil || at.IsZero() {
		return nil
	}
	w := watcher{e: e, at: at.In(knowledge.Zone)}
	found := slices.Concat(w.freshness(), w.grounds(), w.articles(), w.facts(), w.texts(), w.twins())
	for i := range found {
		w.finish(&found[i])
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(a.Due, b.Due) })
	return found
}

// watcher is an edition at a moment.
type watcher struct {
	e  *knowledge.Edition
	at time.Time
}

// most is how many spots a finding lists: a thousand copies are one trouble.
const most = 20

// finish fills in what every finding has: id, owners, deadline.
func (w watcher) finish(f *Finding) {
	key := string(f.Kind)
	for _, s := range f.Spots {
		if s.owner != "" && !slices.Contains(f.Owners, s.owner) {
			f.Owners = append(f.Owners, s.owner)
		}
		key += "\x00" + s.Item + "\x00" + s.Element
	}
	if n := len(f.Spots); n > most {
		f.Spots = f.Spots[:most]
		f.What += fmt.Sprintf("（共%d处，只列出前%d处）", n, most)
	}
	if len(f.Owners) == 0 {
		f.Owners = []string{"知识管理员"}
	}
	if f.Due == "" {
		f.Due = w.at.AddDate(0, 0, days[f.Kind]).Format(time.DateOnly)
	}
	sum := sha256.Sum256([]byte(key))
	f.ID = hex.EncodeToString(sum[:8])
}

// current are the items that answer at the moment, or soon will.
func (w watcher) current() (all []knowledge.Item) {
	for _, it := range w.e.Items {
		if !it.Effective.Over(w.at) {
			all = append(all, it)
		}
	}
	return all
}

// inItem is a value of an element of an item.
func (w watcher) inItem(it knowledge.Item, element, value string) Spot {
	return Spot{Item: it.Code, Name: it.Name, Element: element, Value: value, Source: w.said(it.Department, it.Region), owner: it.Department}
}

// inDocument is a value in a document.
func (w watcher) inDocument(d knowledge.Document, element, value string) Spot {
	return Spot{Item: d.ID, Name: d.Title, Element: element, Value: value, Source: joined(d.Issuer, d.Number), owner: d.Issuer}
}

func (w watcher) said(department, region string) string {
	return joined(department, w.e.Regions.Name(region))
}

func joined(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return strings.Join(parts, "，")
}
