package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"wenban/assistant"
	"wenban/cmd/wenban/config"
	"wenban/cmd/wenban/ops"
	"wenban/knowledge/index"
)

// operations is what whoever runs the machine sees of a running server.
type operations struct {
	parts   *ops.Parts
	metrics *ops.Metrics
	traces  *ops.Traces // nil: none are made
	listen  string      // address of the page of metrics; "": none
	backlog func() (map[string]int, bool)
}

// outbox is what waits for the case system; ok is false until there is one.
func (o *operations) outbox() (states map[string]int, ok bool) {
	if o.backlog == nil {
		return nil, false
	}
	return o.backlog()
}

// operate watches an assistant, which from then on tells how its turns went.
// waiting is how long the oldest of each queue has waited.
func operate(ctx context.Context, c config.Config, a *assistant.Assistant, waiting func() map[string]time.Duration, sockets func() int) (*operations, error) {
	o := &operations{parts: partsOf(c, a), listen: c.Ops.Listen}
	o.metrics = ops.NewMetrics(ops.Gauges{Parts: o.parts, Sockets: sockets, Queues: waiting, Outbox: o.outbox, Edition: func() ops.Edition { return contents(a.Knowledge()) }, Version: version()})
	if c.Traces.Endpoint != "" {
		var err error
		if o.traces, err = ops.NewTraces(ctx, c.Traces.Endpoint, c.Traces.Token, version(), c.Traces.Share); err != nil {
			return nil, err
		}
	}
	a.Observe = func(ctx context.Context, turn assistant.Observation) {
		o.metrics.Observe(ctx, turn)
		o.traces.Observe(ctx, turn)
		ops.LogTurn(ctx, turn)
	}
	return o, nil
}

// serve answers whoever runs the machine until ctx is done.
func (o *operations) serve(ctx context.Context) error {
	if o.listen == "" {
		return nil
	}
	l, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listen on %s (ops.listen): %w", o.listen, err)
	}
	server := &http.Server{Handler: ops.Handler(o.metrics, o.parts), ErrorLog: ops.HTTPErrors(slog.Default()), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 15 * time.Second}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			slog.Error("serve metrics", "error", err)
		}
	}()
	context.AfterFunc(ctx, func() { _ = server.Close() }) // whoever asks then is not answered
	return nil
}

// partsOf is what turns stand on.
func partsOf(c config.Config, a *assistant.Assistant) *ops.Parts {
	p := ops.NewParts(
		&ops.Part{Name: "edition", Check: func(context.Context) error { return hasEdition(a.Knowledge()) }},
		&ops.Part{Name: "index", Check: func(ctx context.Context) error { return searches(ctx, a.Knowledge()) }},
		&ops.Part{Name: "embedder", Check: func(context.Context) error { return embeds(a.Knowledge()) }, Spare: true},
		&ops.Part{Name: "database", Check: func(ctx context.Context) error { return reads(ctx, a.Ledger) }},
		&ops.Part{Name: "disk", Check: ops.DiskFree(c.Data, c.Ops.DiskFree)},
	)
	p.Edition = func() string { return contents(a.Knowledge()).ID }
	return p
}

func hasEdition(k *assistant.Knowledge) error {
	if contents(k).Items == 0 {
		return errors.New("the edition has no items")
	}
	return nil
}

// searches looks for the first item by its name.
func searches(ctx context.Context, k *assistant.Knowledge) error {
	if err := hasEdition(k); err != nil {
		return err
	}
	name := k.Edition.Items[0].Name
	_, err := k.Finder.Items(ctx, index.Query{Region: k.Home, At: time.Now(), K: 1, Parts: []index.Part{{Text: name, Weight: 1}}})
	return err
}

func embeds(k *assistant.Knowledge) error {
	if k == nil || k.Vector == nil || len(k.Vector("身份证")) == 0 {
		return errors.New("words are compared without the embedder")
	}
	return nil
}

// reads looks for a talk that is not there.
func reads(ctx context.Context, l assistant.Ledger) error {
	if _, err := l.Talk(ctx, "ready"); !errors.Is(err, assistant.ErrNoTalk) {
		return cmp.Or(err, errors.New("the ledger has a talk of no one"))
	}
	return nil
}

func contents(k *assistant.Knowledge) ops.Edition {
	if k == nil || k.Edition == nil {
		return ops.Edition{}
	}
	engine := "qdrant"
	if _, ok := k.Finder.(*index.Index); ok {
		engine = "embedded"
	}
	return ops.Edition{ID: k.Edition.ID, Index: engine, Items: len(k.Edition.Items), Documents: len(k.Edition.Documents), Events: len(k.Edition.Events)}
}

// version is what the binary says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return info.Main.Version
}
