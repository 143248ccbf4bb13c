package web

import (
	"context"
	"errors"

	"wenban/assistant"
)

// broken is a ledger that cannot save.
type broken struct{ assistant.Ledger }

func (broken) Save(context.Context, assistant.Talk, assistant.Turn) (assistant.Turn, error) {
	return assistant.Turn{}, errors.New("disk full")
}

// gated is a ledger that saves when it is told to.
type gated struct {
	assistant.Ledger
	open chan struct{}
}

func (g gated) Save(ctx context.Context, talk assistant.Talk, turn assistant.Turn) (assistant.Turn, error) {
	<-g.open
	return g.Ledger.Save(ctx, talk, turn)
}
