package embed

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// The file of a model: magic, version, dim, rows, then per row that was seen in
// training its number, weight, scale and one signed byte a dimension. A row
// that was never seen is not stored: its weight is 0.
const (
	magic   = "WBEM"
	version = 1 // 1: rows as int8 with a scale each

	maxDim   = 1 << 10
	maxRows  = 1 << 20
	maxValue = 1e4 // of a weight and a scale: no sum of rows overflows
)

// ErrFormat says that a file is no model of this version, or is damaged.
var ErrFormat = errors.New("not an embedder file of this version")

// Save writes the model.
func (m *Model) Save(w io.Writer) error {
	out := bufio.NewWriter(w)
	out.WriteString(magic) // a bufio.Writer keeps its first error for Flush
	header := []uint32{version, uint32(m.dim), uint32(len(m.rows)), 0}
	for _, x := range m.rows {
		if x.weight > 0 {
			header[3]++
		}
	}
	put := func(v any) { _ = binary.Write(out, binary.LittleEndian, v) }
	put(header)
	for row, x := range m.rows {
		if x.weight > 0 {
			put(uint32(row))
			put([]float32{x.weight, x.scale})
			put(m.codesOf(&x))
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("save embedder: %w", err)
	}
	return nil
}

// quantise rounds a row to signed bytes: value ≈ code × scale.
func quantise(codes []int8, row []float32) (scale float32) {
	for _, x := range row {
		scale = max(scale, float32(math.Abs(float64(x))))
	}
	scale /= 127
	for i, x := range row {
		if scale > 0 {
			codes[i] = int8(math.Round(float64(x / scale)))
		}
	}
	return scale
}

// Load reads a model that Save wrote. A damaged or foreign file is ErrFormat.
// Memory is taken as rows arrive: a header that lies costs 12 MB at most.
func Load(r io.Reader) (*Model, error) {
	in := bufio.NewReader(r)
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(in, head); err != nil || string(head) != magic {
		return nil, fmt.Errorf("load embedder: %w", ErrFormat)
	}
	var header [4]uint32
	if err := binary.Read(in, binary.LittleEndian, &header); err != nil || !plausible(header) {
		return nil, fmt.Errorf("load embedder: %w", ErrFormat)
	}
	m := &Model{dim: int(header[1]), mask: uint64(header[2] - 1), rows: make([]rowOf, header[2])}
	if err := m.read(in, int(header[3])); err != nil {
		return nil, fmt.Errorf("load embedder: %w", err)
	}
	return m, nil
}

func plausible(h [4]uint32) bool {
	dim, rows, stored := h[1], h[2], h[3]
	return h[0] == version && dim > 0 && dim <= maxDim && rows > 0 && rows <= maxRows && rows&(rows-1) == 0 && stored <= rows
}

// read fills the model with the rows of a file, after which nothing may come.
func (m *Model) read(in *bufio.Reader, stored int) error {
	b := make([]byte, 12+m.dim)
	last := -1
	for range stored {
		if _, err := io.ReadFull(in, b); err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		row := int(binary.LittleEndian.Uint32(b))
		if row <= last || !m.take(row, b) {
			return ErrFormat
		}
		last = row
	}
	if _, err := in.ReadByte(); err != io.EOF {
		return ErrFormat
	}
	return nil
}

// take unpacks one row of the file; false when it is not sound.
func (m *Model) take(row int, b []byte) bool {
	weight, scale := float(b[4:]), float(b[8:])
	if row >= len(m.rows) || !(weight > 0 && weight <= maxValue) || !(scale >= 0 && scale <= maxValue) {
		return false
	}
	m.rows[row] = rowOf{weight, scale, uint32(len(m.codes) / m.dim)}
	for _, c := range b[12:] {
		m.codes = append(m.codes, int8(c))
	}
	return true
}

func float(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }
