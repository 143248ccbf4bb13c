package guide

import (
	"regexp"
	"slices"
	"strings"

	"wenban/assistant/read"
	"wenban/knowledge/index"
)

// A catalogue may hold services that tell how far something is (居住证办理进度查询).
// Who asks how far that is asks for this service, and not for what was handed in
// here, unless a number comes with the question.

// telling matches the name of such a service, and what of it says no more than that.
var (
	tells   = regexp.MustCompile(`进度|办理(情况|状态|结果)|办件查询|审批结果`)
	howFar  = regexp.MustCompile(`行政许可|事项|业务|办理|办证|办事|进度|情况|状态|结果|报告|查询|审批|申请|[类的]`)
	ofAny   = regexp.MustCompile(`^(我?(要|想)|帮我)?(去哪|在哪|怎么|如何)?(查|看)?(询|看)?(一下)?(办事|办件|办理|业务)?进度(查询)?(怎么查|在哪查)?[?？。]?$`)
	receipt = regexp.MustCompile(`[0-9A-Za-z*-]{6,}`)
)

// tracksItem reports whether a question about progress is one for an item of the
// edition: the best hit tells how far things are, and the words name of what.
func (g *Guide) tracksItem(in In) bool {
	own := index.Listed(in.Items)
	return in.Reading.Intent == read.Progress && in.State.Focus == "" && !awaited(in.State) && !receipt.MatchString(in.Reading.Text) &&
		len(own) > 0 && own[0].Score >= strong && g.tellsOf(own[0], in.Reading.Text, 2)
}

// tellsOf reports whether a hit is a service that tells how far something is of
// which the words have at least n characters in a row, or they name nothing.
func (g *Guide) tellsOf(h index.Hit, words string, n int) bool {
	name := g.name(h.ID)
	if !tells.MatchString(name) {
		return false
	}
	of := []rune(howFar.ReplaceAllString(name, ""))
	for i := 0; i+n <= len(of); i++ {
		if strings.Contains(words, string(of[i:i+n])) {
			return true
		}
	}
	return ofAny.MatchString(words)
}

// besideProgress are services that may tell how far something is, where it is not
// said well enough of what.
func (g *Guide) besideProgress(in In) (all []string) {
	if in.State.Focus != "" || receipt.MatchString(in.Reading.Text) {
		return nil
	}
	for _, h := range index.Listed(in.Items) {
		if len(all) < maxOffer && h.Score >= strong && g.tellsOf(h, in.Reading.Text, 1) && !slices.Contains(all, h.ID) {
			all = append(all, h.ID)
		}
	}
	return all
}
