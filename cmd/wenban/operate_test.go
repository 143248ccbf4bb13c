package main

import (
	"context"
	"errors"
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/cmd/wenban/config"
	"wenban/cmd/wenban/ops"
	"wenban/knowledge/index"
	"wenban/knowledge/sample"
)

// broken is a ledger and a finder that are down.
type broken struct {
	assistant.Ledger
	assistant.Finder
}

var errDown = errors.New("connection refused")

func (broken) Talk(context.Context, string) (assistant.Talk, error) {
	return assistant.Talk{}, errDown
}

func (broken) Items(context.Context, index.Query) ([]index.Hit, error) { return nil, errDown }

// TestEachPartIsToldByItself takes one part away at a time.
func TestEachPartIsToldByItself(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(e, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	vector := func(string) []float32 { return []float32{1} }
	whole := func() *assistant.Assistant {
		k := assistant.Know(e, x, vector)
		return &assistant.Assistant{Knowledge: func() *assistant.Knowledge { return k }, Ledger: ledger.NewMemory()}
	}
	for down, x := range map[string]struct {
		spoil func(*assistant.Assistant, *config.Config)
		ready bool
	}{
		"": {func(*assistant.Assistant, *config.Config) {}, true},
		"edition": {func(a *assistant.Assistant, _ *config.Config) {
			a.Knowledge = func() *assistant.Knowledge { return nil }
		}, false},
		"index":    {func(a *assistant.Assistant, _ *config.Config) { a.Knowledge().Finder = broken{} }, false},
		"embedder": {func(a *assistant.Assistant, _ *config.Config) { a.Knowledge().Vector = nil }, true},
		"database": {func(a *assistant.Assistant, _ *config.Config) { a.Ledger = broken{} }, false},
		"disk":     {func(_ *assistant.Assistant, c *config.Config) { c.Ops.DiskFree = 1 << 40 }, false},
	} {
		a, c := whole(), config.Config{Data: t.TempDir()}
		x.spoil(a, &c)
		got, ok := partsOf(c, a).Report(t.Context())
		for _, s := range got.(ops.Report).Parts {
			hit := s.Name == down || down == "edition" && (s.Name == "index" || s.Name == "embedder") // they stand on it
			if s.Up == hit {
				t.Errorf("with %q down: part %s: up is %v", down, s.Name, s.Up)
			}
		}
		if ok != x.ready {
			t.Errorf("with %q down: ready is %v, want %v", down, ok, x.ready)
		}
	}
}
