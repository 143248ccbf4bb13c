package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// secretInput reads a password: from the terminal, twice and unseen, else from
// a file. It is never a flag, which would stand in the history of the shell.
type secretInput struct {
	PasswordFile string `help:"密码所在的文件，- 表示标准输入；不写就在终端里问" placeholder:"文件"`
}

// read returns the password that was put in, "" for none.
func (c secretInput) read(prompt string) (string, error) {
	in := int(os.Stdin.Fd())
	switch {
	case c.PasswordFile == "-":
		return oneLine(os.Stdin)
	case c.PasswordFile != "":
		f, err := os.Open(c.PasswordFile)
		if err != nil {
			return "", err
		}
		defer f.Close()
		return oneLine(f)
	case !term.IsTerminal(in):
		return "", nil
	}
	first, err := unseen(in, prompt)
	if err != nil || first == "" {
		return "", err
	}
	if again, err := unseen(in, "再输入一遍"); err != nil || again != first {
		return "", errors.Join(errors.New("两遍不一样，没有改动"), err)
	}
	return first, nil
}

// unseen reads a line that is not shown while it is typed.
func unseen(terminal int, prompt string) (string, error) {
	fmt.Fprint(os.Stderr, prompt+"：")
	b, err := term.ReadPassword(terminal)
	fmt.Fprintln(os.Stderr)
	return string(b), err
}

// oneLine returns what stands in a file without the end of the line.
func oneLine(r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, 4096))
	b = bytes.TrimRight(b, "\r\n")
	switch {
	case err != nil:
		return "", err
	case len(b) == 0 || bytes.ContainsAny(b, "\r\n"):
		return "", errors.New("密码文件里应当只有一行密码")
	}
	return string(b), nil
}
