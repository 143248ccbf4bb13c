package assistant

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/index"
)

// about is a vector of a text: how much it speaks of a city, of two, of birds and
// of reptiles. A text that speaks of none points elsewhere.
func about(text string) []float32 {
	v := make([]float32, 5)
	for i, words := range []string{"市内 本市", "跨市 外市", "八哥", "蜥蜴"} {
		if slices.ContainsFunc(strings.Fields(words), func(w string) bool { return strings.Contains(text, w) }) {
			v[i] = 1
		}
	}
	if slices.Max(v) == 0 {
		v[4] = 1
	}
	return v
}

func TestTwinsArePartedByTheirOwnWords(t *testing.T) {
	e := knowledge.NewEdition("t", knowledge.Parts{Items: []knowledge.Item{
		{Code: "in", Name: "律师执业变更审核（市内转所）"}, {Code: "over", Name: "律师执业变更审核（跨市转所）"}, {Code: "again", Name: "律师执业变更审核(（市内转所）)"},
		{Code: "bird", Name: "保护动物猎捕证核发（八哥）"}, {Code: "lizard", Name: "保护动物猎捕证核发（蜥蜴）"}, {Code: "any", Name: "保护动物猎捕证核发"},
		{Code: "rest", Name: "保护动物猎捕证核发（其他）"},
		{Code: "else", Name: "居住证申领"},
	}})
	know := &Knowledge{Edition: e, Vector: about, titles: newTitles(e)}
	for _, row := range []struct {
		name, said, denied string
		hits, want         string // codes with scores, best first
	}{
		{"the own word is said", "从外市来的所", "", "in .80 over .78", "over in"},
		{"it stands first already", "本市的所", "", "in .80 over .78", "in over"},
		{"neither is said", "换个所上班", "", "in .80 over .78", "in over"},
		{"what is denied is not said", "换个所上班", "不是外市的", "in .80 over .78", "in over"},
		{"by no more than twins differ", "从外市来的所", "", "in .80 over .60", "in over"},
		{"who has no word of its own lets the one go first whose is said", "抓蜥蜴", "", "any .80 lizard .79 bird .78", "lizard any bird"},
		{"and goes before those whose is not", "抓野猪", "", "bird .80 any .79", "any bird"},
		{"the rest goes before those whose own word is not said", "抓野猪", "", "bird .80 rest .79", "rest bird"},
		{"what has no twin and stands first stays there", "抓蜥蜴", "", "else .80 bird .79 lizard .78", "else lizard bird"},
		{"items of one name are no twins", "从外市来的所", "", "in .80 again .79", "in again"},
		{"what is called otherwise stays", "从外市来的所", "", "else .80 over .79", "else over"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := read.Reading{Text: row.said, Clauses: []read.Clause{{Text: row.said}}}
			if row.denied != "" {
				r.Clauses = append(r.Clauses, read.Clause{Text: row.denied, Negated: true})
			}
			hits := hitsOf(t, row.hits)
			got := parted(know, clausesOf(r), hits)
			if codes := codesOf(got); codes != row.want {
				t.Errorf("parted(%s, %s) = %s, want %s", row.said, row.hits, codes, row.want)
			}
			for i := range got {
				if got[i].Score != hits[i].Score {
					t.Errorf("parted(%s, %s): place %d has score %v, want %v: it is surer of nothing", row.said, row.hits, i, got[i].Score, hits[i].Score)
				}
			}
		})
	}
	// The controls: without an embedder, and with the part left out, nothing moves.
	hits := hitsOf(t, "in .80 over .78")
	for _, k := range []*Knowledge{{Edition: e}, {Edition: e, Vector: about, titles: newTitles(e), without: Twins}} {
		if got := codesOf(parted(k, []string{"从外市来的所"}, hits)); got != "in over" {
			t.Errorf("parted without vectors or the part = %s, want in over", got)
		}
	}
}

func hitsOf(t *testing.T, text string) (hits []index.Hit) {
	t.Helper()
	fields := strings.Fields(text)
	for i := 0; i+1 < len(fields); i += 2 {
		score, err := strconv.ParseFloat(fields[i+1], 64)
		if err != nil {
			t.Fatal(err)
		}
		hits = append(hits, index.Hit{Kind: index.Item, ID: fields[i], Score: score})
	}
	return hits
}

func codesOf(hits []index.Hit) string {
	codes := make([]string, len(hits))
	for i, h := range hits {
		codes[i] = h.ID
	}
	return strings.Join(codes, " ")
}
