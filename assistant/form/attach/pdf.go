package attach

import (
	"bytes"
	"encoding/hex"
	"regexp"
)

// active are the names (ISO 32000) of what a paper does not need: programs,
// files within, forms that compute.
var active = regexp.MustCompile(`/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)\b`)

var (
	encrypted = regexp.MustCompile(`/Encrypt\b`)
	stream    = regexp.MustCompile(`(?s)>>\s*stream\r?\n.*?endstream`) // packed: what it holds looks like anything
	escaped   = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)
)

// tail is how far from the end of a file the end of a PDF is looked for, in
// bytes.
const tail = 1024

// pdf checks a PDF: whole, without a password and without programs. What is in
// streams is not seen, so a PDF is only ever given out to be saved.
func pdf(body []byte) error {
	end := bytes.LastIndex(body, []byte("%%EOF"))
	if end < 0 || end < len(body)-tail || len(bytes.TrimRight(body[end+len("%%EOF"):], " \t\r\n\x00")) > 0 {
		return errBroken
	}
	plain := escaped.ReplaceAllFunc(stream.ReplaceAll(body, nil), func(code []byte) []byte {
		b, _ := hex.DecodeString(string(code[1:])) // two hex digits
		return b
	})
	switch {
	case encrypted.Match(plain):
		return errLocked
	case active.Match(plain):
		return errActive
	}
	return nil
}
