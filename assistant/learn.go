package assistant

import (
	"fmt"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/lexicon"
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
	return LearnWith(dir, e, here, progress)
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
	return Know(e, f, l.model.Embed), nil
}

// learned is what the index of an edition is built from beside the edition.
type learned struct {
	model interface {
		index.Embedder
		Embed(text string) []float32
	}
	bank memory.Bank
	told map[string][]string
}

func learn(dir string, e *knowledge.Edition, progress func(stage string, done, total int)) learned {
	return learned{
		model: memory.Recall(dir, e, func(done, total int) { progress("学习词义", done, total) }),
		bank:  memory.Lend(e, lexicon.Asked()),
		told:  memory.Circumstances(e, lexicon.Told()),
	}
}

func (l learned) options(progress func(stage string, done, total int)) index.Options {
	return index.Options{
		Embedder: l.model, Told: func(code string) []string { return l.told[code] }, Asked: l.bank.Questions, Unlisted: unlisted(l.bank),
		Progress: func(done, total int) { progress("建立索引", done, total) },
	}
}

// here builds the index in this process.
func here(e *knowledge.Edition, o index.Options) (Finder, error) {
	x, err := index.Build(e, o)
	if err != nil {
		return nil, fmt.Errorf("build the index: %w", err)
	}
	return x, nil
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
