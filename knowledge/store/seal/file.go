package seal

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// file is a ring as it is kept; JSON holds the keys in base64.
type file struct {
	Current string            `json:"current"`
	Keys    map[string][]byte `json:"keys"`
	Token   []byte            `json:"token,omitempty"` // secret of Token; none: that of the first key
}

// Parse reads a ring as Text writes it.
func Parse(text []byte) (*Ring, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, errors.New("密钥文件不是要求的 JSON 格式")
	}
	return newRing(f.Current, f.Keys, f.Token)
}

// Text is a ring as it is kept, on one line. It is the secret itself: nobody else may read it.
func (r *Ring) Text() []byte {
	h := r.fresh()
	text, _ := json.Marshal(file{h.current, h.secrets(), h.token}) // plain values always encode
	return append(text, '\n')
}

// secrets returns the keys by name, in a map of its own.
func (h *held) secrets() map[string][]byte {
	keys := map[string][]byte{}
	for name, k := range h.keys {
		keys[name] = k.secret
	}
	return keys
}

// Next returns the ring with one more key, which seals from now on. Keys are
// named k001, k002, …
func (r *Ring) Next() *Ring {
	more, name := r.More()
	next, err := more.Using(name)
	if err != nil {
		panic("seal: " + err.Error()) // the key was just made
	}
	return next
}

// More returns the ring with one more key, which opens and does not seal yet: it
// is given to every machine first. A name is never used again. A ring without
// keys seals with its first one.
func (r *Ring) More() (more *Ring, name string) {
	h := &held{keys: map[string]key{}}
	if r != nil {
		h = r.fresh()
	}
	keys, last := h.secrets(), 0
	for name := range keys {
		n, _ := strconv.Atoi(strings.TrimPrefix(name, "k")) // a name of another form counts as 0
		last = max(last, n)
	}
	name = fmt.Sprintf("k%03d", last+1)
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails
	keys[name] = secret
	more, err := newRing(cmp.Or(h.current, name), keys, h.token)
	if err != nil {
		panic("seal: " + err.Error()) // the keys are those of a ring, and one that was just made
	}
	return more, name
}

// Using returns the ring in which the key called name seals from now on.
func (r *Ring) Using(name string) (*Ring, error) {
	h := r.fresh()
	return newRing(name, h.secrets(), h.token)
}

// Without returns the ring without the key called name, which must not be the
// current one: what it sealed opens never again.
func (r *Ring) Without(name string) (*Ring, error) {
	h := r.fresh()
	keys := h.secrets()
	switch {
	case keys[name] == nil:
		return nil, fmt.Errorf("%w：没有名为 %q 的密钥，有的是 %s", ErrNoKey, name, strings.Join(r.Names(), "、"))
	case name == h.current:
		return nil, fmt.Errorf("密钥 %q 正在使用，不能删除；先用 wenban keys rotate 换一把", name)
	}
	delete(keys, name)
	return newRing(h.current, keys, h.token)
}

// File opens the ring in a file, and makes one with a new key where there is
// none. The file is for its owner alone; one that others can read is refused.
// The ring follows the file from then on.
//
// Whoever loses it loses what was sealed: keep a copy apart from the backups.
func File(path string) (*Ring, error) {
	ring, seen, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil {
			return nil, err
		}
		ring, seen, err = read(path)
	}
	if err != nil {
		return nil, err
	}
	ring.file = &followed{path: path, seen: seen, last: time.Now()}
	return ring, nil
}

// read reads a file of keys, and returns how it was when it was read.
func read(path string) (*Ring, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read the keys: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, nil, fmt.Errorf("密钥文件 %s 别人也能读（权限 %o），请执行 chmod 600 后再启动", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read the keys: %w", err)
	}
	ring, err := Parse(text)
	return ring, info, err
}

func create(path string) error {
	var none *Ring
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := Save(path, none.Next(), false); !errors.Is(err, fs.ErrExist) { // another process was first
		return err
	}
	return nil
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
