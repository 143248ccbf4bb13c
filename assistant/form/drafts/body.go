package drafts

import (
	"crypto/rand"
	"encoding/base64"
	"strings"

	"wenban/knowledge/store/seal"
)

// A file is sealed under a key of its own, and that key under the ring: when the
// keys of the ring change, only the small keys are sealed anew, not gigabytes of
// photographs.

// own is what the key of a file is called, and the beginning of all that it
// seals, which is not stored.
const (
	own   = "f"
	front = "s1." + own + "."
)

func keyPlace(id string) string  { return "attachment " + id + " key" }
func bodyPlace(id string) string { return "attachment " + id + " body" }

// sealBody seals a file under a new key and returns both as they are stored.
func (s *Store) sealBody(id string, body []byte) (key, sealed string, err error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	if key, err = s.keys.Seal(base64.RawStdEncoding.EncodeToString(secret), keyPlace(id)); err != nil {
		return "", "", err
	}
	ring, err := seal.NewRing(own, map[string][]byte{own: secret})
	if err != nil {
		return "", "", err
	}
	sealed, err = ring.Seal(string(body), bodyPlace(id))
	return key, strings.TrimPrefix(sealed, front), err
}

// openBody opens what sealBody sealed.
func (s *Store) openBody(id, key, sealed string) ([]byte, error) {
	text, err := s.keys.Open(key, keyPlace(id))
	if err != nil {
		return nil, err
	}
	secret, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, seal.ErrSealed
	}
	ring, err := seal.NewRing(own, map[string][]byte{own: secret})
	if err != nil {
		return nil, err
	}
	body, err := ring.Open(front+sealed, bodyPlace(id))
	return []byte(body), err
}
