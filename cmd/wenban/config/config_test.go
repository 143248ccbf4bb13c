package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// write makes a file with a mode and returns its path.
func write(t testing.TB, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask is
		t.Fatal(err)
	}
	return path
}

func TestTheEnvironmentIsOverTheFileAndTheFileOverTheUsual(t *testing.T) {
	path := write(t, "wenban.yaml", "listen: 0.0.0.0:80\nweb:\n  talks: 7\n  proxies:\n    - 10.0.0.0/8\n    - 192.0.2.1\nops:\n  drain: 5s\nlog:\ntraces:\n  share: 1\n", 0o644)
	c, err := Load(Sources{File: path, Environ: []string{"WENBAN_LISTEN=127.0.0.1:81", "WENBAN_WEB_EMBED=https://a.example, https://b.example", "PATH=/bin", "WENBAN_TEST_QDRANT=x"}})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	for _, x := range []struct {
		what      string
		got, want any
	}{
		{"listen", c.Listen, "127.0.0.1:81"},
		{"web.talks", c.Web.Talks, 7},
		{"web.messages", c.Web.Messages, 30},
		{"web.embed", strings.Join(c.Web.Embed, " "), "https://a.example https://b.example"},
		{"web.proxies", c.Web.Proxies[0].String() + " " + c.Web.Proxies[1].String(), "10.0.0.0/8 192.0.2.1/32"},
		{"ops.drain", c.Ops.Drain, 5 * time.Second},
		{"log.format", c.Log.Format, "json"},
		{"traces.share", c.Traces.Share, 1.0},
	} {
		if x.got != x.want {
			t.Errorf("%s: got %v, want %v", x.what, x.got, x.want)
		}
	}
}

func TestNoSourcesGiveTheUsual(t *testing.T) {
	c, err := Load(Sources{})
	if err != nil || c.Listen != "127.0.0.1:8080" || c.Ops.Drain != 10*time.Second || c.Count() != 0 {
		t.Errorf("Load(nothing): got %+v, %v, want the usual values", c, err)
	}
}

