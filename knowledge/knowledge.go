// Package knowledge is what Wenban knows: service items (事项), their
// situations (情形) and materials (材料), policy documents (政策文件), life
// events (一件事), regions (区划), halls (政务大厅), and the Edition (版次) that
// holds one immutable, published state of it all.
//
// The types follow the interchange format (FORMAT.md); element names follow
// GB/T 39554.2-2020. Everything here is data with methods on itself: no file,
// no network, no clock.
package knowledge

import "time"

// Document is a policy document (政策文件).
type Document struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Number     string   `json:"number"` // 发文字号
	Issuer     string   `json:"issuer"`
	Region     string   `json:"region"`
	Published  string   `json:"published"` // YYYY-MM-DD
	Effective  Period   `json:"effective"`
	Supersedes []string `json:"supersedes"` // ids of documents it replaces
	Themes     []string `json:"themes"`
	Items      []string `json:"items"` // codes it governs
	Text       string   `json:"text"`  // keeps 第一条 / 一、 so that an article can be cited

	Asked []Asked `json:"asked,omitempty"` // 相似问: confirmed everyday questions
}

// Asked is an everyday question confirmed to be answered by articles of a
// document (相似问), as a Phrasing is one for an item.
type Asked struct {
	Q         string   `json:"q"`
	Articles  []string `json:"articles"` // as they stand in the text: 第十一条, 三、
	Source    string   `json:"source,omitempty"`
	Confirmed string   `json:"confirmed,omitempty"` // YYYY-MM-DD
	Reviewer  string   `json:"reviewer,omitempty"`
}

// Passage (条款) is the part of a document that can be cited alone.
type Passage struct {
	Document string // id
	Article  string // 第十一条, 三、, or "" for a preamble
	Heading  string // chapter heading above it, or ""
	Text     string
}

// LifeEvent (一件事) groups the items that one event in life brings.
type LifeEvent struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Summary    string      `json:"summary"`
	Cues       []string    `json:"cues"`
	Items      []EventItem `json:"items"`
	Situations []Situation `json:"situations"`
	Order      string      `json:"order"` // which comes first, a note
}

// EventItem is one item of a LifeEvent. Optional items are offered, not required.
type EventItem struct {
	Code     string `json:"code"`
	Optional bool   `json:"optional"`
	When     When   `json:"when,omitempty"`
}

// Region (区划) is a node of the administrative tree.
type Region struct {
	Code    string   `json:"code"` // 6 digits; streets and towns 9
	Name    string   `json:"name"`
	Parent  string   `json:"parent"` // "" at the root
	Level   string   `json:"level"`  // 省级, 市级, 县级, 镇街级
	Aliases []string `json:"aliases"`
}

// Hall is a government service hall (政务大厅).
type Hall struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Region     string   `json:"region"`
	Address    string   `json:"address"`
	Hours      string   `json:"hours"`
	Closed     string   `json:"closed"` // the days it is shut
	Phone      string   `json:"phone"`
	Services   []string `json:"services"`
	Transit    string   `json:"transit"`
	Accessible []string `json:"accessible"`
}

// Override holds what a region below an item's own does differently. Lists are
// added to the item's, the rest replaces it.
type Override struct {
	Code         string  `json:"code"`
	Region       string  `json:"region"`
	Places       []Place `json:"places,omitempty"`
	ConsultPhone string  `json:"consult_phone,omitempty"`
	TimeLimit    *struct {
		Promised *Span `json:"promised,omitempty"`
	} `json:"time_limit,omitempty"`
	MaterialsAdd []Material `json:"materials_add,omitempty"`
	ChannelsAdd  []string   `json:"channels_add,omitempty"`
	Note         string     `json:"note"` // a sentence for the citizen
}

// Period is a time in force, both days included, in Asia/Shanghai.
type Period struct {
	From string `json:"from"` // YYYY-MM-DD, or "" for always
	To   string `json:"to"`   // last day in force, or "" for open
}

// Zone is the time zone in which days begin and end: Asia/Shanghai, UTC+8
// without summer time since 1992.
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Contains reports whether t falls in the period. A bound that cannot be read
// as a date does not exclude; Check reports it.
func (p Period) Contains(t time.Time) bool { return !p.NotYet(t) && !p.Over(t) }

// NotYet reports whether the period has not begun at t.
func (p Period) NotYet(t time.Time) bool {
	var room dateRoom
	return isDate(p.From) && string(room.of(t)) < p.From
}

// Over reports whether the period is over at t.
func (p Period) Over(t time.Time) bool {
	var room dateRoom
	return isDate(p.To) && string(room.of(t)) > p.To
}

// dateRoom is room for a date, so that writing one allocates nothing.
type dateRoom [len(time.DateOnly)]byte

func (d *dateRoom) of(t time.Time) []byte { return t.In(Zone).AppendFormat(d[:0], time.DateOnly) }

func isDate(s string) bool {
	if s == "" {
		return false
	}
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
