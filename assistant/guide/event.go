package guide

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"wenban/knowledge/index"
)

// broad matches words that ask for everything an event in life brings, not for
// one paper of it.
var broad = regexp.MustCompile(`一件事|一条龙|全套|打包|一站式|从头到尾|后事|` +
	`(都|还|总共|一共|另外|接下来|下一步|后续|之后|后面|以后|完了)的?(事情?|事儿)?(都|还)?(要|得|需要|该|应该|能)?(去|跑|办|弄|做|准备|搞)|` +
	`(哪些|什么|啥子?|几样|多少)(手续|证件?|地方|部门|事情?|东西)|` +
	`(要|得|需要|该)(去)?(办|跑|弄|搞)(些|点)?(什么|哪些|啥|几个)`)

// event returns the life event that is meant. It must be named, or the words
// must ask for all that it brings, or nothing else comes near: who tells of a
// death and asks for the house wants the house.
func (g *Guide) event(in In, ranked []Candidate) (string, bool) {
	if len(in.Events) == 0 {
		return "", false
	}
	top, item := in.Events[0], Candidate{}
	if len(ranked) > 0 {
		item = ranked[0]
	}
	switch {
	case strings.Contains(in.Reading.Text, g.name(top.ID)):
		return top.ID, true
	case fills(top, in.Reading.Text):
		return top.ID, item.Exact == "" || len(top.Exact) > len(item.Exact)
	case broad.MatchString(in.Reading.Text):
		return top.ID, top.Score >= floor && top.Score >= item.Score*0.9 && item.Exact == ""
	}
	return top.ID, top.Score >= strong && top.Score > item.Score*1.5
}

// fills reports that what the citizen said is hardly more than a cue of the
// event.
func fills(h index.Hit, text string) bool {
	return h.Exact != "" && utf8.RuneCountInString(h.Exact)*10 >= utf8.RuneCountInString(text)*8
}
