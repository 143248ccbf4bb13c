package ledger

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/assistant/ledger/ledgertest"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
)

// The kill test: a process saves turns as fast as it can, in several talks at
// once, and acknowledges each one only after Save has returned. It is killed
// (SIGKILL) at a random moment, again and again over the same database. Nothing
// acknowledged may be missing or altered, and nothing may be there twice.
//
// An acknowledgement is a line in a pipe: what the process wrote stays in it
// when the process dies. A kill does not take the page cache with it, so this
// shows nothing about power cuts; that synchronous is FULL is another test.

const (
	childPath = "WENBAN_KILL_PATH" // set in the child: the address of the database to write to
	childMode = "WENBAN_KILL_MODE" // "" or "early": acknowledge before the commit
	killsWant = "WENBAN_KILLS"     // how many kills; 20 when not set
	killTalks = 4                  // talks the child writes at once
	killDelay = 60 * time.Millisecond
)

func TestMain(m *testing.M) {
	if url := os.Getenv(childPath); url != "" {
		err := saveForever(context.Background(), url, os.Getenv(childMode) == "early")
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(dbtest.Main(m))
}

func TestNothingAcknowledgedIsLostByAKill(t *testing.T) {
	kills := 20
	if n, err := strconv.Atoi(os.Getenv(killsWant)); err == nil {
		kills = n
	}
	dbtest.Each(t, func(t *testing.T, url string) {
		got := killed(t, url, kills, "", false)
		t.Logf("%s: %d kills, %d turns acknowledged", got.seed, got.kills, got.acked)
		if got.lost != 0 || got.acked < kills {
			t.Errorf("after %d kills (%s): %d of %d acknowledged turns lost, want 0 of at least %d", got.kills, got.seed, got.lost, got.acked, kills)
		}
	})
}

// A ledger that acknowledges before it commits must be caught, or the test
// above proves nothing.
func TestTheKillTestCatchesAnEarlyAcknowledgement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, url string) {
		got := killed(t, url, 20, "early", true)
		t.Logf("%s: caught after %d kills", got.seed, got.kills)
		if got.lost == 0 {
			t.Errorf("after %d kills (%s) of a process that acknowledges early: 0 turns lost, want some", got.kills, got.seed)
		}
	})
}

// toll is what kills have done.
type toll struct {
	seed               string
	kills, acked, lost int
}

// killed kills a writing process again and again; with until it stops at the
// first loss.
func killed(t *testing.T, url string, kills int, mode string, until bool) toll {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	out := toll{seed: fmt.Sprintf("seed %d", seed)}
	acked := map[string]bool{}
	for out.kills = 1; out.kills <= kills; out.kills++ {
		for _, line := range killOnce(t, url, mode, time.Duration(random.Int64N(int64(killDelay)))) {
			acked[line] = true
		}
		out.acked, out.lost = len(acked), missing(t, url, acked)
		if until && out.lost > 0 {
			return out
		}
	}
	out.kills--
	return out
}

// killOnce starts the child, kills it some time after its first
// acknowledgement and returns all it acknowledged.
func killOnce(t *testing.T, url, mode string, after time.Duration) (acked []string) {
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childPath+"="+url, childMode+"="+mode)
	child.Stderr = os.Stderr
	pipe, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewReader(pipe)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // half a line acknowledges nothing
		}
		if acked = append(acked, line); len(acked) == 1 {
			time.AfterFunc(after, func() { _ = child.Process.Kill() }) // fails only when the child is gone already
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the writing process ended by itself: %v", child.ProcessState)
	}
	return acked
}

// missing counts the acknowledged turns that the database does not hold as they
// were saved, and fails when a talk has a gap or a message twice.
func missing(t *testing.T, url string, acked map[string]bool) (n int) {
	d, err := db.Open(t.Context(), url)
	must(t, err)
	defer func() { must(t, d.Close()) }()
	l := New(d, nil)
	kept := map[string]bool{}
	for i := range killTalks {
		turns, err := l.Turns(t.Context(), fmt.Sprint("talk", i), 0)
		if err != nil && !errors.Is(err, assistant.ErrNoTalk) {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for j, turn := range turns {
			if turn.Seq != j+1 || ids[turn.ID] {
				t.Errorf("turn %d of talk%d has number %d and id %s, which is there twice: %v", j+1, i, turn.Seq, turn.ID, ids[turn.ID])
			}
			kept[acknowledgement(turn)], ids[turn.ID] = true, true
		}
	}
	for line := range acked {
		if !kept[line] {
			n++
		}
	}
	return n
}

// acknowledgement is one line that tells a turn from every other.
func acknowledgement(turn assistant.Turn) string {
	return fmt.Sprintf("%s %d %x\n", turn.Talk, turn.Seq, sha256.Sum256([]byte(turn.ID+turn.Said+turn.Reply.Lead+turn.State.Focus)))
}

// saveForever is the child: each talk goes on where the last child left it,
// with the number after the last turn that is there.
func saveForever(ctx context.Context, url string, early bool) error {
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	l := New(d, nil)
	failed := make(chan error, killTalks)
	for i := range killTalks {
		go func() { failed <- saveTalk(ctx, l, fmt.Sprint("talk", i), early) }()
	}
	return <-failed
}

func saveTalk(ctx context.Context, l *Database, id string, early bool) error {
	talk, err := l.Talk(ctx, id)
	if err != nil && !errors.Is(err, assistant.ErrNoTalk) {
		return err
	}
	for seq := talk.Turns + 1; ; seq++ {
		turn := ledgertest.Turn(id, seq, fmt.Sprintf("%s-%d-%d", id, seq, os.Getpid()))
		if early {
			os.Stdout.WriteString(acknowledgement(turn))
		}
		saved, err := l.Save(ctx, ledgertest.Talk(id), turn)
		if errors.Is(err, assistant.ErrConflict) && !early {
			continue // PostgreSQL was still committing what the killed one before had sent
		}
		if err != nil {
			return err
		}
		if !early {
			os.Stdout.WriteString(acknowledgement(saved))
		}
	}
}
