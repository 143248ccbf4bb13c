package assistant

import (
	"context"
	"fmt"

	"wenban/assistant/read"
	"wenban/knowledge/segment"
)

// Rate stores what a citizen thought of a turn: useful, useless or wrong, and
// why in their own words.
//
// PRIVACY: the words are masked before they are stored.
func (a *Assistant) Rate(ctx context.Context, talk string, seq int, feedback, comment string) error {
	masked, _ := read.Mask(segment.Normal(comment))
	if err := a.Ledger.Feedback(ctx, talk, seq, feedback, masked); err != nil {
		return fmt.Errorf("rate turn %d of talk %q: %w", seq, talk, err)
	}
	return nil
}
