package seal

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
)

// file is a ring as it is kept; JSON holds the keys in base64.
type file struct {
	Current string            `json:"current"`
	Keys    map[string][]byte `json:"keys"`
}

// Parse reads a ring as Text writes it.
func Parse(text []byte) (*Ring, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, errors.New("密钥文件不是要求的 JSON 格式")
	}
	return NewRing(f.Current, f.Keys)
}

// Text is a ring as it is kept, on one line. It is the secret itself: nobody else may read it.
func (r *Ring) Text() []byte {
	f := file{Current: r.current, Keys: map[string][]byte{}}
	for name, k := range r.keys {
		f.Keys[name] = k.secret
	}
	text, _ := json.Marshal(f) // plain values always encode
	return append(text, '\n')
}

// Next returns the ring with one more key, which seals from now on. Keys are
// named k001, k002, …
func (r *Ring) Next() *Ring {
	keys := map[string][]byte{}
	if r != nil {
		for name, k := range r.keys {
			keys[name] = k.secret
		}
	}
	keys = maps.Clone(keys)
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	name := fmt.Sprintf("k%03d", len(keys)+1)
	for n := len(keys) + 2; keys[name] != nil; n++ {
		name = fmt.Sprintf("k%03d", n)
	}
	keys[name] = secret
	next, err := NewRing(name, keys)
	if err != nil {
		panic("seal: " + err.Error()) // the keys are those of a ring, and one that was just made
	}
	return next
}

// File opens the ring in a file, and makes one with a new key where there is
// none. The file is for its owner alone; one that others can read is refused.
//
// Whoever loses it loses what was sealed: keep a copy apart from the backups.
func File(path string) (*Ring, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("密钥文件 %s 别人也能读（权限 %o），请执行 chmod 600 后再启动", path, info.Mode().Perm())
	}
	return Parse(text)
}

func create(path string) (*Ring, error) {
	var none *Ring
	ring := none.Next()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	switch err := Save(path, ring, false); {
	case errors.Is(err, fs.ErrExist): // another process was first
		return File(path)
	case err != nil:
		return nil, err
	}
	return ring, nil
}

// Save writes a ring to a file, whole or not at all; over tells that one may be
// there already.
func Save(path string, r *Ring, over bool) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the rename nothing is there
	_, err = f.Write(r.Text())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if over {
		return os.Rename(f.Name(), path)
	}
	return os.Link(f.Name(), path) // fails when one is there
}