// TestA64 is the row of hostile inputs: every fault of a file names the line
// and the key, and what would be right.
func TestA64(t *testing.T) {
	for name, x := range map[string]struct {
		file string
		mode os.FileMode
		env  []string
		want []string // all stand in the error
	}{
		"unknown key":                {file: "data: var\nlisen: 127.0.0.1:80\n", want: []string{"第 2 行", "lisen", "是不是 listen"}},
		"unknown key in a section":   {file: "web:\n  proxys: []\n", want: []string{"第 2 行", "web.proxys", "是不是 web.proxies"}},
		"key without its section":    {file: "drain: 5s\n", want: []string{"第 1 行", "是不是 ops.drain"}},
		"section with a value":       {file: "web: yes\n", want: []string{"第 1 行", "一组设置"}},
		"wrong type":                 {file: "web:\n  talks: many\n", want: []string{"第 2 行", "web.talks", "1 到 100000 的整数"}},
		"number for text":            {file: "data: 5\n", want: []string{"data", "引号"}},
		"address without a port":     {file: "listen: 127.0.0.1\n", want: []string{"第 1 行", "127.0.0.1:8080"}},
		"port out of range":          {file: "listen: ':70000'\n", want: []string{"listen", "主机:端口"}},
		"list for text":              {file: "listen: [a]\n", want: []string{"listen", "列表"}},
		"text for a list of origins": {file: "web:\n  embed: example.com\n", want: []string{"web.embed", "https://"}},
		"origin with a path":         {file: "web:\n  embed:\n    - https://a.example/x\n", want: []string{"第 2 行", "第 1 个值", "只写协议和域名"}},
		"no value":                   {file: "listen:\n", want: []string{"第 1 行", "没有值"}},
		"empty secret":               {file: "traces:\n  token: ''\n", mode: 0o600, want: []string{"第 2 行", "空的"}},
		"guessable secret":           {file: "traces:\n  token: changeme\n", mode: 0o600, want: []string{"第 2 行", "谁都猜得到"}},
		"world-readable secret":      {file: "traces:\n  token: 8fe1c2Z9\n", mode: 0o644, want: []string{"第 2 行", "chmod 600"}},
		"said twice":                 {file: "listen: ':1'\ndata: a\nlisten: ':2'\n", want: []string{"第 3 行", "写了两次", "第 1 行"}},
		"no YAML":                    {file: "listen: \"\n", want: []string{"YAML"}},
		"a tab":                      {file: "web:\n\ttalks: 3\n", want: []string{"第 2 行", "制表符"}},
		"a list":                     {file: "- listen\n", want: []string{"第 1 行", "名字: 值"}},
		"references":                 {file: "data: &a x\nlisten: *a\n", want: []string{"第 1 行", "第 2 行", "引用"}},
		"NUL":                        {file: "data: \"a\\0b\"\n", want: []string{"控制字符"}},
		"unknown variable":           {env: []string{"WENBAN_LISEN=:80"}, want: []string{"WENBAN_LISEN", "是不是 WENBAN_LISTEN"}},
		"wrong variable":             {env: []string{"WENBAN_WEB_BEHIND_TLS=maybe"}, want: []string{"环境变量 WENBAN_WEB_BEHIND_TLS", "true"}},
		"empty variable":             {env: []string{"WENBAN_DATA="}, want: []string{"环境变量 WENBAN_DATA", "空的"}},
		"guessable password":         {env: []string{"WENBAN_DATABASE=postgres://wenban:postgres@db/wenban"}, want: []string{"WENBAN_DATABASE", "猜得到"}},
		"another database":           {env: []string{"WENBAN_DATABASE=mysql://u:8fe1c2@db/wenban"}, want: []string{"WENBAN_DATABASE", "postgres://"}},
		"both databases":             {env: []string{"WENBAN_DATABASE=var/a.db", "WENBAN_DATABASE_FILE=/run/secrets/db"}, want: []string{"database", "设了两次"}},
		"share over one":             {env: []string{"WENBAN_TRACES_SHARE=NaN"}, want: []string{"0 到 1"}},
		"issuer without TLS":         {file: "signin:\n  citizen:\n    issuer: http://id.example\n", want: []string{"第 3 行", "HTTPS"}},
		"issuer without its client":  {file: "signin:\n  staff:\n    issuer: https://id.example\n", want: []string{"signin.staff.client_id", "signin.site"}},
		"a role there is not":        {file: "signin:\n  staff:\n    roles: [boss=x]\n", want: []string{"第 3 行", "handler"}},
		"a claim without a name":     {file: "signin:\n  citizen:\n    claims: ['name=']\n", want: []string{"signin.citizen.claims", "对方的名字"}},
		"credentials in an address":  {file: "traces:\n  endpoint: http://u:p4ssw0rd@h:4318\n", want: []string{"用户名或密码"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := Sources{Environ: x.env}
			if x.file != "" {
				s.File = write(t, "wenban.yaml", x.file, max(x.mode, 0o600))
				if x.mode == 0o644 {
					s.File = write(t, "wenban.yaml", x.file, x.mode)
				}
			}
			_, err := Load(s)
			for _, want := range x.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("Load(%q, %q): got %v, want %q in it", x.file, x.env, err, want)
				}
			}
		})
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	_, err := Load(Sources{File: write(t, "wenban.yaml", "lisen: a\nweb:\n  talks: 0\n", 0o600), Environ: []string{"WENBAN_LOG_LEVEL=loud"}})
	var got Problems
	if !errors.As(err, &got) || len(got) != 3 {
		t.Errorf("Load: got %v, want 3 problems", err)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for path, want := range map[string]string{
		filepath.Join(t.TempDir(), "none.yaml"): "没有这个文件",
		t.TempDir():                             "不是普通文件",
		write(t, "big.yaml", strings.Repeat("#", maxFile+1), 0o600): "文件太大",
	} {
		if _, err := Load(Sources{File: path}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load(%s): got %v, want %q in it", path, err, want)
		}
	}
}

