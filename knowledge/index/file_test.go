package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"wenban/knowledge"
)

func savedEdition() (*knowledge.Edition, Options) {
	rng := rand.New(rand.NewPCG(2, 3))
	items := randomItems(rng, 300)
	for i := range items {
		items[i].Region = tree[i%len(tree)].Code
	}
	e := knowledge.NewEdition("e1", knowledge.Parts{
		Items: items, Regions: tree, Events: []knowledge.LifeEvent{{ID: "EV", Name: "换房一件事", Cues: []string{"换房"}}},
		Documents: []knowledge.Document{{ID: "D", Title: "登记办法", Text: "第一条 登记要身份证。\n第二条 补领收费。"}},
	})
	return e, Options{Embedder: letterVectors{}, Unlisted: []Unlisted{{Names: []string{"车辆登记"}}}}
}

func save(t testing.TB, path string) (*Index, *knowledge.Edition, Options) {
	t.Helper()
	e, o := savedEdition()
	x, err := Build(e, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Save(path, "stamp"); err != nil {
		t.Fatal(err)
	}
	return x, e, o
}

func TestAMappedIndexFindsWhatTheBuiltOneFinds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x", "index")
	built, e, o := save(t, path)
	opened, err := Open(path, "stamp", e, o)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(5, 5))
	for range 200 {
		q := Query{Parts: randomParts(rng), At: day, K: 1 + rng.IntN(30), Explain: true, Region: tree[rng.IntN(len(tree))].Code}
		for _, kind := range []Kind{Item, Event, Passage} {
			want, _ := built.Append(t.Context(), nil, kind, q)
			got, err := opened.Append(t.Context(), nil, kind, q)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("mapped: %s(%+v) = %v, %v, want %v", kind, q, ids(got), err, ids(want))
			}
		}
	}
	info, err := os.Stat(path)
	if err != nil || opened.Size() != built.Size() || info.Size() < built.Size() {
		t.Errorf("Size = %d mapped, %d built, file %v", opened.Size(), built.Size(), info)
	}
}

func TestBuildingTwiceGivesTheSameBytes(t *testing.T) {
	dir := t.TempDir()
	save(t, dir+"/a")
	save(t, dir+"/b")
	a, _ := os.ReadFile(dir + "/a")
	b, _ := os.ReadFile(dir + "/b")
	if len(a) == 0 || !bytes.Equal(a, b) {
		t.Errorf("two builds of one edition: files of %d and %d bytes differ", len(a), len(b))
	}
}

func TestAFileThatCannotServeIsRefusedWithAReason(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	_, e, o := save(t, good)
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	with := func(change func(b []byte) []byte) string {
		n++
		path := filepath.Join(dir, fmt.Sprint("changed-", n))
		if err := os.WriteFile(path, change(bytes.Clone(data)), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	other, lexical, heavier := *e, o, o
	other.ID, lexical.Embedder, heavier.Weights = "e2", nil, Weights{Cover: 2}
	for _, c := range []struct {
		name, path, stamp string
		e                 *knowledge.Edition
		o                 Options
		want              string
	}{
		{"a flipped bit", with(func(b []byte) []byte { b[len(b)/2] ^= 1; return b }), "stamp", e, o, "damaged"},
		{"a flipped bit in the head", with(func(b []byte) []byte { b[preamble+3] ^= 1; return b }), "stamp", e, o, "damaged"},
		{"cut in half", with(func(b []byte) []byte { return b[:len(b)/2] }), "stamp", e, o, ""},
		{"empty", with(func(b []byte) []byte { return nil }), "stamp", e, o, "0 bytes"},
		{"something else", with(func(b []byte) []byte { return []byte(strings.Repeat("一张图片", 100)) }), "stamp", e, o, "not an index file"},
		{"of another version", with(func(b []byte) []byte { b[4] = 99; return b }), "stamp", e, o, "another version"},
		{"of another byte order", with(func(b []byte) []byte { b[8], b[11] = b[11], b[8]; return b }), "stamp", e, o, "byte order"},
		{"of another edition", good, "stamp", &other, o, "another edition"},
		{"made with other words", good, "stamp 2", e, o, "other words"},
		{"without vectors", good, "stamp", e, lexical, "another embedder"},
		{"of other weights", good, "stamp", e, heavier, "other weights"},
		{"a folder", dir, "stamp", e, o, ""},
	} {
		x, err := Open(c.path, c.stamp, c.e, c.o)
		if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), c.want) || x != nil {
			t.Errorf("%s: Open = %v, want ErrFile that says %q", c.name, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(dir, "none"), "stamp", e, o); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrFile) {
		t.Errorf("Open of no file = %v, want fs.ErrNotExist", err)
	}
	if _, err := Open(good, "stamp", e, o); err != nil {
		t.Errorf("Open of the file as it was = %v", err)
	}
}

// FuzzOpen changes the arrays of a sound file, whose checksums are then made
// right again: what opens must answer without a panic.
func FuzzOpen(f *testing.F) {
	path := filepath.Join(f.TempDir(), "index")
	_, e, o := save(f, path)
	data, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	for _, at := range []uint32{0, 100, 1000, 9999, 40_000} {
		f.Add(at, []byte{0xff, 0xff, 0xff, 0xff, 0, 1, 2, 3})
	}
	f.Fuzz(func(t *testing.T, at uint32, change []byte) {
		b := bytes.Clone(data)
		length := int(binary.NativeEndian.Uint32(b[12:]))
		text, body := b[preamble:preamble+length], b[preamble+length:]
		copy(body[int(at)%len(body):], change)
		copy(b, preambleOf(text, crc32.Checksum(body, castagnoli)))
		x, _ := (&mapping{b}).read("stamp", e, o.withDefaults())
		if x == nil {
			return
		}
		for _, kind := range []Kind{Item, Event, Passage} {
			if _, err := x.Append(t.Context(), nil, kind, Query{Parts: said("办身份证 登记公司abc"), At: day, Explain: true, K: 30}); err != nil {
				t.Errorf("%s after a change of %d bytes at %d: %v", kind, len(change), at, err)
			}
		}
	})
}
