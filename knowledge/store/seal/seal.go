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
	"strings"
)

// Errors of a ring.
var (
	ErrNoKey  = errors.New("没有加密个人信息的密钥")
	ErrSealed = errors.New("加密的个人信息打不开：密钥不对，或者内容被改动过")
)

// version stands before everything that was sealed.
const version = "s1"

// Ring (密钥环) is the keys that personal data is sealed with. It never changes
// after it is made and may be used by many at once. A nil ring has no key: it
// seals nothing but the empty text.
type Ring struct {
	current string
	keys    map[string]key
}

type key struct {
	secret []byte
	aead   cipher.AEAD
}

// NewRing makes a ring of keys of 32 bytes by their name, the one called
// current sealing from now on.
func NewRing(current string, keys map[string][]byte) (*Ring, error) {
	r := &Ring{current: current, keys: map[string]key{}}
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
	return r, nil
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
	a := r.keys[r.current].aead
	nonce := make([]byte, a.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	sum := a.Seal(nonce, nonce, []byte(text), []byte(place))
	return version + "." + r.current + "." + base64.RawURLEncoding.EncodeToString(sum), nil
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
	if r == nil || r.keys[name].aead == nil {
		return "", fmt.Errorf("%w %q", ErrNoKey, name)
	}
	a := r.keys[name].aead
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
	return !ok || name != r.current
}

// Current names the key that seals, "" for none.
func (r *Ring) Current() string {
	if r == nil {
		return ""
	}
	return r.current
}

// Token is a name for a value that tells nothing of it and is always the same:
// an identity in a column that is searched. It is under the first key of the
// ring by name, so that a new key does not change it.
func (r *Ring) Token(value, purpose string) (string, error) {
	if r == nil {
		return "", ErrNoKey
	}
	mac := hmac.New(sha256.New, r.keys[r.first()].secret)
	mac.Write([]byte(purpose + "\x00" + value))
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}

func (r *Ring) first() string {
	first := r.current
	for name := range r.keys {
		first = min(first, name)
	}
	return first
}
