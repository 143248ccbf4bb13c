// Package sandbox reads files of other formats in a process of their own: the
// same binary, run again with a hidden command. A file may hold anything, and
// parsers of office formats can be brought to loop, to use memory without end or
// to crash by a few bytes; whatever happens there, the server only sees a child
// that ended, and the person a reason.
//
// The child gets the file on its standard input and answers on its standard
// output, one JSON object a line. It opens no file, has no environment, and
// bounds itself before the first byte is read: processor time, memory, no file
// may be written. The parent bounds time by the clock and the size of the answer,
// and takes the answer for what it is: data from outside, checked like any file.
package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/format"
)

// Command is the hidden command that the child is run with.
const Command = "parse-file"

// Limits of one child.
type Limits struct {
	CPU    time.Duration // of the processor, whole seconds
	Wall   time.Duration // by the clock
	Memory int64         // bytes of private memory
	Output int64         // bytes of the answer
}

// Default are the limits of an import by a person: far more than a real file
// needs, see the load test on 3,419 laws.
var Default = Limits{CPU: 60 * time.Second, Wall: 2 * time.Minute, Memory: 1 << 30, Output: 512 << 20}

// paper are the limits of files that are small by nature. A parser of PDFs that
// has not ended in a few seconds will not.
var paper = Limits{CPU: 5 * time.Second, Wall: 10 * time.Second, Memory: 512 << 20, Output: 64 << 20}

// job is what the child is told before the bytes of the file.
type job struct {
	Name    string `json:"name"`
	Profile string `json:"profile,omitempty"` // YAML; "": the one whose columns fit best
	Limits  Limits `json:"limits"`
}

// answer is one line of what the child says. The last one has End.
type answer struct {
	ingest.Converted
	End bool `json:"end,omitempty"`
}

// Convert returns an ingest.ConvertFunc that reads every file in a child, with a
// profile (YAML, "" to choose one by the columns), and with limits by the kind
// of file where none are given.
func Convert(profile string, limits Limits) ingest.ConvertFunc {
	return func(ctx context.Context, name string, r io.Reader, say func(ingest.Converted)) error {
		j := job{Name: name, Profile: profile, Limits: limits}
		if limits == (Limits{}) {
			j.Limits = limitsOf(name)
		}
		reason, fix, err := run(ctx, j, r, say)
		if reason != "" {
			say(ingest.Converted{Problems: []ingest.Problem{{Level: ingest.Error, Reason: reason, Fix: fix}}})
		}
		return err
	}
}

// limitsOf returns the limits by the name of a file. The name may lie: then the
// narrower limits hold, or the child finds out.
func limitsOf(name string) Limits {
	for _, ext := range []string{".pdf", ".docx", ".html", ".htm", ".txt", ".md"} {
		if strings.HasSuffix(strings.ToLower(name), ext) {
			return paper
		}
	}
	return Default
}

// run reads one file. A reason says why the child was stopped or failed; the
// error is one of reading r or of ctx.
func run(ctx context.Context, j job, r io.Reader, say func(ingest.Converted)) (reason, fix string, err error) {
	timed, cancel := context.WithTimeout(ctx, j.Limits.Wall)
	defer cancel()
	c, err := start(timed, j, r)
	if err != nil {
		return "", "", fmt.Errorf("start parser: %w", err)
	}
	said := c.listen(j.Limits.Output, say)
	if said != nil {
		cancel() // it says more than it may, or nonsense
	}
	ended := c.wait()
	switch {
	case ctx.Err() != nil:
		return "", "", ctx.Err()
	case c.input.err != nil:
		return "", "", c.input.err
	case errors.Is(said, errOutput):
		return fmt.Sprintf("读出来的内容超过%d兆字节", j.Limits.Output>>20), "拆成几个文件", nil
	case said == nil && ended == nil:
		return "", "", nil
	}
	reason, fix = c.cause(timed, j.Limits)
	return reason, fix, nil
}

// child is a running child.
type child struct {
	cmd    *exec.Cmd
	out    io.ReadCloser
	errs   *head
	input  *source
	unlock func()
}

func start(ctx context.Context, j job, r io.Reader) (*child, error) {
	exe, err := executable()
	if err != nil {
		return nil, err
	}
	first, err := json.Marshal(j)
	if err != nil {
		return nil, err
	}
	c := &child{cmd: exec.CommandContext(ctx, exe, Command), errs: &head{}, input: &source{r: io.LimitReader(r, format.MaxInput+1)}}
	c.cmd.Env = []string{"GOTRACEBACK=none"}
	c.cmd.Dir = "/"
	c.cmd.WaitDelay = 5 * time.Second
	c.cmd.Stdin = io.MultiReader(bytes.NewReader(append(first, '\n')), c.input)
	c.cmd.Stderr = c.errs
	c.unlock = bind(c.cmd)
	if c.out, err = c.cmd.StdoutPipe(); err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		c.unlock()
		return nil, err
	}
	return c, nil
}

// executable is the file of this program, even when it was replaced on disk.
func executable() (string, error) {
	if runtime.GOOS == "linux" {
		return "/proc/self/exe", nil
	}
	return os.Executable()
}

func (c *child) wait() error {
	defer c.unlock()
	return c.cmd.Wait()
}

var (
	errOutput = errors.New("too much output")
	errNoEnd  = errors.New("the parser did not come to its end")
)

// listen hands on what the child says until it ends.
func (c *child) listen(limit int64, say func(ingest.Converted)) error {
	r := bufio.NewReaderSize(io.LimitReader(c.out, limit+1), 1<<16)
	var read int64
	for {
		line, err := readLine(r)
		if read += int64(len(line)); read > limit {
			return errOutput
		}
		if err != nil {
			return errNoEnd
		}
		var a answer
		if err := json.Unmarshal(line, &a); err != nil {
			return fmt.Errorf("answer of the parser: %w", err)
		}
		if a.End {
			return nil
		}
		say(a.Converted)
	}
}

// maxAnswer bounds one line of an answer: a record at most, with its problems.
const maxAnswer = 2 * format.MaxText

func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if line = append(line, part...); len(line) > maxAnswer {
			return nil, errOutput
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// cause says for people why a child did not come to its end.
func (c *child) cause(timed context.Context, l Limits) (reason, fix string) {
	const file = "文件有问题:用原来的软件打开、另存一份后再导入;还不行的,拆成几个文件"
	switch text := c.errs.String(); {
	case errors.Is(timed.Err(), context.DeadlineExceeded):
		return fmt.Sprintf("解析超过%d秒,已停止", int(l.Wall.Seconds())), file
	case c.cmd.ProcessState.ExitCode() == exitMemory, strings.Contains(text, "out of memory") || strings.Contains(text, "cannot allocate memory"):
		return fmt.Sprintf("解析需要的内存超过%d兆字节,已停止", l.Memory>>20), file
	case killed(c.cmd.ProcessState):
		return fmt.Sprintf("解析用的处理器时间超过%d秒,已停止", int(l.CPU.Seconds())), file
	}
	return "解析程序意外结束,文件损坏或者需要的内存太多", file
}

// source notes an error of the file itself.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// head keeps the first bytes of what is written: enough to tell a cause. They
// are never logged, since a crash may quote the file.
type head struct{ b []byte }

func (h *head) Write(p []byte) (int, error) {
	h.b = append(h.b, p[:min(len(p), 4096-len(h.b))]...)
	return len(p), nil
}

func (h *head) String() string { return string(h.b) }
