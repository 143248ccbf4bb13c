package main

import (
	"strings"
	"testing"
	"time"

	"wenban/assistant/ledger"
	"wenban/cmd/wenban/config"
)

func TestEveryRuleHasItsKeyInTheConfiguration(t *testing.T) {
	c, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range ledger.Rules {
		if days, ok := c.Retention.Days()[r.Name]; !ok || days != r.Days {
			t.Errorf("retention.%s = %d, %v, want %d", r.Name, days, ok, r.Days)
		}
	}
	if len(c.Retention.Days()) != len(ledger.Rules) {
		t.Errorf("retention has %d keys, want one for each of %d rules", len(c.Retention.Days()), len(ledger.Rules))
	}
}

func TestRetentionCountsFirstAndErasesThen(t *testing.T) {
	v := newVault(t)
	days := map[string]int{"cases": 1, "talks": 1}
	count := stdout(t, func() {
		v.must(t, retentionCommand{DryRun: true}.each(t.Context(), v.book, days, v.c.Opened.AddDate(0, 0, 3)))
	})
	if !strings.Contains(count, "到期 1 条") || !strings.Contains(count, "一直保留") {
		t.Errorf("retention --dry-run says\n%swant one case due and the rest kept", count)
	}
	if c, err := v.book.Case(t.Context(), v.c.ID); err != nil || c.Content.Phone == "" {
		t.Errorf("after --dry-run the case is %+v, %v, want it whole", c, err)
	}
	stdout(t, func() { v.must(t, retentionCommand{}.each(t.Context(), v.book, days, v.c.Opened.AddDate(0, 0, 3))) })
	if c, err := v.book.Case(t.Context(), v.c.ID); err != nil || c.Content.Phone != "" {
		t.Errorf("after retention the case is %+v, %v, want nothing personal", c, err)
	}
	if _, ok := expiry(ledger.Rule{Name: "x"}, nil, time.Now()); ok {
		t.Error("expiry of a rule with no days, want it kept for ever")
	}
}
