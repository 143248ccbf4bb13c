package memory

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
)

// libraryRecipe names how a library is learned; it changes when other things are
// learned from the same words, so that no kept file outlives them.
const libraryRecipe = "1"

// Enough is how many confirmed questions it takes for a Library to be tried. With
// fewer the passages are found as items are, each confirmed question being words
// of its passage (README of knowledge/index tells what was measured).
const Enough = 50

// libraryEnd ends the name of the file of a library.
const libraryEnd = ".library"

// ErrLibrary is returned for a file that holds no library of these words, or a
// damaged one. It has to be learned anew.
var ErrLibrary = errors.New("not a library that can serve")

// RecallLibrary returns the library of the documents of an edition, or nil where
// fewer than Enough questions are confirmed or what is learned from them does not
// win, see Wins: where each article has one question and all sound alike, words
// alone are better. What takes long to learn is kept in
// a folder, by the words it was learned from: editions with the same documents
// share it. A file that is missing, damaged or of other words is learned anew;
// one that cannot be written is done without. dir "" keeps nothing. progress may
// be nil.
func RecallLibrary(dir string, e *knowledge.Edition, progress func(stage string, done, total int)) *Library {
	all, asked := Shelve(e)
	if len(asked) < Enough {
		return nil
	}
	return recallLibrary(dir, index.NewCorpus(all, nil), asked, LibraryConfig{Seed: 1, Progress: progress})
}

func recallLibrary(dir string, x *index.Corpus, asked []Confirmed, c LibraryConfig) *Library {
	c = c.withDefaults()
	stamp := stampOf(x, asked)
	path := filepath.Join(dir, stamp[:32]+libraryEnd)
	if dir != "" {
		l, err := openLibrary(path, stamp, x, asked, c)
		if err == nil {
			return l // nil: it was tried and lost
		}
		if !errors.Is(err, fs.ErrNotExist) {
			slog.Warn("the kept library of articles is learned anew", "reason", err)
		}
	}
	n := LearnLanguage(x, Base(), embed.Config{Epochs: 2, Seed: c.Seed}, func(done, total int) { c.Progress("学条文用词", done, total) })
	var l *Library
	if rows := JudgeInTurn(n, asked, c); Wins(rows, c) {
		l = learnFrom(rows, n, asked, c)
	}
	if dir != "" {
		if err := errors.Join(l.save(path, stamp), tidyLibraries(dir)); err != nil {
			slog.Warn("the library of articles is not kept for the next start", "reason", err)
		}
	}
	return l
}

// stampOf names all that a library is learned from.
func stampOf(x *index.Corpus, asked []Confirmed) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n", libraryRecipe, baseSum)
	for i := range x.Len() {
		fmt.Fprintf(h, "%q %q %q %q\n", x.Title(i), x.Heading(i), x.Article(i), x.Text(i))
	}
	for _, q := range asked {
		fmt.Fprintf(h, "%q %v\n", q.Question, q.Passages)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// keptLibrary is what takes long to learn; no ranker says that it did not win.
type keptLibrary struct {
	Stamp         string
	Model, Ranker []byte
}

// libraryMagic begins the file: then the SHA-256 of what follows, a keptLibrary
// by encoding/gob.
const libraryMagic = "WBLB1\n"

func (l *Library) save(path, stamp string) error {
	var model, body bytes.Buffer
	var ranker []byte
	if l != nil {
		var err error
		ranker, err = json.Marshal(l.ranker)
		if err := errors.Join(err, l.model.Save(&model)); err != nil {
			return fmt.Errorf("save library: %w", err)
		}
	}
	if err := gob.NewEncoder(&body).Encode(keptLibrary{stamp, model.Bytes(), ranker}); err != nil {
		return fmt.Errorf("save library: %w", err)
	}
	sum := sha256.Sum256(body.Bytes())
	return write(path, func(f *os.File) error {
		_, err := f.Write(slices.Concat([]byte(libraryMagic), sum[:], body.Bytes()))
		return err
	})
}

// openLibrary returns nil and no error for one that was learned and did not win.
func openLibrary(path, stamp string, x *index.Corpus, asked []Confirmed, c LibraryConfig) (*Library, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open library: %w", err)
	}
	kept, err := readLibrary(file)
	if err != nil {
		return nil, err
	}
	if kept.Stamp != stamp {
		return nil, fmt.Errorf("open library of other words: %w", ErrLibrary)
	}
	if len(kept.Ranker) == 0 {
		return nil, nil
	}
	model, err := embed.Load(bytes.NewReader(kept.Model))
	if err != nil {
		return nil, fmt.Errorf("open library: %w", err)
	}
	ranker := new(index.Ranker)
	if err := json.Unmarshal(kept.Ranker, ranker); err != nil {
		return nil, fmt.Errorf("open library: %w", err)
	}
	l := stand(x, model, asked, c)
	l.ranker = ranker
	return l, nil
}

// readLibrary reads a file of which every byte is as it was written.
func readLibrary(file []byte) (kept keptLibrary, err error) {
	rest, ok := bytes.CutPrefix(file, []byte(libraryMagic))
	if !ok || len(rest) < sha256.Size {
		return kept, fmt.Errorf("read library: %w", ErrLibrary)
	}
	sum := sha256.Sum256(rest[sha256.Size:])
	if !bytes.Equal(sum[:], rest[:sha256.Size]) {
		return kept, fmt.Errorf("read library with a wrong sum: %w", ErrLibrary)
	}
	if err := gob.NewDecoder(bytes.NewReader(rest[sha256.Size:])).Decode(&kept); err != nil {
		return kept, fmt.Errorf("read library: %w", errors.Join(err, ErrLibrary))
	}
	return kept, nil
}

// tidyLibraries leaves the newest few of a folder.
func tidyLibraries(dir string) (err error) {
	all, err := filepath.Glob(filepath.Join(dir, "*"+libraryEnd))
	slices.SortFunc(all, func(a, b string) int { return changed(b).Compare(changed(a)) })
	for _, old := range all[min(most, len(all)):] {
		err = errors.Join(err, os.Remove(old))
	}
	return err
}
