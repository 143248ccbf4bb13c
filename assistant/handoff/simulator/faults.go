package simulator

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Faults are ways to fail on purpose. A share is 0 to 1.
type Faults struct {
	Down bool          // 503 to everything
	Slow time.Duration // before every answer
	Lose float64       // share that is taken and never answered
	Fail float64       // share that gets 500, and is not taken
	Busy float64       // share that gets 429 with Retry-After: 1
	Seed uint64        // of chance
}

// ParseFaults reads faults as they are given on the command line: down,
// slow=3s, lose=0.1, fail=0.1, busy=0.2, seed=7, separated by commas.
func ParseFaults(text string) (f Faults, err error) {
	for word := range strings.SplitSeq(text, ",") {
		if err := f.set(strings.TrimSpace(word)); err != nil {
			return Faults{}, errors.New("故障写法不对：" + word + "。可以是 down、slow=3s、lose=0.1、fail=0.1、busy=0.2、seed=7，用逗号分开")
		}
	}
	return f, nil
}

func (f *Faults) set(word string) (err error) {
	name, value, _ := strings.Cut(word, "=")
	switch name {
	case "":
	case "down":
		f.Down = true
	case "slow":
		f.Slow, err = time.ParseDuration(value)
	case "lose":
		f.Lose, err = share(value)
	case "fail":
		f.Fail, err = share(value)
	case "busy":
		f.Busy, err = share(value)
	case "seed":
		f.Seed, err = strconv.ParseUint(value, 10, 64)
	default:
		err = errors.New("no such fault")
	}
	return err
}

func share(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err == nil && !(v >= 0 && v <= 1) {
		err = errors.New("not a share")
	}
	return v, err
}

// chance says whether something with a share happens now.
func (s *System) chance(share float64) bool {
	if share <= 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.random.Float64() < share
}

// faulty fails as the faults say before h is asked; what is lost is taken, and
// the connection is cut instead of an answer.
func (s *System) faulty(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f := s.config.Faults
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEvent)) // first: who hangs up is noticed only then
		if err != nil {
			problem(w, http.StatusRequestEntityTooLarge, "limit", "正文太长。")
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		wait(f.Slow, r.Context().Done())
		switch {
		case f.Down:
			problem(w, http.StatusServiceUnavailable, "down", "正在维护。")
		case s.chance(f.Busy):
			w.Header().Set("Retry-After", "1")
			problem(w, http.StatusTooManyRequests, "busy", "请求太多。")
		case s.chance(f.Fail):
			http.Error(w, "<html>Internal Server Error</html>", http.StatusInternalServerError)
		case s.chance(f.Lose):
			h(nowhere{http.Header{}}, r)
			panic(http.ErrAbortHandler)
		default:
			h(w, r)
		}
	}
}

func wait(d time.Duration, done <-chan struct{}) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-done:
	}
}

// nowhere is where an answer goes that never arrives.
type nowhere struct{ h http.Header }

func (n nowhere) Header() http.Header         { return n.h }
func (n nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n nowhere) WriteHeader(int)             {}
