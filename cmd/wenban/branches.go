package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wenban/assistant"
	"wenban/assistant/guide"
	"wenban/assistant/ledger"
	"wenban/assistant/triage"
	"wenban/eval"
)

// branches prints which branch the words of each complaint of a question file
// take, in a talk of their own: how many of each.
func (c triageCommand) branches(ctx context.Context) error {
	cases, err := eval.LoadCases(c.Questions)
	if err != nil {
		return err
	}
	e, err := c.edition(ctx)
	if err != nil {
		return err
	}
	k, err := know(e)
	if err != nil {
		return err
	}
	if err := c.to(k); err != nil {
		return err
	}
	a := &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.NewMemory()}
	counts, all := map[string]int{}, 0
	for _, x := range cases {
		if x.Expect != eval.Complaint {
			continue
		}
		branch, err := branchOf(ctx, a, x)
		if err != nil {
			return err
		}
		counts[branch]++
		all++
	}
	fmt.Printf("期望投诉的 %d 题，分流：\n", all)
	for _, branch := range sortedByCount(counts) {
		fmt.Printf("%5d  %s\n", counts[branch], branch)
	}
	return nil
}

// branchOf says the words of a case and returns the branch that the last of them
// took; what is no branch is told by its outcome.
func branchOf(ctx context.Context, a *assistant.Assistant, x eval.Case) (string, error) {
	var r assistant.Reply
	for _, words := range x.Words() {
		var err error
		if r, err = a.Ask(ctx, assistant.Question{Talk: r.Talk, Text: words, Region: x.Region, Channel: "cli"}); err != nil {
			return "", err
		}
	}
	plan, _ := r.Trace.Plan.(guide.Plan)
	switch {
	case plan.Verdict != nil:
		return strings.TrimSpace(string(plan.Verdict.Branch) + " " + plan.Verdict.Kind.Name()), nil
	case r.Reason == guide.LegalRoute:
		return string(triage.LegalRoute), nil
	case r.Reason == guide.Emergency:
		return string(triage.Emergency), nil
	}
	return fmt.Sprintf("（%s/%s）", r.Outcome, r.Reason), nil
}

func sortedByCount(counts map[string]int) []string {
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	return names
}
