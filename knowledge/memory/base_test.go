package memory

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/lexicon"
)

func TestTheBaseKnowsTheWordsOfToday(t *testing.T) {
	if Stale() {
		t.Error("the words of knowledge/lexicon have changed since base.bin was trained; run: go run ./cmd/wenban train")
	}
}

// few are the pairs of a small bank.
func few(t *testing.T) []embed.Pair {
	t.Helper()
	pairs := everywhere(lexicon.Asked()[:20], lexicon.Told()[:20])
	if len(pairs) < 100 {
		t.Fatalf("everywhere(20 services, 20 circumstances) = %d pairs, want some hundreds", len(pairs))
	}
	return pairs
}

func TestTheSameWordsMakeTheSameFiles(t *testing.T) {
	var bin, sum [3]bytes.Buffer
	for i := range bin {
		pairs := few(t)
		if i == 2 {
			pairs[0].A += "？" // the control
		}
		if err := trainOn(pairs, &bin[i], &sum[i], nil); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(bin[0].Bytes(), bin[1].Bytes()) || sum[0].String() != sum[1].String() {
		t.Errorf("trainOn twice: sums %s and %s, files equal %v; want the same", sum[0].String(), sum[1].String(), bytes.Equal(bin[0].Bytes(), bin[1].Bytes()))
	}
	if sum[2].String() == sum[0].String() {
		t.Errorf("trainOn with another word: sum %s, want another one", sum[2].String())
	}
	if m, err := readBase(bin[0].Bytes()); err != nil || m.Dim() != Base().Dim() {
		t.Errorf("readBase of what trainOn wrote: %v, want a model of dimension %d", err, Base().Dim())
	}
}

func TestADiskThatIsFullIsAnError(t *testing.T) {
	full := errors.New("disk full")
	for name, w := range map[string][2]io.Writer{"base.bin": {broken{full}, io.Discard}, "base.sum": {io.Discard, broken{full}}} {
		if err := trainOn(few(t)[:4], w[0], w[1], nil); !errors.Is(err, full) {
			t.Errorf("trainOn with a full disk under %s = %v, want %v", name, err, full)
		}
	}
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

func TestADamagedBaseIsAnError(t *testing.T) {
	if _, err := readBase(baseFile); err != nil {
		t.Fatalf("readBase(base.bin) = %v, want a model", err)
	}
	for name, file := range map[string][]byte{"nothing": nil, "half": baseFile[:len(baseFile)/2], "text": []byte("version https://git-lfs.github.com/spec/v1\n")} {
		if _, err := readBase(file); !errors.Is(err, embed.ErrFormat) {
			t.Errorf("readBase(%s) = %v, want embed.ErrFormat", name, err)
		}
	}
}

func TestAnEditionWithoutItemsLearnsTheBase(t *testing.T) {
	m := Learn(knowledge.NewEdition("e", knowledge.Parts{}), Words{}, nil)
	for _, text := range []string{"身份证丢了", "", "狗证"} {
		if got, want := m.Embed(text), Base().Embed(text); !slices.Equal(got, want) {
			t.Errorf("Learn(nothing).Embed(%q) = %v…, want the base's %v…", text, got[:3], want[:3])
		}
	}
}
