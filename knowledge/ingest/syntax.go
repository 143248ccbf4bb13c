package ingest

import (
	"encoding/json"
	"errors"
	"strings"
)

// syntax says in plain words what is wrong with the JSON of a record, at which
// byte, or nothing.
func syntax(data []byte) (reason, fix string, offset int64) {
	var raw json.RawMessage
	err := json.Unmarshal(data, &raw)
	if err == nil {
		return "", "", 0
	}
	var se *json.SyntaxError
	if errors.As(err, &se) {
		offset = se.Offset
	}
	reason, fix = explain(err.Error(), culprit(data, offset))
	if strings.Contains(err.Error(), "unexpected end") {
		offset = int64(len(data)) // encoding/json says 0
	}
	return reason, fix, offset
}

// culprit returns the character that ends at an offset or begins just before it.
func culprit(data []byte, offset int64) string {
	if offset < 1 || int(offset) > len(data) {
		return ""
	}
	for _, r := range string(data[offset-1:]) {
		return string(r)
	}
	return ""
}

// explanations turn what encoding/json says into what a curator should do, the
// most special first.
var explanations = []struct{ part, reason, fix string }{
	{"unexpected end", "内容不完整,少了右括号或者引号", "补全这一行;每条记录写在一行里"},
	{"after top-level value", "一行里有多余的内容", "每行只写一条记录"},
	{"in string literal", "文字里有换行或者控制字符", "文字里的换行写成 \\n"},
	{"in string escape", "反斜杠后面的写法不对", "文字里的反斜杠写成 \\\\"},
	{"looking for beginning of object key", "多了一个逗号,或者键名没有加英文双引号", "去掉最后一个逗号,键名加英文双引号"},
	{"after object key:value pair", "两项之间少了逗号,或者文字里的双引号没有转义", "补上逗号;文字里的双引号写成 \\\" 或者用“”"},
	{"after object key", "键名后面少了英文冒号", "补上冒号"},
	{"after array element", "列表的两项之间少了逗号", "补上逗号"},
	{"exceeded max depth", "嵌套太深", "减少嵌套层数"},
	{"numeric literal", "数字的写法不对", "改成普通数字,或者加双引号作为文字"},
	{"looking for beginning of value", "这里应当是一个值", "文字加英文双引号,没有值写 null"},
}

func explain(err, culprit string) (reason, fix string) {
	if culprit != "" && strings.Contains("“”‘’，：；｛｝［］【】、", culprit) {
		return "JSON 的标点用了中文的" + culprit, "结构用的引号、逗号、冒号都要用英文的"
	}
	for _, e := range explanations {
		if strings.Contains(err, e.part) {
			return "JSON 写法有误:" + e.reason, e.fix
		}
	}
	return "JSON 写法有误", "用 JSON 校验工具核对这一行"
}
