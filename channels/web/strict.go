package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"
)

// maxDepth is deeper than any message of ours.
const maxDepth = 4

// Errors of decodeStrict.
var (
	errEncoding = errors.New("not UTF-8")
	errDepth    = errors.New("nested too deep")
	errTwice    = errors.New("a key stands twice")
	errKey      = errors.New("unknown key")
	errMore     = errors.New("more than one value")
)

// decodeStrict reads one JSON object into v, a pointer to a flat struct. It
// refuses what encoding/json lets through and what two programs may read
// differently: a key that stands twice, a key in another case, an unknown key,
// text that is not UTF-8, anything after the object.
func decodeStrict(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errEncoding
	}
	if err := walk(data, keysOf(v)); err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return nil
}

// walk checks depth and keys before anything is built.
func walk(data []byte, keys map[string]bool) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("not an object: %w", errors.Join(err, errKey))
	}
	seen := map[string]bool{}
	for d.More() {
		if err := pair(d, keys, seen); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("read the end: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errMore
	}
	return nil
}

// pair reads one key, which must be known and new, and its value.
func pair(d *json.Decoder, keys, seen map[string]bool) error {
	t, err := d.Token()
	if err != nil {
		return fmt.Errorf("read a key: %w", err)
	}
	key, _ := t.(string)
	switch {
	case !keys[key]:
		return errKey
	case seen[key]:
		return errTwice
	}
	seen[key] = true
	return skip(d)
}

// skip reads one value.
func skip(d *json.Decoder) error {
	for depth := 0; ; {
		t, err := d.Token()
		if err != nil {
			return fmt.Errorf("read a value: %w", err)
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > maxDepth {
			return errDepth
		}
		if depth == 0 {
			return nil
		}
	}
}

// keysOf returns the JSON names of the fields of a struct.
func keysOf(v any) map[string]bool {
	keys := map[string]bool{}
	t := reflect.TypeOf(v).Elem()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		keys[name] = true
	}
	return keys
}
