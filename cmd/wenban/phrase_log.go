package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"wenban/knowledge/phrase"
)

// review is the log of a review on disk: a line per decision, durable before the
// next suggestion is shown, so that a review may be left and gone on with. One
// person writes at a time.
type review struct {
	file *os.File
	size int64 // bytes: more means that somebody else writes
	log  phrase.Log
}

// openReview opens the log, or begins one. A line that was cut off by a kill is
// taken away.
func openReview(path string) (*review, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of reviews: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	r := &review{file: f}
	if err := r.begin(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s：%w", path, err), f.Close())
	}
	return r, nil
}

func (r *review) begin() error {
	log, whole, err := phrase.ReadLog(r.file)
	if err != nil {
		return err
	}
	if err := r.file.Truncate(whole); err != nil {
		return err
	}
	r.log, r.size = log, whole
	return nil
}

// errOther ends the review of whoever comes second.
var errOther = errors.New("另一个人也在审阅，这一条没有记下；等他退出后再来")

// add writes a decision down.
func (r *review) add(d phrase.Decision) error {
	line, err := json.Marshal(d)
	if err != nil {
		return err
	}
	switch info, err := r.file.Stat(); {
	case err != nil:
		return err
	case info.Size() != r.size:
		return errOther
	}
	n, err := r.file.Write(append(line, '\n'))
	if err := errors.Join(err, r.file.Sync()); err != nil {
		return fmt.Errorf("write the decision down: %w", err)
	}
	r.log, r.size = r.log.With(d), r.size+int64(n)
	return nil
}

// Close ends the review and lets others in.
func (r *review) Close() error { return r.file.Close() }
