package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/alecthomas/kong"

	"wenban/knowledge/sample"
	"wenban/knowledge/store/db"
)

// TestFailuresOfTheMachineSayWhatToDo makes the failures that can be made.
func TestFailuresOfTheMachineSayWhatToDo(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	listen := func(addr string) error { return serveCommand{Addr: addr}.listen(t.Context(), nil, nil, nil, 0) }
	said := askCommand{}.converse(t.Context(), nil, strings.NewReader(strings.Repeat("办", 1<<20)), io.Discard)
	open := func(path string) error { _, err := db.Open(t.Context(), path); return err }
	for what, c := range map[string]struct {
		err  error
		want string
	}{
		"a port that is taken":      {listen(taken.Addr().String()), "换一个端口"},
		"an address without a port": {listen("foo"), "主机:端口"},
		"a port that cannot be":     {listen("127.0.0.1:99999"), "主机:端口"},
		"another machine's address": {listen("192.0.2.1:8080"), "没有这个地址"},
		"data below a file":         {open(filepath.Join(file, "wenban.db")), "不是文件夹"},
		"a line without an end":     {said, "太长"},
		"a folder for a database":   {open(t.TempDir()), "却是文件夹"},
		"a folder that is missing":  {backupCommand{File: filepath.Join(t.TempDir(), "no", "b")}.write(t.Context(), nil), "核对路径"},
		"a full disk":               {fmt.Errorf("write: %w", syscall.ENOSPC), "腾出空间"},
		"a disk to read only":       {fmt.Errorf("open: %w", syscall.EROFS), "只读"},
		"files of another user":     {fmt.Errorf("open: %w", os.ErrPermission), "所有者"},
		"a port of the system":      {&net.OpError{Op: "listen", Err: os.NewSyscallError("bind", syscall.EACCES)}, "1024"},
	} {
		if c.err == nil {
			t.Errorf("%s: no error", what)
			continue
		}
		got := advised(c.err)
		if first, _, _ := strings.Cut(got, "\n"); !strings.Contains(first, c.want) || !strings.Contains(got, c.err.Error()) {
			t.Errorf("%s: advised(%v) = %q, want %q in the first line, then the cause", what, c.err, got, c.want)
		}
	}
	if own := errors.New("请写明原因"); advised(own) != own.Error() {
		t.Errorf("advised(%v) = %q, want it unchanged", own, advised(own))
	}
}

// TestMisuseIsToldInChinese holds the sentences to the words of kong itself.
func TestMisuseIsToldInChinese(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	for line, want := range map[string]string{
		"":                            `请写明要做什么："serve"`,
		"nosuch":                      "不认识“nosuch”",
		"edition":                     `不认识“edition”，是不是 "editions"`,
		"ask --nosuch x":              "没有 --nosuch 这个参数。怎么用：wenban ask --help",
		"ask --regio 1 x":             `没有 --regio 这个参数，是不是 "--region"`,
		"diff":                        "还要写明 <edition>",
		"user add 甲":                  "还要写明 --role",
		"user add 甲 --role boss":      "--role 只能是",
		"eval --cases " + missing:     "没有“" + missing + "”这个文件",
		"editions --limit x":          "要写整数",
		"review 1 --approve --return": "不能同时用",
		"ask --region":                "--region 后面要写上值",
	} {
		parser, err := grammar(t.Context(), new(settings))
		if err != nil {
			t.Fatal(err)
		}
		_, err = parser.Parse(strings.Fields(line))
		if err == nil {
			t.Errorf("wenban %s: no error", line)
			continue
		}
		if got := misused(err); !strings.Contains(got, want) || !strings.Contains(got, "--help") {
			t.Errorf("wenban %s: misused(%v) = %q, want %q and where help is", line, err, got, want)
		}
	}
}

// TestHelpIsInChinese asks every command for its help.
func TestHelpIsInChinese(t *testing.T) {
	for _, line := range []string{"--help", "user --help", "user add --help", "config check --help", "import --help"} {
		page := new(bytes.Buffer)
		parser, err := grammar(t.Context(), new(settings))
		if err != nil {
			t.Fatal(err)
		}
		kong.Writers(page, io.Discard).Apply(parser)
		parser.Exit = func(int) {}
		_, _ = parser.Parse(strings.Fields(line)) // what is said after the help is not asked
		got := page.String()
		if !strings.HasPrefix(got, "用法：wenban ") || !strings.Contains(got, "显示怎么用") {
			t.Errorf("wenban %s = %q, want 用法 and 显示怎么用", line, got)
		}
		for _, english := range []string{"Usage", "Flags:", "Commands:", "Arguments:", "Show ", "Run "} {
			if strings.Contains(got, english) {
				t.Errorf("wenban %s holds %q, want Chinese:\n%s", line, english, got)
			}
		}
	}
}

func TestARegionThatIsNotThereIsRefused(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"", "990121"} {
		if err := known(e.Regions, code); err != nil {
			t.Errorf("known(%q) = %v, want nil", code, err)
		}
	}
	if err := known(e.Regions, "999999"); err == nil || !strings.Contains(err.Error(), "990121 青岭县") {
		t.Errorf("known(999999) = %v, want the regions there are", err)
	}
}

func TestServeSaysWhatItServes(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	for want, got := range map[string]string{
		"样例城市“云溪市”":    source{}.origin(0, e),
		"没有经过审核":       source{KB: []string{"items"}}.origin(0, e),
		"版次 7（" + e.ID: source{}.origin(7, e),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("origin = %q, want %q in it", got, want)
		}
	}
}

// Who reviews must be able to see all of what is new.
func TestAllOfARecordCanBeSeen(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string][]string{
		e.Items[0].Code:   {e.Items[0].Name, e.Items[0].Materials[0].Name, e.Items[0].Department},
		e.Documents[0].ID: {e.Documents[0].Title},
		e.Events[0].ID:    {e.Events[0].Name},
	} {
		said := fmt.Sprint(elementsOf(e, code))
		for _, w := range want {
			if !strings.Contains(said, w) {
				t.Errorf("elementsOf(%s) = %s, want %q in it", code, said, w)
			}
		}
	}
	if got := elementsOf(e, "nosuch"); got != nil {
		t.Errorf("elementsOf(nosuch) = %v, want none", got)
	}
}
