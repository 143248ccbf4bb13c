package ingest_test

import (
	"errors"
	"testing"

	"wenban/knowledge/ingest"
)

// FuzzLoad holds that no file makes an import panic, that a refusal names its
// cause, and that what was accepted is accepted again with the same name.
func FuzzLoad(f *testing.F) {
	for name, file := range good() {
		f.Add(name, file.Data)
	}
	for _, c := range refusals {
		if len(c.text) < 1<<12 {
			f.Add(c.file, []byte(c.text))
		}
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if name != "regions.json" {
			name = "items/x.jsonl"
		}
		fsys := folder(map[string]string{name: string(data)})
		// Small limits: memory must be bounded by them, not by the input.
		o := ingest.Options{MaxLine: 1 << 16, MaxFile: 1 << 20}
		e, report, err := ingest.LoadFS(t.Context(), fsys, o)
		switch {
		case err == nil && (e == nil || report.Errors+report.Rejected > 0):
			t.Fatalf("accepted with %d errors", report.Errors)
		case err != nil && (e != nil || !errors.Is(err, ingest.ErrRefused) || report.Errors == 0):
			t.Fatalf("LoadFS = %v, %v with %d errors, want ErrRefused and a cause", e, err, report.Errors)
		case err != nil:
			return
		}
		if again, _, err := ingest.LoadFS(t.Context(), fsys, o); err != nil || again.ID != e.ID {
			t.Fatalf("a second time: %v, %v, want %s", again, err, e.ID)
		}
	})
}
