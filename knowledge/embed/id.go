package embed

import (
	"crypto/sha256"
	"encoding/hex"
)

// ID names the model by what Save would write: vectors of two models may be
// compared only when their ids are equal.
func (m *Model) ID() string {
	h := sha256.New()
	if err := m.Save(h); err != nil {
		panic(err) // a hash never fails
	}
	return hex.EncodeToString(h.Sum(nil))
}
