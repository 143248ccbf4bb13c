package simulator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"wenban/assistant/handoff"
	"wenban/assistant/handoff/webhook"
)

// CallBack posts updates to Wenban, in order, until ctx is done. One that is not
// taken is posted again; one that is refused is left.
func (s *System) CallBack(ctx context.Context) {
	for ctx.Err() == nil {
		u, ok := s.next()
		switch {
		case !ok:
			select {
			case <-s.more:
			case <-ctx.Done():
			}
		case s.post(ctx, u) != nil:
			wait(time.Second, ctx.Done())
		default:
			s.mu.Lock()
			_ = s.add(entry{Type: "called", At: s.config.Now()}) // else it is posted again, which does no harm
			s.mu.Unlock()
		}
	}
}

func (s *System) next() (handoff.Update, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.config.Callback == "" || s.called >= len(s.updates) {
		return handoff.Update{}, false
	}
	return s.updates[s.called], true
}

// post posts an update. The error says that it is worth another try.
func (s *System) post(ctx context.Context, u handoff.Update) error {
	r, err := webhook.CallbackRequest(ctx, s.config.Callback, s.config.Keys[0], u, s.config.Now())
	if err != nil {
		return err
	}
	res, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // the status says it all
	if res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusUnauthorized {
		return fmt.Errorf("callback: HTTP %d", res.StatusCode)
	}
	return nil
}
