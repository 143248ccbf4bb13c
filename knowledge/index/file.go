package index

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"unsafe"

	"wenban/knowledge"
)

// The file of an index is its arrays as they lie in memory, each at the
// beginning of a line of a cache, and before them a table of where they are:
//
//	magic, version, a mark of the byte order
//	length of the head in bytes, checksum of the head, checksum of all after it
//	head: JSON, see head
//	arrays
//
// Opened, the file is mapped: a process reads what its questions need, several
// share it, and a start costs no more than one pass for the checksum.
const (
	fileMagic   = "WBIX"
	fileVersion = 2 // 1: without marks
	fileOrder   = 0x0102_0304
	preamble    = line
	maxHead     = 64 << 20
)

// ErrFile is returned for a file that is no index of this version, is damaged,
// or was made of something else than what it is opened for. It has to be built
// anew.
var ErrFile = errors.New("not an index that can serve")

// head describes a file.
type head struct {
	Edition string
	Stamp   string // what the caller said that it was made with
	Weights Weights
	Dim     int
	Lists   [3]listHead
}

// listHead describes a collection: its small parts, and the lengths of its
// arrays in bytes, in the order of arrays.
type listHead struct {
	Things  int
	Base    field
	Gates   *gates
	Nearer  map[uint32][]uint32
	Lengths []int
}

// arrays are all arrays of a collection, in the order of the file.
func (c *collection) arrays() []view {
	w, n, v := c.words, c.names, &c.vectors
	return []view{
		viewOf(&w.slots), viewOf(&w.keys), viewOf(&w.idfs), viewOf(&w.tops), viewOf(&w.firsts), viewOf(&w.windows), viewOf(&w.packed), viewOf(&w.marked), viewOf(&w.marks), viewOf(&w.codes),
		viewOf(&n.buckets), viewOf(&n.hashes), viewOf(&n.things), viewOf(&n.begun),
		viewOf(&c.order), viewOf(&c.gates.doors), viewOf(&v.rows), viewOf(&v.scales),
	}
}

// view is a slice as bytes, to be written, and to be set to bytes that were read.
type view struct {
	bytes func() []byte
	set   func(b []byte) bool // false where the bytes are no whole number of elements
}

func viewOf[T any](s *[]T) view {
	size := int(unsafe.Sizeof(*new(T)))
	return view{
		func() []byte { return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(*s))), len(*s)*size) },
		func(b []byte) bool {
			if len(b)%size != 0 {
				return false
			}
			*s = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/size)
			return true
		},
	}
}

// Size is the bytes of an index: of its file, and of what it holds in memory
// besides the edition.
func (x *Index) Size() (bytes int64) {
	for _, c := range x.all() {
		for _, v := range c.arrays() {
			bytes += int64(padded(len(v.bytes())))
		}
	}
	return bytes
}

func (x *Index) all() [3]*collection { return [3]*collection{x.items, x.events, x.passages} }

// line is the bytes of a line of a cache: each array begins with one.
const line = 64

func padded(n int) int { return (n + line - 1) &^ (line - 1) }

