package index

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// killedFile names, in the process that is killed, the file that it writes.
const killedFile = "WENBAN_KILL_INDEX"

// TestBeTheSaver is no test: it is the process that the next one kills.
func TestBeTheSaver(t *testing.T) {
	path := os.Getenv(killedFile)
	if path == "" {
		t.Skip("only as the process that is killed")
	}
	x, _, _ := save(t, path)
	fmt.Println("saving")
	for {
		if err := x.Save(path, "stamp"); err != nil {
			t.Fatal(err)
		}
	}
}

// A process that is killed while it writes an index leaves the one before: it is
// opened, whole, by the next, and whoever has it open goes on.
func TestI65AKillWhileAnIndexIsWrittenLeavesTheOldOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index")
	_, e, o := save(t, path)
	old, err := Open(path, "stamp", e, o)
	if err != nil {
		t.Fatal(err)
	}
	cut := 0
	for range 6 {
		killSaver(t, path, time.Duration(rand.Int64N(int64(50*time.Millisecond))))
		next, err := Open(path, "stamp", e, o)
		if err != nil {
			t.Fatalf("Open after a kill = %v, want the index before", err)
		}
		for name, x := range map[string]*Index{"opened before": old, "opened after": next} {
			if hits := mustFind(t, x, Query{Parts: said("登记"), Region: tree[0].Code}); len(hits) == 0 {
				t.Errorf("the index %s the kill finds nothing, want items", name)
			}
		}
		left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".index-*"))
		if err != nil {
			t.Fatal(err)
		}
		cut = max(cut, len(left))
	}
	if cut == 0 {
		t.Error("no kill fell into the writing of a file: the test shows nothing")
	}
}

// killSaver starts a process that writes the file again and again, and kills it
// some time after it has begun.
func killSaver(t *testing.T, path string, after time.Duration) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBeTheSaver$", "-test.v")
	child.Env = append(os.Environ(), killedFile+"="+path)
	pipe, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		if lines.Text() == "saving" {
			time.AfterFunc(after, func() { _ = child.Process.Kill() }) // fails only when it is gone already
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the process that writes ended by itself: %v", child.ProcessState)
	}
}
