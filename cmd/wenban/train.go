package main

import (
	"errors"
	"os"
	"path/filepath"

	"wenban/knowledge/memory"
)

// trainCommand trains the embedder that is compiled in from the words of the
// lexicon; a change of the words calls for it.
type trainCommand struct {
	Out string `help:"写到哪个文件夹" default:"knowledge/memory" type:"existingdir"`
}

// Run writes base.bin and base.sum; building the program again takes them over.
func (c trainCommand) Run() (err error) {
	bin, err := os.Create(filepath.Join(c.Out, "base.bin"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bin.Close()) }()
	sum, err := os.Create(filepath.Join(c.Out, "base.sum"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sum.Close()) }()
	bar := newProgress("学习词义")
	defer bar.done()
	return memory.TrainBase(bin, sum, bar.steps)
}