// Save writes an index beside its place and then renames it there: who opens it
// sees all of it or what was before. The stamp says what made it beside the
// edition (the embedder, what was lent); Open wants the same.
func (x *Index) Save(path, stamp string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("save index: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".index-*")
	if err != nil {
		return fmt.Errorf("save index: %w", err)
	}
	defer os.Remove(f.Name()) // it is gone where all went well
	if err := errors.Join(x.write(f, stamp), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("save index: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("save index: %w", err)
	}
	return nil
}

func (x *Index) write(f io.WriteSeeker, stamp string) error {
	text, err := json.Marshal(x.head(stamp))
	if err != nil {
		return err
	}
	text = append(text, make([]byte, padded(len(text))-len(text))...)
	for i := range text {
		if text[i] == 0 {
			text[i] = ' '
		}
	}
	sum := crc32.New(castagnoli)
	out := bufio.NewWriterSize(f, 1<<20)
	out.Write(make([]byte, preamble)) // a bufio.Writer keeps its first error for Flush
	out.Write(text)
	body := io.MultiWriter(out, sum)
	for _, c := range x.all() {
		for _, v := range c.arrays() {
			b := v.bytes()
			body.Write(b)
			body.Write(make([]byte, padded(len(b))-len(b)))
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = f.Write(preambleOf(text, sum.Sum32()))
	return err
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func preambleOf(text []byte, body uint32) []byte {
	b := append([]byte(fileMagic), make([]byte, preamble-len(fileMagic))...)
	for i, v := range []uint32{fileVersion, fileOrder, uint32(len(text)), crc32.Checksum(text, castagnoli), body} {
		binary.NativeEndian.PutUint32(b[4+4*i:], v)
	}
	return b
}

func (x *Index) head(stamp string) head {
	h := head{Edition: x.edition, Stamp: stamp, Weights: x.weights, Dim: x.items.vectors.dim}
	for i, c := range x.all() {
		l := listHead{Things: len(c.order), Base: c.words.base, Gates: c.gates, Nearer: c.gates.nearer}
		for _, v := range c.arrays() {
			l.Lengths = append(l.Lengths, len(v.bytes()))
		}
		h.Lists[i] = l
	}
	return h
}

// Open maps a file that Save wrote, for the edition and the options that it was
// built with. ErrFile says that it has to be built anew, and why;
// fs.ErrNotExist that there is none. The mapping is given back when the index is
// no longer held. The file must not be changed in place: Save never does.
func Open(path, stamp string, e *knowledge.Edition, o Options) (*Index, error) {
	if e == nil {
		return nil, fmt.Errorf("open index: no edition")
	}
	data, err := mapFile(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("open index: %w", err)
		}
		return nil, fmt.Errorf("open index: %w: %w", ErrFile, err)
	}
	file := newMapping(data)
	x, reason := file.read(stamp, e, o.withDefaults())
	if reason != "" {
		return nil, fmt.Errorf("open index %s: %w: %s", filepath.Base(path), ErrFile, reason)
	}
	return x, nil
}

// mapping is the bytes of a file, unmapped when nothing holds it.
type mapping struct{ data []byte }

func newMapping(data []byte) *mapping {
	m := &mapping{data}
	runtime.AddCleanup(m, func(data []byte) { _ = unmap(data) }, data)
	return m
}

// read makes an index of the bytes of a file, or says why not.
func (m *mapping) read(stamp string, e *knowledge.Edition, o Options) (*Index, string) {
	h, body, reason := readHead(m.data)
	switch {
	case reason != "":
		return nil, reason
	case h.Edition != e.ID:
		return nil, "made of another edition"
	case h.Stamp != stamp:
		return nil, "made with another embedder or other words"
	case !h.Weights.same(o.Weights):
		return nil, "made with other weights"
	case h.Dim != dimOf(o.Embedder):
		return nil, "made with another embedder"
	}
	x := &Index{edition: e.ID, weights: o.Weights, embedder: o.Embedder}
	shelves := shelvesOf(e, o)
	for i, to := range []**collection{&x.items, &x.events, &x.passages} {
		c, rest := takeList(h.Lists[i], body, h.Dim, o)
		if c == nil || len(c.order) != len(shelves[i].claims) || !c.sound() {
			return nil, "its parts do not fit together"
		}
		c.shelf, c.called, c.file = shelves[i].thing, shelves[i].named, m
		c.start()
		*to, body = c, rest
	}
	return x, ""
}

func dimOf(e Embedder) int {
	if e == nil {
		return 0
	}
	return max(e.Dim(), 0)
}

func (w Weights) same(v Weights) bool {
	return w.K1 == v.K1 && w.B == v.B && w.Cover == v.Cover && w.Vector == v.Vector && w.Exact == v.Exact && w.fieldWeights() == v.fieldWeights()
}

// readHead checks the file as a whole.
func readHead(data []byte) (h head, body []byte, reason string) {
	if len(data) < preamble || string(data[:4]) != fileMagic {
		return h, nil, "not an index file"
	}
	number := func(i int) uint32 { return binary.NativeEndian.Uint32(data[4+4*i:]) }
	length := int(number(2))
	switch {
	case number(1) != fileOrder:
		return h, nil, "made on a machine of another byte order"
	case number(0) != fileVersion:
		return h, nil, "made by another version of the program"
	case length > maxHead || length%8 != 0 || preamble+length > len(data):
		return h, nil, "cut short"
	}
	text, body := data[preamble:preamble+length], data[preamble+length:]
	if crc32.Checksum(text, castagnoli) != number(3) || crc32.Checksum(body, castagnoli) != number(4) {
		return h, nil, "damaged"
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return h, nil, "damaged: " + err.Error()
	}
	return h, body, ""
}

// takeList makes a collection of the next arrays of a file; nil where they do
// not fit.
func takeList(l listHead, body []byte, dim int, o Options) (*collection, []byte) {
	if l.Gates == nil {
		return nil, nil
	}
	c := &collection{weights: o.Weights, words: &postings{things: l.Things, base: l.Base}, names: &names{}, gates: l.Gates, vectors: newCodes(0, dim)}
	c.gates.index(l.Nearer)
	arrays := c.arrays()
	if len(l.Lengths) != len(arrays) {
		return nil, nil
	}
	for i, v := range arrays {
		n := l.Lengths[i]
		if n < 0 || padded(n) > len(body) || !v.set(body[:n:n]) {
			return nil, nil
		}
		body = body[padded(n):]
	}
	return c, body
}

// sound reports whether the arrays of a collection point into each other. A file
// of the right checksum that is not sound was made by someone to do harm, or by
// a mistake of ours; either way it must not read beyond its arrays.
func (c *collection) sound() bool {
	w, n, things := c.words, c.names, len(c.order)
	terms := len(w.keys)
	return things <= maxThings && w.things == things && len(c.gates.doors) == things &&
		len(w.idfs) == terms && len(w.tops) == terms && len(w.firsts) == terms+1 && len(w.marked) == terms && below(w.marked, markedGrams+1) && w.marksSound() && len(w.slots) > terms && len(w.slots)&(len(w.slots)-1) == 0 &&
		len(w.windows) > 0 && ascending(w.firsts, len(w.windows)) && w.windowsSound() &&
		below(w.slots, terms+1) && below(c.order, things) && below(n.things, max(things, 1)) && below(c.gates.doors, max(len(c.gates.Kinds), 1)) &&
		len(n.buckets) > 1 && (len(n.buckets)-1)&(len(n.buckets)-2) == 0 && ascending(n.buckets, len(n.hashes)+1) && len(n.hashes) == len(n.things) &&
		len(n.begun) > 0 && len(n.begun)&(len(n.begun)-1) == 0 && c.gates.sound(things) && c.vectors.sound(things)
}

func (p *postings) windowsSound() bool {
	last := uint32(0)
	for _, w := range p.windows {
		if w.from < last || int(w.from) > len(p.packed) || int(w.number)<<windowBits >= max(p.things, 1) {
			return false
		}
		last = w.from
	}
	return true
}

// marksSound reports whether every mark has its code.
func (p *postings) marksSound() bool {
	next := uint32(0)
	for d := range p.marks {
		m := &p.marks[d]
		if m[markWords] != next {
			return false
		}
		next += m.counts(markWords)[markWords]
	}
	return len(p.marks) == p.things && int(next)+1 == len(p.codes)
}

func (c *codes) sound(things int) bool {
	if c.dim == 0 {
		return len(c.rows) == 0 && len(c.scales) == 0
	}
	return len(c.rows) == things*c.wide && len(c.scales) == things
}

// ascending reports whether numbers never fall and stay below a limit.
func ascending(all []uint32, limit int) bool {
	return slices.IsSorted(all) && below(all, limit)
}

func below[T uint16 | uint32](all []T, limit int) bool {
	return len(all) == 0 || int64(slices.Max(all)) < int64(limit)
}

// index fills in what is not written of gates.
func (g *gates) index(nearer map[uint32][]uint32) {
	g.nearer, g.byCode = nearer, map[string]int32{}
	for i, r := range g.Regions {
		g.byCode[r.Code] = int32(i)
	}
}

func (g *gates) sound(things int) bool {
	for i, r := range g.Regions {
		if r.Parent < -1 || int(r.Parent) >= i || r.From > r.To || r.To > r.Below || int(r.Below) > things {
			return false
		}
	}
	for _, k := range g.Kinds {
		if k.Region < 0 || int(k.Region) >= len(g.Regions) || k.Audience < 0 || int(k.Audience) >= len(g.Audiences) {
			return false
		}
	}
	for place, near := range g.nearer {
		if int(place) >= things || !below(near, things) {
			return false
		}
	}
	return len(g.Regions) > 0
}
