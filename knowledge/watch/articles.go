package watch

import (
	"fmt"
	"regexp"
	"slices"

	"wenban/knowledge"
)

// cited is an article in the text of a citation; begun is one where a line of a
// document begins.
var (
	cited = regexp.MustCompile(`第([0-9]{1,4}|[零一二三四五六七八九十百千]{1,9})条`)
	begun = regexp.MustCompile(`(?m)^[ \t　]*第([0-9]{1,4}|[零一二三四五六七八九十百千]{1,9})条`)
)

// articles finds items that cite an article which the document in force does not
// have: a slip of the pen, or a law whose articles were renumbered. Only a
// document of which every article from the first to the last stands in the text
// can tell: an extract lacks most of them.
func (w watcher) articles() (found []Finding) {
	titled := w.titled()
	for _, it := range w.current() {
		for i, b := range it.Basis {
			d, last := w.whole(titled[title(b.Title)])
			if m := cited.FindStringSubmatch(b.Article); m == nil || last == 0 || number(m[1]) <= float64(last) {
				continue
			}
			found = append(found, Finding{
				Kind: Contradiction, What: fmt.Sprintf("“%s”的依据写的是《%s》%s，这份文件里没有这一条", it.Name, d.Title, b.Article),
				Spots: []Spot{w.inItem(it, fmt.Sprintf("basis.%d", i), "《"+d.Title+"》"+b.Article), w.inDocument(d, "text", fmt.Sprintf("共%d条", last))},
				Do:    "对照现行文件改正条款；文件修订过、条款改了号的，连同条件、材料、时限一起核对",
			})
		}
	}
	return found
}

// whole returns the document of one title that is in force, and its last
// article; 0 where the text is not whole.
func (w watcher) whole(all []knowledge.Document) (d knowledge.Document, last int) {
	i := slices.IndexFunc(all, func(d knowledge.Document) bool { return w.e.InForce(d, w.at) })
	if i < 0 {
		return d, 0
	}
	return all[i], lastArticle(all[i].Text)
}

// lastArticle is the number of the last article of a text that has all of them;
// 0 for any other text.
func lastArticle(text string) (last int) {
	for _, m := range begun.FindAllStringSubmatch(text, -1) {
		if number(m[1]) != float64(last+1) {
			return 0
		}
		last++
	}
	return last
}
