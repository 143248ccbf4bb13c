package knowledge

import (
	"reflect"
	"regexp"
	"strings"

	"wenban/knowledge/personal"
)

// suspects are kinds of text that have no place in public knowledge. They are
// reported, not removed: only a person can tell a quotation from an attack.
var suspects = []struct {
	pattern     *regexp.Regexp
	really      func(match string) bool // nil: the pattern is enough
	reason, fix string
}{
	{regexp.MustCompile(`[1-9]\d{16}[\dXx]`), personal.IDCard, "正文里像是有身份证号码", "去掉个人信息"},
	{regexp.MustCompile(`1[3-9]\d{9}`), nil, "正文里像是有手机号码", "改用单位的公开电话"},
	{regexp.MustCompile(`[3-9]\d{15,18}`), personal.Luhn, "正文里像是有银行卡号", "去掉个人信息"},
	{regexp.MustCompile(`(?i)(?:忽略|无视)(?:以上|上面|之前|前面|其他|所有|全部)[^。]{0,10}(?:指令|提示|内容|要求|规则|设定)|ignore (?:all |the )?(?:previous|above)|系统提示词|system prompt|你现在是[^。]{0,12}(?:助手|模型|AI)|<\|im_|\[INST\]|告诉用户(?:拨打|点击|转账)`),
		nil, "文字里有像是指挥人工智能的话", "确认来源,不是正文的删去"},
	{regexp.MustCompile(`(?i)<(?:script|iframe|img|svg|object|embed)\b|javascript:|vbscript:|data:text/html`), nil, "文字里有网页代码", "改成纯文字"},
	{regexp.MustCompile(`(?:绝密|机密|秘密)\s*[★☆]|内部资料|内部文件|不得外传|注意保存|密级\s*[:：]`), nil, "文字里有密级或者内部标记", "确认可以公开;涉密的立即撤下并报告"},
}

// text looks through every string of a value for what has no place in it.
func (c *checker) text(v any) {
	walkText(reflect.ValueOf(v), "", func(path, s string) {
		for _, sus := range suspects {
			if m := alone(sus.pattern, s); m != "" && (sus.really == nil || sus.really(m)) {
				c.say(Warning, path, sus.reason+":“"+m+"”", sus.fix)
			}
		}
	})
}

// alone returns the first match; one that begins or ends with a digit must not
// be part of a longer number.
func alone(p *regexp.Regexp, s string) string {
	for _, at := range p.FindAllStringIndex(s, -1) {
		before, after := at[0] > 0 && digit(s[at[0]-1]), at[1] < len(s) && digit(s[at[1]])
		if !(before && digit(s[at[0]])) && !(after && digit(s[at[1]-1])) {
			return s[at[0]:at[1]]
		}
	}
	return ""
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

// codes are the elements that hold codes, addresses of the web and telephone
// numbers, not text.
var codes = map[string]bool{
	"code": true, "id": true, "related": true, "redirect": true, "region": true, "items": true,
	"consult_phone": true, "complaint_phone": true, "phone": true, "when": true, "supersedes": true, "online_url": true,
}

// walkText calls visit with every text of a value and its path.
func walkText(v reflect.Value, path string, visit func(path, s string)) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			visit(path, v.String())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			walkText(v.Elem(), path, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkText(v.Index(i), path+"."+itoa(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name != "" && name != "-" && !(codes[name] && !structs(v.Field(i))) {
				walkText(v.Field(i), strings.TrimPrefix(path+"."+name, "."), visit)
			}
		}
	}
}

// structs reports a list of structs: the items of a life event hold more than codes.
func structs(v reflect.Value) bool {
	return v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct
}
