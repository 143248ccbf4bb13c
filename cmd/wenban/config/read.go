package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reader returns a value as its key wants it, or says in Chinese what is wrong
// with it and what would be right. raw is text from the environment, and text,
// a number, a switch or a list from the file.
type reader func(raw any) (value any, fault string)

func text(raw any) (any, string) {
	s, ok := raw.(string)
	switch {
	case !ok:
		return nil, fmt.Sprintf("应是文字，现在是%s", kindOf(raw))
	case strings.TrimSpace(s) == "":
		return nil, "是空的。请填上内容，或者去掉这一项"
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }):
		return nil, "含有换行或控制字符，请去掉"
	}
	return strings.TrimSpace(s), ""
}

// orNone allows the empty text, which turns a thing off.
func orNone(read reader) reader {
	return func(raw any) (any, string) {
		if raw == "" {
			return "", ""
		}
		return read(raw)
	}
}

func address(raw any) (any, string) {
	v, fault := text(raw)
	if fault != "" {
		return nil, fault
	}
	_, port, err := net.SplitHostPort(v.(string))
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n == 0 && port != "0" {
		return nil, quoted(v, "不是监听地址，应是“主机:端口”，如 127.0.0.1:8080")
	}
	return v, ""
}

func origin(raw any) (any, string) {
	v, fault := text(raw)
	if fault != "" {
		return nil, fault
	}
	u, err := url.Parse(v.(string))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != v || strings.ContainsAny(v.(string), " ;,'\"") {
		return nil, quoted(v, "不是网站地址，只写协议和域名，如 https://www.example.gov.cn")
	}
	return v, ""
}

func network(raw any) (any, string) {
	v, fault := text(raw)
	if fault != "" {
		return nil, fault
	}
	if a, err := netip.ParseAddr(v.(string)); err == nil {
		return netip.PrefixFrom(a, a.BitLen()).String(), ""
	}
	if _, err := netip.ParsePrefix(v.(string)); err != nil {
		return nil, quoted(v, "不是地址或网段，如 10.0.0.0/8")
	}
	return v, ""
}

func webAddress(raw any) (any, string) {
	v, fault := text(raw)
	if fault != "" {
		return nil, fault
	}
	u, err := url.Parse(v.(string))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, quoted(v, "不是网址，如 http://127.0.0.1:4318")
	}
	if u.User != nil {
		return nil, "网址里写了用户名或密码，请去掉，改用密钥项"
	}
	return v, ""
}

// issuer reads the address of an OpenID provider: over TLS, but on this machine.
func issuer(raw any) (any, string) {
	v, fault := webAddress(raw)
	if fault != "" {
		return nil, fault
	}
	u, _ := url.Parse(v.(string)) // webAddress has read it
	local, err := netip.ParseAddr(u.Hostname())
	if u.Scheme != "https" && u.Hostname() != "localhost" && (err != nil || !local.IsLoopback()) {
		return nil, quoted(v, "没有用 HTTPS，谁都可以冒充它。请写 https:// 开头的地址")
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return nil, quoted(v, "含有 ? 或者 #，统一身份认证的地址里没有")
	}
	return v, ""
}

// pair reads one of our names, an equals sign, and a name of another system.
func pair(ours ...string) reader {
	return func(raw any) (any, string) {
		v, fault := text(raw)
		if fault != "" {
			return nil, fault
		}
		our, their, ok := strings.Cut(v.(string), "=")
		if !ok || strings.TrimSpace(their) == "" || !slices.Contains(ours, our) {
			return nil, quoted(v, "应是“我们的名字=对方的名字”，我们的名字是 "+strings.Join(ours, "、"))
		}
		return our + "=" + strings.TrimSpace(their), ""
	}
}

func yesNo(raw any) (any, string) {
	switch v := raw.(type) {
	case bool:
		return v, ""
	case string:
		switch strings.ToLower(v) {
		case "true", "1":
			return true, ""
		case "false", "0":
			return false, ""
		}
	}
	return nil, quoted(raw, "应是 true（是）或 false（否）")
}

