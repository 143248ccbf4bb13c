package main

import (
	"os"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far long work is, on a terminal; elsewhere it is silent.
type progress struct {
	mu    sync.Mutex
	title string
	bar   *progressbar.ProgressBar
}

func newProgress(title string) *progress { return &progress{title: title} }

// set shows that done of total is done.
func (p *progress) set(done, total int64) {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil {
		p.bar = progressbar.NewOptions64(total, progressbar.OptionSetDescription(p.title), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100e6))
	}
	_ = p.bar.Set64(done) // a bar that cannot be drawn stops nothing
}

// stage is set for work that names its stages; each has a bar of its own.
func (p *progress) stage(name string, done, total int) {
	if name != p.title {
		p.done()
		p.title, p.bar = name, nil
	}
	p.steps(done, total)
}

// steps is set for work that counts in int.
func (p *progress) steps(done, total int) { p.set(int64(done), int64(total)) }

func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
