package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"wenban/assistant/read/kind"
	"wenban/knowledge/memory"
)

// trainCommand trains what is compiled in from the words of the data files; a
// change of the words calls for it.
type trainCommand struct {
	Root string `help:"源码所在的文件夹" default:"." type:"existingdir"`
}

// Run writes the files; building the program again takes them over.
func (c trainCommand) Run() error {
	return errors.Join(
		trainInto(filepath.Join(c.Root, "knowledge/memory/base"), "学习词义", memory.TrainBase),
		trainInto(filepath.Join(c.Root, "assistant/read/kind/kinds"), "学习说法", kind.TrainDefault),
	)
}

// trainInto writes NAME.bin and NAME.sum.
func trainInto(name, title string, train func(bin, sum io.Writer, progress func(done, total int)) error) (err error) {
	bin, err := os.Create(name + ".bin")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bin.Close()) }()
	sum, err := os.Create(name + ".sum")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sum.Close()) }()
	bar := newProgress(title)
	defer bar.done()
	return train(bin, sum, bar.steps)
}