func TestSecretsComeFromFilesOfTheirOwn(t *testing.T) {
	token := write(t, "token", "8fe1c2Z9\n", 0o600)
	open := write(t, "open", "8fe1c2Z9\n", 0o644)
	inFile := write(t, "wenban.yaml", "traces:\n  token_file: "+token+"\n", 0o644)
	both := write(t, "both.yaml", "traces:\n  token: abcd1234\n  token_file: "+token+"\n", 0o600)
	for name, x := range map[string]struct {
		from  Sources
		token string
		fault string
	}{
		"by variable":             {from: Sources{Environ: []string{"WENBAN_TRACES_TOKEN_FILE=" + token}}, token: "8fe1c2Z9"},
		"by the file":             {from: Sources{File: inFile}, token: "8fe1c2Z9"},
		"variable over the file":  {from: Sources{File: inFile, Environ: []string{"WENBAN_TRACES_TOKEN=other999"}}, token: "other999"},
		"both in the environment": {from: Sources{Environ: []string{"WENBAN_TRACES_TOKEN=x1y2", "WENBAN_TRACES_TOKEN_FILE=" + token}}, fault: "设了两次"},
		"both in the file":        {from: Sources{File: both}, fault: "设了两次"},
		"anyone may read it":      {from: Sources{Environ: []string{"WENBAN_TRACES_TOKEN_FILE=" + open}}, fault: "chmod 600"},
		"no such file":            {from: Sources{Environ: []string{"WENBAN_TRACES_TOKEN_FILE=/no/such"}}, fault: "没有这个文件"},
		"no secret":               {from: Sources{Environ: []string{"WENBAN_LISTEN_FILE=" + token}}, fault: "没有这一项"},
	} {
		c, err := Load(x.from)
		switch {
		case x.fault == "" && (err != nil || c.Traces.Token != x.token):
			t.Errorf("%s: got %q, %v, want %q", name, c.Traces.Token, err, x.token)
		case x.fault != "" && (err == nil || !strings.Contains(err.Error(), x.fault)):
			t.Errorf("%s: got %v, want %q in it", name, err, x.fault)
		}
	}
}

func TestNoSecretIsShownOrTold(t *testing.T) {
	c, err := Load(Sources{Environ: []string{"WENBAN_TRACES_TOKEN=8fe1c2Z9"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Show(); strings.Contains(got, "8fe1c2Z9") || !strings.Contains(got, Masked) {
		t.Errorf("Show: got %s, want the token masked", got)
	}
	for _, value := range []string{"changeme", "8fe1\n2Z9", "[8fe1"} {
		path := write(t, "wenban.yaml", "traces:\n  token: '"+value+"'\n  token_file: x\n", 0o644)
		if _, err := Load(Sources{File: path}); err == nil || strings.Contains(err.Error(), "8fe1") || strings.Contains(err.Error(), "changeme") {
			t.Errorf("Load(token %q): got %v, want an error without the token", value, err)
		}
	}
}

// TestEveryKeyIsAField holds the table against the struct: a key that fills
// nothing, or a field that no key fills, is a mistake of ours.
func TestEveryKeyIsAField(t *testing.T) {
	var fields []string
	collect(reflect.TypeFor[Config](), "", &fields)
	for _, name := range Names() {
		if !contains(fields, name) {
			t.Errorf("key %s fills no field of Config", name)
		}
	}
	for _, name := range fields {
		if !contains(Names(), name) {
			t.Errorf("field %s of Config has no key", name)
		}
	}
	for _, k := range keys {
		if _, fault := k.read(k.usual); fault != "" && k.usual != "" {
			t.Errorf("the usual value of %s: %s", k.name, fault)
		}
	}
}

func collect(t reflect.Type, prefix string, out *[]string) {
	for f := range t.Fields() {
		tag := f.Tag.Get("koanf")
		switch {
		case tag == "":
		case f.Type.Kind() == reflect.Struct && f.Type.PkgPath() == t.PkgPath():
			collect(f.Type, prefix+tag+".", out)
		default:
			*out = append(*out, prefix+tag)
		}
	}
}

func contains(all []string, one string) bool {
	for _, x := range all {
		if x == one {
			return true
		}
	}
	return false
}

// FuzzParse: whatever stands in the file, it is read or refused.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "a: 1", "web:\n  talks: 3\n", "- a", "&a [*a]", "? [x]\n: y", "a: {b: {c: [1, {d: e}]}}", "\x00", "web: !!binary x", "1: 2", "<<: {a: b}", "---\na: b\n---\nc: d"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var wrong Problems
		file, lines := parse("f", data, &wrong)
		check(secrets("f", flatten(file, lines, &wrong), &wrong), &wrong)
		_ = wrong.Error()
	})
}
