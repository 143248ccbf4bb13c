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
