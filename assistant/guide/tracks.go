package guide

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"wenban/assistant/read"
	"wenban/assistant/read/kind"
	"wenban/knowledge/index"
)

// A catalogue may hold services that tell how far something is (居住证办理进度查询).
// Who asks how far that is asks for this service, and not for what was handed in
// here, unless a number comes with the question.

// telling matches the name of such a service, and what of it says no more than that.
var (
	tells   = regexp.MustCompile(`进度|办理(情况|状态|结果)|办件查询|审批结果|结果查询`)
	howFar  = regexp.MustCompile(`行政许可|事项|业务|办理|办证|办事|进度|情况|状态|结果|报告|查询|审批|申请|[类的]`)
	ofAny   = regexp.MustCompile(`^(我?(要|想)|帮我)?(去哪|在哪|怎么|如何)?(查|看)?(询|看)?(一下)?(办事|办件|办理|业务)?进度(查询)?(怎么查|在哪查)?[?？。]?$`)
	receipt = regexp.MustCompile(`[0-9A-Za-z*-]{6,}`)
)

// behind is what is left of the score of an item that does not tell how far things
// are, where that is asked and another does.
const behind = 0.6

// telling are the services that tell how far what was asked about is, the likeliest
// first; none where a receipt number is given, or something else is much nearer.
func (g *Guide) telling(in In) (all []string) {
	own := index.Listed(in.Items)
	if in.Reading.Intent != read.Progress || in.State.Focus != "" || receipt.MatchString(in.Reading.Text) {
		return nil
	}
	for _, h := range own {
		if len(all) < maxOffer && h.Score >= max(strong, behind*own[0].Score) && g.tellsOf(h, in.Reading.Text, 1) {
			all = append(all, h.ID)
		}
	}
	return all
}

// turnedTo takes a question how far something is as one for the services that tell
// it: 办到哪一步 asks for no place. Where the words do not name one of them they are
// offered, not answered.
func (g *Guide) turnedTo(in In, telling []string) In {
	in.Reading.Details = nil
	in.Reading.Intent, in.kinds = read.Find, in.kinds.Moved(kind.Progress, kind.Service)
	in.Items, in.Joint = putBack(in.Items, telling), putBack(in.Joint, telling)
	first := index.Listed(in.Items)
	in.guessed = len(first) == 0 || !g.tellsOf(first[0], in.Reading.Text, 2)
	return in
}

// putBack puts the hits back that are not among some items.
func putBack(hits []index.Hit, kept []string) []index.Hit {
	out := slices.Clone(hits)
	for i := range out {
		if !slices.Contains(kept, out[i].ID) {
			out[i].Score *= behind
		}
	}
	slices.SortStableFunc(out, func(a, b index.Hit) int { return cmp.Compare(b.Score, a.Score) })
	return out
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
