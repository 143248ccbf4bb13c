package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"wenban/cmd/wenban/config"
)

// parsed parses a command line as run does and returns its flags by name.
func parsed(t *testing.T, args ...string) (map[string]string, error) {
	t.Helper()
	p, err := grammar(t.Context(), new(settings))
	if err != nil {
		t.Fatal(err)
	}
	call, err := p.Parse(args)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, f := range call.Flags() {
		out[f.Name] = fmt.Sprint(f.Target.Interface())
	}
	return out, nil
}

func TestFlagsAreOverTheEnvironmentOverTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "wenban.yaml")
	if err := os.WriteFile(file, []byte("listen: 127.0.0.1:1\nweb:\n  embed: [https://a.example, https://b.example]\n  proxies: [10.0.0.0/8]\n  behind_tls: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WENBAN_CONFIG", file)
	got, err := parsed(t, "serve")
	want := map[string]string{"addr": "127.0.0.1:1", "embed": "[https://a.example https://b.example]", "proxy": "[10.0.0.0/8]", "behind-tls": "true"}
	for name, value := range want {
		if err != nil || got[name] != value {
			t.Errorf("serve with the file: --%s: got %q, %v, want %q", name, got[name], err, value)
		}
	}
	t.Setenv("WENBAN_LISTEN", "127.0.0.1:2")
	if got, err = parsed(t, "serve"); err != nil || got["addr"] != "127.0.0.1:2" {
		t.Errorf("serve with the variable: --addr: got %q, %v, want 127.0.0.1:2", got["addr"], err)
	}
	if got, err = parsed(t, "serve", "--addr", "127.0.0.1:3"); err != nil || got["addr"] != "127.0.0.1:3" {
		t.Errorf("serve --addr: got %q, %v, want 127.0.0.1:3", got["addr"], err)
	}
}

func TestAWrongConfigurationStopsACommand(t *testing.T) {
	t.Setenv("WENBAN_LISEN", "127.0.0.1:2")
	if _, err := parsed(t, "serve"); err == nil || !strings.Contains(err.Error(), "WENBAN_LISTEN") {
		t.Errorf("serve with WENBAN_LISEN: got %v, want the variable that was meant", err)
	}
}

// TestFlagsAgreeWithTheirKeys: what holds where nothing is set is the same by
// flag and by key, no secret is a flag, and no flag reads the environment past
// the configuration.
func TestFlagsAgreeWithTheirKeys(t *testing.T) {
	p, err := grammar(t.Context(), new(settings))
	if err != nil {
		t.Fatal(err)
	}
	err = kong.Visit(p.Model.Node, func(n kong.Visitable, next kong.Next) error {
		if f, ok := n.(*kong.Flag); ok {
			agrees(t, f)
		}
		return next(nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func agrees(t *testing.T, f *kong.Flag) {
	key := f.Tag.Get("key")
	if len(f.Envs) > 0 && f.Name != "config" {
		t.Errorf("--%s reads %v: give it a key instead", f.Name, f.Envs)
	}
	if key == "" {
		return
	}
	usual := strings.Trim(fmt.Sprint(config.Usual(key)), "[]")
	if f.Default != usual && !(f.IsBool() && usual == "false") || !slices.Contains(config.Names(), key) || config.Secret(key) {
		t.Errorf("--%s: default %q, key %q has %q (secret: %v)", f.Name, f.Default, key, usual, config.Secret(key))
	}
}
