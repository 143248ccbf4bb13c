//go:build cgo

package segment

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/yanyiwu/gojieba"
)

// jieba cuts with gojieba. It is only ever called through a Segmenter, whose
// lock keeps free away from cut and keeps the value reachable: gojieba frees
// itself in a finalizer, even while its last call still runs.
type jieba struct{ x *gojieba.Jieba }

func (j jieba) cut(text string) []string {
	defer runtime.KeepAlive(j.x)
	return j.x.CutForSearch(text, true)
}

func (j jieba) free() { j.x.Free() }

// newEngine hands the embedded dictionaries to gojieba, which reads files
// only. Key words are never extracted, so idf and stop words are stubs.
func newEngine(words []string) (engine, error) {
	general, err := unpack("jieba.dict.utf8")
	if err != nil {
		return nil, err
	}
	model, err := unpack("hmm_model.utf8")
	if err != nil {
		return nil, err
	}
	files := [][]byte{general, model, userDict(words), []byte("事项 10\n"), []byte("的\n")}
	paths, done, err := present(files)
	if err != nil {
		return nil, err
	}
	defer done()
	return jieba{gojieba.NewJieba(paths...)}, nil
}

// userDict writes the lines of a user dictionary: word, frequency, tag.
func userDict(words []string) []byte {
	var b strings.Builder
	for _, w := range words {
		fmt.Fprintf(&b, "%s %d n\n", w, userFrequency)
	}
	return []byte(b.String())
}

// present makes the files readable under paths until done is called: in
// memory where the system can, else in a folder that done deletes.
func present(files [][]byte) (paths []string, done func(), err error) {
	if paths, done, err = inMemory(files); err == nil {
		return paths, done, nil
	}
	return inFolder(files)
}

func inFolder(files [][]byte) (paths []string, done func(), err error) {
	dir, err := os.MkdirTemp("", "words")
	if err != nil {
		return nil, nil, fmt.Errorf("make folder for dictionaries: %w", err)
	}
	done = func() { _ = os.RemoveAll(dir) }
	for i, data := range files {
		path := fmt.Sprintf("%s/%d.utf8", dir, i)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			done()
			return nil, nil, fmt.Errorf("write dictionary %q: %w", path, err)
		}
		paths = append(paths, path)
	}
	return paths, done, nil
}
