package kind

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed" // kinds.bin
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
)

// The file of a model: magic, version, scale, how many features, then each feature,
// in their order, and a signed byte a kind.
const (
	magic   = "WBKD"
	version = 4
	most    = 1 << 19 // features: a header that lies costs 16 MB
)

// ErrFormat says that a file is no model of this version, or is damaged.
var ErrFormat = errors.New("not a kind file of this version")

//go:embed kinds.bin
var compiled []byte

//go:embed kinds.sum
var compiledSum string

// Default returns the model that is compiled in.
func Default() *Model { return compiledIn() }

var compiledIn = sync.OnceValue(func() *Model {
	m, err := Load(bytes.NewReader(compiled))
	if err != nil {
		panic(fmt.Sprintf("kind: %v", err)) // the file is part of the program and tested with it
	}
	return m
})

// Stale reports that the examples have changed since kinds.bin was trained.
func Stale() bool { return strings.TrimSpace(compiledSum) != sumOf(Examples()) }

// TrainDefault makes kinds.bin and kinds.sum anew, in less than a minute.
func TrainDefault(bin, sum io.Writer, progress func(done, total int)) error {
	examples := Examples()
	if err := Train(examples, progress).Save(bin); err != nil {
		return err
	}
	if _, err := io.WriteString(sum, sumOf(examples)+"\n"); err != nil {
		return fmt.Errorf("write sum: %w", err)
	}
	return nil
}

func sumOf(examples []Example) string {
	h := sha256.New()
	for _, x := range examples {
		fmt.Fprintf(h, "%s\t%s\n", x.Kind, x.Text)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Save writes the model.
func (m *Model) Save(w io.Writer) error {
	out := bufio.NewWriter(w)
	out.WriteString(magic) // a bufio.Writer keeps its first error for Flush
	var rows []weighed
	for _, x := range m.table {
		if x.feature != 0 {
			rows = append(rows, x)
		}
	}
	slices.SortFunc(rows, func(a, b weighed) int { return cmp.Compare(a.feature, b.feature) })
	put := func(v any) { _ = binary.Write(out, binary.LittleEndian, v) }
	put([]uint32{version, math.Float32bits(m.scale), uint32(len(rows))})
	for _, x := range rows {
		put(x.feature)
		put(x.weights)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("save kinds: %w", err)
	}
	return nil
}

// Load reads a model that Save wrote. A damaged or foreign file is ErrFormat.
func Load(r io.Reader) (*Model, error) {
	in := bufio.NewReader(r)
	head := make([]byte, len(magic)+12)
	if _, err := io.ReadFull(in, head); err != nil || string(head[:4]) != magic || binary.LittleEndian.Uint32(head[4:]) != version {
		return nil, fmt.Errorf("load kinds: %w", ErrFormat)
	}
	scale, rows := math.Float32frombits(binary.LittleEndian.Uint32(head[8:])), binary.LittleEndian.Uint32(head[12:])
	if !(scale >= 0 && scale < 1e6) || rows > most {
		return nil, fmt.Errorf("load kinds: %w", ErrFormat)
	}
	m := newModel(int(rows), scale)
	row, before := make([]byte, 4+count), uint32(0)
	for range rows {
		if _, err := io.ReadFull(in, row); err != nil {
			return nil, fmt.Errorf("load kinds: %w: %w", ErrFormat, err)
		}
		f := binary.LittleEndian.Uint32(row)
		if f <= before {
			return nil, fmt.Errorf("load kinds: %w", ErrFormat)
		}
		at := m.place(f)
		at.feature, before = f, f
		for k := range count {
			at.weights[k] = int8(row[4+k])
		}
	}
	return m, nil
}
