package assistant

import "wenban/knowledge/lexicon"

// A death is hardly ever called one: 我爸走了, 老伴没了. Which words stand for it, and
// beside whom, is data (knowledge/lexicon/data/groups/death.tsv).

// died reports that a meaning found in a text is a death.
func died(c lexicon.Concept) bool { return c.ID == "死亡" || c.ID == "去世" }

// plainly says of a clause that tells of a death who has died, in the word for it:
// 爸去世 of 我爸去年走咗. Of every other clause it says "".
func plainly(lex *lexicon.Lexicon) func(clause string) string {
	return func(clause string) string {
		clause = lex.Standard(clause)
		for _, c := range lex.Concepts(clause) {
			if died(c) {
				return lex.LastOf("@kin", clause[:c.Start]) + "去世"
			}
		}
		return ""
	}
}
