package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"
	yamlv3 "go.yaml.in/yaml/v3"
)

// maxFile bounds the file, in bytes.
const maxFile = 256 << 10

// setting is what was set for a key, and where.
type setting struct {
	key   string
	raw   any
	where string
	value any // raw as the key wants it
}

// readFile returns what stands in the file by key, and the place of each.
func readFile(path string, wrong *Problems) (map[string]any, map[string]string) {
	if path == "" {
		return nil, nil
	}
	data, fault := content(path)
	if fault != "" {
		wrong.add("", path, fault)
		return nil, nil
	}
	return parse(path, data, wrong)
}

// content reads a file of bounded size.
func content(path string) ([]byte, string) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "没有这个文件，请看路径写对没有"
	case err != nil:
		return nil, fmt.Sprintf("打不开这个文件（%v）", err)
	case !info.Mode().IsRegular():
		return nil, "不是普通文件"
	case info.Size() > maxFile:
		return nil, "文件太大，最多 256 KB"
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Sprintf("读不了这个文件（%v），请看运行的用户有没有权限", err)
	}
	return data, ""
}

// parse reads YAML. It never panics, whatever the bytes.
func parse(path string, data []byte, wrong *Problems) (map[string]any, map[string]string) {
	lines := map[string]string{}
	var root yamlv3.Node
	if err := yamlv3.Unmarshal(data, &root); err != nil {
		wrong.add("", at(path, lineIn(err)), "不是合格的 YAML：看冒号后有没有空格，缩进是不是空格（不能用制表符），引号是不是成对")
		return nil, lines
	}
	if len(root.Content) == 0 {
		return nil, lines // empty, or comments alone
	}
	before := len(*wrong)
	places(path, "", root.Content[0], lines, wrong)
	if len(*wrong) > before {
		return nil, lines
	}
	k := koanf.New(".")
	if err := k.Load(rawbytes.Provider(data), yaml.Parser()); err != nil {
		wrong.add("", at(path, lineIn(err)), "不是合格的 YAML，每一项应是“名字: 值”")
		return nil, lines
	}
	return k.All(), lines
}

// places notes the line of every name, and refuses what the file does not need:
// a name twice, references, and anything but names at the top.
func places(path, prefix string, n *yamlv3.Node, lines map[string]string, wrong *Problems) {
	if n.Kind != yamlv3.MappingNode {
		if prefix == "" {
			wrong.add("", at(path, n.Line), "每一项应是“名字: 值”")
		}
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		full := strings.TrimPrefix(prefix+"."+name.Value, ".")
		switch {
		case value.Kind == yamlv3.AliasNode || value.Anchor != "" || name.Kind != yamlv3.ScalarNode || name.Value == "<<":
			wrong.add(full, at(path, name.Line), "用了 YAML 的引用（& * <<），配置里不支持，请直接写值")
		case lines[full] != "":
			wrong.add(full, at(path, name.Line), "写了两次，另一处在 "+lines[full]+"。请留下一处")
		default:
			lines[full] = at(path, name.Line)
			places(path, full, value, lines, wrong)
		}
	}
}

func at(path string, line int) string {
	if line == 0 {
		return path
	}
	return fmt.Sprintf("%s 第 %d 行", path, line)
}

var lineNumber = regexp.MustCompile(`line (\d+)`)

// lineIn returns the line that an error of the parser names, 0 for none.
func lineIn(err error) int {
	var n int
	if m := lineNumber.FindStringSubmatch(err.Error()); m != nil {
		_, _ = fmt.Sscan(m[1], &n) // digits
	}
	return n
}

// flatten makes settings of what stands in the file. An empty section is
// nothing; an empty value of a key is told.
func flatten(file map[string]any, lines map[string]string, wrong *Problems) map[string]setting {
	out := map[string]setting{}
	for name, raw := range file {
		if raw == nil && section(name) {
			continue
		}
		if raw == nil {
			wrong.add(name, lines[name], "后面没有值。请填上，或者去掉这一行")
			continue
		}
		out[name] = setting{key: name, raw: raw, where: lines[name]}
	}
	return out
}

// over lays the settings of b over those of a. A secret that is in both stays
// the environment's.
func over(a, b map[string]setting) map[string]setting {
	for name := range b {
		delete(a, other(name))
	}
	maps.Copy(a, b)
	return a
}
