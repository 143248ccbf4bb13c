package ops

import (
	"bytes"
	"context"
	"io"
	"log"
	"log/slog"
	"regexp"

	"wenban/assistant/read"
)

// Logger writes structured lines, as JSON or as text ("text"), from a level on
// (debug, info, warn, error).
//
// PRIVACY: nothing that a citizen said is given to the log. Should an error of
// a library quote it all the same, numbers, names and addresses are masked here.
func Logger(w io.Writer, format, level string) *slog.Logger {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		least = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: least, ReplaceAttr: masked}
	if format == "text" {
		return slog.New(slog.NewTextHandler(w, o))
	}
	return slog.New(slog.NewJSONHandler(w, o))
}

// masked masks what may hold a citizen's words: texts and errors. A stack holds
// none.
func masked(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case string:
		if a.Key != "stack" {
			a.Value = slog.StringValue(mask(v))
		}
	case error:
		a.Value = slog.StringValue(mask(v.Error()))
	}
	return a
}

// maskMost bounds what is masked, in bytes; the rest of a longer text is cut.
const maskMost = 4 << 10

func mask(s string) string {
	if len(s) > maskMost {
		s = s[:maskMost]
	}
	out, kinds := read.Mask(s)
	if len(kinds) == 0 {
		return s // as it was: masking brings text into normal form
	}
	return out
}

// peer is the address of a visitor as the standard library writes it.
var peer = regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3}(:\d+)?|\[[0-9a-fA-F:.%\w]*:[^\]\s]*\](:\d+)?`)

// HTTPErrors is the log of an http.Server, without the addresses of visitors:
// what clients do is told at debug, a panic of ours as an error.
func HTTPErrors(to *slog.Logger) *log.Logger {
	return log.New(withoutPeers{to}, "", 0)
}

type withoutPeers struct{ to *slog.Logger }

func (w withoutPeers) Write(line []byte) (int, error) {
	level := slog.LevelDebug
	if bytes.HasPrefix(line, []byte("http: panic")) {
		level = slog.LevelError
	}
	w.to.Log(context.Background(), level, "http", "cause", peer.ReplaceAllString(string(line), "[peer]"))
	return len(line), nil
}
