package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/v2"
)

const prefix = "WENBAN_"

// ours begin the names of variables that are no settings: which file to read,
// and what the tests are told.
var ours = []string{"WENBAN_CONFIG", "WENBAN_TEST_", "WENBAN_REQUIRE_", "WENBAN_KILL", "WENBAN_CRASH_"}

// environment returns what is set in the environment, by key.
func environment(environ []string, wrong *Problems) map[string]setting {
	out := map[string]setting{}
	k := koanf.New("\x00") // names are keys already
	note := func(variable, value string) (string, any) {
		if slices.ContainsFunc(ours, func(p string) bool { return strings.HasPrefix(variable, p) }) {
			return "", nil
		}
		name, ok := keyOf(variable)
		if !ok {
			wrong.add(variable, "环境变量", "没有这一项。是不是 "+nearest(variable, variables())+"？不需要就去掉")
			return "", nil
		}
		out[name] = setting{key: name, raw: value, where: "环境变量 " + variable}
		return name, value
	}
	p := env.Provider("\x00", env.Opt{Prefix: prefix, TransformFunc: note, EnvironFunc: func() []string { return environ }})
	if err := k.Load(p, nil); err != nil {
		wrong.add("", "环境变量", "读不了")
	}
	return out
}

// variable is the name that a key has in the environment.
func variable(name string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(name, ".", "_"))
}

// keyOf returns the key of a variable, with _file at its end where it names the
// file of a secret.
func keyOf(v string) (string, bool) {
	for _, k := range keys {
		switch {
		case v == variable(k.name):
			return k.name, true
		case k.secret && v == variable(k.name)+"_FILE":
			return k.name + "_file", true
		}
	}
	return "", false
}

func variables() []string {
	var names []string
	for _, k := range keys {
		names = append(names, variable(k.name))
	}
	return names
}

// other is the second way to set a secret: by its file, or itself.
func other(name string) string {
	if before, ok := strings.CutSuffix(name, "_file"); ok {
		return before
	}
	return name + "_file"
}

// secrets reads the secrets that stand in files of their own, and refuses what
// others may read.
//
// PRIVACY: a secret is in no message.
func secrets(file string, given map[string]setting, wrong *Problems) map[string]setting {
	for _, k := range keys {
		if !k.secret {
			continue
		}
		plain, inFile := given[k.name], given[other(k.name)]
		delete(given, other(k.name))
		switch {
		case plain.key != "" && inFile.key != "":
			wrong.add(k.name, plain.where, "设了两次，另一处是 "+inFile.where+"。请留下一处")
			delete(given, k.name)
		case inFile.key != "":
			if s, ok := secretIn(inFile, k.name, wrong); ok {
				given[k.name] = s
			}
		case plain.key != "" && strings.HasPrefix(plain.where, file+" ") && forAll(file):
			wrong.add(k.name, plain.where, "是密钥，而这个文件谁都能读。请 chmod 600 "+file+"，或者改用 "+variable(k.name)+"_FILE")
		}
	}
	return given
}

// secretIn reads the file that holds a secret.
func secretIn(s setting, name string, wrong *Problems) (setting, bool) {
	path, fault := text(s.raw)
	if fault != "" {
		wrong.add(name+"_file", s.where, fault)
		return setting{}, false
	}
	data, fault := content(path.(string))
	if fault == "" && forAll(path.(string)) {
		fault = "谁都能读，请 chmod 600"
	}
	if fault != "" {
		wrong.add(name+"_file", s.where, "指的文件 "+path.(string)+" "+fault)
		return setting{}, false
	}
	return setting{key: name, raw: strings.TrimRight(string(data), "\r\n"), where: s.where}, true
}

// forAll reports that any user of the machine may read a file. What a container
// is given under /run/secrets is readable by all inside it, and by nobody
// outside.
func forAll(path string) bool {
	if filepath.Dir(path) == "/run/secrets" {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o004 != 0
}
