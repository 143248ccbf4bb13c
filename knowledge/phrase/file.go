package phrase

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"wenban/knowledge/segment"
)

// ErrFile says that a file of suggestions cannot be read; the message names the
// line and what to mend.
var ErrFile = errors.New("读不懂这个问法文件")

// Limits of a file of suggestions.
const (
	maxLine  = 1 << 16 // bytes in one line
	maxLines = 200000
)

// Read reads suggestions, a JSON object a line, as Write writes them; blank lines
// do not count. What a person may have changed is checked: the question can be a
// phrasing, its source is one there is. Every bad line is named, up to twenty.
func Read(r io.Reader) ([]Suggestion, error) {
	var out []Suggestion
	var bad []error
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() && n < maxLines && len(bad) < 20 {
		n++
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		s, err := readLine(line)
		if err != nil {
			bad = append(bad, fmt.Errorf("第%d行：%w", n, err))
			continue
		}
		out = append(out, s)
	}
	if err := lines.Err(); err != nil {
		bad = append(bad, fmt.Errorf("第%d行：%w", n+1, tooLong(err)))
	}
	if n == maxLines && lines.Scan() {
		bad = append(bad, fmt.Errorf("超过%d行，请分成几个文件", maxLines))
	}
	if len(bad) > 0 {
		return nil, fmt.Errorf("%w：%w", ErrFile, errors.Join(bad...))
	}
	return out, nil
}

func tooLong(err error) error {
	if errors.Is(err, bufio.ErrTooLong) || errors.Is(err, bufio.ErrBufferFull) {
		return errors.New("太长，一行一条，最多64千字节")
	}
	return err
}

// readLine reads one suggestion. Keys that are not its own (places, warnings) are
// passed over: a list that was printed can be handed in again.
func readLine(line []byte) (s Suggestion, err error) {
	if err := json.Unmarshal(line, &s); err != nil {
		return s, errors.New("不是一个 JSON 对象，照 wenban phrase --list 的样子写")
	}
	s.Item, s.Q = strings.TrimSpace(s.Item), strings.TrimSpace(s.Q)
	switch wrong := flaw(s.Q); {
	case s.Item == "":
		return s, errors.New("没有 item（事项的实施编码）")
	case wrong != "":
		return s, fmt.Errorf("问法%s", wrong)
	case !slices.Contains([]string{"", "curator", "operator", "citizen"}, s.Source):
		return s, fmt.Errorf("source 只能是 curator、operator、citizen，现在是“%.20s”", s.Source)
	}
	return s, nil
}

// Flaw says, in Chinese, why a text cannot be a phrasing; "" = it can.
func Flaw(q string) string { return flaw(q) }

// Verdict is what a curator decided about a suggestion.
type Verdict string

// The verdicts. A suggestion that was skipped has none, and comes again.
const (
	Accepted Verdict = "accepted"
	Rejected Verdict = "rejected"
	Undone   Verdict = "undone" // takes the decision before it back
)

// Decision is one line of the log of a review.
type Decision struct {
	Suggestion
	Verdict Verdict `json:"verdict"`
	Edited  string  `json:"edited,omitempty"` // what was accepted instead of Q
	By      string  `json:"by,omitempty"`     // who decided
	At      string  `json:"at,omitempty"`     // YYYY-MM-DD
}

// Text is the phrasing that was accepted.
func (d Decision) Text() string {
	if d.Edited != "" {
		return d.Edited
	}
	return d.Q
}

// Log is what was decided so far, in order, without what was taken back.
type Log []Decision

// ReadLog reads the log of a review. A last line that was cut off, by a kill or
// a full disk, is left out: it was never acknowledged. whole is how many bytes
// are whole.
func ReadLog(r io.Reader) (log Log, whole int64, err error) {
	in := bufio.NewReaderSize(r, maxLine)
	for n := 1; ; n++ {
		line, err := in.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF):
			return log, whole, nil
		case err != nil:
			return nil, 0, fmt.Errorf("%w：审阅记录第%d行：%w", ErrFile, n, tooLong(err))
		}
		var d Decision
		if json.Unmarshal(line, &d) != nil || !slices.Contains([]Verdict{Accepted, Rejected, Undone}, d.Verdict) {
			return nil, 0, fmt.Errorf("%w：审阅记录第%d行不是一条决定，请改正或者删去这一行", ErrFile, n)
		}
		whole += int64(len(line))
		log = log.With(d)
	}
}

// With returns the log with one more decision; one that was undone takes the
// last off.
func (l Log) With(d Decision) Log {
	if d.Verdict == Undone {
		return l[:max(0, len(l)-1)]
	}
	return append(slices.Clip(l), d)
}

// Done reports whether a text was decided about for an item.
func (l Log) Done() func(code, q string) bool {
	seen := map[string]bool{}
	for _, d := range l {
		seen[d.Item+"\x00"+plain(d.Q)] = true
	}
	return func(code, q string) bool { return seen[code+"\x00"+plain(q)] }
}

// Accepted lists what was accepted.
func (l Log) Accepted() (out []Decision) {
	for _, d := range l {
		if d.Verdict == Accepted {
			out = append(out, d)
		}
	}
	return out
}

// normal is the form in which a phrasing is written down: what a person reads,
// without what no one sees.
func normal(q string) string { return strings.Join(strings.Fields(segment.Normal(q)), " ") }
