package eval

import (
	"fmt"
	"strings"

	"wenban/assistant"
)

// Golden returns a report as short text for a committed file, so that every
// change of ranking or outcome shows in review: one line per case with its
// rank, the outcome and reason of the reply to its last words, the verdict on
// its list and the best three candidates; the figures at the end. Times are
// left out.
func Golden(r Report) string {
	var b strings.Builder
	for _, x := range r.Results {
		b.WriteString(strings.TrimRight(goldenLine(x), " ") + "\n")
	}
	b.WriteString("\n")
	for _, row := range r.rows() {
		f := row.Figures
		fmt.Fprintf(&b, "%s n=%d @1=%s @3=%s @10=%s mrr=%s reached=%s turns=%s outcome=%s list=%s detail=%s over=%s strays=%d\n",
			strings.ReplaceAll(row.Name, " ", ":"), f.N, decimal(f.ItemAt1, 3), decimal(f.ItemAt3, 3), decimal(f.ItemAt10, 3), decimal(f.MRR, 3),
			decimal(f.Reached, 3), decimal(f.Turns, 2), decimal(f.OutcomeAccuracy, 3), decimal(f.ListExact, 3),
			decimal(f.DetailAccuracy, 3), decimal(f.QuestionsOverMinimum, 2), f.FactsOutsideFields)
	}
	return b.String()
}

func goldenLine(x Result) string {
	rank := "-"
	if x.Case.Expect == Item {
		rank = fmt.Sprint(x.Rank)
	}
	list := ""
	if x.List != "" {
		list = "list:" + string(x.List) + "  "
	}
	from := len(x.Case.Words()) - 1
	if from >= len(x.Replies) {
		return fmt.Sprintf("%s  %s  failed", x.Case.ID, rank)
	}
	reply := x.Replies[from]
	return fmt.Sprintf("%s  %s  %s/%s  %s%s", x.Case.ID, rank, reply.Outcome, reply.Reason, list, topThree(reply))
}

// topThree names the best candidates in few characters.
func topThree(r assistant.Reply) string {
	var names []string
	for _, x := range r.Items[:min(3, len(r.Items))] {
		names = append(names, short(x.Name, 12))
	}
	return strings.Join(names, " | ")
}
