package assistant_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"wenban/assistant"
	"wenban/knowledge"
)

// What a process left that was killed while it wrote an index (row I65 of the
// hostile inputs) is swept away; what may still be written stays.
func TestI65HalfAnIndexIsSweptAway(t *testing.T) {
	dir := t.TempDir()
	old, young := filepath.Join(dir, ".index-1"), filepath.Join(dir, ".index-2")
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	e := knowledge.NewEdition("e", knowledge.Parts{Items: []knowledge.Item{{Code: "A", Name: "居住证办理"}}})
	if _, err := assistant.LearnIn(dir, e, nil); err != nil {
		t.Fatalf("LearnIn = %v, want nil", err)
	}
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("Stat of what a killed process left two hours ago = %v, want it gone", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("Stat of what may still be written = %v, want it kept", err)
	}
	if kept, err := filepath.Glob(filepath.Join(dir, "*.index")); err != nil || len(kept) != 1 {
		t.Errorf("kept indexes = %v, %v, want one", kept, err)
	}
}
