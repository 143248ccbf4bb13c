package store

import (
	"strings"
	"testing"
)

func TestAHashIsThatOfOnePassword(t *testing.T) {
	hash := hashed("晴天 搬 了 七 把 椅子 去")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || !matches(hash, "晴天 搬 了 七 把 椅子 去") || matches(hash, "晴天 搬 了 七 把 椅子") {
		t.Errorf("hashed = %s: want argon2id that is of this password alone", hash)
	}
	if !matches(hashed("ｆｕｌｌ　ｗｉｄｔｈ"), "full width") {
		t.Error("a password typed in full width is another one")
	}
	if first, second := hashed("x"), hashed("x"); first == second {
		t.Error("two hashes of one password are the same: where is the salt?")
	}
	if matches(nobody, "") {
		t.Error("the hash of nobody is that of a password")
	}
	if len(nobody) != len(hash) {
		t.Errorf("the hash of nobody has %d bytes, another %d: comparing must take as long", len(nobody), len(hash))
	}
}

// FuzzMatches: a hash that we did not write matches nothing, and costs no more
// than ours.
func FuzzMatches(f *testing.F) {
	f.Add(hashed("x"))
	for _, seed := range []string{"", "$argon2id$", "$argon2id$v=19$m=4294967295,t=4294967295,p=1$AAAA$AAAA", "$argon2id$v=19$m=0,t=0,p=1$$", "$argon2id$v=19$m=8,t=1,p=1$$", "$2y$10$x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, hash string) {
		if matches(hash, "a password that nobody has") {
			t.Errorf("matches(%q) is true", hash)
		}
	})
}
