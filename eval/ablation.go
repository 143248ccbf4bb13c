package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Ablation is what was measured with one part of the search left out; Part ""
// stands for all of it.
type Ablation struct {
	Part string
	Report
}

// AblationText writes a line for each part: what the search alone finds on each
// set, then what the talks reach.
func AblationText(w io.Writer, all []Ablation) error {
	var b strings.Builder
	writeTable(&b, ablationTable(all))
	_, err := io.WriteString(w, b.String())
	return err
}

func ablationTable(all []Ablation) [][]string {
	table := [][]string{{"去掉的部分"}}
	for i, a := range all {
		row := []string{a.Part}
		if a.Part == "" {
			row[0] = "（不去掉）"
		}
		for _, c := range a.Comparisons {
			s, name := hardest(c)
			if i == 0 {
				table[0] = append(table[0], name+"首位", "前三", "前十")
			}
			row = append(row, decimal(s.ItemAt1, 3), decimal(s.ItemAt3, 3), decimal(s.ItemAt10, 3))
		}
		table = append(table, append(row, decimal(a.Reached, 3), decimal(a.OutcomeAccuracy, 3), decimal(a.QuestionsOverMinimum, 2)))
	}
	table[0] = append(table[0], "对话找到", "结果", "多问")
	return table
}

// hardest returns the standing on the hard queries of a set, where it has such,
// else on all.
func hardest(c Comparison) (s Standing, name string) {
	if i := slices.IndexFunc(c.Standings, func(s Standing) bool { return s.Class == "hard" }); i >= 0 {
		return c.Standings[i], fmt.Sprintf("日常用语难类(%d)", c.Standings[i].N)
	}
	return c.Standings[0], fmt.Sprintf("问题(%d)", c.Standings[0].N)
}
