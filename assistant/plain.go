package assistant

import (
	"wenban/assistant/read"
	"wenban/knowledge/lexicon"
)

// A death is hardly ever called one: 我爸走了, 老伴没了. Which words stand for it, and
// beside whom, is data (knowledge/lexicon/data/groups/death.tsv).

// died reports that a meaning found in a text is a death.
func died(c lexicon.Concept) bool { return c.ID == "死亡" || c.ID == "去世" }

// plainly says of a clause in plain words what it tells by others: who has died
// (爸去世 of 我爸去年走咗), or whose registers hold somebody (外地户口 of 我是贵州人).
// Of every other clause it says "".
func plainly(lex *lexicon.Lexicon, reader *read.Reader) func(clause string) string {
	return func(clause string) string {
		clause = lex.Standard(clause)
		for _, c := range lex.Concepts(clause) {
			if died(c) {
				return lex.LastOf("@kin", clause[:c.Start]) + "去世"
			}
		}
		return registered[reader.Origin(clause)]
	}
}

// registered are the words for where a household is registered.
var registered = map[read.Origin]string{read.Away: "外地户口", read.Local: "本地户口"}
