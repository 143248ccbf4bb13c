package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v3"

	"wenban/cmd/wenban/config"
)

const exampleConfig = "../../deploy/wenban.yaml"

func fileText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestTheExampleConfigurationIsGoodAndComplete: it passes the check, holds the
// usual value of what it sets, and explains every key in Chinese.
func TestTheExampleConfigurationIsGoodAndComplete(t *testing.T) {
	c, err := config.Load(config.Sources{File: exampleConfig})
	if err != nil {
		t.Fatalf("Load(%s): %v", exampleConfig, err)
	}
	explained := explainedKeys(fileText(t, exampleConfig))
	for _, name := range config.Names() {
		if !explained[name] {
			t.Errorf("%s: key %s is not there, or has no explanation above it", exampleConfig, name)
		}
		if value, ok := c.Given(name); ok && fmt.Sprint(value) != fmt.Sprint(config.Usual(name)) {
			t.Errorf("%s: %s is %v, want the usual %v", exampleConfig, name, value, config.Usual(name))
		}
	}
}

var configLine = regexp.MustCompile(`^( *)#?([a-z0-9_]+):`)

// explainedKeys returns the keys that stand right below a comment in Chinese;
// a key that is commented out has no space after its #, and a secret ends in
// _file.
func explainedKeys(text string) map[string]bool {
	out := map[string]bool{}
	var sections [3]string // by depth
	comment := ""
	for line := range strings.SplitSeq(text, "\n") {
		m := configLine.FindStringSubmatch(line)
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "# "):
			comment = line
			continue
		case m == nil:
		default:
			depth := len(m[1]) / 2
			sections[depth] = m[2] + "."
			name := strings.Join(sections[:depth], "") + strings.TrimSuffix(m[2], "_file")
			out[name] = strings.ContainsFunc(comment, isHan)
		}
		comment = ""
	}
	return out
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// TestTheExampleConfigurationPassesTheCommand runs `wenban config check` on it.
func TestTheExampleConfigurationPassesTheCommand(t *testing.T) {
	if code := run(t.Context(), []string{"config", "check", "--config", exampleConfig}); code != 0 {
		t.Errorf("wenban config check --config %s: exit code %d, want 0", exampleConfig, code)
	}
}

// variablesIn are the variables of the program that a file sets.
func variablesIn(text string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`(?m)(WENBAN_[A-Z_]+)[=:] ?([^\s]+)`).FindAllStringSubmatch(text, -1) {
		out = append(out, m[1]+"="+m[2])
	}
	return out
}

// TestDeploymentsSetWhatIsThere: a variable in a unit, an image or a compose
// file that is no key would stop the program where it is installed.
func TestDeploymentsSetWhatIsThere(t *testing.T) {
	for name, least := range map[string]int{"wenban.service": 3, "Containerfile": 3, "compose.yaml": 2} {
		got := variablesIn(fileText(t, filepath.Join("../../deploy", name)))
		if len(got) < least {
			t.Errorf("%s sets %v, want at least %d variables", name, got, least)
		}
		for _, v := range got {
			if _, err := config.Load(config.Sources{Environ: []string{v}}); err != nil && !strings.Contains(v, "_FILE=") {
				t.Errorf("%s sets %s: %v", name, v, err)
			}
			if _, err := config.Load(config.Sources{Environ: []string{v}}); err != nil && strings.Contains(err.Error(), "没有这一项") {
				t.Errorf("%s sets %s: %v", name, v, err)
			}
		}
	}
}

func TestTheComposeFileHangsTogether(t *testing.T) {
	var c struct {
		Services map[string]struct {
			Volumes, Networks, Secrets []string
			DependsOn                  map[string]any `yaml:"depends_on"`
		}
		Volumes, Networks, Secrets map[string]any
	}
	if err := yaml.Unmarshal([]byte(fileText(t, "../../deploy/compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	for name, s := range c.Services {
		for _, v := range s.Volumes {
			if v, _, _ = strings.Cut(v, ":"); c.Volumes[v] == nil {
				t.Errorf("%s uses volume %s, which is not there", name, v)
			}
		}
		for _, n := range s.Networks {
			if _, ok := c.Networks[n]; !ok {
				t.Errorf("%s uses network %s, which is not there", name, n)
			}
		}
		for _, x := range s.Secrets {
			if c.Secrets[x] == nil {
				t.Errorf("%s uses secret %s, which is not there", name, x)
			}
		}
		for d := range s.DependsOn {
			if _, ok := c.Services[d]; !ok {
				t.Errorf("%s depends on %s, which is not there", name, d)
			}
		}
	}
	if len(c.Services) != 3 || slices.Contains(c.Services["postgres"].Networks, "outside") || slices.Contains(c.Services["qdrant"].Networks, "outside") {
		t.Errorf("services: got %d, want 3, of which PostgreSQL and Qdrant are reached from inside alone", len(c.Services))
	}
}

// TestTheUnitIsSound asks systemd itself, where it is installed.
func TestTheUnitIsSound(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	unit := filepath.Join(t.TempDir(), "wenban.service")
	text := strings.ReplaceAll(fileText(t, "../../deploy/wenban.service"), "/usr/local/bin/wenban", os.Args[0]) // a program that is there
	if err := os.WriteFile(unit, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--man=no", unit).CombinedOutput(); err != nil || strings.Contains(string(out), "wenban.service") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), "systemd-analyze", "security", "--no-pager", "--offline=yes", "--threshold=20", unit).CombinedOutput()
	if err != nil {
		t.Errorf("systemd-analyze security, at most 2.0 of 10 exposed: %v\n%s", err, out)
	}
}

// TestTheRunbookNamesWhatIsThere: an alert on a metric that does not exist never
// fires.
func TestTheRunbookNamesWhatIsThere(t *testing.T) {
	var b strings.Builder
	for _, path := range []string{"ops/metrics.go", "ops/parts.go"} {
		b.WriteString(fileText(t, path))
	}
	source := b.String()
	named := regexp.MustCompile(`wenban_[a-z0-9_]+[a-z]`).FindAllString(fileText(t, "../../README.md"), -1)
	for _, name := range named {
		if name = strings.TrimSuffix(name, "_bucket"); !strings.Contains(source, `"`+name+`"`) {
			t.Errorf("the README names the metric %s, which is not there", name)
		}
	}
	if len(named) < 10 {
		t.Errorf("the README names %d metrics, want at least 10", len(named))
	}
}
