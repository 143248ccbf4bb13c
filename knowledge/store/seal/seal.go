// Package seal keeps personal data unreadable at rest: AES-256-GCM under a ring
// of keys, of which the newest seals and all open. What was sealed for one
// place (a column of a row) does not open in another.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
)

// Errors of a ring.
var (
	ErrNoKey  = errors.New("没有加密个人信息的密钥")
	ErrSealed = errors.New("加密的个人信息打不开：密钥不对，或者内容被改动过")
)

// version stands before everything that was sealed.
const version = "s1"

// Ring (密钥环) is the keys that personal data is sealed with. It may be used by
// many at once. One that was read from a file follows the file, so that a key
// that was added there seals in every process within seconds, and whatever
// another process sealed with it opens at once. A nil ring has no key: it seals
// nothing but the empty text.
type Ring struct {
	held atomic.Pointer[held]
	file *followed // nil: the keys never change
}

// held is the keys of a ring at one time; it never changes.
type held struct {
	current string
	keys    map[string]key
	token   []byte // secret of Token
}

type key struct {
	secret []byte
	aead   cipher.AEAD
}

// NewRing makes a ring of keys of 32 bytes by their name, the one called
// current sealing from now on.
func NewRing(current string, keys map[string][]byte) (*Ring, error) {
	return newRing(current, keys, nil)
}

func newRing(current string, keys map[string][]byte, token []byte) (*Ring, error) {
	r := &held{current: current, keys: map[string]key{}, token: token}
	for name, secret := range keys {
		if name == "" || strings.ContainsAny(name, ". \n") || len(secret) != 32 {
			return nil, fmt.Errorf("密钥 %q：名字不能有点和空格，密钥要有 32 个字节，现在是 %d 个", name, len(secret))
		}
		block, err := aes.NewCipher(secret)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		r.keys[name] = key{secret, aead}
	}
	if _, ok := r.keys[current]; !ok {
		return nil, fmt.Errorf("%w：没有名为 %q 的当前密钥", ErrNoKey, current)
	}
	if r.token == nil {
		r.token = derived(r.keys[slices.Min(slices.Collect(maps.Keys(r.keys)))].secret)
	}
	ring := new(Ring)
	ring.held.Store(r)
	return ring, nil
}

// Seal makes a text unreadable for all but Open with the same place. "" stays
// "": that there is nothing is no secret.
func (r *Ring) Seal(text, place string) (string, error) {
	if text == "" {
		return "", nil
	}
	if r == nil {
		return "", ErrNoKey
	}
	h := r.fresh()
	a := h.keys[h.current].aead
	nonce := make([]byte, a.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	sum := a.Seal(nonce, nonce, []byte(text), []byte(place))
	return version + "." + h.current + "." + base64.RawURLEncoding.EncodeToString(sum), nil
}

// Open returns what was sealed for a place. The error is ErrSealed, or ErrNoKey
// when its key is not on the ring; neither tells anything of the text.
func (r *Ring) Open(sealed, place string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	name, body, ok := parts(sealed)
	if !ok {
		return "", ErrSealed
	}
	a := r.opener(name)
	if a == nil {
		return "", fmt.Errorf("%w %q", ErrNoKey, name)
	}
	if len(body) < a.NonceSize() {
		return "", ErrSealed
	}
	text, err := a.Open(nil, body[:a.NonceSize()], body[a.NonceSize():], []byte(place))
	if err != nil {
		return "", ErrSealed
	}
	return string(text), nil
}

func parts(sealed string) (key string, body []byte, ok bool) {
	p := strings.Split(sealed, ".")
	if len(p) != 3 || p[0] != version {
		return "", nil, false
	}
	body, err := base64.RawURLEncoding.DecodeString(p[2])
	return p[1], body, err == nil
}

// Old reports whether a sealed text is under another key than the current one,
// and so is to be sealed anew when keys are changed.
func (r *Ring) Old(sealed string) bool {
	if sealed == "" || r == nil {
		return false
	}
	name, _, ok := parts(sealed)
	return !ok || name != r.fresh().current
}

// Current names the key that seals, "" for none.
func (r *Ring) Current() string {
	if r == nil {
		return ""
	}
	return r.fresh().current
}

// Names returns the names of the keys, sorted.
func (r *Ring) Names() []string {
	if r == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(r.fresh().keys))
}

// opener returns what opens under a key, nil when there is no such key. A key
// that another process has just added is looked for in the file.
func (r *Ring) opener(name string) cipher.AEAD {
	if r == nil {
		return nil
	}
	if k, ok := r.fresh().keys[name]; ok {
		return k.aead
	}
	r.file.missed(r)
	return r.held.Load().keys[name].aead
}

// Token is a name for a value that tells nothing of it and is always the same:
// an identity in a column that is searched. It is under a secret of its own,
// which was made from the first key and stays when keys are added and dropped.
func (r *Ring) Token(value, purpose string) (string, error) {
	if r == nil {
		return "", ErrNoKey
	}
	mac := hmac.New(sha256.New, r.fresh().token)
	mac.Write([]byte(purpose + "\x00" + value))
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}

// derived is the secret of tokens of a key: it does not open what the key sealed.
func derived(secret []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("wenban token"))
	return mac.Sum(nil)
}
