package assistant

import (
	"slices"
	"sync"

	"wenban/assistant/read"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/segment"
)

// mender turns what was typed or heard as something else back into words:
// pinyin (jie hun zheng) and characters of the same sound (低宝).
type mender struct {
	pinyin *segment.PinyinTable
	sounds *segment.Repairer
}

// mending knows the words of the lexicon, the same in every edition.
var mending = sync.OnceValue(func() mender {
	words := append(lexicon.Default().Official(), lexicon.Default().Words()...)
	return mender{segment.NewPinyinTable(words), segment.NewRepairer(words)}
})

// mended returns clauses in standard words as they were meant, and as they were
// heard: the same but for characters of the same sound. A repair may be wrong,
// so both are searched for.
func mended(clauses []read.Clause, k *Knowledge) (meant, heard []read.Clause) {
	meant, heard = slices.Clone(clauses), slices.Clone(clauses)
	for i, c := range clauses {
		text := c.Text
		if k.has(Pinyin) {
			text, _ = mending().pinyin.Decode(text)
		}
		if k.has(Dialect) {
			text = k.Lexicon.Standard(text)
		}
		heard[i].Text, meant[i].Text = text, text
		if k.has(Sounds) {
			meant[i].Text, _ = mending().sounds.Repair(text)
		}
	}
	return meant, heard
}
