package memory

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/embed"
)

// recipe names how Learn and Lend work; it changes when they make another model
// of the same words, so that no kept file outlives them.
const recipe = "3"

// slight is the share of what an edition teaches that may differ from what a model
// learned for the model to serve it all the same. The embedder generalises: of a
// real catalogue with two in a hundred items unlearned as many questions found
// their item first, and an edition with a corrected fee serves in seconds and
// not after minutes (README of knowledge/index tells what was measured).
const slight = .02

// slow is the number of pairs from which learning takes so long, ten seconds,
// that a model of nearly the same is taken over. Below, each edition has its own.
const slow = 100_000

// Recall is Learn with the result kept in a folder, so that the next start need
// not learn again. A model that learned nearly the same, see slight, is taken over,
// with what it learned: editions that differ a little each never drift from it
// by more. A file that is missing, damaged or of other words is learned anew;
// one that cannot be written is done without. dir "" keeps nothing.
func Recall(dir string, e *knowledge.Edition, w Words, progress func(done, total int)) *embed.Model {
	if dir == "" {
		return Learn(e, w, progress)
	}
	return recall(dir, e, w, slow, progress)
}

func recall(dir string, e *knowledge.Edition, w Words, slow int, progress func(done, total int)) *embed.Model {
	path := filepath.Join(dir, e.ID+keptEnd())
	if m, err := load(path); err == nil {
		return m
	}
	pairs := lessons(append(embed.Pairs(e), w.pairs(e)...))
	if near, ok := nearest(dir, pairs); ok && len(pairs) >= slow {
		if m, err := load(near); err == nil {
			_ = errors.Join(take(near, path), take(lessonsOf(near), lessonsOf(path))) // the model is there; only the next start is slower
			return m
		}
	}
	m := Learn(e, w, progress)
	_ = errors.Join(keep(path, m), writeLessons(lessonsOf(path), pairs), tidy(dir)) // the same
	return m
}

// keptEnd ends the names of models that were learned as now.
func keptEnd() string { return "-" + baseDigest() + "-" + recipe + ".embed" }

// baseDigest tells one base.bin from another: the same words trained otherwise
// are another embedder to go on from.
var baseDigest = sync.OnceValue(func() string {
	sum := sha256.Sum256(baseFile)
	return hex.EncodeToString(sum[:6])
})

// lessonsOf names the file that tells what a kept model learned.
func lessonsOf(path string) string { return strings.TrimSuffix(path, ".embed") + ".pairs" }

// lessons are pairs as numbers, sorted: enough to see how many are others.
func lessons(pairs []embed.Pair) []uint64 {
	out := make([]uint64, len(pairs))
	h := fnv.New64a()
	for i, p := range pairs {
		h.Reset()
		_, _ = fmt.Fprintf(h, "%s\x00%s", p.A, p.B) // a hash never fails
		out[i] = h.Sum64()
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nearest returns the kept model that learned nearly these, the nearest one.
func nearest(dir string, pairs []uint64) (path string, ok bool) {
	all, _ := filepath.Glob(filepath.Join(dir, "*"+keptEnd())) // fails only for a bad pattern
	best := slight
	for _, candidate := range all {
		learned, err := readLessons(lessonsOf(candidate))
		if err != nil {
			continue
		}
		if d := differing(learned, pairs); d <= best {
			path, best, ok = candidate, d, true
		}
	}
	return path, ok
}

// differing is the share of two sorted sets that only one of them has, by the
// size of the first.
func differing(a, b []uint64) float64 {
	i, j, other := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			i++
			j++
		case a[i] < b[j]:
			i++
			other++
		default:
			j++
			other++
		}
	}
	other += len(a) - i + len(b) - j
	return float64(other) / float64(max(len(a), 1))
}

func readLessons(path string) ([]uint64, error) {
	b, err := os.ReadFile(path)
	if err != nil || len(b)%8 != 0 {
		return nil, errors.Join(err, embed.ErrFormat)
	}
	out := make([]uint64, len(b)/8)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	if !slices.IsSorted(out) {
		return nil, embed.ErrFormat
	}
	return out, nil
}

func writeLessons(path string, pairs []uint64) error {
	b := make([]byte, 0, 8*len(pairs))
	for _, p := range pairs {
		b = binary.LittleEndian.AppendUint64(b, p)
	}
	return write(path, func(f *os.File) error {
		_, err := f.Write(b)
		return err
	})
}

// take makes a kept file that of another name too.
func take(from, to string) error {
	err := os.Link(from, to)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func load(path string) (*embed.Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return embed.Load(bufio.NewReader(f))
}

func keep(path string, m *embed.Model) error {
	return write(path, func(f *os.File) error { return m.Save(f) })
}

// write writes beside the file and renames: a reader sees all of it or nothing.
func write(path string, fill func(*os.File) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keep embedder: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".embed-*")
	if err != nil {
		return fmt.Errorf("keep embedder: %w", err)
	}
	defer os.Remove(f.Name())
	if err := errors.Join(fill(f), f.Close()); err != nil {
		return fmt.Errorf("keep embedder: %w", err)
	}
	return os.Rename(f.Name(), path)
}

// most is how many models are kept: of the edition that serves, of those before
// it, of what is being tried.
const most = 6

// tidy leaves the newest models in a folder, whatever recipe they are of.
func tidy(dir string) (err error) {
	all, err := filepath.Glob(filepath.Join(dir, "*.embed"))
	slices.SortFunc(all, func(a, b string) int { return changed(b).Compare(changed(a)) })
	for _, old := range all[min(most, len(all)):] {
		err = errors.Join(err, os.Remove(old))
		_ = os.Remove(lessonsOf(old)) // one of an earlier version has none
	}
	return err
}

func changed(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
