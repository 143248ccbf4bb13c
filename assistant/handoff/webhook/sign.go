package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The headers of a signed request, in both directions.
const (
	HeaderTime      = "Wenban-Timestamp" // seconds since 1970, as digits
	HeaderKey       = "Wenban-Key-Id"    // which secret signed
	HeaderSignature = "Wenban-Signature" // "v1=" and HMAC-SHA256 in hex over time, "." and what is signed
)

// Window is how far the time of a signature may be from ours, either way.
const Window = 5 * time.Minute

// Key is a shared secret.
type Key struct {
	ID     string
	Secret string // at least 32 bytes
}

// Keys are the secrets that are believed. To change a secret: both sides add the
// new one, then each puts it first, then both drop the old one.
type Keys []Key

// ErrUnsigned says that nobody known to us signed a request just now. It is one
// error for every reason: whoever tries learns nothing.
var ErrUnsigned = errors.New("签名不对，或者时间相差超过五分钟")

var keyID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)

// ParseKeys reads keys as they are configured: id:secret, several separated by
// spaces, the one that signs first.
func ParseKeys(text string) (Keys, error) {
	var keys Keys
	for _, word := range strings.Fields(text) {
		id, secret, ok := strings.Cut(word, ":")
		switch {
		case !ok || !keyID.MatchString(id):
			return nil, fmt.Errorf("第 %d 个签名密钥应写成“名字:密钥”，名字用字母、数字、- 和 _", len(keys)+1)
		case len(secret) < 32:
			return nil, fmt.Errorf("签名密钥 %s 太短，至少 32 个字符，可以用 openssl rand -hex 32 生成", id)
		case keys.find(id) != nil:
			return nil, fmt.Errorf("签名密钥 %s 写了两次", id)
		}
		keys = append(keys, Key{id, secret})
	}
	if len(keys) == 0 {
		return nil, errors.New("签名密钥是空的")
	}
	return keys, nil
}

func (k Keys) find(id string) *Key {
	for i := range k {
		if k[i].ID == id {
			return &k[i]
		}
	}
	return nil
}

// Sign returns the signature of what is signed at a time.
func (k Key) Sign(at string, signed []byte) string {
	mac := hmac.New(sha256.New, []byte(k.Secret))
	mac.Write([]byte(at + "."))
	mac.Write(signed)
	return "v1=" + hex.EncodeToString(mac.Sum(nil))
}

// Verify checks a signature and its time.
func (k Keys) Verify(id, at, signature string, signed []byte, now time.Time) error {
	key := k.find(id)
	if key == nil {
		key = &Key{Secret: "nobody's"} // as long as with one
	}
	right := hmac.Equal([]byte(key.Sign(at, signed)), []byte(signature))
	if !right || key.ID == "" || !timely(at, now) {
		return ErrUnsigned
	}
	return nil
}

// timely reports whether a time is within the window.
func timely(at string, now time.Time) bool {
	seconds, err := strconv.ParseInt(at, 10, 64)
	return err == nil && len(at) <= 12 && now.Sub(time.Unix(seconds, 0)).Abs() <= Window
}
