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
	if progress == nil {
		progress = func(string, int, int) {}
	}
	stage := func(name string) func(done, total int) {
		return func(done, total int) { progress(name, done, total) }
	}
	model := memory.Recall(dir, e, stage("学习词义"))
	bank := memory.Lend(e, lexicon.Asked())
	told := memory.Circumstances(e, lexicon.Told())
	x, err := index.Build(e, index.Options{
		Embedder: model, Told: func(code string) []string { return told[code] }, Asked: bank.Questions, Unlisted: unlisted(bank), Progress: stage("建立索引"),
	})
	if err != nil {
		return nil, fmt.Errorf("build the index: %w", err)
	}
	return Know(e, x, model.Embed), nil
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
