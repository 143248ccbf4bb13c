package speed

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Construction is what it took to get ready.
type Construction struct {
	Millis float64 `json:"build_ms"`
	Heap   float64 `json:"heap_mb"` // that stayed, after a collection
}

// Construct runs a construction and measures it.
func Construct(build func() error) (c Construction, err error) {
	before := heap()
	began := time.Now()
	err = build()
	c.Millis = milliseconds(time.Since(began))
	c.Heap = (heap() - before) / (1 << 20)
	return c, err
}

// heap is the bytes in use after a collection.
func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// LoadAverage is that of 1, 5 and 15 minutes; "" where the system does not tell.
func LoadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

// resident is the bytes of memory that this process has in use; 0 where the
// system does not tell.
func resident() float64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, err := strconv.ParseFloat(strings.Fields(string(b))[1], 64)
	if err != nil {
		return 0
	}
	return pages * float64(os.Getpagesize())
}

// allocations returns how many times f allocates, on average over some runs, as
// testing.AllocsPerRun does.
func allocations(runs int, f func(run int)) float64 {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for i := range runs {
		f(i) // what grows once has grown after this
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.Mallocs
	for i := range runs {
		f(i)
	}
	runtime.ReadMemStats(&m)
	return float64(m.Mallocs-before) / float64(runs)
}
