package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// typedLines reads a key per line: for a pipe, and for tests.
type typedLines struct{ in *bufio.Scanner }

func keysOf(in io.Reader) keys { return typedLines{bufio.NewScanner(in)} }

func (l typedLines) key() (string, error) {
	for {
		text, err := l.line("", "")
		if err != nil || text != "" {
			return firstKey(text), err
		}
	}
}

func (l typedLines) line(string, string) (string, error) {
	if !l.in.Scan() {
		return "", errors.Join(l.in.Err(), io.EOF)
	}
	return strings.TrimSpace(l.in.Text()), nil
}

// firstKey is the first character of what was typed.
func firstKey(text string) string {
	for _, r := range text {
		return strings.ToLower(string(r))
	}
	return ""
}

// terminal reads single keys.
type terminal struct {
	file *os.File
	in   *bufio.Reader
	out  io.Writer
}

func newTerminal(file *os.File, out io.Writer) *terminal {
	return &terminal{file, bufio.NewReader(file), out}
}

// key waits for one key without Enter. Ctrl-C and Ctrl-D leave.
func (t *terminal) key() (string, error) {
	old, err := term.MakeRaw(int(t.file.Fd()))
	if err != nil {
		return "", fmt.Errorf("read a key: %w", err)
	}
	r, _, err := t.in.ReadRune()
	if err := errors.Join(err, term.Restore(int(t.file.Fd()), old)); err != nil {
		return "", err
	}
	const ctrlC, ctrlD = 3, 4
	if r == ctrlC || r == ctrlD {
		return "", io.EOF
	}
	fmt.Fprintf(t.out, "%c\n", r)
	return firstKey(string(r)), nil
}

// line reads a line as the terminal edits it.
func (t *terminal) line(prompt, old string) (string, error) {
	fmt.Fprintf(t.out, "%s（直接回车不改）", prompt)
	text, err := t.in.ReadString('\n')
	if text = strings.TrimSpace(text); text == "" {
		return old, err
	}
	return text, err
}
