package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestABackupIsVerifiedAndRestoredIntoWhatIsEmpty(t *testing.T) {
	data, other := t.TempDir(), t.TempDir()
	staffed(t, data)
	steps(t, data, "import --as 甲 --why 首次 "+file(t, "a.jsonl", one), "submit 1 --as 甲 --why x", "review 1 --approve --as 乙 --why x", "publish 1 --as 乙 --why x")
	copied := filepath.Join(t.TempDir(), "wenban.backup")
	steps(t, data, "backup "+copied)
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("Stat(%s) = %v, %v, want mode 600", copied, info, err)
	}
	if code, out := command(t, "backup", copied, "--data", data); code != 1 {
		t.Errorf("backup over a backup = %d, want 1:\n%s", code, out)
	}
	if code, out := command(t, "restore", "--dry-run", copied, "--data", other); code != 0 || !strings.Contains(out, "版次 1") || (stored{Data: other}).exists() {
		t.Errorf("restore --dry-run = %d, a database was made: %v:\n%s", code, (stored{Data: other}).exists(), out)
	}
	steps(t, other, "restore "+copied, "audit --verify")
	if e := serving(t, other); len(e.Items) != 1 {
		t.Errorf("after a restore %d items serve, want one", len(e.Items))
	}
	if code, out := command(t, "restore", copied, "--data", other); code != 1 {
		t.Errorf("restore over a database = %d, want 1:\n%s", code, out)
	}
	if code, out := command(t, "backup", copied+"2", "--data", t.TempDir()); code != 1 {
		t.Errorf("backup of nothing = %d, want 1:\n%s", code, out)
	}
}
