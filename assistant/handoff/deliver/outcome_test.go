package deliver

import (
	"testing"
	"time"
)

func TestTheBackOffGrowsToTenMinutes(t *testing.T) {
	for _, c := range []struct {
		tries  int
		chance float64
		want   time.Duration
	}{
		{0, 0, time.Second}, {1, 0, time.Second}, {1, 1, time.Second / 2}, {2, 0, 2 * time.Second}, {5, 0, 16 * time.Second}, {5, 0.5, 12 * time.Second},
		{10, 0, 512 * time.Second}, {11, 0, longest}, {12, 0, longest}, {1_000_000, 1, longest / 2},
	} {
		if got := backoff(c.tries, c.chance); got != c.want {
			t.Errorf("backoff(%d, %v) = %v, want %v", c.tries, c.chance, got, c.want)
		}
	}
}
