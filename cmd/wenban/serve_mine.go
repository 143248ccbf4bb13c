package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/assistant/booking"
	"wenban/assistant/ledger"
	"wenban/knowledge/sample"
)

// appointmentPlan reads the plan of appointments; "" is that of the sample city,
// whose halls no other edition has.
func appointmentPlan(path string) (*booking.Plan, error) {
	var from io.Reader = strings.NewReader(sample.Appointments)
	if path != "" {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("打不开预约计划（appointments.plan）：%w", err)
		}
		defer f.Close()
		from = f
	}
	return booking.Read(from)
}

// remindEvery is how often it is looked for who comes tomorrow.
const remindEvery = 10 * time.Minute

// remind sends the reminders of appointments until stop is called.
func remind(ctx context.Context, l *ledger.Database, know func() *assistant.Knowledge) (stop func()) {
	return repeat(ctx, remindEvery, func(ctx context.Context) {
		name := func(id string) string {
			for _, h := range know().Edition.Halls {
				if h.ID == id {
					return h.Name
				}
			}
			return ""
		}
		if n, err := l.Remind(ctx, time.Now(), name); err != nil {
			slog.Error("remind of appointments", "error", err)
		} else if n > 0 {
			slog.Info("reminded of appointments", "count", n)
		}
	})
}

// repeat does something now and then until stop is called, which waits for what
// was begun.
func repeat(ctx context.Context, every time.Duration, do func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			do(ctx)
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return func() { cancel(); <-done }
}
