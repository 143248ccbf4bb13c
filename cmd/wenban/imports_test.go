package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms says what each room may import of the others: imports point one way,
// knowledge ← assistant ← channels ← cmd; eval uses knowledge and assistant.
var rooms = map[string][]string{
	"knowledge/segment":      {"knowledge/sieve"},
	"knowledge/sieve":        {},
	"knowledge/calendar":     {"knowledge"},
	"knowledge/lexicon":      {"knowledge/segment", "knowledge/sieve"},
	"knowledge":              {"knowledge/personal"},
	"knowledge/personal":     {},
	"knowledge/golden":       {}, // for tests
	"knowledge/sample":       {"knowledge", "knowledge/ingest"},
	"knowledge/ingest":       {"knowledge", "knowledge/segment"},
	"knowledge/embed":        {"knowledge", "knowledge/segment"},
	"knowledge/memory":       {"knowledge", "knowledge/segment", "knowledge/lexicon", "knowledge/embed", "knowledge/index"},
	"knowledge/phrase":       {"knowledge", "knowledge/segment", "knowledge/lexicon", "knowledge/memory"},
	"knowledge/index":        {"knowledge", "knowledge/segment", "knowledge/embed", "knowledge/sample"},
	"knowledge/index/qdrant": {"knowledge", "knowledge/index"},
	"knowledge/watch":        {"knowledge", "knowledge/segment", "knowledge/index"},
	"assistant/read":         {"assistant/read/kind", "knowledge", "knowledge/segment", "knowledge/sieve", "knowledge/lexicon", "knowledge/personal"},
	"assistant/read/kind":    {"knowledge/segment", "knowledge/lexicon"},
	"assistant/guide":        {"assistant/read/kind", "assistant/triage", "knowledge", "knowledge/embed", "knowledge/index", "knowledge/segment", "knowledge/sieve", "assistant/read"},
	"assistant/handoff":      {"knowledge/personal"},
	"assistant/booking":      {"knowledge"},
	"assistant/rating":       {"assistant/handoff", "assistant/read", "knowledge/segment"},
	"assistant/handoff/desk": {"assistant/handoff", "knowledge", "knowledge/store", "knowledge/store/db", "knowledge/store/seal"},
	"assistant/triage":       {"assistant/handoff", "assistant/read", "knowledge", "knowledge/calendar", "knowledge/index", "knowledge/lexicon", "knowledge/sieve"},
	"knowledge/store/rekey":  {"knowledge/store/db", "knowledge/store/seal"},
	"knowledge/store/seal":   {},
	"assistant":              {"assistant/read/kind", "assistant/handoff", "assistant/triage", "knowledge", "knowledge/calendar", "knowledge/segment", "knowledge/sieve", "knowledge/lexicon", "knowledge/memory", "knowledge/index", "knowledge/embed", "assistant/read", "assistant/guide"},
	"knowledge/store":        {"knowledge", "knowledge/segment", "knowledge/ingest", "knowledge/store/db"},
	"assistant/form":         {"assistant/handoff", "assistant/read", "knowledge", "knowledge/sample", "knowledge/personal"},
	"assistant/form/drafts":  {"assistant/form", "assistant/handoff", "knowledge", "knowledge/store/db", "knowledge/store/seal"},
	"knowledge/store/db":     {},
	"assistant/ledger":       {"knowledge/store", "assistant", "assistant/booking", "knowledge/failpoint", "assistant/rating", "assistant/handoff", "knowledge/store/seal", "assistant/guide", "knowledge/store/db"},
	"channels/internal/page": {},
	"channels/logtest":       {}, // for tests
	"channels/desk":          {"assistant/handoff", "assistant/handoff/desk", "channels/internal/page", "channels/signin", "knowledge", "knowledge/store"},
	"channels/signin":        {"knowledge/store", "knowledge/store/db", "knowledge/store/seal", "channels/internal/page"},
	"channels/web":           {"knowledge", "knowledge/calendar", "assistant/booking", "knowledge/store/seal", "assistant", "assistant/form", "assistant/form/drafts", "assistant/form/print", "assistant/rating", "assistant/guide", "assistant/handoff", "assistant/read", "assistant/ledger", "channels/internal/page", "channels/signin", "knowledge/personal"},
	"channels/callbacks":     {"assistant/handoff", "channels/internal/page", "channels/signin"},
	"channels/open311":       {"assistant", "assistant/guide", "assistant/handoff", "assistant/read", "assistant/triage", "channels/internal/page", "channels/signin"},
	"cmd/wenban/config":      {},
	"eval":                   {"knowledge", "knowledge/segment", "knowledge/embed", "knowledge/memory", "knowledge/index", "assistant", "assistant/guide", "assistant/ledger", "assistant/read/kind"},
	"cmd/wenban/ops":         {"assistant", "assistant/guide", "assistant/read"},

	"channels/internal/browsertest": {}, // for tests

	"channels/signin/signintest": {"knowledge/sample"}, // for tests, and for `wenban simulate`

	"knowledge/failpoint":       {},
	"assistant/handoff/deliver": {"knowledge/personal", "assistant", "assistant/handoff", "assistant/ledger", "knowledge/failpoint"},
}

func TestImportsPointOneWay(t *testing.T) {
	root := "../.."
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		room, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil || room == "cmd/wenban" { // where all meet
			return err
		}
		for _, imported := range importsOf(t, path) {
			if !allowed(room, imported) {
				t.Errorf("%s imports %s: %s may import %v", path, imported, room, rooms[base(room)])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheImportTableCatchesAWrongDirection(t *testing.T) {
	if allowed("knowledge", "assistant") || !allowed("assistant", "knowledge") {
		t.Error("allowed(knowledge, assistant) must be false, allowed(assistant, knowledge) true")
	}
}

func importsOf(t *testing.T, path string) []string {
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var ours []string
	for _, i := range f.Imports {
		name, _ := strconv.Unquote(i.Path.Value)
		if after, ok := strings.CutPrefix(name, "wenban/"); ok {
			ours = append(ours, after)
		}
	}
	return ours
}

// base is the room that a folder below it belongs to: assistant/ledger/ledgertest
// is part of assistant/ledger.
func base(room string) string {
	for room != "." && room != "" {
		if _, ok := rooms[room]; ok {
			return room
		}
		room = filepath.Dir(room)
	}
	return ""
}

func allowed(room, imported string) bool {
	own, other := base(room), base(imported)
	return own != "" && (own == other || slices.Contains(rooms[own], other))
}
