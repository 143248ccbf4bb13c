package kind

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	_ "embed" // kinds.bin
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
)

// The file of a model: magic, version, scale, how many rows, then per row that
// is not zero its number and a signed byte a kind.
const (
	magic   = "WBKD"
	version = 3
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
	rows := uint32(0)
	for _, row := range m.weights {
		if row != ([count]int8{}) {
			rows++
		}
	}
	put := func(v any) { _ = binary.Write(out, binary.LittleEndian, v) }
	put([]uint32{version, math.Float32bits(m.scale), rows})
	for f, row := range m.weights {
		if row != ([count]int8{}) {
			put(uint32(f))
			put(row)
		}
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
	m := &Model{weights: make([][count]int8, features), scale: math.Float32frombits(binary.LittleEndian.Uint32(head[8:]))}
	rows := binary.LittleEndian.Uint32(head[12:])
	if !(m.scale >= 0 && m.scale < 1e6) || rows > features {
		return nil, fmt.Errorf("load kinds: %w", ErrFormat)
	}
	row := make([]byte, 4+count)
	for range rows {
		if _, err := io.ReadFull(in, row); err != nil {
			return nil, fmt.Errorf("load kinds: %w: %w", ErrFormat, err)
		}
		f := binary.LittleEndian.Uint32(row)
		if f >= features {
			return nil, fmt.Errorf("load kinds: %w", ErrFormat)
		}
		for k := range count {
			m.weights[f][k] = int8(row[4+k])
		}
	}
	return m, nil
}
