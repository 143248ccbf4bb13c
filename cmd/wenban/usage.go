package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// chinese is how kong's words are told; what is not here stays as it is.
var chinese = strings.NewReplacer(
	"Usage: ", "用法：", "[flags]", "[参数]", "<command>", "<命令>",
	"\nFlags:\n", "\n参数：\n", "\nArguments:\n", "\n内容：\n", "\nCommands:\n", "\n命令：\n",
	`Run "wenban <command> --help" for more information on a command.`, "某个命令怎么用：wenban <命令> --help",
)

// inChinese prints kong's help in Chinese.
func inChinese(options kong.HelpOptions, call *kong.Context) error {
	out, page := call.Stdout, new(bytes.Buffer)
	call.Stdout = page
	err := kong.DefaultHelpPrinter(options, call)
	call.Stdout = out
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, chinese.Replace(page.String()))
	return err
}

// misuse tells kong's complaints about a command line.
var misuse = []struct {
	found *regexp.Regexp
	say   string
}{
	{regexp.MustCompile(`^unknown flag (\S+), did you mean (.+)\?$`), `没有 $1 这个参数，是不是 $2`},
	{regexp.MustCompile(`^unknown flag (\S+)$`), `没有 $1 这个参数`},
	{regexp.MustCompile(`^unexpected argument (.+), did you mean (.+)\?$`), `不认识“$1”，是不是 $2`},
	{regexp.MustCompile(`^unexpected argument (.+)$`), `不认识“$1”`},
	{regexp.MustCompile(`^expected one of (.+)$`), `请写明要做什么：$1`},
	{regexp.MustCompile(`^expected "(.+)"$`), `还要写明 $1`},
	{regexp.MustCompile(`^missing flags: (.+)$`), `还要写明 $1`},
	{regexp.MustCompile(`^(\S+) must be one of (.+) but got "(.*)"$`), `$1 只能是 $2 中的一个，不能是“$3”`},
	{regexp.MustCompile(`^(.+?): missing value, expecting .*$`), `$1 后面要写上值`},
	{regexp.MustCompile(`^(\S+?): expected .* value but got .*$`), `$1 后面要写上值`},
	{regexp.MustCompile(`^(.+?): (?:stat|open) (.+): no such file or directory$`), `$1：没有“$2”这个文件，请核对路径`},
	{regexp.MustCompile(`^(.+?): "?(.+?)"? exists but is a directory$`), `$1：“$2”是文件夹，这里要写文件`},
	{regexp.MustCompile(`^(.+?): expected (?:an|a valid \d+ bit u?)\s?int but got "(.*?)".*$`), `$1 要写整数，不能是“$2”`},
	{regexp.MustCompile(`^(.+?): expected duration but got "(.*?)".*$`), `$1 要写时长，如 10s、5m，不能是“$2”`},
	{regexp.MustCompile(`^(--\S+) and (--\S+) can't be used together$`), `$1 和 $2 不能同时用`},
}

// misused is what was wrong with a command line, and where its use is told.
func misused(err error) string {
	said := err.Error()
	for _, m := range misuse {
		if m.found.MatchString(said) {
			said = m.found.ReplaceAllString(said, m.say)
			break
		}
	}
	command := "wenban"
	if e := (*kong.ParseError)(nil); errors.As(err, &e) && e.Context.Selected() != nil {
		command = e.Context.Selected().FullPath()
	}
	return fmt.Sprintf("%s。怎么用：%s --help", said, command)
}
