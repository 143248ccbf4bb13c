package assistant

import (
	"unicode/utf8"

	"wenban/assistant/guide"
	"wenban/assistant/read"
	"wenban/knowledge/lexicon"
)

// A death is hardly ever called one (我爸走了, 老伴没了), nor is an origin (我是贵州人).
// Which words stand for a death, and beside whom, is data
// (knowledge/lexicon/data/groups/death.tsv); an origin is read from where a place
// stands (read.Origin).

// died reports that a meaning found in a text is a death.
func died(c lexicon.Concept) bool { return c.ID == "死亡" || c.ID == "去世" }

// plainly tells what a clause means by other words: who has died (爸去世 of
// 我爸去年走咗), or whose registers hold somebody (外地户口 of 我是贵州人).
func plainly(lex *lexicon.Lexicon, reader *read.Reader) func(clause string) guide.Meaning {
	return func(clause string) guide.Meaning {
		clause = lex.Standard(clause)
		for _, c := range lex.Concepts(clause) {
			if died(c) {
				ends := utf8.RuneCountInString(clause[c.End:]) <= mostBehind // 老公去世了他公积金怎么取 goes on
				return guide.Meaning{Plain: lex.LastOf("@kin", clause[:c.Start]) + "去世", Death: ends}
			}
		}
		return guide.Meaning{Plain: registered[reader.Origin(clause)]}
	}
}

// mostBehind is how many characters stand behind the word for a death that say
// nothing: 去世了啊.
const mostBehind = 2

// registered are the words for where a household is registered.
var registered = map[read.Origin]string{read.Away: "外地户口", read.Local: "本地户口"}