func whole(least, most int) reader {
	return func(raw any) (any, string) {
		n, ok := raw.(int)
		if s, isText := raw.(string); isText {
			parsed, err := strconv.Atoi(s)
			n, ok = parsed, err == nil
		}
		if !ok || n < least || n > most {
			return nil, quoted(raw, fmt.Sprintf("应是 %d 到 %d 的整数", least, most))
		}
		return n, ""
	}
}

func share(raw any) (any, string) {
	f, err := strconv.ParseFloat(fmt.Sprint(raw), 64)
	if err != nil || !(f >= 0 && f <= 1) {
		return nil, quoted(raw, "应是 0 到 1 的数，如 0.1 表示十分之一")
	}
	return f, ""
}

func seconds(least, most int) reader {
	return func(raw any) (any, string) {
		d, err := time.ParseDuration(fmt.Sprint(raw))
		if err != nil || d < time.Duration(least)*time.Second || d > time.Duration(most)*time.Second {
			return nil, quoted(raw, fmt.Sprintf("应是 %ds 到 %ds 的时长，如 10s", least, most))
		}
		return d.String(), ""
	}
}

func oneOf(words ...string) reader {
	return func(raw any) (any, string) {
		if s, ok := raw.(string); ok && slices.Contains(words, s) {
			return s, ""
		}
		return nil, quoted(raw, "应是其中之一："+strings.Join(words, "、"))
	}
}

// list reads a list, or text with commas as the environment has it.
func list(read reader) reader {
	return func(raw any) (any, string) {
		parts, ok := raw.([]any)
		if s, isText := raw.(string); isText {
			parts, ok = split(s), true
		}
		if !ok {
			return nil, fmt.Sprintf("应是列表，每行一个“- 值”，现在是%s", kindOf(raw))
		}
		values := []any{}
		for i, p := range parts {
			v, fault := read(p)
			if fault != "" {
				return nil, fmt.Sprintf("第 %d 个值%s", i+1, fault)
			}
			values = append(values, v)
		}
		return values, ""
	}
}

func split(s string) []any {
	var parts []any
	for p := range strings.SplitSeq(s, ",") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// guessable are passwords that stand in examples and in lists of attackers.
var guessable = []string{"password", "passwd", "secret", "changeme", "change_me", "change-me", "admin", "root", "postgres", "wenban", "qdrant", "123456", "12345678", "请修改"}

// secret reads a key or password. Its value stands in no message.
func secret(raw any) (any, string) {
	s, ok := raw.(string)
	switch s = strings.TrimSpace(s); {
	case !ok:
		return nil, "应是文字，请加上引号"
	case s == "":
		return nil, "密钥是空的。请填上，或者去掉这一项"
	case slices.Contains(guessable, strings.ToLower(s)):
		return nil, "用的是示例或常见的密码，谁都猜得到。请换成随机的，如 openssl rand -base64 24 的输出"
	case strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }):
		return nil, "含有换行或控制字符，请去掉"
	}
	return s, ""
}

// database reads a path or a postgres:// address, which may hold a password.
func database(raw any) (any, string) {
	v, fault := secret(raw)
	if fault != "" {
		return nil, fault
	}
	scheme, _, isURL := strings.Cut(v.(string), "://")
	if !isURL {
		return v, ""
	}
	u, err := url.Parse(v.(string))
	if err != nil || scheme != "postgres" && scheme != "postgresql" || u.Host == "" && u.Query().Get("host") == "" {
		return nil, "不是数据库地址，应是 postgres://用户:密码@主机:5432/库名，密码里的特殊字符用 %XX 写；或者只写文件路径"
	}
	if password, ok := u.User.Password(); ok && slices.Contains(guessable, strings.ToLower(password)) {
		return nil, "密码是示例或常见的，谁都猜得到。请换成随机的，如 openssl rand -hex 24 的输出"
	}
	return v, ""
}

func quoted(raw any, fault string) string {
	s := []rune(fmt.Sprint(raw))
	if len(s) > 60 {
		s = append(s[:60], '…')
	}
	return fmt.Sprintf("“%s”%s", string(s), fault)
}

func kindOf(raw any) string {
	switch raw.(type) {
	case nil:
		return "空的"
	case bool:
		return "是否值（文字请加引号）"
	case int, int64, uint64, float64:
		return "数字（文字请加引号）"
	case []any:
		return "列表"
	case string:
		return "文字"
	}
	return "别的东西"
}
