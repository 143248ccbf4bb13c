package ledger

import (
	"context"
	"log/slog"
	"time"
)

// Spoken is the channel on which it is told that a talk has a turn which nobody
// in it asked for, about the id of the talk.
const Spoken = "talk"

// pause is how long the ledger waits to listen again after an outage.
const pause = time.Second

// Hear calls heard for everything that is told on the channels of the ledger,
// Outgoing, Incoming and Spoken, and on more, until ctx ends. about "" may stand
// for anything: it is called so at the beginning and after every outage. heard
// must not wait.
func (l *Database) Hear(ctx context.Context, heard func(channel, about string), more ...string) {
	channels := append([]string{Outgoing, Incoming, Spoken}, more...)
	for ctx.Err() == nil {
		err := l.db.Hear(ctx, channels, heard)
		if ctx.Err() != nil {
			return
		}
		slog.WarnContext(ctx, "what others tell is not heard; trying again", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}
