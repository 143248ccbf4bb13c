package simulator

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"wenban/assistant/handoff"
)

// entry is one line of the log.
type entry struct {
	Type    string           `json:"type"` // taken, update or called
	At      time.Time        `json:"at"`
	Key     string           `json:"key,omitempty"`
	Number  string           `json:"number,omitempty"`
	Digest  string           `json:"digest,omitempty"`
	Message *handoff.Message `json:"message,omitempty"`
	Update  *handoff.Update  `json:"update,omitempty"`
}

// write appends an entry and waits until it is on the disk: only then is
// anybody answered.
func (s *System) write(e entry) error {
	if s.log == nil {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := s.log.Write(append(line, '\n')); err != nil {
		return err
	}
	return s.log.Sync()
}

// restore reads the log and goes on with it. Half a line at its end is what was
// being written when the process died: nobody was answered, and it is cut off.
func (s *System) restore(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	whole := int64(0)
	for r := bufio.NewReader(f); ; {
		line, err := r.ReadBytes('\n')
		if err != nil {
			break
		}
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("read %s at byte %d: %w", path, whole, err)
		}
		s.do(e)
		whole += int64(len(line))
	}
	if err := f.Truncate(whole); err != nil {
		return fmt.Errorf("cut the log: %w", err)
	}
	s.log = f
	_, err = f.Seek(whole, io.SeekStart)
	return err
}
