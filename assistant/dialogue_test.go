package assistant_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wenban/assistant"
	"wenban/knowledge"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// A dialogue is a text anybody can write: "市民：" begins what the citizen says,
// "点选：" names the choice that is tapped, "#" begins a remark. The indented
// lines below are the reply; -update writes them.
func TestDialogues(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "dialogues", "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("Glob(testdata/dialogues/*.txt) = %v, %v, want files", paths, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) { dialogue(t, path) })
	}
}

func dialogue(t *testing.T, path string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := played(meetAt(t, path), string(b))
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(b); got != want {
		t.Errorf("%s differs from what is said now (rewrite with -update):\n%s", path, difference(want, got))
	}
}

// meetAt begins the talk of a dialogue: over the items that stand beside it in a
// file of the same name, else over the sample city.
func meetAt(t *testing.T, path string) *talk {
	t.Helper()
	b, err := os.ReadFile(strings.TrimSuffix(path, ".txt") + ".jsonl")
	if err != nil {
		return meet(t)
	}
	var parts knowledge.Parts
	for line := range strings.Lines(string(b)) {
		var it knowledge.Item
		if err := json.Unmarshal([]byte(line), &it); err != nil {
			t.Fatalf("%s: %v in %s", path, err, line)
		}
		parts.Items = append(parts.Items, it)
	}
	know, err := knowing(knowledge.NewEdition(path, parts))
	return meetWith(t, know, err)
}

// played is a dialogue with the replies of now.
func played(c *talk, script string) string {
	var b strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "  ") {
			continue
		}
		fmt.Fprintln(&b, line)
		if said, ok := strings.CutPrefix(line, "市民："); ok {
			b.WriteString(rendered(c, c.say(said)))
		}
		if label, ok := strings.CutPrefix(line, "点选："); ok {
			b.WriteString(rendered(c, c.tap(label)))
		}
	}
	return b.String()
}

// rendered is what of a reply a reader of dialogues wants to see.
func rendered(c *talk, r assistant.Reply) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s/%s %s\n", r.Outcome, r.Reason, named(c, r))
	fmt.Fprintf(&b, "  答：%s\n", strings.ReplaceAll(r.Lead, "\n", "\n  "))
	writeList(&b, "  已知", understood(r))
	writeList(&b, "  材料", materials(r))
	for _, s := range r.Sections {
		if s.Kind == "policy" || s.Kind == "items" || s.Kind == "optional" {
			writeList(&b, "  "+s.Title, values(s))
		}
	}
	if r.Ask != nil {
		fmt.Fprintf(&b, "  问：%s\n", r.Ask.Question)
	}
	writeList(&b, "  可选", labels(r))
	return b.String()
}

func writeList(b *strings.Builder, title string, all []string) {
	if len(all) > 0 {
		fmt.Fprintf(b, "%s：%s\n", title, strings.Join(all, "｜"))
	}
}

func understood(r assistant.Reply) (out []string) {
	for _, tag := range r.Understood {
		out = append(out, tag.Label)
	}
	return out
}

func values(s assistant.Section) (out []string) {
	for _, f := range s.Facts {
		out = append(out, strings.Join(strings.Fields(f.Value), " "))
	}
	return out
}

// difference shows the lines of two texts that the other does not have.
func difference(want, got string) string {
	var b strings.Builder
	only := func(sign, a, other string) {
		has := map[string]bool{}
		for line := range strings.Lines(other) {
			has[line] = true
		}
		for line := range strings.Lines(a) {
			if !has[line] {
				b.WriteString(sign + line)
			}
		}
	}
	only("- ", want, got)
	only("+ ", got, want)
	return b.String()
}
