package seal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wenban/knowledge/store/seal"
)

func ring(t *testing.T) *seal.Ring {
	t.Helper()
	var none *seal.Ring
	return none.Next()
}

func TestWhatWasSealedOpensInItsPlaceAlone(t *testing.T) {
	r := ring(t)
	sealed, err := r.Seal("13800138000", "case 1 phone")
	if err != nil || strings.Contains(sealed, "138") {
		t.Fatalf("Seal = %q, %v, want it sealed", sealed, err)
	}
	if got, err := r.Open(sealed, "case 1 phone"); got != "13800138000" || err != nil {
		t.Errorf("Open in its place = %q, %v, want the number", got, err)
	}
	if got, err := r.Open(sealed, "case 2 phone"); got != "" || !errors.Is(err, seal.ErrSealed) {
		t.Errorf("Open in another place = %q, %v, want ErrSealed", got, err)
	}
	if got, err := ring(t).Open(sealed, "case 1 phone"); got != "" || err == nil {
		t.Errorf("Open with another key = %q, %v, want an error", got, err)
	}
}

func TestNothingStaysNothing(t *testing.T) {
	var none *seal.Ring
	if got, err := none.Seal("", "x"); got != "" || err != nil {
		t.Errorf("Seal of nothing = %q, %v, want nothing", got, err)
	}
	if _, err := none.Seal("张三", "x"); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("Seal without a key = %v, want ErrNoKey", err)
	}
}

func TestANewKeySealsAndTheOldOneStillOpens(t *testing.T) {
	first := ring(t)
	sealed, _ := first.Seal("张三", "x")
	token, _ := first.Token("张三", "citizen")
	second, err := seal.Parse(first.Next().Text())
	if err != nil {
		t.Fatalf("Parse(Text) = %v, want nil", err)
	}
	if got, err := second.Open(sealed, "x"); got != "张三" || err != nil || !second.Old(sealed) {
		t.Errorf("Open = %q, %v, Old = %v, want 张三, nil, true", got, err, second.Old(sealed))
	}
	anew, _ := second.Seal("张三", "x")
	if second.Old(anew) || second.Current() == first.Current() {
		t.Errorf("Old(sealed anew) = true under %s, want false", second.Current())
	}
	if got, _ := second.Token("张三", "citizen"); got != token {
		t.Errorf("Token after a new key = %s, want the same, %s", got, token)
	}
}

func TestAFileThatOthersCanReadIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	made, err := seal.File(path)
	if err != nil {
		t.Fatalf("File(new) = %v, want nil", err)
	}
	again, err := seal.File(path)
	if err != nil || again.Current() != made.Current() {
		t.Fatalf("File(there) = %v, want the same ring", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.File(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("File(readable by all) = %v, want what to do", err)
	}
}

func FuzzOpen(f *testing.F) {
	var none *seal.Ring
	r := none.Next()
	good, _ := r.Seal("x", "p")
	for _, s := range []string{"", "s1", "s1.k001.", good, good + "A", "s1.k009.AAAA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if text, err := r.Open(s, "p"); err == nil && s != "" && text != "x" {
			t.Errorf("Open(%q) = %q, nil, want an error", s, text)
		}
	})
}

// What another process sealed with a key that it has just added opens at once.
func TestARingFollowsItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	here, err := seal.File(path)
	if err != nil {
		t.Fatal(err)
	}
	there := here.Next()
	if err := seal.Save(path, there, true); err != nil {
		t.Fatal(err)
	}
	sealed, _ := there.Seal("张三", "x")
	if got, err := here.Open(sealed, "x"); got != "张三" || err != nil {
		t.Errorf("Open under a key that was just added = %q, %v, want 张三", got, err)
	}
	if anew, _ := here.Seal("张三", "x"); !strings.HasPrefix(anew, "s1.k002.") {
		t.Errorf("Seal after it = %.8s, want it under k002", anew)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := here.Open("s1.k009.AAAA", "x"); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("Open under a key that there is not = %v, want ErrNoKey", err)
	}
	if got, err := here.Open(sealed, "x"); got != "张三" || err != nil {
		t.Errorf("Open beside a broken file = %q, %v, want what is known to open", got, err)
	}
}

func TestADroppedKeyIsGoneAndItsNameWithIt(t *testing.T) {
	first := ring(t)
	second := first.Next()
	if _, err := second.Without("k002"); err == nil {
		t.Error("Without(the key that seals) = nil, want it refused")
	}
	third, err := second.Next().Without("k002")
	if err != nil {
		t.Fatal(err)
	}
	sealed, _ := second.Seal("张三", "x")
	if _, err := third.Open(sealed, "x"); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("Open under a dropped key = %v, want ErrNoKey", err)
	}
	alone, _ := third.Without("k001")
	kept, err := seal.Parse(alone.Text())
	if err != nil {
		t.Fatal(err)
	}
	before, _ := first.Token("张三", "citizen")
	if after, _ := kept.Token("张三", "citizen"); after != before {
		t.Error("Token after its key was dropped is another, want the same")
	}
	if next := kept.Next().Current(); next != "k004" {
		t.Errorf("the next key is %s, want k004", next)
	}
}
