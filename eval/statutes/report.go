package statutes

import (
	"fmt"
	"io"
	"slices"
	"time"

	"wenban/eval"
	"wenban/knowledge/index"
)

// Report is what was measured.
type Report struct {
	Provisions, Questions, Folds int
	Systems                      []Row
	Seen                         []Row // by whether the right provisions answer a question that was learned from
	Curve                        []Row // by how many questions are confirmed
	Parts                        []Row // what is lost without one part
	Gains                        []Gain
	Base, Learn                  time.Duration
}

// report scores everything that the folds hold.
func (r *run) report() Report {
	out := Report{Provisions: r.corpus.Len(), Questions: len(r.data.Questions), Folds: r.Folds, Base: r.baseTime, Learn: r.learnTime}
	out.Systems = append(out.Systems, r.peerRows...)
	out.Systems = append(out.Systems, r.untaught("问办 只用词", index.Vectors{}), r.untaught("问办 词+词义,未学问题", r.language.Vectors()),
		r.ranked("问办 学过问题,初排", func(int) func(*index.Candidate) float64 { return blend }, nil))
	out.Systems = append(out.Systems, r.whole())
	out.Curve = append(slices.Clone(r.curve), r.ordinaryRows...)
	for _, over := range append(slices.Clone(out.Systems[:len(out.Systems)-1]), r.ordinaryRows...) {
		out.Gains = append(out.Gains, gain(out.Systems[len(out.Systems)-1], over, r.Seed))
	}
	out.Seen = r.bySeen()
	if r.Config.Parts {
		out.Parts = r.withoutParts()
	}
	return out
}

func blend(c *index.Candidate) float64 { return float64(c.Blend) }

func (r *run) learned(f int) func(*index.Candidate) float64 { return r.folds[f].ranker.Score }

func (r *run) whole() Row {
	row := r.ranked("问办", r.learned, nil)
	row.P50, row.P99 = percentile(r.finding, .5), percentile(r.finding, .99)
	return row
}

// bySeen parts the right provisions: those that answer some question that was
// learned from may be found by heart, the others are found by understanding.
func (r *run) bySeen() []Row {
	seen := func(f fold, key int) bool { return f.known[key] }
	unseen := func(f fold, key int) bool { return !f.known[key] }
	words := func(int) func(*index.Candidate) float64 {
		return func(c *index.Candidate) float64 { return float64(c.Features[0]) }
	}
	return []Row{
		r.ranked("问办,条文曾答过题", r.learned, seen), r.ranked("只用词(同一候选),条文曾答过题", words, seen),
		r.ranked("问办,条文没答过题", r.learned, unseen), r.ranked("只用词(同一候选),条文没答过题", words, unseen),
	}
}

// withoutParts learns the table again, for speed without trees, without each
// group of features. The candidates stay: what a part brings in as a candidate
// is not taken away.
func (r *run) withoutParts() []Row {
	rows := []Row{r.table("只用权重表", nil)}
	for _, g := range index.FeatureGroups() {
		rows = append(rows, r.table("去掉"+g.Name, g.Features))
		r.Progress("逐部分去掉", len(rows)-1, len(index.FeatureGroups()))
	}
	return rows
}

func (r *run) table(system string, without []int) Row {
	c := r.Library.Learn
	c.Trees, c.Without = 0, without
	return r.ranked(system, func(f int) func(*index.Candidate) float64 { return index.LearnRanker(r.folds[f].rows, c).Score }, nil)
}

// Text writes a report for a terminal.
func (r Report) Text(w io.Writer) error {
	_, err := fmt.Fprintf(w, "法条检索：%d 条法条，%d 个问题，%d 折交叉验证；同一条的不同版本算一条\n", r.Provisions, r.Questions, r.Folds)
	for _, part := range []struct {
		title string
		rows  []Row
	}{{"", r.Systems}, {"\n按确认过多少问题", r.Curve}, {"\n学习时答过题的条文与没答过的分开算", r.Seen}, {"\n少了哪一部分(候选不变，重学权重表，不用树)", r.Parts}} {
		if part.title != "" && len(part.rows) > 0 {
			fmt.Fprintln(w, part.title)
		}
		if err == nil && len(part.rows) > 0 {
			err = eval.Table(w, table(part.rows))
		}
	}
	fmt.Fprintln(w, "\n同样的题，问办比别的好多少(百分点，95% 区间)")
	for _, g := range r.Gains {
		fmt.Fprintf(w, "  比%s：recall@10 %s，recall@100 %s\n", g.Over, g.Recall10, g.Recall100)
	}
	fmt.Fprintf(w, "\n学法条用词 %.0f 秒；各折学习合计 %.0f 秒\n", r.Base.Seconds(), r.Learn.Seconds())
	return err
}

func table(rows []Row) [][]string {
	out := [][]string{{"方法", "题数", "recall@10", "recall@100", "首位", "MRR@10", "p50毫秒", "p99毫秒"}}
	for _, r := range rows {
		cells := []string{r.System, fmt.Sprint(r.N)}
		for _, f := range []eval.Figure{r.Recall10, r.Recall100, r.HitAt1, r.MRR} {
			cells = append(cells, f.Decimal(3))
		}
		out = append(out, append(cells, r.P50.Decimal(1), r.P99.Decimal(1)))
	}
	return out
}

func (d Difference) String() string {
	return fmt.Sprintf("%+.1f [%+.1f, %+.1f]", 100*d.Mean, 100*d.Low, 100*d.High)
}
