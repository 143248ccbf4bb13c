package memory

import (
	"strings"

	"wenban/knowledge"
	"wenban/knowledge/index"
)

// Shelve returns the passages of the documents of an edition as provisions, and
// the questions that are confirmed for them. A question that is confirmed for an
// article is confirmed for every other of the same words: so it goes on to the
// version that supersedes it, where the article did not change.
func Shelve(e *knowledge.Edition) (all []index.Provision, asked []Confirmed) {
	byArticle, byText := map[[2]string][]int{}, map[string][]int{}
	for _, d := range e.Documents {
		for _, p := range index.Cut(d) {
			at := [2]string{d.ID, p.Article}
			byArticle[at] = append(byArticle[at], len(all))
			byText[p.Text] = append(byText[p.Text], len(all))
			all = append(all, index.Provision{Passage: p, Title: d.Title, Series: d.ID, Date: d.Effective.From, In: d.Effective})
		}
	}
	for _, d := range e.Documents {
		for _, a := range d.Asked {
			c := Confirmed{Question: strings.TrimSpace(a.Q)}
			for _, article := range a.Articles {
				for _, i := range byArticle[[2]string{d.ID, article}] {
					c.Passages = append(c.Passages, byText[all[i].Text]...)
				}
			}
			if c.Question != "" && len(c.Passages) > 0 {
				asked = append(asked, c)
			}
		}
	}
	return all, asked
}
