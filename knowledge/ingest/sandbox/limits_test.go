package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/sandbox"
)

func TestEveryLimitEndsTheChildAndIsTold(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux bounds memory and processor time of one process")
	}
	large := []byte("实施编码,事项名称,简介\n" + strings.Repeat("A,甲,"+strings.Repeat("长", 500)+"\n", 20_000))
	hang := page("BT /F1 12 Tf <AB")
	l := sandbox.Default
	for _, c := range []struct {
		what, name string
		data       []byte
		change     func(*sandbox.Limits)
		reason     string
	}{
		{"processor time", "a.pdf", hang, func(l *sandbox.Limits) { l.CPU = time.Second }, "处理器时间超过1秒"},
		{"the clock", "a.pdf", hang, func(l *sandbox.Limits) { l.Wall = time.Second }, "解析超过1秒"},
		{"memory", "a.csv", large, func(l *sandbox.Limits) { l.Memory = 64 << 20 }, "内存超过64兆字节"},
		{"the answer", "a.docx", word(t, rule()+paragraph(strings.Repeat("长", 1<<20))), func(l *sandbox.Limits) { l.Output = 1 << 20 }, "读出来的内容超过1兆字节"},
	} {
		limits := l
		c.change(&limits)
		t.Run(c.what, func(t *testing.T) { refusedWith(t, limits, c.name, c.data, c.reason) })
	}
}

func TestACancelledImportEndsTheChildAndSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	convert := sandbox.Convert("", sandbox.Default)
	_, _, err := ingest.LoadFS(ctx, fstest.MapFS{"a.pdf": {Data: page("BT /F1 12 Tf <AB")}}, ingest.Options{
		Convert: func(ctx context.Context, name string, r io.Reader, say func(ingest.Converted)) error {
			return convert(ctx, name, &stopper{r, cancel}, say)
		}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("LoadFS after cancel = %v, want context.Canceled", err)
	}
}

// stopper cancels when the file was read to its end: the child is at work then.
type stopper struct {
	r    io.Reader
	stop func()
}

func (s *stopper) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil {
		s.stop()
	}
	return n, err
}

func TestAFileThatCannotBeReadIsAnErrorOfTheFile(t *testing.T) {
	broken := errors.New("disk failed")
	err := sandbox.Convert("", sandbox.Default)(t.Context(), "a.csv", failing{broken}, func(ingest.Converted) {})
	if !errors.Is(err, broken) {
		t.Errorf("Convert = %v, want %v", err, broken)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAChildThatIsToldNonsenseEnds(t *testing.T) {
	for _, in := range []string{"", "{", "{}\n", strings.Repeat("x", 1<<20)} {
		var out bytes.Buffer
		if code := sandbox.Serve(strings.NewReader(in), &out); code == 0 {
			t.Errorf("Serve(%.10q) = 0 with %q, want a failure", in, out.String())
		}
	}
}
