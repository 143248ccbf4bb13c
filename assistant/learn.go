package assistant

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/memory"
)

// Learn makes all that answers from an edition, in this process: the embedder,
// the questions that are asked everywhere, the index. progress, which may be
// nil, is told which stage it is (学习词义, 建立索引) and how far. A second or two
// for a thousand items.
func Learn(e *knowledge.Edition, progress func(stage string, done, total int)) (*Knowledge, error) {
	return LearnIn("", e, progress)
}

// LearnIn is Learn with what takes longest kept in a folder for the next start.
func LearnIn(dir string, e *knowledge.Edition, progress func(stage string, done, total int)) (*Knowledge, error) {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	l := learn(dir, e, progress)
	x, err := l.index(dir, e, progress)
	if err != nil {
		return nil, err
	}
	return l.know(dir, e, x, progress), nil
}

// know adds the library of the documents to what was learned.
func (l learned) know(dir string, e *knowledge.Edition, f Finder, progress func(stage string, done, total int)) *Knowledge {
	k := Know(e, f, l.model.Embed)
	k.Library = memory.RecallLibrary(dir, e, progress)
	return k
}

// FinderFunc makes the finder of an edition.
type FinderFunc func(e *knowledge.Edition, o index.Options) (Finder, error)

// LearnWith is LearnIn with a finder that is made elsewhere than in this process.
func LearnWith(dir string, e *knowledge.Edition, make FinderFunc, progress func(stage string, done, total int)) (*Knowledge, error) {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	l := learn(dir, e, progress)
	f, err := make(e, l.options(progress))
	if err != nil {
		return nil, err
	}
	return l.know(dir, e, f, progress), nil
}

// learned is what the index of an edition is built from beside the edition.
type learned struct {
	model interface {
		index.Embedder
		Embed(text string) []float32
		ID() string
	}
	words memory.Words
}

func learn(dir string, e *knowledge.Edition, progress func(stage string, done, total int)) learned {
	words := memory.WordsOf(e)
	return learned{
		model: memory.Recall(dir, e, words, func(done, total int) { progress("学习词义", done, total) }),
		words: words,
	}
}

func (l learned) options(progress func(stage string, done, total int)) index.Options {
	return index.Options{
		Embedder: l.model, Told: func(code string) []string { return l.words.Told[code] }, Asked: l.words.Bank.Questions, Unlisted: unlisted(l.words.Bank),
		Progress: func(done, total int) { progress("建立索引", done, total) },
	}
}

// index opens the index that was kept in a folder, or builds it and keeps it. A
// file that cannot serve is told and built anew; one that cannot be written is
// done without.
func (l learned) index(dir string, e *knowledge.Edition, progress func(stage string, done, total int)) (*index.Index, error) {
	o, stamp := l.options(progress), l.stamp(e)
	path := filepath.Join(dir, e.ID+"-"+stamp[:16]+indexFile)
	if dir != "" {
		x, err := index.Open(path, stamp, e, o)
		if err == nil {
			return x, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			slog.Warn("the kept index is built anew", "reason", err)
		}
	}
	x, err := index.Build(e, o)
	if err != nil {
		return nil, fmt.Errorf("build the index: %w", err)
	}
	if n := x.Mute(); n > 0 {
		slog.Warn("items without a vector are found by their words alone", "items", n, "edition", e.ID)
	}
	if dir != "" {
		if err := errors.Join(x.Save(path, stamp), tidy(dir)); err != nil {
			slog.Warn("the index is not kept for the next start", "reason", err)
		}
	}
	return x, nil
}

// indexFile ends the name of a kept index.
const indexFile = ".index"

// tidy leaves the newest few of the indexes in a folder: those of the edition
// that serves, of the one before, and of what is being tried.
func tidy(dir string) (err error) {
	all, err := filepath.Glob(filepath.Join(dir, "*"+indexFile))
	slices.SortFunc(all, func(a, b string) int { return modified(b).Compare(modified(a)) })
	for _, old := range append(all[min(4, len(all)):], halfWritten(dir)...) {
		err = errors.Join(err, os.Remove(old))
	}
	return err
}

// halfWritten are the files that a killed process left; nobody writes for an hour.
func halfWritten(dir string) []string {
	all, _ := filepath.Glob(filepath.Join(dir, ".index-*")) // see index.Save; fails only for a bad pattern
	return slices.DeleteFunc(all, func(path string) bool { return time.Since(modified(path)) < time.Hour })
}

func modified(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// stamp names all that an index is made of beside the edition.
func (l learned) stamp(e *knowledge.Edition) string {
	h := sha256.New()
	say := func(kind string, texts ...string) { fmt.Fprintf(h, "%s %q\n", kind, texts) }
	say("model", l.model.ID())
	for _, it := range e.Items {
		say(it.Code, l.words.Of(it.Code)...)
	}
	for _, ev := range e.Events {
		say(ev.ID, l.words.Of(ev.ID)...)
	}
	for _, u := range l.words.Bank.Unlisted {
		say("unlisted", u.Names...)
		say("asked", u.Questions...)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// unlisted gives the index the services that are known and that the edition
// does not have, so that a question for one of them is not taken for the
// nearest thing there is.
func unlisted(b memory.Bank) []index.Unlisted {
	var out []index.Unlisted
	for _, s := range b.Unlisted {
		out = append(out, index.Unlisted(s))
	}
	return out
}
