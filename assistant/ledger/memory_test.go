package ledger

import (
	"testing"

	"wenban/assistant"
	"wenban/assistant/ledger/ledgertest"
)

func TestMemory(t *testing.T) {
	ledgertest.Run(t, func(*testing.T) assistant.Ledger { return NewMemory() })
}
