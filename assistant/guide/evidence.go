package guide

import (
	"slices"
	"unicode/utf8"

	"wenban/assistant/read"
	"wenban/knowledge/index"
)

// A rule reads words, and words deceive: 我妈的房子 holds a curse, 牛贩子 holds
// praise, 私生子上户口 looks like gossip. Where the search knows of a service that
// people ask for in just these words, that outweighs the rule. The bound lies
// above what weather, gossip and curses reach in any catalogue (see eval), and
// is lower for complaints, which name what they complain of.
const (
	outweighs          = 0.9
	outweighsComplaint = 0.8
	enough             = 5 // characters below which a text covers too little to be evidence
)

// doubted are the intents that evidence of a service can outweigh. Danger,
// injection and the wish for a person are not among them.
var doubted = []read.Intent{read.Scope, read.Abuse, read.Greeting, read.Complaint}

// outweighed reports that the words ask for a service, whatever a rule took them
// for.
func outweighed(r read.Reading, hits []index.Hit) bool {
	if !slices.Contains(doubted, r.Intent) || len(hits) == 0 || utf8.RuneCountInString(r.Text) < enough {
		return false
	}
	if r.Intent == read.Complaint {
		return hits[0].Score >= outweighsComplaint
	}
	return hits[0].Score >= outweighs
}
