package guide

import (
	"slices"
	"strings"
	"unicode/utf8"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/sieve"
)

// broad matches words that ask for everything an event in life brings, not for
// one paper of it.
var broad = sieve.Compile(`一件事|一条龙|全套|打包|一站式|从头到尾|后事|` +
	`(都|还|总共|一共|另外|接下来|下一步|后续|之后|后面|以后|完了)的?(事情?|事儿)?(都|还)?(要|得|需要|该|应该|能)?(去|跑|办|弄|做|准备|搞)|` +
	`(哪些|什么|啥子?|几样|多少)(手续|证件?|地方|部门|事情?|东西)|` +
	`(要|得|需要|该)(去)?(办|跑|弄|搞)(些|点)?(什么|哪些|啥|几个)`)

// whole matches words that ask for the way through all of it: what comes first,
// which papers in which order.
var whole = sieve.Compile(`(这|那|一)?整?一?(套|揽子)(的|流程|手续|下来)|整套|(全部|所有|统统|通通|一总|总共|一共|一次过|一次性|一口气|从头到脚|前前后后|前后)\p{Han}{0,4}(要|需要|得|该|咩|办|跑|弄|搞|有)|` +
	`(按|啥|什么|咩)\p{Han}{0,2}(顺序|次序|先后)|先\p{Han}{1,6}(还是|再)\p{Han}{0,4}(先|后)\p{Han}|(跑|办|弄|搞|要|有)(哪|边)(几|些)(样|个|件|处|本|证|手续|地方|部门)|(要|得)跑哪些|都(得|要|需要|该)(办|跑|弄|搞)`)

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
	case whole.MatchString(in.Reading.Text) && g.around(in.Events, item) != "":
		return g.around(in.Events, item), true
	case broad.MatchString(in.Reading.Text):
		return top.ID, top.Score >= floor && top.Score >= item.Score*0.9 && item.Exact == ""
	}
	return top.ID, top.Score >= strong && top.Score > item.Score*1.5
}

// aPart is the share of the score of the best item that an event needs which holds
// the item: its words are more than the item's.
const aPart = 0.4

// around returns the likeliest event of which the best item is a step, or "".
func (g *Guide) around(events []index.Hit, item Candidate) string {
	for _, h := range events {
		ev, _ := g.Edition.Event(h.ID)
		step := slices.ContainsFunc(ev.Items, func(x knowledge.EventItem) bool { return x.Code == item.Code })
		if step && h.Score >= max(floor, item.Score*aPart) {
			return h.ID
		}
	}
	return ""
}

// fills reports that what the citizen said is hardly more than a cue of the
// event.
func fills(h index.Hit, text string) bool {
	return h.Exact != "" && utf8.RuneCountInString(h.Exact)*10 >= utf8.RuneCountInString(text)*8
}
