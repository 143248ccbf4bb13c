package embed_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"wenban/knowledge/embed"
)

// file is a small model as Save writes it.
func file(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := embed.Train(few(), embed.Config{Seed: 1, Dim: 8, Rows: 256}, nil).Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsSavedIsLoadedAlike(t *testing.T) {
	e, m := city()
	var b bytes.Buffer
	if err := m.Save(&b); err != nil {
		t.Fatal(err)
	}
	kept := bytes.Clone(b.Bytes())
	loaded, err := embed.Load(&b)
	if err != nil || loaded.Dim() != m.Dim() {
		t.Fatalf("Load of what Save wrote = %v, want a model of dimension %d", err, m.Dim())
	}
	for _, it := range e.Items {
		for _, text := range append(it.Aliases, it.Name, it.Summary) {
			if c := cosine(m.Embed(text), loaded.Embed(text)); c < .99 {
				t.Errorf("Embed(%q) before and after the file: cosine %.4f, want at least 0.99", text, c)
			}
		}
	}
	var again bytes.Buffer
	if err := loaded.Save(&again); err != nil || !bytes.Equal(again.Bytes(), kept) {
		t.Errorf("Save of what was loaded: %v, the same bytes: %v; want the same", err, bytes.Equal(again.Bytes(), kept))
	}
}

func TestAFileCutShortIsRefused(t *testing.T) {
	whole := file(t)
	if _, err := embed.Load(bytes.NewReader(whole)); err != nil {
		t.Fatalf("Load of a whole file = %v", err)
	}
	for n := range len(whole) {
		if _, err := embed.Load(bytes.NewReader(whole[:n])); !errors.Is(err, embed.ErrFormat) {
			t.Fatalf("Load of the first %d of %d bytes = %v, want ErrFormat", n, len(whole), err)
		}
	}
	if _, err := embed.Load(bytes.NewReader(append(bytes.Clone(whole), 0))); !errors.Is(err, embed.ErrFormat) {
		t.Errorf("Load of a file with a byte more = %v, want ErrFormat", err)
	}
}

func TestAFileWithAWrongByteIsRefusedOrSound(t *testing.T) {
	whole, rng, refused := file(t), rand.New(rand.NewPCG(1, 2)), 0
	for range 5000 {
		b := bytes.Clone(whole)
		at := rng.IntN(len(b))
		if rng.IntN(2) == 0 {
			at = rng.IntN(60) // the header and the first rows
		}
		b[at] ^= byte(1 + rng.IntN(255))
		if !soundOrRefused(t, b) {
			refused++
		}
	}
	if refused == 0 || refused == 5000 {
		t.Errorf("%d of 5000 files with a wrong byte were refused, want some", refused)
	}
}

// soundOrRefused fails when a file is neither; true when it is sound.
func soundOrRefused(t *testing.T, b []byte) bool {
	m, err := embed.Load(bytes.NewReader(b))
	if err != nil {
		if !errors.Is(err, embed.ErrFormat) || m != nil {
			t.Errorf("Load = %v, %v, want nil and ErrFormat", m, err)
		}
		return false
	}
	for _, text := range []string{"", "狗证", "养犬登记居住证", "普通护照首次申请 abc"} {
		if v := m.Embed(text); broken(v) {
			t.Errorf("Embed(%q) of a damaged file = %v, want length 1 or zero", text, v)
		}
	}
	return true
}

func TestAHeaderThatLiesTakesLittleMemory(t *testing.T) {
	for _, header := range [][]uint32{{1, 1 << 10, 1 << 20, 1 << 20}, {1, 1 << 10, 1 << 20, 0}, {1, 1 << 31, 1 << 31, 1}, {1, 1, 1 << 21, 1}} {
		var b bytes.Buffer
		b.WriteString("WBEM")
		_ = binary.Write(&b, binary.LittleEndian, header)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		soundOrRefused(t, b.Bytes())
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 13<<20 {
			t.Errorf("Load of a header %v without rows takes %d MB, want 12 at most", header, took>>20)
		}
	}
}

// FuzzLoad holds that any bytes are refused or make a sound model.
func FuzzLoad(f *testing.F) {
	whole := file(f)
	f.Add(whole)
	f.Add(whole[:20])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) { soundOrRefused(t, b) })
}

func TestTuningLeavesTheBaseAlone(t *testing.T) {
	c := embed.Config{Seed: 3, Dim: 16, Rows: 1024}
	base := embed.Train(few(), c, nil)
	before := base.Embed("狗证")
	more := []embed.Pair{{A: "机动车注册登记", B: "新车上牌", Group: 1}, {A: "养犬登记", B: "给狗上户口", Group: 2}}
	a, b := embed.Tune(base, more, embed.Config{Seed: 5}, nil), embed.Tune(base, more, embed.Config{Seed: 5}, nil)
	if !slices.Equal(base.Embed("狗证"), before) {
		t.Error("Tune changed the vector of 狗证 in the base")
	}
	if v := base.Embed("牌"); cosine(v, v) != 0 {
		t.Errorf("the base's Embed(牌) = %v after Tune, want zero as before", v)
	}
	for _, text := range append(probes, "新车上牌", "给狗上户口") {
		if !slices.Equal(a.Embed(text), b.Embed(text)) {
			t.Errorf("two tunings with seed 5 differ on %.20q", text)
		}
	}
	if a.Dim() != 16 || slices.Equal(a.Embed("给狗上户口"), base.Embed("给狗上户口")) {
		t.Errorf("Tune: dimension %d, the vector of 给狗上户口 unchanged: want 16 and another vector", a.Dim())
	}
	if near, far := cosine(a.Embed("机动车注册登记"), a.Embed("新车上牌")), cosine(a.Embed("养犬登记"), a.Embed("新车上牌")); near <= far {
		t.Errorf("after Tune 新车上牌 has cosine %.2f with its item and %.2f with another, want more with its own", near, far)
	}
}
