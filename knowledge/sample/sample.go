// Package sample holds the sample city 云溪市: invented places, phones and
// addresses, real national laws. It is what Wenban knows when nothing was
// imported, and what tests and demonstrations stand on.
package sample

import (
	"context"
	"embed"
	"fmt"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
)

// FS holds the files of the sample city in the interchange format.
//
//go:embed items/*.jsonl policies.jsonl events.jsonl halls.jsonl overrides.jsonl regions.json
var FS embed.FS

// Appointments is the plan of appointments at the halls of the sample city, in the
// form of assistant/booking.
//
//go:embed appointments.plan
var Appointments string

// Load returns the edition of the sample city. It is built anew on each call;
// its id is always the same.
func Load() (*knowledge.Edition, error) {
	e, _, err := ingest.LoadFS(context.Background(), FS, ingest.Options{})
	if err != nil {
		return nil, fmt.Errorf("load sample city: %w", err)
	}
	return e, nil
}
