package deliver_test

import (
	"context"
	"fmt"
	"testing"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/deliver"
	"wenban/assistant/ledger"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/seal"
)

// instant is a case system that takes everything at once.
type instant struct{ took chan struct{} }

func (s instant) Deliver(_ context.Context, m handoff.Message) (handoff.Answer, error) {
	s.took <- struct{}{}
	return handoff.Answer{Number: "N-" + m.Case.ID, Digest: m.Digest}, nil
}

func (instant) Find(context.Context, string) (handoff.Answer, bool, error) {
	return handoff.Answer{}, false, nil
}

func (instant) Updates(context.Context, string) ([]handoff.Update, string, error) {
	return nil, "", nil
}

// BenchmarkDeliveries measures how many messages a worker carries from the outbox
// to a case system that answers at once, each recorded and forced to disk.
func BenchmarkDeliveries(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgresql"} {
		for _, parallel := range []int{16, 64} {
			b.Run(fmt.Sprintf("%s/parallel=%d", engine, parallel), func(b *testing.B) { deliveries(b, engine, parallel) })
		}
	}
}

func deliveries(b *testing.B, engine string, parallel int) {
	url := b.TempDir() + "/wenban.db"
	if engine == "postgresql" {
		url = dbtest.Postgres(b)
	}
	var none *seal.Ring
	l := ledger.New(dbtest.Open(b, url), none.Next())
	for n := range b.N {
		if _, err := l.Save(b.Context(), ledgertest.Talk(fmt.Sprint("t", n)), ledgertest.Handed(fmt.Sprint("t", n), 1, "m", ledgertest.Case(n, fmt.Sprint("k", n)))); err != nil {
			b.Fatal(err)
		}
	}
	s := instant{make(chan struct{})}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan struct{})
	b.ResetTimer()
	go func() {
		defer close(ended)
		deliver.Worker{Outbox: l, System: s, Parallel: parallel}.Run(ctx)
	}()
	for range b.N {
		<-s.took
	}
	stop()
	<-ended // the last ones are recorded
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}
