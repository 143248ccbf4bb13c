package read

import (
	"fmt"
	"slices"
	"strings"
)

// A place that is not ours makes a question out of our region only when the
// matter is to be handled there (成都的居住证去哪办). Mostly it is an origin, a
// destination or a memory (户口在湖南老家, 在北京交过社保). What stands around the
// name decides: data/elsewhere.tsv, in which 〇 stands for the place.

// elsewhereFloor is the score from which a matter is another place's.
const elsewhereFloor = 1.5

// elsewhereRules are the rows of data/elsewhere.tsv.
func elsewhereRules() *matcher {
	rules, err := loadRules(dataFiles, "elsewhere")
	if err != nil {
		panic(fmt.Sprintf("read: %v", err)) // the table is part of the program and tested with it
	}
	return rules
}

// elsewhere returns the place outside our regions that the need is about: the
// last one of several.
func (p *places) elsewhere(text []rune, own string) (found string) {
	if own != "" {
		return ""
	}
	for i := 0; i < len(text); i++ {
		name, end := p.others.longest(text, i)
		if name == "" {
			continue
		}
		if ours, stop := p.ours.longest(text, i); ours != "" && stop >= end {
			i = stop - 1
			continue
		}
		end = pointed(text, i, p.past(text, end))
		if !p.home[name] && p.about(text, i, end) {
			found = name
		}
		i = end - 1
	}
	return found
}

// about reports whether the matter is to be handled in the place text[from:to].
func (p *places) about(text []rune, from, to int) bool {
	v := p.there.judge(marked(text, from, to))
	return v.score("here") == 0 && max(v.score("there"), v.score("direct"), v.score("home")) >= elsewhereFloor
}

// marked is the text with 〇 for the place.
func marked(text []rune, from, to int) []rune {
	said := strings.ReplaceAll(string(text[:from]), "〇", "零") + "〇" + strings.ReplaceAll(string(text[to:]), "〇", "零")
	return []rune(said)
}

// hereWords mean the place that was named right before them (上海这边), and this
// one where none was.
const hereWords = "这边 这里 这儿 呢边 呢度 这头 当地"

// past returns where a place ends with what belongs to its name: its class, a
// place in it, the word that points to it.
func (p *places) past(text []rune, to int) int {
	for skipped := 0; skipped < 3 && to < len(text); skipped++ {
		name, end := p.others.longest(text, to)
		switch {
		case name != "":
			to = end
		case slices.Contains([]rune("的市省区县"), text[to]):
			to++
		case skip(text, to, hereWords) > to:
			to = skip(text, to, hereWords)
		default:
			return to
		}
	}
	return to
}

// pointed goes on to the word that points back to where somebody is: 我人在昆明，
// 这边 means 昆明.
func pointed(text []rune, from, to int) int {
	if from == 0 || to >= len(text) || text[to] != '，' || !slices.Contains([]rune("在喺"), text[from-1]) {
		return to
	}
	if end := skip(text, to+1, hereWords); end > to+1 {
		return end
	}
	return to
}

// skip returns where the word of the list that begins at i ends, or i.
func skip(text []rune, i int, words string) int {
	for w := range strings.SplitSeq(words, " ") {
		if strings.HasPrefix(string(text[i:min(len(text), i+4)]), w) {
			return i + len([]rune(w))
		}
	}
	return i
}
