package sandbox

import (
	"os"
	"runtime/metrics"
	"time"
)

// exitMemory is the exit code of a child that used more memory than it may.
const exitMemory = 3

// watch ends this process when it holds more than limit bytes.
func watch(limit int64) {
	for range time.Tick(10 * time.Millisecond) {
		if held() > limit {
			os.Exit(exitMemory)
		}
	}
}

// held returns the bytes that the runtime has from the system and not given back.
func held() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
}
