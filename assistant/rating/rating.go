// Package rating is what citizens think of a whole consultation or of a case
// (好差评, GB/T 39734 and 39735): five levels, the indicators behind them, and
// the case that a bad one opens. It is pure; the ledger keeps ratings.
//
// A rating is asked for once, after the answer, never required, and no level is
// chosen beforehand. The 有用/没用 under an answer is another thing: it is about
// the words of one turn.
package rating

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/read"
	"wenban/knowledge/segment"
)

// Level (评价等级) is how satisfied a citizen is, coded 5 非常满意 to 1 非常不满意.
type Level int

// Levels lists the levels, best first, as they are shown.
var Levels = []Level{5, 4, 3, 2, 1}

var levelNames = map[Level]string{5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}

// Name is what people call a level, "" for none.
func (l Level) Name() string { return levelNames[l] }

// Bad reports whether a level is a 差评, which somebody must answer for.
func (l Level) Bad() bool { return l == 1 || l == 2 }

// Indicator (评价指标) is a side of the service that a rating may name.
type Indicator struct{ Code, Name string }

// The indicators, those of services on the net first. The overall satisfaction
// is the level itself.
var (
	Online = []Indicator{{"efficiency", "办事效率"}, {"guide", "办事指南精确度"}, {"convenience", "办事便捷度"}, {"platform", "平台操作性"}}
	Case   = []Indicator{{"efficiency", "办事效率"}, {"result", "办理结果"}, {"attitude", "服务态度"}, {"convenience", "办事便捷度"}, {"platform", "平台操作性"}}
)

// Rating is what a citizen thought.
type Rating struct {
	Subject    string // "talk " or "case " and the id: rated once
	Level      Level
	Options    []string // codes of indicators
	Words      string   // PRIVACY: sealed at rest
	Item       string   // code, or ""
	Department string   // who is rated, or ""
	Region     string
	Channel    string
	At         time.Time
}

// MaxWords bounds the words of a rating, in characters.
const MaxWords = 1000

// Errors of Check and of whoever keeps ratings, told to people as they stand.
var (
	ErrLevel  = errors.New("请选一个满意程度；不想评价的，可以不评")
	ErrOption = errors.New("没有这个评价方面，请刷新页面再选")
	ErrWords  = fmt.Errorf("想说的话最多 %d 个字", MaxWords)
	ErrRated  = errors.New("已经评价过，谢谢")
	ErrEarly  = errors.New("还没有办完，办完以后再评价")
)

// Check returns a rating in its one form, or why it is none.
func Check(r Rating) (Rating, error) {
	r.Words = strings.TrimSpace(r.Words)
	switch {
	case r.Level.Name() == "":
		return r, ErrLevel
	case slices.ContainsFunc(r.Options, func(o string) bool { return nameOf(o) == "" }):
		return r, ErrOption
	case len([]rune(r.Words)) > MaxWords:
		return r, ErrWords
	}
	r.Options = slices.Clone(r.Options)
	slices.Sort(r.Options)
	r.Options = slices.Compact(r.Options)
	return r, nil
}

func nameOf(code string) string {
	for _, i := range slices.Concat(Online, Case) {
		if i.Code == code {
			return i.Name
		}
	}
	return ""
}

// Text is a rating in one line, as the rated are told of it.
//
// PRIVACY: the words are masked, and nothing says who rated.
func Text(r Rating) string {
	parts := []string{fmt.Sprintf("%d %s", r.Level, r.Level.Name())}
	for _, o := range r.Options {
		parts = append(parts, nameOf(o))
	}
	if masked, _ := read.Mask(segment.Normal(r.Words)); masked != "" {
		parts = append(parts, "原话："+masked)
	}
	return strings.Join(parts, "；")
}

// Rework (差评整改) is the case that a bad rating opens: the department answers
// for it until due, and whoever handles it calls back. of is the case that was
// rated, or what is known of the talk.
//
// PRIVACY: who rated does not stand in it. To call back, the department has the
// number of the case that it handled.
func Rework(r Rating, of handoff.Case, due time.Time) handoff.Case {
	wish := "请核实、整改，并回访评价人。"
	if of.Receipt != "" {
		wish += "联系方式见原工单 " + handoff.Grouped(of.Receipt) + "。"
	} else {
		wish += "评价人没有留联系方式，整改情况写在答复里。"
	}
	return handoff.Case{
		Kind: handoff.Rework, Talk: of.Talk, Seq: of.Seq, Citizen: of.Citizen, Region: of.Region, Item: of.Item, Edition: of.Edition,
		Category: of.Category, Department: of.Department, Title: "差评整改：" + cmp.Or(of.Title, "政务咨询"), Parent: of.ID, Opened: r.At, Due: due,
		Content: handoff.Content{What: Text(r), Wish: wish},
	}
}
